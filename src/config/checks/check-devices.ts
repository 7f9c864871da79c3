/** The entries of devices: their unit ids, whether they fit the kind of their bus, their bases and times. */

import type { InstrumentDefinition } from '../../devices/instruments/instrument.ts';
import { lastAddress } from '../../devices/modbus/relocate.ts';
import { formatDuration } from '../../model/duration.ts';
import { phrase } from '../../model/phrase.ts';
import { error, type Finding, type Path } from '../problems/problem.ts';
import { builtInModels } from '../site/built-in-models.ts';
import { isLocal, isPort } from '../site/bus-kinds.ts';
import type { DeviceEntry } from '../site/field-schema.ts';
import { type Device, type Draft, type Station, unitRange } from '../site/site-draft.ts';

/** Everything about devices. */
export function checkDevices(station: Station): readonly Finding[] {
  return [
    ...Object.entries(station.draft.devices).flatMap(([id, entry]) => [
      ...checkUnits(station.draft, id, entry),
      ...checkPoll(['devices', id], entry),
    ]),
    ...checkBases(station),
    ...checkKinds(station),
    ...[...station.devices.values()].flatMap((device) => checkTimes(station, device)),
  ];
}

/** A Modbus device has a unit id, a group a range of them, and nothing else has either. */
function checkUnits(draft: Draft, id: string, entry: DeviceEntry): readonly Finding[] {
  const { bus, model, unitId, unitIds } = entry;
  const path = ['devices', id];
  // Their numbers and lines are checked with their bus (check-local.ts).
  if (builtInModels.includes(model)) return [];
  // What stands on a bus that is broken or not there cannot be judged.
  if (draft.buses[bus] === undefined) return [];
  if (isPort(draft.buses[bus])) {
    if (unitId === undefined && unitIds === undefined) return [];
    const key = unitId === undefined ? 'unitIds' : 'unitId';
    return [error([...path, key], phrase('no-modbus-device', { device: id }), phrase('leave-it-out'), 'key')];
  }
  if (unitIds === undefined) {
    if (unitId !== undefined) return [];
    const fix = phrase('add-unit-id');
    return [error(path, phrase('unit-id-missing', { device: id }), fix, 'key')];
  }
  if (unitId !== undefined) {
    const fix = phrase('unit-id-or-ids');
    return [error([...path, 'unitIds'], phrase('unit-id-both'), fix, 'key')];
  }
  if (unitRange(unitIds) === undefined) {
    const fix = phrase('write-unit-range');
    return [error([...path, 'unitIds'], phrase('no-unit-range', { unitIds }), fix)];
  }
  return checkMemberNames(id, unitIds, draft.declared.devices ?? []);
}

function checkPoll(path: Path, { poll, valid }: DeviceEntry): readonly Finding[] {
  const findings: Finding[] = [];
  if (poll <= 0) findings.push(error([...path, 'poll'], phrase('poll-zero'), phrase('write-or-longer-1s')));
  if (valid !== undefined && valid < poll) {
    const fix = phrase('write-valid', { least: formatDuration(poll), usual: formatDuration(3 * poll) });
    const text = phrase('stale-before-poll', { poll: formatDuration(poll) });
    findings.push(error([...path, 'valid'], text, fix));
  }
  return findings;
}

/** An instrument cannot stand on a Modbus line, nor a Modbus device on a port of an instrument. */
function checkKinds({ draft, definitions, instruments }: Station): readonly Finding[] {
  return Object.entries(draft.devices).flatMap(([id, { bus: busId, model }]) => {
    const bus = draft.buses[busId];
    // Boards and GPIO take nothing but their own models (check-local.ts).
    if (bus === undefined || isLocal(bus)) return [];
    const kind = instruments.get(model)?.kind ?? (definitions.has(model) ? 'modbus' : undefined);
    const wanted = isPort(bus) ? (bus.kind === 'one-wire' ? ['one-wire'] : ['ascii', 'binary']) : ['modbus'];
    if (kind === undefined || wanted.includes(kind)) return [];
    const fits = {
      modbus: phrase('kinds-modbus'),
      'one-wire': 'one-wire',
      ascii: phrase('kinds-meter'),
      binary: phrase('kinds-meter'),
    }[kind];
    const text = phrase('cannot-stand-on', { model, bus: busId, kind: bus.kind });
    return [error(['devices', id, 'bus'], text, phrase('name-bus-kind', { kinds: fits }))];
  });
}

/** Some definitions count addresses from a base, which each such device must state and no other may. */
function checkBases({ draft, definitions }: Station): readonly Finding[] {
  return Object.entries(draft.devices).flatMap(([id, { model, base }]) => {
    const definition = definitions.get(model);
    if (definition === undefined) return [];
    const path = ['devices', id];
    if (definition.base === undefined) {
      if (base === undefined) return [];
      const text = phrase('no-base', { model });
      return [error([...path, 'base'], text, phrase('leave-out', { what: 'base' }), 'key')];
    }
    if (base === undefined) {
      const fix = phrase('add-base', { about: { english: definition.base, frame: '. {}' } });
      return [error(path, phrase('base-missing', { device: id, model }), fix, 'key')];
    }
    const beyond = base + lastAddress(definition) - 0xffff;
    if (beyond <= 0) return [];
    const about = { english: definition.base, frame: '. {}' };
    const fix = phrase('base-at-most', { most: 0xffff - lastAddress(definition), about });
    return [error([...path, 'base'], phrase('base-beyond', { base }), fix)];
  });
}

/** Group `gun` makes `gun-01`: no entry may have that name. */
function checkMemberNames(group: string, unitIds: string, declared: readonly string[]): readonly Finding[] {
  const [first, last] = unitRange(unitIds) ?? [1, 0];
  const members = Array.from(
    { length: last - first + 1 },
    (_, i) => `${group}-${String(i + 1).padStart(2, '0')}`,
  );
  return members
    .filter((member) => declared.includes(member))
    .map((member) =>
      error(['devices', member], phrase('member-name-taken', { group }), phrase('rename-one'), 'key'),
    );
}

function checkTimes(station: Station, device: Device): readonly Finding[] {
  const instrument = station.instruments.get(device.model);
  const timeoutMs = station.definitions.get(device.model)?.responseTimeoutMs ?? longestOf(instrument);
  const isFirst = device.id === device.path.at(-1) || device.id.endsWith('-01');
  if (timeoutMs === undefined || !isFirst || device.pollMs <= 0 || device.pollMs >= timeoutMs) return [];
  const text = phrase('poll-too-short', { time: formatDuration(timeoutMs), model: device.model });
  return [error([...device.path, 'poll'], text, phrase('or-longer', { time: formatDuration(timeoutMs) }))];
}

/** An instrument that streams is not polled, so it has no time to answer in. */
function longestOf(instrument: InstrumentDefinition | undefined): number | undefined {
  const isAsked = instrument !== undefined && !('stream' in instrument && instrument.stream !== undefined);
  return isAsked ? instrument.limits.responseTimeout : undefined;
}
