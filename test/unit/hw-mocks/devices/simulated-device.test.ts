import { expect, test } from 'vitest';
import {
  createSimulatedDevice,
  type SimulatedDeviceOptions,
} from '../../../../hw-mocks/devices/simulated-device.ts';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { decodeBlock } from '../../../../src/devices/modbus/decode.ts';
import type { DeviceDefinition } from '../../../../src/devices/modbus/definition.ts';
import { encodeCoilCommand } from '../../../../src/devices/modbus/encode.ts';
import { planReads } from '../../../../src/devices/modbus/read-plan.ts';
import type { ReadTable } from '../../../../src/ports/field/modbus-client.ts';
import { board, createTableModel, fan, meter, registerBoard, strictMeter } from '../fixtures.ts';

function setUp(definition: DeviceDefinition, options: Partial<SimulatedDeviceOptions> = {}) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const model = createTableModel();
  const device = createSimulatedDevice({ id: 'd', definition, model, clock, ...options });
  const read = (table: ReadTable, address: number, count: number) =>
    device.answer({ kind: 'read', table, address, count });
  return { clock, model, device, read };
}

test('what the physics says comes back from the registers, for each type, scale and word order', () => {
  const { model, device } = setUp(meter);
  const truth: Record<string, number> = {
    'power.active': 123_456,
    'energy.import': 9_876_543_210,
    voltage: 399.7,
    temperature: -12.3,
    'power.reactive': -70_000,
    current: -250,
    'device.status': 0b1010,
  };
  for (const [id, value] of Object.entries(truth)) model.values.set(`d/${id}`, value);
  const decoded: Record<string, number> = {};
  for (const block of planReads(meter, 1000)) {
    const reply = device.answer({ kind: 'read', ...block });
    if (reply === undefined || 'exception' in reply) throw new Error('no answer');
    for (const { point, result } of decodeBlock(block, reply)) {
      decoded[point.id] = result.ok ? result.value : Number.NaN;
    }
  }
  expect(decoded['power.active']).toBeCloseTo(123_456, 1);
  expect(decoded).toEqual({ ...truth, 'power.active': decoded['power.active'] });
});

test('registers are laid out as the definition says, also where a read cuts a value in two', () => {
  const { model, read } = setUp(meter);
  model.values.set('d/energy.import', 0x0001_0002_0003);
  model.values.set('d/temperature', -0.1);
  expect(read('input', 12, 4)).toEqual([3, 2, 1, 0]);
  expect(read('input', 13, 1)).toEqual([2]);
  expect(read('input', 15, 5)).toEqual([0, 0, 0, 0xffff, 0]);
});

test('a value that does not exist now is the sentinel, or a refusal where the device has none', () => {
  const { model, read } = setUp(meter);
  model.values.set('d/temperature', null);
  model.values.set('d/power.active', null);
  model.values.set('d/voltage', null);
  expect(read('input', 18, 1)).toEqual([0x7fff]);
  expect(read('input', 10, 2)).toEqual([0x7fc0, 0]);
  expect(read('input', 16, 1)).toEqual({ exception: 4 });
});

test('unassigned registers inside the map are zero or refused, as the definition says; outside refused', () => {
  const lenient = setUp(meter);
  expect(lenient.read('input', 16, 4)).toEqual([0, 0, 0, 0]);
  expect(lenient.read('input', 9, 2)).toEqual({ exception: 2 });
  expect(lenient.read('input', 23, 2)).toEqual({ exception: 2 });
  expect(lenient.read('holding', 10, 1)).toEqual({ exception: 1 });
  const strict = setUp(strictMeter);
  expect(strict.read('input', 16, 1)).toEqual([0]);
  expect(strict.read('input', 16, 2)).toEqual({ exception: 2 });
});

test('a read longer than the device allows is refused', () => {
  const { read } = setUp({ ...meter, maxRegistersPerRead: 4 });
  expect(read('input', 10, 4)).toEqual([0, 0, 0, 0]);
  expect(read('input', 10, 5)).toEqual({ exception: 3 });
});

test('a silent device does not answer', () => {
  const { model, read } = setUp(meter);
  model.silent.add('d');
  expect(read('input', 10, 2)).toBeUndefined();
});

test('a set value goes to the physics and reads back; one that cannot be is refused', () => {
  const { model, device, read } = setUp(fan);
  model.values.set('d/fan.setpoint', 55);
  expect(read('holding', 1, 1)).toEqual([550]);
  expect(device.answer({ kind: 'write-register', address: 1, value: 425 })).toEqual([]);
  expect(model.told).toEqual(['d speed 42.5']);
  expect(read('holding', 0, 2)).toEqual([0, 425]);
  expect(device.answer({ kind: 'write-register', address: 1, value: 1001 })).toEqual({ exception: 3 });
  expect(device.answer({ kind: 'write-registers', address: 1, values: [10, 0] })).toEqual({ exception: 2 });
  expect(device.answer({ kind: 'write-registers', address: 1, values: [10] })).toEqual([]);
  expect(model.told).toEqual(['d speed 42.5', 'd speed 1']);
});

test('a fan that nobody talks to for its lease falls to its fail-safe value; any traffic renews it', () => {
  const { clock, model, device, read } = setUp(fan, { failSafeValue: 80, leaseMs: 10_000 });
  expect(model.told).toEqual(['d speed 80']);
  device.answer({ kind: 'write-register', address: 1, value: 300 });
  for (let atMs = 9000; atMs <= 36_000; atMs += 9000) {
    clock.runUntil(atMs);
    read('holding', 0, 1);
  }
  clock.runUntil(45_999);
  expect(model.told).toEqual(['d speed 80', 'd speed 30']);
  clock.runUntil(46_000);
  expect(model.told).toEqual(['d speed 80', 'd speed 30', 'd speed 80']);
  expect(read('holding', 1, 1)).toEqual([800]);
});

test('a fan that cannot hear falls to its fail-safe value too', () => {
  const { clock, model, device } = setUp(fan, { failSafeValue: 80, leaseMs: 10_000 });
  device.answer({ kind: 'write-register', address: 1, value: 300 });
  model.silent.add('d');
  clock.runUntil(6000);
  device.answer({ kind: 'write-register', address: 1, value: 300 });
  clock.runUntil(10_000);
  expect(model.told.at(-1)).toBe('d speed 80');
});

test('a flashed relay releases by itself and is re-armed by the next flash', () => {
  const { clock, model, device, read } = setUp(board);
  const [command] = board.commands;
  if (command?.kind !== 'coil') throw new Error('no coil command');
  device.answer(encodeCoilCommand(command, 1, true, 3000));
  device.answer(encodeCoilCommand(command, 3, true, 1000));
  expect(read('coil', 0, 8)).toEqual([1, 0, 1, 0, 0, 0, 0, 0]);
  clock.runUntil(2900);
  expect(model.told).toEqual(['d relays 1', 'd relays 5', 'd relays 1']);
  device.answer(encodeCoilCommand(command, 1, true, 3000));
  clock.runUntil(5899);
  expect(read('coil', 0, 1)).toEqual([1]);
  clock.runUntil(5900);
  expect(read('coil', 0, 1)).toEqual([0]);
  expect(model.told).toEqual(['d relays 1', 'd relays 5', 'd relays 1', 'd relays 0']);
});

test('a shorter flash shortens, a plain switch ends the flash, a latched coil stays', () => {
  const { clock, model, device } = setUp(board);
  const write = (address: number, value: number) => device.answer({ kind: 'write-coil', address, value });
  write(0x200, 100);
  write(0x200, 5);
  clock.runUntil(500);
  expect(model.told).toEqual(['d relays 1', 'd relays 0']);
  write(0x201, 10);
  write(1, 0xff00);
  clock.runUntil(100_000);
  expect(model.told.at(-1)).toBe('d relays 2');
  write(1, 0);
  expect(model.told.at(-1)).toBe('d relays 0');
  expect(write(0, 1)).toEqual({ exception: 3 });
  expect(write(0x200, 0)).toEqual({ exception: 3 });
  expect(write(8, 0xff00)).toEqual({ exception: 2 });
  expect(write(0x208, 1)).toEqual({ exception: 2 });
});

test('a relay that is a register is on for its delay, latches, releases, and refuses other words', () => {
  const { clock, model, device, read } = setUp(registerBoard);
  const write = (address: number, value: number) => device.answer({ kind: 'write-register', address, value });
  expect(write(1, 0x0603)).toEqual([]);
  expect(write(3, 0x0100)).toEqual([]);
  expect(read('holding', 1, 4)).toEqual([1, 0, 1, 0]);
  clock.runUntil(2000);
  write(1, 0x0603);
  clock.runUntil(4999);
  expect(read('holding', 1, 1)).toEqual([1]);
  clock.runUntil(5000);
  expect(read('holding', 1, 1)).toEqual([0]);
  clock.runUntil(1_000_000);
  write(3, 0x0200);
  expect(model.told).toEqual(['d relays 1', 'd relays 5', 'd relays 4', 'd relays 0']);
  for (const word of [0, 1, 0x0300, 0x0600, 0x0700]) expect(write(1, word)).toEqual({ exception: 3 });
  expect([write(0, 0x0100), write(5, 0x0100)]).toEqual([{ exception: 2 }, { exception: 2 }]);
});

test('reads that the definition forbids are refused: a range, and an odd block where reads are even', () => {
  const forbidden = [{ table: 'input', from: 17, to: 17 }] as const;
  const but = setUp({ ...meter, forbidden });
  expect(but.read('input', 16, 1)).toEqual([0]);
  expect(but.read('input', 16, 3)).toEqual({ exception: 2 });
  expect(but.read('input', 17, 1)).toEqual({ exception: 2 });
  const even = setUp({ ...meter, even: true });
  expect(even.read('input', 10, 2)).toEqual([0, 0]);
  expect([even.read('input', 10, 3), even.read('input', 11, 2)]).toEqual([
    { exception: 3 },
    { exception: 3 },
  ]);
});

test('the register by which a scan recognises the model shows what the definition expects there', () => {
  const probe = (address: number, expect: number | { min: number; max: number }) =>
    setUp({ ...meter, probe: { table: 'holding', address, type: 'uint16', expect } }).read(
      'holding',
      address,
      1,
    );
  expect(probe(2000, 32)).toEqual([32]);
  expect(probe(2000, { min: 3, max: 9 })).toEqual([3]);
  const float = { table: 'input', address: 40, type: 'float32', expect: { min: -2, max: 9 } } as const;
  expect(setUp({ ...meter, probe: float }).read('input', 40, 2)).toEqual([0xc000, 0]);
  const own = { table: 'input', address: 16, type: 'uint16', expect: 7 } as const;
  expect(setUp({ ...meter, probe: own }).read('input', 16, 1)).toEqual([0]);
});
