/** Mode advise: everything is decided and published, nothing is moved. */

import { expect, test } from 'vitest';
import { createRig, shippedPlan } from './rig.ts';

test('in advise mode the fans and relays of the station stay as they are while decisions go out as advice', () => {
  const plan = shippedPlan();
  const rig = createRig({ plan: { ...plan, control: { ...plan.control, mode: 'advise' } }, startHour: 21.9 });
  const fans = ['fan-a1', 'fan-a2', 'fan-b1', 'fan-b2'];
  const before = fans.map((fan) => rig.station.value(fan, 'fan.setpoint'));
  rig.run(900);
  expect(rig.decided('fan-a1').value).not.toBe(before[0]);
  expect(fans.map((fan) => rig.station.value(fan, 'fan.setpoint'))).toEqual(before);
  expect(rig.station.truth().relaySwitches).toBe(0);
  expect(rig.broker.messages.some(({ topic }) => topic.includes('/data/output'))).toBe(true);
  expect(rig.events.some((text) => text.includes('would move fan-a1'))).toBe(true);
  expect(rig.events.some((text) => text.includes('does not turn as commanded'))).toBe(false);
  rig.stop();
  expect(fans.map((fan) => rig.station.value(fan, 'fan.setpoint'))).toEqual(before);
  expect(rig.station.truth().relaySwitches).toBe(0);
});

test('in advise mode no frame that writes reaches any bus, from the start to the end; in auto mode many do', () => {
  const writes = (mode: 'auto' | 'advise'): number => {
    const plan = shippedPlan();
    const rig = createRig({ plan: { ...plan, control: { ...plan.control, mode } }, startHour: 21.9 });
    let count = 0;
    for (const end of Object.values(rig.wire.memoryEnds)) {
      const toStation = end.onData;
      end.onData = (bytes) => {
        if (isWrite(bytes)) count += 1;
        toStation(bytes);
      };
    }
    rig.run(600);
    rig.stop();
    return count;
  };
  expect(writes('auto')).toBeGreaterThan(10);
  expect(writes('advise')).toBe(0);
});

test('birth and health say that it only advises', () => {
  const plan = shippedPlan();
  const rig = createRig({ plan: { ...plan, control: { ...plan.control, mode: 'advise' } }, startHour: 21.9 });
  rig.run(30);
  const said = (topic: string): unknown =>
    JSON.parse(rig.broker.messages.find((message) => message.topic.endsWith(topic))?.payload ?? '{}');
  expect(said('/birth')).toMatchObject({ mode: 'advise' });
  expect(said('/health')).toMatchObject({ mode: 'advise' });
  rig.stop();
});

/** A Modbus TCP request with a function code that writes: coils, registers, masks. */
function isWrite(frame: Uint8Array): boolean {
  return [0x05, 0x06, 0x0f, 0x10, 0x16, 0x17].includes(frame[7] ?? 0);
}
