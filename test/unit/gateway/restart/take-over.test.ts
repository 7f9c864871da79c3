import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { takeOver } from '../../../../src/gateway/restart/take-over.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import { smallPlan, startWallMs } from '../../backoffice/small-plan.ts';

const clock = createVirtualClock({ startWallMs });

test('a start that could not read in time what the run before left says so; one without a history says nothing', () => {
  const { event } = takeOver('unread', smallPlan.control, clock);
  expect(event?.severity).toBe('warning');
  expect(event === null ? '' : inEnglish(event.message)).toMatch(
    /^started again with nothing taken over: what a run before may have left could not be read/,
  );
  expect(takeOver(null, smallPlan.control, clock).event).toBeNull();
});
