/** How often each power limit was changed in a night. */

import type { Decision } from '../../model/decision.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** Counts the changes of each power limit. */
export interface SwitchCounter {
  cycle(decisions: readonly Decision[]): void;
  now(): ReadonlyMap<string, number>;
  /** Most changes of a single limit since `begin`. */
  mostSince(begin: ReadonlyMap<string, number>): number;
}

/** A counter before the first cycle. */
export function createSwitchCounter(plan: ControlPlan): SwitchCounter {
  const limits = new Set(plan.outputs.filter(({ kind }) => kind === 'power-limit').map(({ id }) => id));
  const counts = new Map<string, number>();
  const values = new Map<string, number>();
  return {
    cycle(decisions) {
      for (const { output, value } of decisions) {
        if (!limits.has(output)) continue;
        const before = values.get(output);
        values.set(output, value);
        if (before !== undefined && before !== value) counts.set(output, (counts.get(output) ?? 0) + 1);
      }
    },
    now: () => new Map(counts),
    mostSince: (begin) =>
      Math.max(0, ...[...counts].map(([output, count]) => count - (begin.get(output) ?? 0))),
  };
}
