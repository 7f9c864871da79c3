/**
 * Cooling. By day fan speed follows the temperature: rest speed at `startC`, full at `fullC`, linear between; it falls
 * only after the temperature fell by the hysteresis. At night the slowest speed is the quietest, so the heat model says
 * which speed holds the cabinet at `nightC`, and the temperature corrects it. Shortly before the night a loaded cabinet
 * is cooled ahead, to begin it with room. No change is faster than the slew. Without a temperature the cabinet gets no
 * bound here.
 */

import type { Bound } from '../../model/bound.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import type { CabinetHeat } from '../heat/cabinet-heat.ts';
import { speedToHold } from '../heat/heat-model.ts';
import { isNightSoon } from '../inputs/night-clock.ts';
import { isNumber, objectOf } from '../saved/check.ts';
import { isLong, partById } from '../saved/part.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['thermal-fan'];

interface CabinetState {
  /** The temperature used by day: follows rises at once, falls after the hysteresis. */
  readonly tempC: number;
  readonly fanPct: number;
}
type State = Readonly<Record<string, CabinetState>>;

const NAME = 'thermal-fan';
/** At night: correction of the model's speed, a quarter of full speed within 6 K. */
const NIGHT_PCT_PER_K = 4;
/** With less load a cabinet is not cooled ahead. */
const LOADED_SHARE = 0.15;

export const thermalFan: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({}),
  part: partById<CabinetState>({
    isEntry: objectOf<CabinetState>({ tempC: isNumber, fanPct: isNumber }),
    basis: (plan, id) => plan.cabinets.find((cabinet) => cabinet.id === id)?.fans.map(({ output }) => output),
    age: (state, away) => (isLong(away) ? undefined : state),
  }),
  evaluate(input, params, state) {
    const { image, plan, heat } = input;
    const next: Record<string, CabinetState> = {};
    const bounds: Bound[] = [];
    for (const cabinet of plan.cabinets) {
      const thermal = heat[cabinet.id];
      const before = state[cabinet.id];
      if (thermal === undefined || thermal.tempC === null) {
        if (before !== undefined) next[cabinet.id] = before;
        continue;
      }
      const tempC = follow(before?.tempC, thermal.tempC, params.hysteresisC);
      const { pct, reason } = demandPct(input, params, thermal, thermal.tempC, tempC, cabinet.id);
      const fanPct = slew(
        standingPct(cabinet, image) ?? before?.fanPct,
        Math.min(100, Math.max(0, pct)),
        params,
        plan.periodMs,
      );
      next[cabinet.id] = { tempC, fanPct };
      for (const fan of cabinet.fans) {
        bounds.push({ output: fan.output, min: Math.ceil(fanPct), priority: 'thermal', rule: NAME, reason });
      }
    }
    return { state: next, bounds, events: [] };
  },
};

function demandPct(
  { image, plan, isNight }: RuleInput,
  params: Params,
  thermal: CabinetHeat,
  nowC: number,
  followedC: number,
  cabinet: string,
): { readonly pct: number; readonly reason: Message } {
  const temperature = { cabinet, tempC: rounded(nowC, 1) };
  const at = message(thermal.isBlind ? 'cabinet-at-worst' : 'cabinet-at', temperature);
  const byTemperature = (100 * (followedC - params.startC)) / (params.fullC - params.startC);
  if (isNight) {
    // Rises at once with the power, falls with its mean.
    const power = Math.max(thermal.power, thermal.meanPower);
    const held = 100 * Math.min(1, speedToHold(thermal.model, power, params.nightC, thermal.outdoorC));
    // A wrong model must not let a cabinet pass the temperature where fans are full by day.
    const pct = Math.min(byTemperature, held + NIGHT_PCT_PER_K * (nowC - params.nightC));
    return { pct, reason: message('held-for-night', { at, nightC: params.nightC }) };
  }
  const isAhead = isNightSoon(image, plan.night, params.preCool) && thermal.meanPower > LOADED_SHARE;
  if (isAhead) {
    return { pct: 100, reason: message('cooled-ahead', { at }) };
  }
  return { pct: byTemperature, reason: at };
}

/** Before control begins: how fast the fans of a cabinet run, where all say it. */
function standingPct({ fans }: CabinetPlan, { standing }: RuleInput['image']): number | undefined {
  const speeds = fans.flatMap(({ output }) => standing?.[output] ?? []);
  return speeds.length === 0 || speeds.length < fans.length ? undefined : Math.max(...speeds);
}

function follow(before: number | undefined, measuredC: number, hysteresisC: number): number {
  if (before === undefined || measuredC > before) return measuredC;
  return Math.min(before, measuredC + hysteresisC);
}

function slew(before: number | undefined, demandPct: number, params: Params, periodMs: number): number {
  if (before === undefined) return demandPct;
  const stepPct = (params.slewPctPerS * periodMs) / 1000;
  return Math.min(before + stepPct, Math.max(before - stepPct, demandPct));
}
