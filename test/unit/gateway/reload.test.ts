/** A plan that comes into force between two cycles: the next one decides by it, and nothing else is touched. */

import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import { receptorStatus } from '../../../src/control/receptor-status.ts';
import type { TickResult } from '../../../src/control/tick.ts';
import { createGateway } from '../../../src/gateway/gateway.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import { smallPlan, startWallMs } from '../backoffice/small-plan.ts';

const plan: SitePlan = { ...smallPlan, buses: [], outputs: [] };
const log = { info: () => {}, warn: () => {}, error: () => {} };

test('a new limit holds from the next cycle on, and the ledgers go on', () => {
  const clock = createVirtualClock({ startWallMs });
  const seen: { limitDb: number | undefined; state: TickResult['state'] }[] = [];
  const stricter = plan.control.receptors.map((one) => ({ ...one, nightDb: 30, dayDb: 31 }));
  const next = { ...plan, hash: 'next', control: { ...plan.control, receptors: stricter } };
  let inForce = plan;
  const gateway = createGateway({
    ...{ plan, clock, links: {}, jitter: () => 0, log },
    observers: [
      {
        name: 'eye',
        cycle: ({ result }) =>
          seen.push({ limitDb: receptorStatus(result, inForce.control)[0]?.limitDb, state: result.state }),
      },
    ],
  });
  gateway.start();
  clock.runUntil(3 * plan.control.periodMs);
  const before = seen.at(-1);
  inForce = next;
  gateway.reload(next, []);
  clock.runUntil(4 * plan.control.periodMs);
  const after = seen.at(-1);
  expect([30, 31]).toContain(after?.limitDb);
  expect(before?.limitDb).not.toBe(after?.limitDb);
  expect(after?.state.startMs).toBe(before?.state.startMs);
  expect(Object.keys(after?.state.levels ?? {})).toEqual(Object.keys(before?.state.levels ?? {}));
});
