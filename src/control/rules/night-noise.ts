/**
 * At night the equipment's own sound at each receptor stays `marginDb` below the limit (GB 22337-2008 5.4: one
 * minute is enough to fail, so the cap holds every second). Fans are capped first, all at the same relative speed:
 * many fans slower are quieter than few faster. Power follows only where the caps cost too much temperature, or
 * where the hum alone is too loud, one step at a time with a hold between.
 *
 * The cap comes from the equipment model, not from the measured total, so a talking driver cannot cost a car power.
 */

import type { LevelTrack } from '../../acoustics/level-track.ts';
import { rollingLevel } from '../../acoustics/level-track.ts';
import type { Bound } from '../../model/bound.ts';
import { equipmentEnergy, fanCapPct } from '../equipment-model.ts';
import type { CabinetPlan, OutputSpec, ReceptorPlan } from '../plan.ts';
import type { Rule, RuleInput } from '../rule.ts';
import type { RuleParams } from '../rule-params.ts';
import { hottest } from './temperatures.ts';

type Params = RuleParams['night-noise'];

interface PowerStep {
  readonly limitPct: number;
  /** Null until it has changed once. */
  readonly changedMs: number | null;
}
/** Cabinet id to the step its power is held at. */
type State = Readonly<Record<string, PowerStep>>;

interface Cap {
  readonly fanPct: number;
  readonly humTooLoud: boolean;
  readonly reason: string;
}

const NAME = 'night-noise';
/** With the fans this near to their cap, more cooling can only come from less power. */
const AT_CAP_PCT = 3;

export const nightNoise: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: (plan) => plan.receptors.map((receptor) => receptor.level),
  initial: () => ({}),
  evaluate(input) {
    if (!input.isNight) return { state: {}, bounds: [], events: [] };
    const cap = tightest(input);
    if (cap === undefined) return { state: {}, bounds: [], events: [] };
    const bounds: Bound[] = [];
    const next: Record<string, PowerStep> = {};
    for (const cabinet of input.plan.cabinets) {
      for (const fan of cabinet.fans) {
        bounds.push({
          output: fan.output,
          max: cap.fanPct,
          priority: 'noise',
          rule: NAME,
          reason: cap.reason,
        });
      }
      const step = powerStep(cabinet, cap, input);
      next[cabinet.id] = step;
      if (step.limitPct < 100) {
        const reason = `fans of cabinet ${cabinet.id} are capped at ${cap.fanPct} % for the night, so less power keeps it cool: ${cap.reason}`;
        bounds.push({ output: cabinet.limit, max: step.limitPct, priority: 'noise', rule: NAME, reason });
      }
    }
    return { state: next, bounds, events: [] };
  },
};

/** The strictest cap over all receptors, in whole percent downward. */
function tightest(input: RuleInput<Params, State>): Cap | undefined {
  let cap: Cap | undefined;
  for (const receptor of input.plan.receptors) {
    const own = capAt(receptor, input);
    if (cap === undefined || own.fanPct < cap.fanPct) cap = own;
  }
  return cap;
}

function capAt(
  receptor: ReceptorPlan,
  { params, plan, read, decided, levels }: RuleInput<Params, State>,
): Cap {
  const targetDb = receptor.nightDb - params.marginDb;
  const energy = equipmentEnergy(plan, receptor.id, read, decided);
  const modelPct = Math.floor(fanCapPct(energy, targetDb));
  if (!isHeard(levels[receptor.id]) && params.blindFanMaxPct < modelPct) {
    const reason = `night: no good level from ${receptor.id}, fans at most ${params.blindFanMaxPct} % until it is back`;
    return { fanPct: params.blindFanMaxPct, humTooLoud: modelPct <= 0, reason };
  }
  const reason = `night: the equipment may reach ${targetDb.toFixed(1)} dB at ${receptor.id}, fans at most ${modelPct} %`;
  return { fanPct: modelPct, humTooLoud: modelPct <= 0, reason };
}

function isHeard(track: LevelTrack | undefined): boolean {
  return track !== undefined && rollingLevel(track, 60) !== null;
}

/** Down when the cap costs temperature or the hum is too loud, up when the cabinet is cool, each after the hold. */
function powerStep(cabinet: CabinetPlan, cap: Cap, input: RuleInput<Params, State>): PowerStep {
  const { params, state, image, plan, read, decided } = input;
  const before = state[cabinet.id] ?? { limitPct: 100, changedMs: null };
  const tempC = hottest(cabinet, read);
  const held = before.changedMs !== null && image.nowMs - before.changedMs < params.hold;
  if (tempC === null || held) return before;
  const atCap = cabinet.fans.some((fan) => (decided[fan.output] ?? 0) >= cap.fanPct - AT_CAP_PCT);
  const steps = stepsOf(plan.outputs, cabinet.limit);
  if ((tempC >= params.derateC && atCap) || cap.humTooLoud) {
    return moved(
      before,
      steps.findLast((step) => step < before.limitPct),
      image.nowMs,
    );
  }
  if (tempC <= params.restoreC)
    return moved(
      before,
      steps.find((step) => step > before.limitPct),
      image.nowMs,
    );
  return before;
}

function moved(before: PowerStep, limitPct: number | undefined, nowMs: number): PowerStep {
  return limitPct === undefined ? before : { limitPct, changedMs: nowMs };
}

function stepsOf(outputs: readonly OutputSpec[], id: string): readonly number[] {
  return outputs.find((output) => output.id === id)?.steps ?? [];
}
