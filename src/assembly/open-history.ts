/** Starts the history of a running gateway and waits a moment for the level tracks it kept. */

import type { LevelTrack } from '../acoustics/periods/level-track.ts';
import { workerThread } from '../adapters/worker-thread.ts';
import { restoreLevels } from '../gateway/inputs/restore-levels.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { History, KeptTracks } from '../ports/history.ts';
import type { Log } from '../ports/log.ts';
import { localText } from '../time/local-time.ts';
import { createPlanHistory } from './plan-history.ts';

/** A slow disk may cost the running night its past, never the start its promptness. */
const KEPT_WAIT_MS = 3000;

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
  let tell: (kept: KeptTracks | null) => void = () => {};
  const told = new Promise<KeptTracks | null>((resolve) => {
    tell = resolve;
  });
  const cancel = clock.at(clock.nowMs() + KEPT_WAIT_MS, () => tell(null));
  const start = workerThread(new URL('./history-thread.js', import.meta.url));
  const history = createPlanHistory({ plan, path, clock, start, onKept: (kept) => tell(kept) });
  const kept = await told;
  cancel();
  const levels = kept === null ? null : restoreLevels(kept, plan.control);
  if (levels !== null) log.info(restoredText(path, levels));
  return { history, levels: levels ?? undefined };
}

function restoredText(path: string, levels: Readonly<Record<string, LevelTrack>>): string {
  const lastMs = Math.max(...Object.values(levels).map(({ coveredMs }) => coveredMs));
  return `history ${path}: the sound ledgers go on from ${localText(lastMs, 0)} UTC; the time since counts as not heard.`;
}
