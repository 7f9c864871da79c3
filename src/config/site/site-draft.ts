/**
 * What the cross-checks look at: every valid entry of a site file that may be broken elsewhere, groups expanded,
 * definitions at hand. So one wrong line neither hides the other problems nor causes false ones.
 */

import type { AnyDefinition } from '../../devices/any-definition.ts';
import type { InstrumentDefinition } from '../../devices/instruments/instrument.ts';
import type { DeviceDefinition } from '../../devices/modbus/definition.ts';
import { type StatedRatios, stateRatios } from '../../devices/modbus/state-ratios.ts';
import { type RuleName, type RuleParams, ruleParamSchemas } from '../../plan/rule-params.ts';
import type { Path } from '../problems/problem.ts';
import { builtInDefinition, builtInModels } from './built-in-models.ts';
import { isPort } from './bus-kinds.ts';
import type { DeviceEntry } from './field-schema.ts';
import { entrySchemas, type SiteFile, siteSchema } from './site-schema.ts';

/** A section of named entries. */
export type Section = keyof typeof entrySchemas;

/** A site file of which only the valid parts are kept. */
export type Draft = Pick<SiteFile, Section | 'levels' | 'weather'> &
  Partial<Pick<SiteFile, 'zone' | 'cycle' | 'broker' | 'night' | 'mode'>> & {
    readonly rules: Partial<RuleParams>;
    /** All names as written, also those of broken entries. Undefined: there is no such section, or it is a list. */
    readonly declared: Readonly<Record<Section, readonly string[] | undefined>>;
  };

/** One device: an entry with a unit id, one member of a group, or an instrument. */
export interface Device {
  readonly id: string;
  readonly path: Path;
  readonly bus: string;
  readonly model: string;
  /** 0 for instruments, which have none. */
  readonly unitId: number;
  /** Number of a 1-wire sensor. */
  readonly sensor: string | undefined;
  /** Place of quantities in the list that an instrument sends, where it is not that of the definition. */
  readonly fields: DeviceEntry['fields'];
  /** Where the addresses of the definition begin; 0 for most. */
  readonly base: number;
  /** What the site states in the place of registers. */
  readonly ratios: StatedRatios;
  /** How many unit ids it takes, counted from its own. */
  readonly channels: number;
  /** Of a part of a board or of relays on GPIO: such devices have no definition file. */
  readonly builtIn: DeviceDefinition | undefined;
  readonly pollMs: number;
  readonly validMs: number;
}

/** The site as the cross-checks see it. */
export interface Station {
  readonly draft: Draft;
  readonly devices: ReadonlyMap<string, Device>;
  /** Group name to its members. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Modbus devices by model; only the valid ones. */
  readonly definitions: ReadonlyMap<string, DeviceDefinition>;
  /** Instruments by model; only the valid ones. */
  readonly instruments: ReadonlyMap<string, InstrumentDefinition>;
  /** All models that have a file, including broken ones. */
  readonly models: readonly string[];
  /** Where a path leads in the end: names in /dev/serial/by-id are links. */
  readonly realPath: (path: string) => string;
}

/** Keeps what fits the schema, entry by entry. */
export function draftOf(data: unknown): Draft {
  const root = asRecord(data);
  const sections = Object.fromEntries(
    Object.entries(entrySchemas).map(([section, schema]) => [section, validEntries(root[section], schema)]),
  ) as Pick<SiteFile, Section>;
  const rules = Object.entries(asRecord(root['rules'])).flatMap(([rule, params]) => {
    const parsed = ruleParamSchemas[rule as RuleName]?.safeParse(params);
    return parsed?.success ? [[rule, parsed.data]] : [];
  });
  const scalars = Object.fromEntries(
    (['zone', 'cycle', 'broker', 'night', 'mode', 'weather'] as const).flatMap((key) => {
      const parsed = siteSchema.shape[key].safeParse(root[key]);
      return parsed.success ? [[key, parsed.data]] : [];
    }),
  );
  const names = (section: Section) => (isRecord(root[section]) ? Object.keys(root[section]) : undefined);
  const declared = {
    buses: names('buses'),
    devices: names('devices'),
    cabinets: names('cabinets'),
    receptors: names('receptors'),
    levels: names('levels'),
    outputs: names('outputs'),
  };
  return { weather: {}, ...scalars, ...sections, rules: Object.fromEntries(rules), declared };
}

/** Devices and groups of a draft. On Modbus, entries with neither or both of unitId and unitIds give none. */
export function stationOf(
  draft: Draft,
  definitions: ReadonlyMap<string, DeviceDefinition>,
  instruments: ReadonlyMap<string, InstrumentDefinition>,
  models: readonly string[],
  realPath: (path: string) => string = (path) => path,
): Station {
  const devices = new Map<string, Device>();
  const groups = new Map<string, readonly string[]>();
  for (const [id, entry] of Object.entries(draft.devices)) {
    const members = isPort(draft.buses[entry.bus]) ? [instrument(id, entry)] : expand(id, entry);
    for (const device of members) devices.set(device.id, device);
    if (entry.unitIds !== undefined)
      groups.set(
        id,
        members.map((device) => device.id),
      );
  }
  return {
    draft,
    devices,
    groups,
    definitions,
    instruments,
    models: [...models, ...builtInModels],
    realPath,
  };
}

/** The definition of a device that is no instrument, where both are valid. */
export function definitionOf(station: Station, device: string): DeviceDefinition | undefined {
  const found = station.devices.get(device);
  const definition = found?.builtIn ?? station.definitions.get(found?.model ?? '');
  return definition && stateRatios(definition, found?.ratios ?? {});
}

/** The definition of a device, be it an instrument, where both are valid. */
export function anyDefinitionOf(station: Station, device: string): AnyDefinition | undefined {
  return definitionOf(station, device) ?? station.instruments.get(station.devices.get(device)?.model ?? '');
}

/** Members of a group, or the device itself. */
export function membersOf(station: Station, id: string): readonly string[] {
  return station.groups.get(id) ?? [id];
}

/** First and last unit id of "11-24"; undefined where it is not a range of possible ids. */
export function unitRange(unitIds: string): readonly [first: number, last: number] | undefined {
  const [first = 0, last = 0] = unitIds.split('-').map(Number);
  return first >= 1 && last <= 247 && first <= last ? [first, last] : undefined;
}

function shared(id: string, entry: DeviceEntry): Omit<Device, 'id' | 'unitId'> {
  const { bus, model, sensor, fields, poll: pollMs } = entry;
  const validMs = entry.valid ?? Math.max(3 * pollMs, 5000);
  const builtIn = builtInDefinition(model, entry.lines?.length ?? 0);
  return {
    path: ['devices', id],
    bus,
    model,
    base: entry.base ?? 0,
    ratios: entry.ratios ?? {},
    channels: entry.channels ?? 1,
    builtIn,
    sensor,
    fields,
    pollMs,
    validMs,
  };
}

function instrument(id: string, entry: DeviceEntry): Device {
  return { id, unitId: 0, ...shared(id, entry) };
}

function expand(id: string, entry: DeviceEntry): Device[] {
  if (entry.unitIds === undefined) {
    const common = shared(id, entry);
    const unitId = entry.unitId ?? (common.builtIn === undefined ? undefined : 0);
    return unitId === undefined ? [] : [{ id, unitId, ...common }];
  }
  const [first, last] = unitRange(entry.unitIds) ?? [1, 0];
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    id: `${id}-${String(index + 1).padStart(2, '0')}`,
    unitId: first + index,
    ...shared(id, entry),
  }));
}

function validEntries(section: unknown, schema: (typeof entrySchemas)[Section]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(asRecord(section)).flatMap(([key, value]) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? [[key, parsed.data]] : [];
    }),
  );
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
