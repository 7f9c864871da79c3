/** However long a link was away or mute, it is polled again within 10 s of being well. Virtual time, seeded. */

import { expect, test } from 'vitest';
import { seededRandom } from '../frames.ts';
import { createRig, meter, type Rig, rtuPlan, tcpPlan } from './bus-fixture.ts';

const healedMs = 10_000;
const dayMs = 86_400_000;
/** From seconds to an hour, and a day. */
const random = seededRandom(20_261_128);
const lengthsMs = [...Array.from({ length: 60 }, () => 10 ** (3 + 3.5 * random())), dayMs];

const isGood = (rig: Rig) => rig.readings.some(({ reply }) => reply.ok);

/** Time until the next good reading. */
function healing(rig: Rig): number {
  const fromMs = rig.clock.nowMs();
  rig.readings.length = 0;
  while (!isGood(rig) && rig.clock.nowMs() < fromMs + 60_000) rig.clock.runFor(50);
  return rig.clock.nowMs() - fromMs;
}

/** In steps, so that what is reported meanwhile does not fill the memory. */
function run(rig: Rig, forMs: number): void {
  for (let leftMs = forMs; leftMs > 0; leftMs -= 60_000) {
    rig.clock.runFor(Math.min(leftMs, 60_000));
    rig.readings.length = 0;
    rig.heard.length = 0;
  }
}

test.each([
  ['Modbus TCP', tcpPlan],
  ['RTU', rtuPlan],
])('%s: a link that cannot be opened for seconds to a day', (_name, plan) => {
  const rig = createRig(plan, [meter(2), meter(3)]);
  rig.bus.start();
  for (const lengthMs of lengthsMs) {
    run(rig, 5000);
    rig.link.refuses = true;
    rig.link.drop();
    run(rig, lengthMs);
    rig.link.refuses = false;
    expect(healing(rig), `${lengthMs} ms`).toBeLessThanOrEqual(healedMs);
  }
});

test('a peer that takes connections and stays mute, whose connections of that time stay mute after it', () => {
  const rig = createRig(tcpPlan, [meter(2), meter(3)]);
  let muteOpens = 0;
  let isMute = false;
  const { reply } = rig.link;
  rig.link.reply = (bytes, afterMs) => {
    if (!isMute && rig.link.opens > muteOpens) reply(bytes, afterMs);
  };
  rig.bus.start();
  for (const lengthMs of lengthsMs) {
    run(rig, 5000);
    isMute = true;
    run(rig, lengthMs);
    isMute = false;
    muteOpens = rig.link.opens;
    expect(healing(rig), `${lengthMs} ms`).toBeLessThanOrEqual(healedMs);
  }
});
