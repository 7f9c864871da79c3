/**
 * `threshold`: steps on the total measured level with hysteresis, as technicians set it up today. When the LAeq of the
 * last minute is above the limit, the fans' cap and the power go down a step together; after some time 3 dB below it
 * they go up a step. Between two steps there is a hold. It cannot tell sources apart, so a talking driver costs a car
 * power.
 */

import { rollingLevel } from '../../acoustics/periods/level-track.ts';
import type { RuleInput, SealedRule } from '../../control/rules/rule.ts';
import type { Bound } from '../../model/bound.ts';
import { message } from '../../model/message.ts';

/** By how many steps all cabinets are lowered, and since when. */
interface State {
  /** 0 is no limit; the last step stays inside `fanCapsPct`. */
  readonly step: number;
  /** Null until the first step. */
  readonly changedMs: number | null;
  /** Since when every receptor has been quiet enough to step up; null while one is not. */
  readonly quietSinceMs: number | null;
}

const NAME = 'level-steps';
/** By step: the fans' cap and the power limit of every cabinet, percent. The limit output takes its next lower step. */
const fanCapsPct = [100, 80, 65, 50];
const powersPct = [100, 75, 50, 25];
const LAST_STEP = fanCapsPct.length - 1;
const HYSTERESIS_DB = 3;
const HOLD_MS = 120_000;
const QUIET_MS = 300_000;

export const levelSteps: SealedRule = {
  name: NAME,
  needs: (plan) => plan.receptors.map((receptor) => receptor.level),
  initial: (): State => ({ step: 0, changedMs: null, quietSinceMs: null }),
  evaluate(input, before) {
    const state = next(before as State, overDb(input), input.image.nowMs);
    return { state, bounds: state.step === 0 ? [] : boundsOf(state.step, input), events: [] };
  },
};

/** Largest excess of the last minute over the limit at any receptor, dB; null without a level. */
function overDb({ plan, levels, isNight }: RuleInput): number | null {
  let worstDb: number | null = null;
  for (const { id, nightDb, dayDb } of plan.receptors) {
    const track = levels[id];
    const levelDb = track === undefined ? null : rollingLevel(track, 60);
    if (levelDb === null) continue;
    const excessDb = levelDb - (isNight ? nightDb : dayDb);
    if (worstDb === null || excessDb > worstDb) worstDb = excessDb;
  }
  return worstDb;
}

/** The next state; without a level the step stays as it is. */
function next(before: State, excessDb: number | null, nowMs: number): State {
  if (excessDb === null) return { ...before, quietSinceMs: null };
  const quietSinceMs = excessDb <= -HYSTERESIS_DB ? (before.quietSinceMs ?? nowMs) : null;
  const held = before.changedMs !== null && nowMs - before.changedMs < HOLD_MS;
  if (!held && excessDb > 0 && before.step < LAST_STEP)
    return { step: before.step + 1, changedMs: nowMs, quietSinceMs: null };
  if (before.step > 0 && quietSinceMs !== null && nowMs - quietSinceMs >= QUIET_MS)
    return { step: before.step - 1, changedMs: nowMs, quietSinceMs: nowMs };
  return { ...before, quietSinceMs };
}

function boundsOf(step: number, { plan }: RuleInput): readonly Bound[] {
  const reason = message('policy-level-step', { step, steps: LAST_STEP });
  const common = { priority: 'noise', rule: NAME, reason } as const;
  return plan.cabinets.flatMap(({ fans, limit }) => [
    ...fans.map(({ output }) => ({ output, max: fanCapsPct[step] ?? 0, ...common })),
    { output: limit, max: powersPct[step] ?? 0, ...common },
  ]);
}
