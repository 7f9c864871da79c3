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
 * enough. Bounds are shown only if they are known to be the true ones. An output without steps may be off by
 * `slackPct`, where the inputs are rounded ones; its decision keeps the recorded value.
 */
export function reevaluate(
  before: ControlState,
  image: ProcessImage,
  plan: ControlPlan,
  { output, value, by }: Decision,
  slackPct: number,
): Reevaluation | null {
  const all = boundsOf(before, image, plan);
  const decision = arbitrate(plan.outputs, all).find((one) => one.output === output);
  const spec = plan.outputs.find(({ id }) => id === output);
  if (decision === undefined || spec === undefined) return null;
  const offPct = Math.abs(decision.value - value);
  if (offPct > (spec.steps === undefined ? slackPct : 0)) return null;
  // Older records name `rest` even if a bound forced that value.
  if (decision.by !== by && !(by === 'rest' && value === spec.rest)) return null;
  return { decision: { ...decision, value }, bounds: all.filter((bound) => bound.output === output) };
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
