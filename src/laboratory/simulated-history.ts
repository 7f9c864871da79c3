/** A history in virtual time: written at once, in the calling thread, without waiting for the medium. */

import { createSqliteFiles } from '../adapters/sqlite.ts';
import { createPlanHistory } from '../assembly/plan-history.ts';
import type { Message } from '../model/message.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { History } from '../ports/history-writer.ts';
import { localThread } from '../store/writer/local-thread.ts';

interface SimulatedHistory {
  /** The file is there already, and nothing is written into it. */
  readonly isThere: boolean;
  readonly make: (clock: Clock) => History;
  /** Why writing stopped. */
  readonly fault: () => Message | undefined;
}

/** Opens the history at `path`. */
export function simulatedHistory(plan: SitePlan, path: string): SimulatedHistory {
  const files = createSqliteFiles({ sync: 'off', memory: 'off' });
  let history: History | undefined;
  return {
    isThere: files.bytes(path) > 0,
    make(clock: Clock): History {
      history = createPlanHistory({ plan, path, clock, start: localThread(files) });
      return history;
    },
    fault: () => history?.health().fault ?? undefined,
  };
}
