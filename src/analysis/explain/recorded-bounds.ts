/**
 * The bounds of all rules on the outputs in one cycle. A recording holds the decisions, not the bounds that led to
 * them; the rules are pure, so they are evaluated again.
 */

import { arbitrate } from '../../control/arbiter.ts';
import { rules } from '../../control/rules/registry.ts';
import type { SealedRule } from '../../control/rules/rule.ts';
import { type ControlState, tick } from '../../control/tick.ts';
import type { Bound } from '../../model/bound.ts';
import type { Decision } from '../../model/decision.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** A decision that came out the same, and the bounds on its output that led to it. */
export interface Reevaluation {
  readonly decision: Decision;
  readonly bounds: readonly Bound[];
}

/**
 * Null if value and rule do not come out as recorded: other rules decided then, or the state before is not known well
 * enough. Bounds are shown only if they are known to be the true ones.
 */
export function reevaluate(
  before: ControlState,
  image: ProcessImage,
  plan: ControlPlan,
  { output, value, by }: Decision,
): Reevaluation | null {
  const all = boundsOf(before, image, plan);
  const decision = arbitrate(plan.outputs, all).find((one) => one.output === output);
  if (decision === undefined || decision.value !== value) return null;
  // Older records name `rest` even if a bound forced that value.
  const rest = plan.outputs.find(({ id }) => id === output)?.rest;
  if (decision.by !== by && !(by === 'rest' && value === rest)) return null;
  return { decision, bounds: all.filter((bound) => bound.output === output) };
}

function boundsOf(before: ControlState, image: ProcessImage, plan: ControlPlan): readonly Bound[] {
  const bounds: Bound[] = [];
  const observed = rules.map(
    (rule): SealedRule => ({
      ...rule,
      evaluate: (input, state) => {
        const output = rule.evaluate(input, state);
        bounds.push(...output.bounds);
        return output;
      },
    }),
  );
  tick(before, image, plan, observed);
  return bounds;
}
