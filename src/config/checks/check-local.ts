/** Boards and GPIO: whether their devices are parts that they have, and their outputs can be held. */

import { formatDuration } from '../../model/duration.ts';
import { phrase } from '../../model/phrase.ts';
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
    const fitting = actual === 'elsewhere' ? phrase('model-of-folder') : builtInFor(actual);
    const text = phrase('cannot-be-on', { model, bus: device.bus, kind: bus.kind });
    return [error([...path, 'model'], text, phrase('other-bus-or-model', { models: fitting }))];
  }
  if (home !== 'gpio') {
    for (const [key, value] of Object.entries({ lines, activeLow })) {
      if (value === undefined) continue;
      findings.push(
        error(
          [...path, key],
          phrase('only-has', { model: gpioModel, key }),
          phrase('leave-out', { what: key }),
          'key',
        ),
      );
    }
  } else if (lines === undefined) {
    const fix = phrase('add-lines');
    findings.push(error(path, phrase('lines-missing', { device: id }), fix, 'key'));
  }
  if (home === 'elsewhere') return findings;
  return [...findings, ...checkNumber(path, device, bus)];
}

/** Fans and sensors of a board have numbers; other built-in parts have none. */
function checkNumber(path: Path, device: DeviceEntry, bus: BusEntry): readonly Finding[] {
  const { model, unitId, unitIds } = device;
  if (unitIds !== undefined)
    return [error([...path, 'unitIds'], phrase('no-group', { model }), phrase('one-entry-each'), 'key')];
  const isFan = model === 'board-fan';
  if (!isFan && model !== 'board-temperature') {
    if (unitId === undefined) return [];
    return [
      error(
        [...path, 'unitId'],
        phrase('has-no-number', { model }),
        phrase('leave-out', { what: 'unitId' }),
        'key',
      ),
    ];
  }
  const count = isFan && bus.kind === 'board' ? bus.fans : BOARD_TEMPERATURES_MAX;
  if (unitId !== undefined && unitId <= count) return [];
  const text =
    unitId === undefined
      ? phrase(isFan ? 'which-fan' : 'which-sensor')
      : phrase(isFan ? 'no-fan' : 'no-sensor', { number: unitId });
  const at = unitId === undefined ? path : [...path, 'unitId'];
  return [error(at, text, phrase('unit-id-to', { count }), unitId === undefined ? 'key' : 'value')];
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
      error(device.path, phrase('part-taken', { owner: owner.id, bus: id }), phrase('keep-one'), 'key'),
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
        error(
          path,
          phrase('board-lease', { lease: formatDuration(lease) }),
          phrase('write', { what: '"5s"' }),
        ),
      ];
    }
    if (lease === firstMs) return [];
    const text = phrase('board-one-lease', { board: id });
    return [
      error(
        path,
        text,
        phrase('write-as-for', { time: formatDuration(firstMs ?? 0), output: outputs[0]?.[0] ?? '' }),
      ),
    ];
  });
  const driven = outputs.flatMap(([, { kind, device }]) =>
    kind === 'fan' ? [station.devices.get(device)?.unitId] : [],
  );
  const idle = Array.from({ length: bus.fans }, (_, index) => index + 1).filter(
    (fan) => !driven.includes(fan),
  );
  const unused = idle.map((fan) =>
    warning(['buses', id, 'fans'], phrase('fan-uncommanded', { fan, board: id }), phrase('add-board-fan')),
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
      const text = phrase('line-taken', { line, owner });
      return [error(['devices', id, 'lines', index], text, phrase('one-line-one-relay'))];
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
    return [error(['buses', id, 'chip'], phrase('chip-taken', { bus: owner }), phrase('to-one-bus'))];
  });
}

function builtInFor(kind: 'board' | 'gpio'): readonly string[] {
  return builtInModels.filter((model) => isBoardModel(model) === (kind === 'board'));
}
