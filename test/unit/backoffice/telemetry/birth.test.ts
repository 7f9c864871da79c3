import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { birthOf, lastWillOf, stateOf } from '../../../../src/backoffice/telemetry/birth.ts';
import { birthSchema } from '../../../../src/contract/birth.ts';
import { stateSchema } from '../../../../src/contract/state.ts';
import { rootOf } from '../../../../src/contract/topics.ts';
import type { DeviceDefinition } from '../../../../src/devices/modbus/definition.ts';
import { smallPlan, startWallMs } from '../small-plan.ts';

const root = rootOf(smallPlan);
const clock = createVirtualClock({ startWallMs });
const birth = birthOf(smallPlan, { session: 's1', firmware: '1.2.3' }, clock);

test('the birth names each channel, stream and output with what a consumer needs', () => {
  expect(birthSchema.parse(birth)).toEqual(birth);
  expect(birth.channels['gun-1.power.active']).toEqual({
    quantity: 'power.active',
    unit: 'W',
    device: 'gun-1',
    valid_s: 5,
    min: -5e6,
    max: 5e6,
  });
  expect(birth.outputs['limit-a']).toEqual({
    kind: 'power-limit',
    min: 50,
    max: 100,
    rest: 100,
    fail_safe: 50,
    steps: [50, 100],
    lease_s: 5,
  });
  expect(birth.streams['power']).toEqual({
    period_s: 5,
    columns: ['cab-a.power.active', 'gun-1.power.active', 'gun-2.power.active'],
    unit: ['W', 'W', 'W'],
  });
  expect(birth.commands).toEqual([
    'limit',
    'manual',
    'lamp',
    'release',
    'rebirth',
    'config-get',
    'watch',
    'resend',
  ]);
});

test("the birth tells the device's own range where its definition has one", () => {
  const points = [{ id: 'temperature', min: -20, max: 90 }];
  const definition = { points } as unknown as DeviceDefinition;
  const device = { id: 'temp-a', bus: 'tcp-a', unitId: 1, definition, pollMs: 1000, validMs: 5000 };
  const own = birthOf({ ...smallPlan, devices: [device] }, { session: 's1', firmware: '1.2.3' }, clock);
  expect(own.channels['temp-a.temperature']).toMatchObject({ min: -20, max: 90 });
});

test('the last will is the retained state with its full topic', () => {
  const will = lastWillOf(smallPlan, { session: 's1', startedMs: 5 }, startWallMs, 3);
  expect(will).toMatchObject({ topic: `${root}state`, qos: 1, retain: true });
  expect(stateSchema.parse(JSON.parse(will.payload))).toMatchObject({
    ...{ online: false, reason: 'lost', session: 's1', started: 5, connection: 3 },
  });
  expect(stateOf({ session: 's1' }, true, startWallMs, 'start', 1).topic).toBe('state');
});
