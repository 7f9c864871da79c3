/**
 * What all rules asked of the outputs in one cycle. A recording keeps the decisions, not the bounds they came from; the
 * rules are pure, so they are asked again.
 */

import { arbitrate } from '../../control/arbiter.ts';
import type { SealedRule } from '../../control/rule.ts';
import { rules } from '../../control/rules/registry.ts';
import { type ControlState, tick } from '../../control/tick.ts';
import type { Bound } from '../../model/bound.ts';
import type { Decision } from '../../model/decision.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** A decision as it comes out again, and the bounds on its output that led to it. */
export interface Reevaluation {
  readonly decision: Decision;
  readonly bounds: readonly Bound[];
}

/**
 * Null where the rules do not come to the value and the rule that were recorded: other rules decided then, or the
 * state before is not known well enough. What cannot be shown to be true is not told.
 */
export function reevaluate(
  before: ControlState,
  image: ProcessImage,
  plan: ControlPlan,
  { output, value, by }: Decision,
): Reevaluation | null {
  const all = boundsOf(before, image, plan);
  const decision = arbitrate(plan.outputs, all).find((one) => one.output === output);
  if (decision === undefined || decision.value !== value || decision.by !== by) return null;
  return { decision, bounds: all.filter((bound) => bound.output === output) };
}

/** True when this quietpost's rules know all their parameters in a recorded plan: a newer rule does not. */
export function canDecide(plan: ControlPlan): boolean {
  return rules.every(({ name }) => Object.hasOwn(plan.rules, name));
}

function boundsOf(before: ControlState, image: ProcessImage, plan: ControlPlan): readonly Bound[] {
  const bounds: Bound[] = [];
  const watched = rules.map(
    (rule): SealedRule => ({
      ...rule,
      evaluate: (input) => {
        const output = rule.evaluate(input);
        bounds.push(...output.bounds);
        return output;
      },
    }),
  );
  tick(before, image, plan, watched);
  return bounds;
}
