/** Follows recorded cycles with `tick`, so that it can say of any cycle what was known and which bounds there were. */

import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import { type ControlState, tick } from '../../control/tick.ts';
import type { Decision } from '../../model/decision.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';
import { rulesProblem } from '../../recording/recorded-plan.ts';
import { type Reevaluation, reevaluate } from './recorded-bounds.ts';

interface Replayer {
  replay(cycle: RecordedCycle): void;
  /** This decision of the last cycle, evaluated again; null where it does not come out the same. */
  reevaluate(decision: Decision): Reevaluation | null;
  /** Of the last cycle; null where it is not known. */
  attribution(): readonly ReceptorAttribution[] | null;
}

/** A replayer of cycles that begin with `state`. It knows nothing where the plan lacks a rule of today. */
export function createReplayer(plan: ControlPlan, state: ControlState): Replayer {
  if (rulesProblem(plan) !== undefined)
    return { replay: () => {}, reevaluate: () => null, attribution: () => null };
  let before = state;
  let after = state;
  let last: RecordedCycle | undefined;
  let attribution: readonly ReceptorAttribution[] | null = null;
  return {
    replay(cycle) {
      before = after;
      last = cycle;
      const result = tick(before, cycle.image, plan);
      attribution = result.attribution;
      // The recorded decisions go on, also where the rules of today would decide otherwise.
      after = { ...result.state, decisions: cycle.decisions };
    },
    reevaluate: (decision) => (last === undefined ? null : reevaluate(before, last.image, plan, decision)),
    attribution: () => attribution,
  };
}
