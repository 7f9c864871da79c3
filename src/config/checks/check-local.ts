/** Boards and GPIO: whether their devices are parts that they have, and their outputs can be held. */

import { formatDuration } from '../../model/duration.ts';
import { error, type Finding, type Path, warning } from '../problems/problem.ts';
import { BOARD_TEMPERATURES_MAX, builtInModels, gpioModel, isBoardModel } from '../site/built-in-models.ts';
import { isLocal } from '../site/bus-kinds.ts';
import type { BusEntry, DeviceEntry } from '../site/field-schema.ts';
import type { Device, Station } from '../site/site-draft.ts';

/** Times of firmware-bridge/PROTOCOL.md: one lost line would end a shorter lease, and the board refuses a longer one. */
const BOARD_LEASE_MS = { min: 1500, max: 60_000 };

/** Everything about boards and GPIO. */
export function checkLocal(station: Station): readonly Finding[] {
  const { draft } = station;
  return [
    ...Object.entries(draft.devices).flatMap(([id, device]) => {
      const bus = draft.buses[device.bus];
      return bus === undefined ? [] : checkDevice(['devices', id], id, device, bus);
    }),
    ...Object.entries(draft.buses).flatMap(([id, bus]) => checkParts(station, id, bus)),
    ...checkLines(station),
    ...checkChips(station),
  ];
}

function checkDevice(path: Path, id: string, device: DeviceEntry, bus: BusEntry): readonly Finding[] {
  const { model, lines, activeLow } = device;
  const findings: Finding[] = [];
  const home = isBoardModel(model) ? 'board' : model === gpioModel ? 'gpio' : 'elsewhere';
  const actual = isLocal(bus) ? bus.kind : 'elsewhere';
  if (home !== actual) {
    const fitting = actual === 'elsewhere' ? 'a model of config/devices' : builtInFor(actual).join(', ');
    const text = `${model} cannot be on "${device.bus}", a bus of kind ${bus.kind}`;
    return [error([...path, 'model'], text, `name another bus, or write ${fitting}`)];
  }
  if (home !== 'gpio') {
    for (const [key, value] of Object.entries({ lines, activeLow })) {
      if (value === undefined) continue;
      findings.push(error([...path, key], `only ${gpioModel} has ${key}`, `leave ${key} out`, 'key'));
    }
  } else if (lines === undefined) {
    const fix = 'add "lines: [17, 27]", the GPIO numbers of relay 1, relay 2, ...';
    findings.push(error(path, `device "${id}" does not say which lines drive its relays`, fix, 'key'));
  }
  if (home === 'elsewhere') return findings;
  return [...findings, ...checkNumber(path, device, bus)];
}

/** Fans and sensors of a board have numbers; other built-in parts have none. */
function checkNumber(path: Path, device: DeviceEntry, bus: BusEntry): readonly Finding[] {
  const { model, unitId, unitIds } = device;
  if (unitIds !== undefined)
    return [error([...path, 'unitIds'], `${model} is no group`, 'write one entry for each', 'key')];
  const isFan = model === 'board-fan';
  if (!isFan && model !== 'board-temperature') {
    if (unitId === undefined) return [];
    return [error([...path, 'unitId'], `${model} has no number`, 'leave unitId out', 'key')];
  }
  const count = isFan && bus.kind === 'board' ? bus.fans : BOARD_TEMPERATURES_MAX;
  if (unitId !== undefined && unitId <= count) return [];
  const what = isFan ? 'fan' : 'sensor';
  const text =
    unitId === undefined ? `which ${what} of the board it is, is not said` : `there is no ${what} ${unitId}`;
  const at = unitId === undefined ? path : [...path, 'unitId'];
  return [error(at, text, `write "unitId: 1" to ${count}`, unitId === undefined ? 'key' : 'value')];
}

/** Each part belongs to one device, and all outputs of a board have one lease, because one line sets them all. */
function checkParts(station: Station, id: string, bus: BusEntry): readonly Finding[] {
  if (bus.kind !== 'board') return [];
  const devices = [...station.devices.values()].filter((device) => device.bus === id);
  const owners = new Map<string, Device>();
  const twice = devices.flatMap((device) => {
    const part = `${device.model} ${device.unitId}`;
    const owner = owners.get(part);
    owners.set(part, owner ?? device);
    if (owner === undefined) return [];
    return [
      error(device.path, `"${owner.id}" already is this part of "${id}"`, 'keep one of the two', 'key'),
    ];
  });
  const outputs = Object.entries(station.draft.outputs).filter(([, { device }]) =>
    devices.some((one) => one.id === device),
  );
  const firstMs = outputs[0]?.[1].lease;
  const leases = outputs.flatMap(([output, { lease }]) => {
    const path = ['outputs', output, 'lease'];
    if (lease < BOARD_LEASE_MS.min || lease > BOARD_LEASE_MS.max) {
      return [
        error(path, `a board holds a lease of 1500ms to 60s, not ${formatDuration(lease)}`, 'write "5s"'),
      ];
    }
    if (lease === firstMs) return [];
    const text = `all outputs of board "${id}" have one lease`;
    return [error(path, text, `write "${formatDuration(firstMs ?? 0)}" as for "${outputs[0]?.[0]}"`)];
  });
  const driven = outputs.flatMap(([, { kind, device }]) =>
    kind === 'fan' ? [station.devices.get(device)?.unitId] : [],
  );
  const idle = Array.from({ length: bus.fans }, (_, index) => index + 1).filter(
    (fan) => !driven.includes(fan),
  );
  const unused = idle.map((fan) =>
    warning(
      ['buses', id, 'fans'],
      `nothing commands fan ${fan} of "${id}": it always turns at 100 %`,
      'add a device of model board-fan and an output for it, or plug the fan in elsewhere',
    ),
  );
  return [...twice, ...leases, ...unused];
}

/** Each GPIO line drives one relay. */
function checkLines({ draft }: Station): readonly Finding[] {
  const owners = new Map<string, string>();
  return Object.entries(draft.devices).flatMap(([id, { bus, lines }]) =>
    (lines ?? []).flatMap((line, index) => {
      const key = `${bus} ${line}`;
      const owner = owners.get(key);
      owners.set(key, owner ?? id);
      if (owner === undefined) return [];
      const text = `line ${line} already drives a relay of "${owner}"`;
      return [error(['devices', id, 'lines', index], text, 'one line drives one relay')];
    }),
  );
}

function checkChips({ draft }: Station): readonly Finding[] {
  const owners = new Map<string, string>();
  return Object.entries(draft.buses).flatMap(([id, bus]) => {
    if (bus.kind !== 'gpio') return [];
    const owner = owners.get(bus.chip);
    owners.set(bus.chip, owner ?? id);
    if (owner === undefined) return [];
    return [
      error(['buses', id, 'chip'], `bus "${owner}" already has this chip`, 'move the devices to one bus'),
    ];
  });
}

function builtInFor(kind: 'board' | 'gpio'): readonly string[] {
  return builtInModels.filter((model) => isBoardModel(model) === (kind === 'board'));
}
