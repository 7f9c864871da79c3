/** Starts the history of a running gateway and waits a moment for the checkpoint of an earlier run. */

import { workerThread } from '../adapters/worker-thread.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Checkpoint, History } from '../ports/history-writer.ts';
import type { Journal } from '../ports/journal.ts';
import { createPlanHistory } from './plan-history.ts';

/**
 * Longer than a busy computer takes to start a thread: whoever starts without it forgets what was promised, and the leases keep
 * the outputs safe meanwhile. A disk that hangs for longer costs the memory rather than the control.
 */
const CHECKPOINT_WAIT_MS = 45_000;

interface OpenedHistory {
  readonly history: History & Journal;
  readonly checkpoint: Checkpoint | 'unread';
}

/** Opens the history at `path`. */
export async function openHistory(plan: SitePlan, path: string, clock: Clock): Promise<OpenedHistory> {
  let resolve: (checkpoint: Checkpoint | 'unread') => void = () => {};
  const answered = new Promise<Checkpoint | 'unread'>((settle) => {
    resolve = settle;
  });
  const cancel = clock.at(clock.nowMs() + CHECKPOINT_WAIT_MS, () => resolve('unread'));
  const start = workerThread(new URL('./history-thread.js', import.meta.url));
  const history = createPlanHistory({
    plan,
    path,
    clock,
    start,
    onCheckpoint: (checkpoint) => resolve(checkpoint ?? 'unread'),
  });
  const checkpoint = await answered;
  cancel();
  return { history, checkpoint };
}
