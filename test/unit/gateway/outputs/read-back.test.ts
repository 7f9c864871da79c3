import { expect, test } from 'vitest';
import { modbusRequestOf } from '../../../../src/gateway/outputs/modbus-output.ts';
import { createOutputs } from '../../../../src/gateway/outputs/outputs.ts';
import type { ProcessImage } from '../../../../src/model/image.ts';
import { plain } from '../../../../src/model/message.ts';
import { good } from '../../../../src/model/reading.ts';
import { ok } from '../../../../src/model/result.ts';
import type { DevicePlan, OutputPlan, SitePlan } from '../../../../src/plan/site-plan.ts';
import type { ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { shippedDefinitions } from '../../../golden/shipped-definitions.ts';
import { shippedPlan } from '../../../scenario/rig.ts';
import { createFakeClock } from '../../fieldbus/fake-clock.ts';

/** What an output writes in its first second, when the far end stands as `channels` say, and what it decided. */
function firstWrites(output: OutputPlan, model: string, value: number, channels: Record<string, number>) {
  const definition = shippedDefinitions().find(({ name }) => name === model)?.definition;
  if (definition === undefined) throw new Error(`no definition ${model}`);
  const device: DevicePlan = { id: 'board', bus: 'io', unitId: 2, definition, pollMs: 1000, validMs: 5000 };
  const plan: SitePlan = { ...shippedPlan(), devices: [device], outputs: [output] };
  const writes: ModbusRequest[] = [];
  const clock = createFakeClock();
  const outputs = createOutputs(
    plan,
    (_device, write, _deadlineMs, done) => {
      writes.push(modbusRequestOf(definition, write));
      done(ok([]));
    },
    clock,
  );
  clock.runUntil(1000);
  const image: ProcessImage = {
    cycle: 1,
    nowMs: 1000,
    wallMs: 0,
    utcOffsetMin: 0,
    clockSynced: true,
    channels: Object.fromEntries(Object.entries(channels).map(([id, one]) => [id, good(one, 990)])),
    samples: [],
    requests: [],
  };
  outputs.apply([{ output: output.id, value, by: 'test', reason: plain('test'), overruled: [] }], image);
  return writes;
}

const fan = { id: 'fan', kind: 'register', device: 'board', command: 'ao3', leaseMs: 30_000 } as const;

test('a set value is read back from the point at its own register, of several alike', () => {
  // Nothing is written before the far end has said how this one register stands.
  expect(firstWrites(fan, 'waveshare-analog-8b', 60, { 'board.fan.setpoint.ao1': 45 })).toEqual([]);
  expect(firstWrites(fan, 'waveshare-analog-8b', 60, { 'board.fan.setpoint.ao3': 45 })).toEqual([
    { kind: 'write-register', address: 2, value: 6000 },
  ]);
});

test('relays that are registers are released by their word and energised for the lease', () => {
  const limit = {
    id: 'limit',
    kind: 'relay-steps',
    order: 'break-before-make',
    delayMs: 0,
    device: 'board',
    command: 'relays',
    leaseMs: 30_000,
    coils: [1, 2],
    steps: { 25: [2], 50: [], 75: [1], 100: [1, 2] },
  } as const;
  expect(firstWrites(limit, 'eletechsup-n4d8b08', 75, { 'board.relay.coils': 0b10 })).toEqual([
    { kind: 'write-register', address: 2, value: 0x0200 },
    { kind: 'write-register', address: 1, value: 0x0600 + 30 },
  ]);
});
