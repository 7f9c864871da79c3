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
  expect(rig.events.some((text) => text.includes('would move limit-a'))).toBe(true);
  expect(rig.events.some((text) => text.includes('does not turn as commanded'))).toBe(false);
  rig.stop();
  expect(fans.map((fan) => rig.station.value(fan, 'fan.setpoint'))).toEqual(before);
  expect(rig.station.truth().relaySwitches).toBe(0);
});
