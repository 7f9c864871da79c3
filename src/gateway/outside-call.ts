/**
 * Calls of what was written for the outside: observers, sources of requests, sources of inputs. What they throw, within
 * the call or later in a promise, is told and reaches neither the cycle nor the process.
 */

import type { Event } from '../model/event.ts';
import { message } from '../model/message.ts';
import type { Clock } from '../ports/clock.ts';

/** Runs `call`; `failed` gets what it throws, also what its promise rejects with. */
export function callOutside(call: () => unknown, failed: (problem: string) => void): void {
  try {
    const result = call();
    if (result instanceof Promise) result.catch((error: unknown) => failed(problemOf(error)));
  } catch (error) {
    failed(problemOf(error));
  }
}

/** Runs a call of a source. */
export type Guard = (source: 'requests' | 'inputs', call: () => unknown) => void;

/** Tells the first failure of each kind of source; the others go on. */
export function createGuard(emit: (event: Event) => void, clock: Clock): Guard {
  const told = new Set<string>();
  return (source, call) =>
    callOutside(call, (problem) => {
      if (told.has(source)) return;
      told.add(source);
      emit({
        ...{ class: 'fault', severity: 'alarm', state: 'noted', subject: source, wallMs: clock.wallMs() },
        message: message('source-failed', { source, problem }),
      });
    });
}

function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
