/** Devices that share a wire: their unit ids, ports, factory settings, and the load of the line. */

import { type Phrase, phrase } from '../../model/phrase.ts';
import type { BusPlan } from '../../plan/site-plan.ts';
import { error, type Finding, type Path, warning } from '../problems/problem.ts';
import { isModbus, isPort } from '../site/bus-kinds.ts';
import type { Device, Station } from '../site/site-draft.ts';
import { checkLoad } from './check-load.ts';
import { checkPort } from './check-ports.ts';

/** Everything about buses. */
export function checkBuses(station: Station): readonly Finding[] {
  return [...checkPorts(station), ...checkEach(station)];
}

function checkEach(station: Station): readonly Finding[] {
  const devicesOn = new Map<string, Device[]>();
  for (const device of station.devices.values()) {
    const devices = devicesOn.get(device.bus) ?? [];
    if (devices.push(device) === 1) devicesOn.set(device.bus, devices);
  }
  return Object.keys(station.draft.buses).flatMap((bus) => checkBus(station, bus, devicesOn.get(bus) ?? []));
}

/** Each port belongs to one bus. Two names of one port count as one: links are followed, localhost is 127.0.0.1. */
function checkPorts({ draft, realPath }: Station): readonly Finding[] {
  const owners = new Map<string, { readonly id: string; readonly end: string }>();
  return Object.entries(draft.buses).flatMap(([id, bus]) => {
    if (bus.kind === 'gpio') return [];
    const findings: Finding[] = [];
    const isTcp = 'host' in bus;
    const end = isTcp ? `${bus.host}:${bus.port}` : bus.path;
    const path = isTcp ? ['buses', id, 'port'] : ['buses', id, 'path'];
    const real = isTcp ? end.toLowerCase().replace(/^localhost:/, '127.0.0.1:') : realPath(end);
    const owner = owners.get(real);
    if (owner !== undefined) {
      findings.push(
        error(
          path,
          owner.end === end
            ? phrase('bus-has-end', { bus: owner.id, end })
            : phrase('bus-has-same', { bus: owner.id, end: owner.end, other: end }),
          phrase('one-owner'),
        ),
      );
    }
    owners.set(real, owner ?? { id, end });
    if (!isTcp && /^\/dev\/tty(USB|ACM)\d+$/.test(bus.path)) {
      const fix = phrase('write-by-id');
      findings.push(warning(path, phrase('may-be-other-adapter', { path: bus.path }), fix));
    }
    return findings;
  });
}

function checkBus(station: Station, id: string, devices: readonly Device[]): readonly Finding[] {
  const bus = station.draft.buses[id];
  if (isPort(bus)) return checkPort(station, id, bus, devices);
  if (bus === undefined || !isModbus(bus)) return [];
  return [
    ...checkUnitIds(id, devices),
    ...(bus.kind === 'modbus-tcp' ? [] : checkSerial(station, id, bus, devices)),
    ...checkLoad(station, { id, ...bus }, devices),
  ];
}

function checkUnitIds(bus: string, devices: readonly Device[]): readonly Finding[] {
  const owners = new Map<number, Device>();
  const free = freeUnitId(devices);
  return devices.flatMap((device) => {
    const taken = takenBy(device);
    const clash = taken.find((unitId) => owners.has(unitId));
    const owner = clash === undefined ? undefined : owners.get(clash);
    for (const unitId of taken) owners.set(unitId, owners.get(unitId) ?? device);
    if (owner !== undefined) {
      const text = phrase('unit-id-twice', {
        device: device.id,
        unitId: clash ?? device.unitId,
        bus,
        owner: owner.id,
      });
      return [error(unitPath(device, owner), text, phrase('give-other-unit-id', { free }))];
    }
    if (device.unitId !== 1 || devices.length < 2) return [];
    const text = phrase('unit-id-factory', { bus });
    return [warning(unitPath(device), text, phrase('unit-id-from-2'))];
  });
}

/** Each channel of a meter answers under a unit id of its own, whether it is read or not. */
function takenBy({ unitId, channels }: Device): readonly number[] {
  return Array.from({ length: channels }, (_, channel) => unitId + channel);
}

function unitPath(device: Device, clash?: Device): Path {
  const isGroup = device.id !== device.path.at(-1) && clash?.path !== device.path;
  return [...device.path, isGroup ? 'unitIds' : 'unitId'];
}

function freeUnitId(devices: readonly Device[]): number | Phrase {
  const taken = new Set(devices.flatMap(takenBy));
  let unitId = 2;
  while (taken.has(unitId)) unitId++;
  return unitId <= 247 ? unitId : phrase('none-on-bus');
}

type RtuBus = Extract<BusPlan, { kind: 'modbus-rtu' }>;

/** One finding for each model: what must be set on the devices before they can share the line. */
function checkSerial(
  station: Station,
  id: string,
  bus: Pick<RtuBus, 'baud' | 'format'>,
  devices: readonly Device[],
): readonly Finding[] {
  return [...new Set(devices.map((device) => device.model))].flatMap((model) => {
    const serial = station.definitions.get(model)?.serial;
    if (serial === undefined || (serial.baud === bus.baud && serial.format === bus.format)) return [];
    const key = serial.baud === bus.baud ? 'format' : 'baud';
    const text = phrase('factory-line', {
      model,
      baud: serial.baud,
      format: serial.format,
      bus: id,
      busBaud: bus.baud,
      busFormat: bus.format,
    });
    return [warning(['buses', id, key], text, phrase('set-line', { baud: bus.baud, format: bus.format }))];
  });
}
