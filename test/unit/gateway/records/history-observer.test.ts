/** When a snapshot of control goes into the history with a cycle. */

import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createPlanHistory } from '../../../../src/assembly/plan-history.ts';
import { createHistoryObserver } from '../../../../src/gateway/records/history-observer.ts';
import type { OperatorRequest } from '../../../../src/model/image.ts';
import { message } from '../../../../src/model/message.ts';
import { cycleAt, imageAt, smallPlan, startWallMs } from '../../backoffice/small-plan.ts';
import { scriptedThread } from '../../store/scripted-thread.ts';

const limit: OperatorRequest = {
  ...{ id: 'c-1', output: 'limit-a', mode: 'limit', value: 60, untilMs: 600_000 },
  ...{ issuer: 'ops', reason: '' },
};

/** The ids of the requests in each snapshot that was written; null for a batch without. */
function observed(before?: Parameters<typeof createHistoryObserver>[4]) {
  const clock = createVirtualClock({ startWallMs });
  const thread = scriptedThread();
  const history = createPlanHistory({ plan: smallPlan, path: 'h.db', clock, start: thread.start });
  thread.ready();
  const observer = createHistoryObserver(() => smallPlan, history, clock, undefined, before);
  return {
    second(count: number, requests: readonly OperatorRequest[]): void {
      observer.cycle(cycleAt({ ...imageAt(count * 1000), requests }));
      thread.written();
    },
    snapshots: () =>
      thread
        .writes()
        .map(({ batch: { snapshot } }) =>
          snapshot === null
            ? null
            : (JSON.parse(snapshot) as { requests: { id: string }[] }).requests.map(({ id }) => id),
        ),
  };
}

test('a request that comes or ends is in the snapshot of its cycle', () => {
  const { second, snapshots } = observed();
  second(1, []);
  second(2, [limit]);
  second(3, [limit]);
  second(4, []);
  expect(snapshots().filter((ids) => ids !== null)).toEqual([['c-1'], []]);
});

test('so is one that came before the first cycle', () => {
  const { second, snapshots } = observed();
  second(1, [limit]);
  expect(snapshots()).toEqual([['c-1']]);
});

test('one that a run before held and that was released before the first cycle is in no snapshot any more', () => {
  const { second, snapshots } = observed({ requests: { held: [limit], ended: [] }, resting: {} });
  second(1, []);
  expect(snapshots()).toEqual([[]]);
});

test('one that ended with the restart does not come back with the next one', () => {
  const why = message('request-end-unknown', { output: 'limit-a' });
  const { second, snapshots } = observed({
    requests: { held: [], ended: [{ request: limit, why }] },
    resting: {},
  });
  second(1, []);
  expect(snapshots()).toEqual([[]]);
});
