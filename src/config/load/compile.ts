/** From a checked site file to the plan. Everything it names exists: `crossCheck` found no error. */

import type { AnyDefinition } from '../../devices/any-definition.ts';
import { bandHzOf } from '../../devices/description/bands.ts';
import { relocate } from '../../devices/modbus/relocate.ts';
import type { Quantity } from '../../model/quantity.ts';
import type { ChannelId } from '../../model/reading.ts';
import { bandsChannel } from '../../model/spectrum.ts';
import type {
  CabinetPlan,
  ChannelPlan,
  ControlPlan,
  LevelPlan,
  OutputSpec,
  RelativeLimitPlan,
  SpectrumPlan,
} from '../../plan/control-plan.ts';
import type { DevicePlan, LayoutPlan, OutputPlan, SitePlan } from '../../plan/site-plan.ts';
import { isModbus } from '../site/bus-kinds.ts';
import { isRelays, rangeOf } from '../site/output-entry.ts';
import { soundQuantities, spectrumQuantities } from '../site/references.ts';
import { anyDefinitionOf, definitionOf, membersOf, type Station } from '../site/site-draft.ts';
import type { CabinetEntry, OutputEntry, SiteFile } from '../site/site-schema.ts';
import { stationBlock } from '../site/station-schema.ts';
import { bankPlans, boardPlans } from './compile-local.ts';
import { portPlans } from './compile-ports.ts';
import { stationRecord } from './compile-record.ts';

/** The plan without its hash, which is made from the texts. `stateFolder`: for a history that names no file. */
export function compile(file: SiteFile, station: Station, stateFolder: string): Omit<SitePlan, 'hash'> {
  const { site, zone, clock, broker, homeAssistant, history, page } = file;
  return {
    site,
    station: stationBlock(file.station).id,
    record: stationRecord(file),
    zone,
    clock,
    broker: broker.kind === 'embedded' ? withoutUndefined(broker) : withoutUndefined(broker),
    ...commandsOf(file),
    history: {
      path: history.path ?? `${stateFolder}/${site}-${stationBlock(file.station).id}.db`,
      secondsMs: history.seconds,
      minutesMs: history.minutes,
      fileBytesMax: history.maxSizeMb * 1_000_000,
    },
    ...(homeAssistant === undefined ? {} : { homeAssistant }),
    ...(page === undefined
      ? {}
      : { page: withoutUndefined({ port: page.port, isLan: page.lan, tokenFile: page.tokenFile }) }),
    buses: Object.entries(file.buses).flatMap(([id, bus]) => (isModbus(bus) ? [{ id, ...bus }] : [])),
    boards: boardPlans(file, station),
    banks: bankPlans(file, station),
    devices: devicePlans(station),
    ports: portPlans(file, station),
    outputs: Object.entries(file.outputs).map(([id, output]) => outputPlan(id, output, file)),
    control: controlPlan(file, station),
    layout: layoutPlan(file, station),
  };
}

/** Left out where there are none, so that the hash of such a site stays. */
function commandsOf({ commands }: SiteFile): Pick<SitePlan, 'commands'> {
  const issuers = Object.entries(commands).map(([issuer, { may, floor, longest, perHour, key }]) => {
    return [issuer, withoutUndefined({ may, floor, longestMs: longest, perHour, publicKey: key })] as const;
  });
  return issuers.length === 0 ? {} : { commands: Object.fromEntries(issuers) };
}

function devicePlans(station: Station): DevicePlan[] {
  return [...station.devices.values()].flatMap(({ id, bus, unitId, base, pollMs, validMs }) => {
    const found = definitionOf(station, id);
    if (found === undefined) return [];
    return [{ id, bus, unitId, definition: relocate(found, base), pollMs, validMs }];
  });
}

function controlPlan(file: SiteFile, station: Station): ControlPlan {
  return {
    periodMs: file.cycle,
    channels: channelPlans(station),
    ...spectraOf(station),
    outputs: Object.entries(file.outputs).map(([id, output]) => outputSpec(id, output)),
    cabinets: Object.entries(file.cabinets).map(([id, cabinet]) => cabinetPlan(id, cabinet, file, station)),
    receptors: Object.entries(file.receptors).map(
      ([id, { meter, limits, spectrum, relative, tonePenaltyDb }]) => ({
        ...levelPlan(id, 'boundary', meter, station),
        ...spectrumOf(spectrum ?? meter, station),
        dayDb: limits.dayDb,
        nightDb: limits.nightDb,
        ...withoutUndefined({ relative: relativeOf(relative), tonePenaltyDb }),
      }),
    ),
    otherLevels: Object.entries(file.levels).map(([id, { place, meter, cabinet, spectrum }]) => ({
      ...levelPlan(id, place, meter, station),
      ...spectrumOf(spectrum ?? meter, station),
      ...(cabinet === undefined ? {} : { cabinet }),
    })),
    weather: withoutUndefined({
      temperature: channelOf(station, file.weather.temperature, ['temperature']),
      wind: channelOf(station, file.weather.wind, ['wind.speed']),
      rain: channelOf(station, file.weather.rain, ['rain.amount']),
    }),
    night: { startMin: file.night.start, endMin: file.night.end },
    rules: file.rules,
    mode: file.mode,
    // Left out where it is usual, so that the hash of such a site stays.
    ...(file.fanTones === 'learn' ? { fanTones: file.fanTones } : {}),
  };
}

function channelPlans(station: Station): Record<ChannelId, ChannelPlan> {
  const channels: Record<ChannelId, ChannelPlan> = {};
  for (const { id, validMs } of station.devices.values()) {
    for (const point of mustBeDefined(station, id).points) {
      if (point.quantity === 'sound.band') continue;
      // A point that is read less often than its device is valid for longer.
      const pointValidMs = Math.max(validMs, 3 * (point.everyMs ?? 0));
      channels[`${id}.${point.id}`] = { quantity: point.quantity, validMs: pointValidMs };
    }
  }
  return channels;
}

/** The vector channels, where there are any. */
function spectraOf(station: Station): Pick<ControlPlan, 'spectra'> {
  const spectra: Record<ChannelId, SpectrumPlan> = {};
  for (const { id, validMs } of station.devices.values()) {
    const { points } = mustBeDefined(station, id);
    const bandsHz = points.flatMap((point) => bandHzOf(point.id) ?? []);
    const hasC = points.some((point) => point.id === 'sound.lceq');
    if (bandsHz.length > 0 || hasC) spectra[bandsChannel(id)] = { bandsHz, validMs };
  }
  return Object.keys(spectra).length === 0 ? {} : { spectra };
}

function outputSpec(id: string, output: OutputEntry): OutputSpec {
  const { kind, rest, failSafe } = output;
  if (!isRelays(output)) return { id, kind, ...rangeOf(output), rest, failSafe };
  const steps = output.kind === 'lamp' ? [0, 100] : Object.keys(output.steps).map(Number);
  steps.sort((a, b) => a - b);
  return { id, kind, min: steps[0] ?? 0, max: steps.at(-1) ?? 0, rest, failSafe, steps };
}

function outputPlan(id: string, output: OutputEntry, file: SiteFile): OutputPlan {
  const place = { id, device: output.device, command: output.command, leaseMs: output.lease };
  if (!isRelays(output)) {
    const limited = output.kind === 'fan' ? undefined : cabinetOf(file, id);
    return {
      ...place,
      kind: 'register',
      ...(limited === undefined ? {} : { fullW: limited.ratedKw * 1000 }),
    };
  }
  const steps = output.kind === 'lamp' ? { 0: [], 100: output.coils } : output.steps;
  const coils = [...new Set(Object.values(steps).flat())].sort((a, b) => a - b);
  const { order, delay: delayMs } =
    output.kind === 'lamp' ? ({ order: 'break-before-make', delay: 0 } as const) : output;
  return { ...place, kind: 'relay-steps', coils, steps, order, delayMs };
}

/** The cabinet whose power the output limits. */
function cabinetOf(file: SiteFile, output: string): CabinetEntry | undefined {
  return Object.values(file.cabinets).find(({ limit }) => limit === output);
}

function cabinetPlan(id: string, cabinet: CabinetEntry, file: SiteFile, station: Station): CabinetPlan {
  return {
    id,
    temperatures: cabinet.temperatures.map((device) => `${device}.temperature`),
    powerIn: `${cabinet.meter}.power.active`,
    ratedW: cabinet.ratedKw * 1000,
    guns: gunsOf(cabinet, station).map((gun) => `${gun}.power.active`),
    fans: cabinet.fans.map(({ output, tacho, fullRpm, fullW, blades, avoid, atDb }) => {
      const device = tacho ?? deviceOf(file, output);
      const status = channelOf(station, device, ['fan.status']);
      return {
        output,
        speed: `${device}.fan.speed`,
        ...(status === undefined ? {} : { status }),
        fullRpm,
        ...(fullW === undefined ? {} : { fullW }),
        ...(tacho === undefined ? leaseOf(file, output) : {}),
        ...withoutUndefined({ blades, avoid }),
        atDb,
      };
    }),
    heat: {
      riseK: cabinet.heat.riseC,
      settleS: cabinet.heat.settle / 1000,
      fullPowerC: cabinet.heat.fullPowerC,
      noPowerC: cabinet.heat.noPowerC,
    },
    limit: cabinet.limit,
    humAtDb: cabinet.humAtDb,
    ...(cabinet.standbyAtDb === undefined ? {} : { standbyAtDb: cabinet.standbyAtDb }),
  };
}

function relativeOf(entry: SiteFile['receptors'][string]['relative']): RelativeLimitPlan | undefined {
  if (entry === undefined) return undefined;
  const { over, byDb, leastDb, cease } = entry;
  return {
    over,
    byDb,
    leastDb,
    ...(cease === undefined ? {} : { cease: { afterMs: cease.after, forMs: cease.for } }),
  };
}

function levelPlan(id: string, place: LevelPlan['place'], meter: string, station: Station): LevelPlan {
  const level = channelOf(station, meter, soundQuantities) ?? '';
  const peak = channelOf(station, meter, ['sound.lafmax']);
  return peak === undefined ? { id, place, level } : { id, place, level, peak };
}

/** The vector channel of the device, where it has bands or LCeq. */
function spectrumOf(device: string, station: Station): Pick<LevelPlan, 'spectrum'> {
  const { points } = mustBeDefined(station, device);
  const has = points.some(({ quantity }) => spectrumQuantities.includes(quantity));
  return has ? { spectrum: bandsChannel(device) } : {};
}

function layoutPlan(file: SiteFile, station: Station): LayoutPlan {
  const lampOutput = Object.entries(file.outputs).find(([, output]) => output.kind === 'lamp')?.[0];
  const { temperature, wind, rain } = file.weather;
  return {
    levels: [
      ...Object.values(file.receptors).map(({ meter }) => ({ device: meter, place: 'boundary' as const })),
      ...Object.values(file.levels).map(({ meter, place, cabinet }) => {
        return { device: meter, place, ...(cabinet === undefined ? {} : { cabinet }) };
      }),
    ],
    cabinets: Object.entries(file.cabinets).map(([id, cabinet]) => ({
      id,
      meter: cabinet.meter,
      temperatures: cabinet.temperatures,
      fans: cabinet.fans.map((fan) => fan.tacho ?? deviceOf(file, fan.output)),
      guns: gunsOf(cabinet, station),
      limitOutput: cabinet.limit,
    })),
    weatherDevices: [...new Set([temperature, wind, rain].filter((device) => device !== undefined))],
    ...(lampOutput === undefined ? {} : { lampOutput }),
  };
}

function gunsOf(cabinet: CabinetEntry, station: Station): readonly string[] {
  const guns = typeof cabinet.guns === 'string' ? [cabinet.guns] : cabinet.guns;
  return guns.flatMap((gun) => membersOf(station, gun));
}

function leaseOf(file: SiteFile, output: string): { readonly leaseMs?: number } {
  const entry = file.outputs[output];
  return entry === undefined ? {} : { leaseMs: entry.lease };
}

function deviceOf(file: SiteFile, output: string): string {
  const entry = file.outputs[output];
  if (entry === undefined) throw new Error(`assertion: output ${output} was checked to exist`);
  return entry.device;
}

/** The channel of the first of `wanted` that the device has. */
function channelOf(
  station: Station,
  device: string | undefined,
  wanted: readonly Quantity[],
): ChannelId | undefined {
  if (device === undefined) return undefined;
  const points = mustBeDefined(station, device).points;
  const found = wanted.find((quantity) => points.some((point) => point.id === quantity));
  return found === undefined ? undefined : `${device}.${found}`;
}

function mustBeDefined(station: Station, device: string): AnyDefinition {
  const definition = anyDefinitionOf(station, device);
  if (definition === undefined)
    throw new Error(`assertion: device ${device} was checked to have a definition`);
  return definition;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** exactOptionalPropertyTypes: a key that is not there, instead of one that is undefined. */
function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}
