/**
 * Forced steps that tell whether a change of what is heard is ours: 20 s as they are, 20 s with the loudest cabinet's
 * fans slower, 20 s with those of the others, and so on for two minutes, and for longer where two have not decided it. Never faster, so that no
 * receptor hears more for it.
 */

import { PHASE_S } from '../../acoustics/estimation/step-factors.ts';
import type { Bound } from '../../model/bound.ts';
import { message } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import { STEPS_MAX_S } from '../attribution/change-watch.ts';
import { stepGroups } from '../attribution/step-groups.ts';
import { temperatureAfter } from '../heat/heat-model.ts';
import type { DitherInput } from './dither-input.ts';

/** A fifth of the sound is left at this share of the speed. */
const SLOW_SHARE = 0.72;
/** A cabinet that slow fans would bring so near to its warning temperature is left alone. */
const ROOM_K = 1;

/** Speeds from which it steps, percent by output, without the fans of cabinets that have become too warm for it; null: no steps. */
export type StepBase = Readonly<Record<string, number>>;

/** The steps of this cycle. `before`: the speeds at their beginning. */
export function fanSteps(
  input: DitherInput,
  before: StepBase | null,
  rule: string,
): { readonly base: StepBase | null; readonly bounds: readonly Bound[] } {
  const { plan, sound } = input;
  const stepped = sound.find(({ stepsS }) => stepsS !== null && stepsS < STEPS_MAX_S);
  if (stepped === undefined || stepped.stepsS === null) return { base: null, bounds: [] };
  const { receptor, stepsS, isSuspected } = stepped;
  const begun = before ?? speedsNow(input);
  if (begun === null) return { base: null, bounds: [] };
  const groups = stepGroups(plan, receptor);
  const phase = Math.floor(stepsS / PHASE_S) % (groups.length + 1);
  const slow = phase === 0 ? [] : (groups[phase - 1] ?? []);
  const base = withoutWarm(begun, slow, input);
  const reason = message(isSuspected ? 'steps-for-change' : 'steps-for-fans', { receptor });
  const bounds = plan.cabinets
    .filter(({ id }) => slow.includes(id))
    .flatMap((cabinet) => cabinet.fans)
    .flatMap(({ output }): readonly Bound[] => {
      const pct = base[output];
      if (pct === undefined) return [];
      return [{ output, max: Math.round(SLOW_SHARE * pct), priority: 'noise', rule, reason }];
    });
  return { base, bounds };
}

/** The speeds of all fans; null in the first cycle after a start, which knows of none. */
function speedsNow({ plan, decided }: DitherInput): StepBase | null {
  const fans = plan.cabinets.flatMap((cabinet) => cabinet.fans.map(({ output }) => output));
  if (fans.some((output) => decided[output] === undefined)) return null;
  return Object.fromEntries(fans.map((output) => [output, decided[output] ?? 0]));
}

/** A temperature at the edge of what steps leave would let the fans run to and fro: these steps are over for the cabinet. */
function withoutWarm(base: StepBase, slow: readonly string[], input: DitherInput): StepBase {
  const warm = input.plan.cabinets.filter(
    (cabinet) => slow.includes(cabinet.id) && !staysCool(cabinet, base, input),
  );
  if (warm.length === 0) return base;
  const left = new Set(warm.flatMap(({ fans }) => fans.map(({ output }) => output)));
  return Object.fromEntries(Object.entries(base).filter(([output]) => !left.has(output)));
}

function staysCool(cabinet: CabinetPlan, base: StepBase, { heat, plan }: DitherInput): boolean {
  const thermal = heat[cabinet.id];
  if (thermal === undefined || thermal.tempC === null || thermal.isBlind) return false;
  const { model, tempC, power, outdoorC } = thermal;
  const speeds = cabinet.fans.map(({ output }) => (SLOW_SHARE * (base[output] ?? 100)) / 100);
  const after = temperatureAfter(model, tempC, { seconds: PHASE_S, power, speeds, outdoorC });
  return Math.max(tempC, after) < plan.rules['over-temperature'].warnC - ROOM_K;
}
