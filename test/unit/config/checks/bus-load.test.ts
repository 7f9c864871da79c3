import { expect, test } from 'vitest';
import { type BusWork, busLoad, type LoadedDevice } from '../../../../src/config/checks/bus-load.ts';
import { readDefinition } from '../../../../src/config/load/read-definition.ts';
import { isInstrument } from '../../../../src/devices/any-definition.ts';
import type { DeviceDefinition } from '../../../../src/devices/modbus/definition.ts';
import { serialLine, writeMs } from '../../../../src/devices/modbus/line.ts';
import { createRig, meter, rtuPlan } from '../../fieldbus/bus/bus-fixture.ts';
import { definitions } from '../variants.ts';

function definitionOf(model: string): DeviceDefinition {
  const { definition } = readDefinition(model, definitions.get(model) ?? { file: model, text: '' });
  if (definition === undefined || isInstrument(definition)) throw new Error(`${model} is a good definition`);
  return definition;
}

function commandOf(model: string, name: string) {
  const command = definitionOf(model).commands.find((one) => one.name === name);
  if (command === undefined) throw new Error(`${model} has a command ${name}`);
  return command;
}

function workOf(devices: readonly LoadedDevice[], outputs: BusWork['outputs'] = []): BusWork {
  return { devices, outputs, cycleMs: 1000 };
}

const sensor = { id: 'temp', definition: definitionOf('xy-md02'), pollMs: 2000 };
const line = { id: 'io', kind: 'modbus-rtu', path: '/dev/ttyS0', baud: 9600, format: '8N1' } as const;
const shareOf = (bus: Parameters<typeof busLoad>[0], ...devices: LoadedDevice[]) =>
  busLoad(bus, workOf(devices)).share;

test('a read of two registers costs its bytes, the silence, the turnaround and the gap', () => {
  // 8 + 9 bytes of 10 bits at 9600 baud, 3.5 characters, 20 ms to answer, 60 ms gap.
  const requestMs = (17 * 10_000) / 9600 + (3.5 * 10_000) / 9600 + 20 + 60;
  expect(shareOf(line, sensor)).toBeCloseTo(requestMs / 2000, 9);
  expect(shareOf({ ...line, format: '8E1' }, sensor)).toBeGreaterThan(shareOf(line, sensor));
});

test('load grows with devices and with shorter polls, and falls with the baud rate', () => {
  const one = shareOf(line, sensor);
  const other = { ...sensor, id: 'other' };
  expect(shareOf(line, sensor, other)).toBeCloseTo(2 * one, 9);
  expect(shareOf(line, { ...sensor, pollMs: 500 })).toBeCloseTo(4 * one, 9);
  expect(shareOf({ ...line, baud: 38_400 }, sensor)).toBeLessThan(one);
  expect(busLoad(line, workOf([sensor, other])).byDevice.get('other')).toBeCloseTo(one, 9);
});

test('on TCP only the gap and the turnaround count: the wire behind it is not known', () => {
  const lan = { id: 'io', kind: 'modbus-tcp', host: '::1', port: 502 } as const;
  expect(shareOf(lan, sensor)).toBeCloseTo(80 / 2000, 9);
});

test('relays are renewed three times a lease, set values written as often as they may change', () => {
  const board = { id: 'relays', definition: definitionOf('waveshare-relay-8'), pollMs: 2000 };
  const relays = { device: 'relays', command: commandOf('waveshare-relay-8', 'relays'), leaseMs: 30_000 };
  const [alone, renewed] = [workOf([board]), workOf([board], [{ ...relays, relaysMax: 2 }])].map(
    (work) => busLoad(line, work).share,
  );
  const oneWriteMs = writeMs(board.definition, serialLine(line));
  expect(oneWriteMs).toBeCloseTo((16 + 3.5) * (10_000 / 9600) + 20 + 60, 9);
  expect((renewed ?? 0) - (alone ?? 0)).toBeCloseTo((2 * oneWriteMs) / 10_000, 9);

  const fan = { id: 'fan', definition: definitionOf('ebm-papst-ec'), pollMs: 1000 };
  const setpoint = { device: 'fan', command: commandOf('ebm-papst-ec', 'setpoint'), leaseMs: 30_000 };
  const driven = busLoad(line, workOf([fan], [{ ...setpoint, relaysMax: 1 }])).share;
  const fanMs = writeMs(fan.definition, serialLine(line));
  expect(driven - shareOf(line, fan)).toBeCloseTo(fanMs / 5000, 9);
  // An output of another bus costs this one nothing.
  expect(busLoad(line, workOf([board], [{ ...setpoint, relaysMax: 1 }])).share).toBe(alone);
});

test('the bus itself takes the time that was reckoned, within one per cent', () => {
  const plain = [2, 3, 4].map((unit) => meter(unit, { registers: 10 * unit, minGapMs: 20 * (unit - 2) }));
  // The devices of this bus answer 5 ms after the request has ended; the silence before is a part of it.
  const turnaroundMs = 5 - (3.5 * 10_000) / 9600;
  const devices = plain.map((device) => ({
    ...device,
    definition: { ...device.definition, model: device.id, turnaroundMs },
  }));
  const rig = createRig(rtuPlan, devices);
  rig.bus.start();
  rig.clock.runUntil(100_000);
  const measured = rig.bus.counters().busyMs / 100_000;
  const { share } = busLoad(rtuPlan, workOf(devices));
  expect(share).toBeGreaterThan(0.3);
  expect(Math.abs(measured / share - 1)).toBeLessThan(0.01);
});
