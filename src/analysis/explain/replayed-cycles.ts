/** Follows recorded cycles with `tick`, so that at any of them it can say what was known and asked then. */

import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import { type ControlState, tick } from '../../control/tick.ts';
import type { Decision } from '../../model/decision.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';
import { canDecide, type Reevaluation, reevaluate } from './recorded-bounds.ts';

export interface Replayer {
  see(cycle: RecordedCycle): void;
  /** This decision of the cycle seen last, made again; null where it does not come out again. */
  again(decision: Decision): Reevaluation | null;
  /** Of the cycle seen last; null where it is not known. */
  attribution(): readonly ReceptorAttribution[] | null;
}

/** A witness of cycles that begin with `state`. */
export function createReplayer(plan: ControlPlan, state: ControlState): Replayer {
  if (!canDecide(plan)) return { see: () => {}, again: () => null, attribution: () => null };
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
    again: (decision) => (last === undefined ? null : reevaluate(before, last.image, plan, decision)),
    attribution: () => attribution,
  };
}
