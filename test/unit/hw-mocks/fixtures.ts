/** A made-up meter, fan and relay board, and a physics that answers from a table. */

import type { StationModel } from '../../../hw-mocks/station/model.ts';
import type { DeviceDefinition, Point } from '../../../src/devices/modbus/definition.ts';
import { definitionSchema } from '../../../src/devices/modbus/definition.ts';
import { resolveDefinition } from '../../../src/devices/modbus/resolve/resolve.ts';
import type { Clock } from '../../../src/ports/clock.ts';

const common = {
  kind: 'modbus',
  title: 'Made up',
  source: 'this test',
  confidence: 'U',
  verified: false,
  serial: { baud: 9600, format: '8N1' },
  onSilence: 'nothing',
};

function define(file: Record<string, unknown>): DeviceDefinition {
  const { definition, problems } = resolveDefinition(definitionSchema.parse({ ...common, ...file }));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return definition;
}

const limits = { maxRegistersPerRead: 20, responseTimeout: '300ms', holes: 'allowed' };

/** Every register type, both word orders, a constant scale and a decimal point register. */
export const meter = define({
  model: 'test-meter',
  limits,
  defaults: { table: 'input' },
  points: [
    { quantity: 'power.active', address: 10, type: 'float32', unit: 'kW' },
    { quantity: 'energy.import', address: 12, type: 'uint64', wordOrder: 'lsw-first', unit: 'Wh' },
    { quantity: 'voltage', address: 16, type: 'uint16', unit: 'V', scale: 0.1 },
    { quantity: 'temperature', address: 18, type: 'int16', unit: 'degC', scale: 0.1, sentinels: [0x7fff] },
    { quantity: 'power.reactive', address: 20, type: 'int32', unit: 'var' },
    {
      quantity: 'current',
      address: 22,
      type: 'int16',
      unit: 'A',
      scale: { register: 23, type: 'int16' },
    },
    { quantity: 'device.status', table: 'discrete', address: 0, type: 'bits', count: 4, unit: '1' },
  ],
});

export const strictMeter: DeviceDefinition = { ...meter, unassigned: 'illegal-address' };

export const fan = define({
  model: 'test-fan',
  limits,
  defaults: { table: 'holding', type: 'uint16' },
  points: [
    { quantity: 'fan.speed', address: 0, unit: 'rpm' },
    { quantity: 'fan.setpoint', address: 1, unit: '%', scale: 0.1 },
  ],
  commands: [
    {
      name: 'speed',
      kind: 'register',
      quantity: 'fan.setpoint',
      address: 1,
      unit: '%',
      scale: 0.1,
      lease: { kind: 'traffic', note: 'falls back by itself' },
    },
  ],
});

export const board = define({
  model: 'test-board',
  limits,
  points: [{ quantity: 'relay.coils', table: 'coil', address: 0, type: 'bits', count: 8, unit: '1' }],
  commands: [
    {
      name: 'relays',
      kind: 'coil',
      address: 0,
      count: 8,
      lease: { kind: 'flash', offset: 0x200, unit: '100ms', maxUnits: 0x7fff },
    },
  ],
});

/** Relays that are registers: 1 switches on, 2 off, 0x600 and seconds on for so long. */
export const registerBoard = define({
  model: 'test-register-board',
  limits,
  points: [{ quantity: 'relay.coils', table: 'holding', address: 1, type: 'bits', count: 4, unit: '1' }],
  commands: [
    {
      name: 'relays',
      kind: 'register-relay',
      address: 1,
      count: 4,
      on: 0x0100,
      off: 0x0200,
      lease: { kind: 'delay', base: 0x0600, unit: '1s', maxUnits: 255 },
    },
  ],
});

export interface TableModel extends StationModel {
  /** `device/point` to value; what is missing the physics does not know. */
  readonly values: Map<string, number | null>;
  readonly silent: Set<string>;
  /** What came in: `fan speed 40`, `board relays 3`. */
  readonly told: string[];
}

export function createTableModel(): TableModel {
  const values = new Map<string, number | null>();
  const silent = new Set<string>();
  const told: string[] = [];
  return {
    values,
    silent,
    told,
    advance() {},
    value: (device, point) => values.get(`${device}/${point}`),
    isSilent: (device) => silent.has(device),
    command: (device, command, value) => told.push(`${device} ${command} ${value}`),
    relays: (device, mask) => told.push(`${device} relays ${mask}`),
  };
}

export function pointOf(definition: DeviceDefinition, id: string): Point {
  const point = definition.points.find((candidate) => candidate.id === id);
  if (point === undefined) throw new Error(`no point ${id}`);
  return point;
}

/** For real sockets and serial lines. */
export const realClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  wallSync: () => ({ synced: false, source: 'test' }),
  at(atMs, callback) {
    const timer = setTimeout(callback, atMs - performance.now());
    return () => clearTimeout(timer);
  },
};
