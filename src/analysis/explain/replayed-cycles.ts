/** Follows recorded cycles with `tick`, to tell for any cycle what was known and which bounds there were. */

import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import { type ControlState, tick } from '../../control/tick.ts';
import type { Decision } from '../../model/decision.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';
import { rulesProblem } from '../../recording/recorded-plan.ts';
import { type Reevaluation, reevaluate } from './recorded-bounds.ts';

interface Replayer {
  replay(cycle: RecordedCycle): void;
  /** Evaluates this decision of the last cycle again; null if it does not come out the same within `slackPct`. */
  reevaluate(decision: Decision, slackPct?: number): Reevaluation | null;
  /** The attribution of the last cycle; null if it is not known. */
  attribution(): readonly ReceptorAttribution[] | null;
}

/** A replayer of cycles that begin with `state`. It gives nothing if the plan lacks a rule of the present version. */
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
      // Continues with the recorded decisions, even if the present rules would decide otherwise.
      after = { ...result.state, decisions: cycle.decisions };
    },
    reevaluate: (decision, slackPct = 0) =>
      last === undefined ? null : reevaluate(before, last.image, plan, decision, slackPct),
    attribution: () => attribution,
  };
}
