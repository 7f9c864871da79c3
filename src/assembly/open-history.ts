/** Starts the history of a running gateway and waits a moment for its checkpoint: the level tracks before the restart. */

import type { LevelTrack } from '../acoustics/periods/level-track.ts';
import { workerThread } from '../adapters/worker-thread.ts';
import { restoreLevels } from '../gateway/inputs/restore-levels.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Checkpoint, History } from '../ports/history.ts';
import type { Log } from '../ports/log.ts';
import { localText } from '../time/local-time.ts';
import { createPlanHistory } from './plan-history.ts';

/** A slow disk may cost the level tracks of the running night; it must not delay the start. */
const CHECKPOINT_WAIT_MS = 3000;

export interface OpenedHistory {
  readonly history: History;
  readonly levels: Readonly<Record<string, LevelTrack>> | undefined;
}

export async function openHistory(
  plan: SitePlan,
  path: string,
  clock: Clock,
  log: Log,
): Promise<OpenedHistory> {
  let resolve: (checkpoint: Checkpoint | null) => void = () => {};
  const answered = new Promise<Checkpoint | null>((settle) => {
    resolve = settle;
  });
  const cancel = clock.at(clock.nowMs() + CHECKPOINT_WAIT_MS, () => resolve(null));
  const start = workerThread(new URL('./history-thread.js', import.meta.url));
  const history = createPlanHistory({
    plan,
    path,
    clock,
    start,
    onCheckpoint: (checkpoint) => resolve(checkpoint),
  });
  const checkpoint = await answered;
  cancel();
  const levels = checkpoint === null ? null : restoreLevels(checkpoint, plan.control);
  if (levels !== null) log.info(restoredText(path, levels));
  return { history, levels: levels ?? undefined };
}

function restoredText(path: string, levels: Readonly<Record<string, LevelTrack>>): string {
  const lastMs = Math.max(...Object.values(levels).map(({ coveredMs }) => coveredMs));
  return `history ${path}: the sound ledgers go on from ${localText(lastMs, 0)} UTC; the time since counts as not heard.`;
}
