/** Follows recorded cycles with `tick`, so that at any of them it can say what was known and asked then. */

import type { ReceptorAttribution } from '../control/attribution/receptor-attribution.ts';
import type { ControlPlan } from '../control/plan.ts';
import { type ControlState, tick } from '../control/tick.ts';
import type { RecordedCycle } from '../gateway/recorded-cycles.ts';
import type { Bound } from '../model/bound.ts';
import type { Decision } from '../model/decision.ts';
import { boundsThen, canDecide } from './bounds-then.ts';

export interface Witness {
  see(cycle: RecordedCycle): void;
  /** Bounds on the output of this decision in the cycle seen last; null where they are not known. */
  boundsOn(decision: Decision): readonly Bound[] | null;
  /** Of the cycle seen last; null where it is not known. */
  attribution(): readonly ReceptorAttribution[] | null;
}

/** A witness of cycles that begin with `state`. */
export function createWitness(plan: ControlPlan, state: ControlState): Witness {
  if (!canDecide(plan)) return { see: () => {}, boundsOn: () => null, attribution: () => null };
  let before = state;
  let after = state;
  let last: RecordedCycle | undefined;
  let attribution: readonly ReceptorAttribution[] | null = null;
  return {
    see(cycle) {
      before = after;
      last = cycle;
      const result = tick(before, cycle.image, plan);
      attribution = result.attribution;
      // What was really decided leads on, also where the rules of today would decide otherwise.
      after = { ...result.state, decisions: cycle.decisions };
    },
    boundsOn: (decision) => (last === undefined ? null : boundsThen(before, last.image, plan, decision)),
    attribution: () => attribution,
  };
}
