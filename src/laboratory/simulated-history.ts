/** A history in virtual time: written at once, in the calling thread, without waiting for the medium. */

import { createSqliteFiles } from '../adapters/sqlite.ts';
import { createPlanHistory } from '../assembly/plan-history.ts';
import { inEnglish } from '../language/say.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { History } from '../ports/history-writer.ts';
import { localThread } from '../store/writer/local-thread.ts';

interface SimulatedHistory {
  /** Why it cannot be written at all. */
  readonly problem?: string;
  readonly make: (clock: Clock) => History;
  /** Why writing stopped; a sentence. */
  readonly fault: () => string | undefined;
}

function faultText(history: History | undefined): string | undefined {
  const fault = history?.health().fault ?? null;
  return fault === null ? undefined : inEnglish(fault);
}

/** Opens the history at `path`. */
export function simulatedHistory(plan: SitePlan, path: string): SimulatedHistory {
  const files = createSqliteFiles({ sync: 'off', memory: 'off' });
  let history: History | undefined;
  const made = {
    make(clock: Clock): History {
      history = createPlanHistory({ plan, path, clock, start: localThread(files) });
      return history;
    },
    fault: () => faultText(history),
  };
  if (files.bytes(path) === 0) return made;
  return { ...made, problem: `${path} is there already; simulated days belong into a new file` };
}
