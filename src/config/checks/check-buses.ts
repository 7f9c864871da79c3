/** What devices on one wire mean for each other: addresses, ports, factory settings, time. */

import type { InstrumentDefinition } from '../../devices/instruments/instrument.ts';
import { lastAddress } from '../../devices/modbus/relocate.ts';
import { formatDuration } from '../../model/duration.ts';
import type { BusPlan } from '../../plan/site-plan.ts';
import { error, type Finding, type Path, warning } from '../problems/problem.ts';
import { builtInModels } from '../site/built-in-models.ts';
import { isLocal, isModbus, isPort } from '../site/bus-kinds.ts';
import { type Device, type Station, unitRange } from '../site/site-draft.ts';
import { checkLoad } from './check-load.ts';
import { checkPort } from './check-ports.ts';

/** Everything about buses and the devices on them. */
export function checkBuses(station: Station): readonly Finding[] {
  return [
    ...checkDeviceEntries(station),
    ...checkBases(station),
    ...checkPorts(station),
    ...Object.keys(station.draft.buses).flatMap((bus) => checkBus(station, bus)),
    ...checkKinds(station),
    ...[...station.devices.values()].flatMap((device) => checkTimes(station, device)),
  ];
}

function checkDeviceEntries({ draft }: Station): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [id, { bus, model, unitId, unitIds, poll, valid }] of Object.entries(draft.devices)) {
    const path = ['devices', id];
    if (builtInModels.includes(model)) {
      // Their numbers and lines are checked with their bus (check-local.ts).
    } else if (isPort(draft.buses[bus])) {
      const key = unitId === undefined ? 'unitIds' : 'unitId';
      if (unitId !== undefined || unitIds !== undefined)
        findings.push(
          error([...path, key], `"${id}" is no Modbus device and has no unit id`, 'leave it out', 'key'),
        );
    } else if (unitId === undefined && unitIds === undefined) {
      findings.push(
        error(
          path,
          `device "${id}" has no unit id`,
          'add "unitId: 2", or "unitIds: 11-24" for a group',
          'key',
        ),
      );
    } else if (unitId !== undefined && unitIds !== undefined) {
      findings.push(
        error(
          [...path, 'unitIds'],
          'both unitId and unitIds are given',
          'keep unitId for one device, unitIds for a group',
          'key',
        ),
      );
    } else if (unitIds !== undefined && unitRange(unitIds) === undefined) {
      findings.push(
        error(
          [...path, 'unitIds'],
          `${unitIds} is not a range of unit ids`,
          'write lowest-highest, both from 1 to 247: 11-24',
        ),
      );
    } else if (unitIds !== undefined) {
      findings.push(...checkMemberNames(id, unitIds, draft.declared.devices ?? []));
    }
    if (poll <= 0)
      findings.push(error([...path, 'poll'], 'a poll period of 0 is not possible', 'write "1s" or longer'));
    if (valid !== undefined && valid < poll) {
      const fix = `write at least ${formatDuration(poll)}; three polls are usual: ${formatDuration(3 * poll)}`;
      findings.push(
        error(
          [...path, 'valid'],
          `readings would be stale before the next poll (${formatDuration(poll)})`,
          fix,
        ),
      );
    }
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
      modbus: 'modbus-rtu, modbus-tcp or rtu-over-tcp',
      'one-wire': 'one-wire',
      ascii: '',
      binary: '',
    }[kind];
    const text = `${model} cannot stand on "${busId}", a bus of kind ${bus.kind}`;
    return [error(['devices', id, 'bus'], text, `name a bus of kind ${fits || 'meter-serial or meter-tcp'}`)];
  });
}

/** Some definitions count addresses from a base, which every such device states; for all others it means nothing. */
function checkBases({ draft, definitions }: Station): readonly Finding[] {
  return Object.entries(draft.devices).flatMap(([id, { model, base }]) => {
    const definition = definitions.get(model);
    if (definition === undefined) return [];
    const path = ['devices', id];
    if (definition.base === undefined) {
      if (base === undefined) return [];
      const text = `the addresses of ${model} count from 0, not from a base`;
      return [error([...path, 'base'], text, 'leave base out', 'key')];
    }
    if (base === undefined) {
      const fix = `add "base: 40069". ${definition.base}`;
      return [error(path, `device "${id}" has no base for the addresses of ${model}`, fix, 'key')];
    }
    const beyond = base + lastAddress(definition) - 0xffff;
    if (beyond <= 0) return [];
    const fix = `write at most ${0xffff - lastAddress(definition)}. ${definition.base}`;
    return [error([...path, 'base'], `addresses from ${base} run past 65535`, fix)];
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
      error(
        ['devices', member],
        `group "${group}" has a member of the same name`,
        'rename one of the two',
        'key',
      ),
    );
}

/** Two names of one port are one port: links are followed, and this machine is itself. */
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
          `bus "${owner.id}" already has ${owner.end === end ? end : `${owner.end}, the same port as ${end}`}`,
          'one port has one owner: move the devices to one bus',
        ),
      );
    }
    owners.set(real, owner ?? { id, end });
    if (!isTcp && /^\/dev\/tty(USB|ACM)\d+$/.test(bus.path)) {
      const fix = 'write the name that "ls -l /dev/serial/by-id" shows for it';
      findings.push(warning(path, `${bus.path} may be another adapter after a restart`, fix));
    }
    return findings;
  });
}

function checkBus(station: Station, id: string): readonly Finding[] {
  const bus = station.draft.buses[id];
  const devices = [...station.devices.values()].filter((device) => device.bus === id);
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
  return devices.flatMap((device) => {
    const taken = takenBy(device);
    const clash = taken.find((unitId) => owners.has(unitId));
    const owner = clash === undefined ? undefined : owners.get(clash);
    for (const unitId of taken) owners.set(unitId, owners.get(unitId) ?? device);
    if (owner !== undefined) {
      const text = `"${device.id}" has unit id ${clash} on bus "${bus}", and so has "${owner.id}"`;
      return [
        error(unitPath(device, owner), text, `give one of them another: free is ${freeUnitId(devices)}`),
      ];
    }
    if (device.unitId !== 1 || devices.length < 2) return [];
    const text = `unit id 1 is the factory setting of nearly every device; the next new one on bus "${bus}" will clash`;
    return [warning(unitPath(device), text, 'give the device another unit id, from 2')];
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

function freeUnitId(devices: readonly Device[]): number {
  const taken = new Set(devices.flatMap(takenBy));
  let unitId = 2;
  while (taken.has(unitId)) unitId++;
  return unitId;
}

type RtuBus = Extract<BusPlan, { kind: 'modbus-rtu' }>;

/** One finding a model: what must be set on the devices before they can share the line. */
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
    const text = `${model} leaves the factory with ${serial.baud} ${serial.format}, bus "${id}" has ${bus.baud} ${bus.format}`;
    return [
      warning(
        ['buses', id, key],
        text,
        `set ${bus.baud} ${bus.format} on these devices, or give them a bus of their own`,
      ),
    ];
  });
}

function checkTimes(station: Station, device: Device): readonly Finding[] {
  const instrument = station.instruments.get(device.model);
  const timeoutMs = station.definitions.get(device.model)?.responseTimeoutMs ?? longestOf(instrument);
  const isFirst = device.id === device.path.at(-1) || device.id.endsWith('-01');
  if (timeoutMs === undefined || !isFirst || device.pollMs <= 0 || device.pollMs >= timeoutMs) return [];
  const text = `the poll period is shorter than the ${formatDuration(timeoutMs)} a ${device.model} may take to answer`;
  return [error([...device.path, 'poll'], text, `write "${formatDuration(timeoutMs)}" or longer`)];
}

/** An instrument that streams is not polled, so it has no time to answer in. */
function longestOf(instrument: InstrumentDefinition | undefined): number | undefined {
  const isAsked = instrument !== undefined && !('stream' in instrument && instrument.stream !== undefined);
  return isAsked ? instrument.limits.responseTimeout : undefined;
}
