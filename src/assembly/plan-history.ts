/** The history of a site: which channels, for how long, in which file. */

import { resolutionOf } from '../contract/streams.ts';
import { recordedChannels } from '../plan/derived-channels.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Checkpoint, History } from '../ports/history-writer.ts';
import type { Journal } from '../ports/journal.ts';
import type { StartThread } from '../ports/thread.ts';
import { createHistory } from '../store/writer/history.ts';

/** The site, the file, and how the thread that writes it is started. */
export interface PlanHistoryParts {
  readonly plan: SitePlan;
  readonly path: string;
  readonly clock: Clock;
  readonly start: StartThread;
  readonly onCheckpoint?: (checkpoint: Checkpoint | null) => void;
}

/**
 * The history of the plan; the thread that `start` begins owns the file. `onCheckpoint` is called once, with what the
 * process before left for a restart, or null.
 */
export function createPlanHistory({
  plan,
  path,
  clock,
  start,
  onCheckpoint,
}: PlanHistoryParts): History & Journal {
  const { secondsMs, minutesMs, fileBytesMax } = plan.history;
  const channels = Object.entries(recordedChannels(plan.control)).map(([id, { quantity, validMs }]) => {
    return { id, resolution: resolutionOf(quantity), validMs };
  });
  const gradual = plan.control.outputs.filter(({ steps }) => steps === undefined).map(({ id }) => id);
  return createHistory({
    start,
    clock,
    session: {
      path,
      config: plan.hash,
      planText: JSON.stringify(plan),
      retention: { secondsMs, minutesMs, fileBytesMax },
      isHeld: true,
    },
    channels,
    gradual: new Set(gradual),
    ...(onCheckpoint === undefined ? {} : { onCheckpoint }),
  });
}
