/** From the bounds of the rules to decisions: arbiter, turns of fans, and the speeds that are stepped over. */

import type { Bound } from '../model/bound.ts';
import type { Decision } from '../model/decision.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import { arbitrate } from './arbiter.ts';
import { type FanTurns, fanTurnBounds } from './outputs/fan-turns.ts';
import type { FanToneState } from './tones/fan-tones.ts';
import { stepOverTones } from './tones/step-over.ts';

interface DecidedBefore {
  readonly fanTurns: FanTurns;
  readonly decisions: readonly Decision[];
}

/** Bounds to decisions, with every fan out of the speeds at which it has a tone. */
export function decideOutputs(
  bounds: readonly Bound[],
  { fanTurns, decisions }: DecidedBefore,
  fanTones: FanToneState,
  plan: ControlPlan,
  nowMs: number,
): readonly Decision[] {
  const decide = (more: readonly Bound[]) => arbitrateTurns([...bounds, ...more], fanTurns, plan, nowMs);
  return stepOverTones(decide([]), decisions, fanTones, plan, decide);
}

/** A hold of a turn is named only where it changes something: what stands above it is no reason to speak of it. */
function arbitrateTurns(
  asked: readonly Bound[],
  turns: FanTurns,
  plan: ControlPlan,
  nowMs: number,
): readonly Decision[] {
  const free = arbitrate(plan.outputs, asked);
  const holds = fanTurnBounds(turns, asked, plan, nowMs);
  if (holds.length === 0) return free;
  const held = arbitrate(plan.outputs, [...asked, ...holds]);
  return free.map((decision, index) => {
    const other = held[index];
    return other === undefined || other.value === decision.value ? decision : other;
  });
}
