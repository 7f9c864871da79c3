/** What no device of the site gives comes in beside the buses, and is read and grows stale like everything else. */

import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import type { TickResult } from '../../../src/control/tick.ts';
import { createGateway } from '../../../src/gateway/gateway.ts';
import { plain } from '../../../src/model/message.ts';
import { bad, good, type Reading } from '../../../src/model/reading.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import type { InputSource } from '../../../src/ports/input-source.ts';
import type { Observer } from '../../../src/ports/observer.ts';
import { smallPlan, startWallMs } from '../backoffice/small-plan.ts';

const channel = 'forecast.temperature';
const forecast = { quantity: 'temperature', validMs: 900_000 } as const;
const channels = { ...smallPlan.control.channels, [channel]: forecast };
const plan: SitePlan = {
  ...smallPlan,
  buses: [],
  outputs: [],
  control: { ...smallPlan.control, channels },
};

test('its readings stand in the next image, good or bad, and channels of no plan are not kept', () => {
  const clock = createVirtualClock({ startWallMs });
  const seen: (Reading | undefined)[] = [];
  const strange: unknown[] = [];
  const source: InputSource = {
    start(put) {
      clock.at(1500, () => put(channel, good(31.5, 1500)));
      clock.at(1500, () => put('nobody.knows', good(1, 1500)));
      clock.at(2500, () => put(channel, bad({ kind: 'link-down', detail: plain('no answer') }, 2500)));
    },
  };
  const observer: Observer<TickResult> = {
    name: 'test',
    cycle({ image }) {
      seen.push(image.channels[channel]);
      strange.push(image.channels['nobody.knows']);
    },
  };
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const gateway = createGateway({
    plan,
    clock,
    links: {},
    jitter: () => 0,
    log: silent,
    inputs: [source],
    observers: [observer],
  });
  gateway.start();
  clock.runUntil(3000);
  const values = seen.map((reading) => reading?.value);
  expect(values).toEqual([null, 31.5, null]);
  expect(seen[0]?.quality).toBe('stale');
  expect(seen[1]).toMatchObject({ quality: 'good', takenMs: 1500 });
  expect(seen[2]?.quality).not.toBe('good');
  expect(strange).toEqual([undefined, undefined, undefined]);
});
