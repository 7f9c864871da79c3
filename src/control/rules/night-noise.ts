/**
 * Keeps the equipment's sound at every receptor within its allowance. Fans are capped first, each cabinet's so that all
 * come out equally warm (many slow fans are quieter than few fast ones). Power is reduced only where the caps would let
 * a cabinet pass `limitC`, early enough for the heat to follow.
 *
 * It controls by what attribution estimates of the equipment, never by the measured total: a talking driver cannot cost
 * a car power. The total is only an upper bound: the equipment is never louder than the quietest seconds.
 */

import type { Bound } from '../../model/bound.ts';
import { type Message, message } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { type Allowance, allowanceAt } from '../noise/allowance.ts';
import { type ControlledState, controlledCabinets } from '../noise/cabinet-demand.ts';
import { chooseLimits, LATE_K } from '../noise/power-steps.ts';
import { receptorsNow, tightest, withCabinets } from '../noise/receptor-limits.ts';
import { isNumber, objectOf, recordOf } from '../saved/check.ts';
import { isLong, partById } from '../saved/part.ts';
import { isNightSoon } from './night-clock.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['night-noise'];

/** By id; without the cabinets that are not controlled because they have no temperature. */
interface State {
  readonly allowances: Readonly<Record<string, Allowance>>;
  /** When the allowances were computed, and for which limits. */
  readonly allowedMs: number | null;
  readonly isStrict: boolean;
  readonly cabinets: Readonly<Record<string, ControlledState>>;
}

const NAME = 'night-noise';
const ALLOWANCE_EVERY_MS = 10_000;
/** A cap falls at once and rises slowly, so that fans do not hunt, percent a second. */
const CAP_UP_PCT_PER_S = 2;
const NIGHT_COMES_MS = 90_000;

/** The caps, and the demand seen of the cars. */
const cabinetsPart = partById<ControlledState>({
  isEntry: objectOf<ControlledState>({ capPct: isNumber, guns: recordOf(isNumber) }),
  basis: (plan, id) => plan.cabinets.find((cabinet) => cabinet.id === id)?.guns,
  age: (state, away) => (isLong(away) ? undefined : state),
});

const INITIAL: State = { allowances: {}, allowedMs: null, isStrict: false, cabinets: {} };

export const nightNoise: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  // Without a meter it steers by the site file's word and all the doubt about it.
  needs: () => [],
  initial: () => INITIAL,
  part: {
    save: ({ cabinets }, plan) => cabinetsPart.save(cabinets, plan),
    restore(saved, away, plan) {
      const restored = cabinetsPart.restore(saved, away, plan);
      if (restored === null) return null;
      return { state: { ...INITIAL, cabinets: restored.state }, dropped: restored.dropped };
    },
  },
  evaluate(input, params, state) {
    const { plan } = input;
    const allowed = allowancesNow(input, params, state);
    const receptors = receptorsNow(input.sound, allowed.allowances, params.marginDb);
    const { cabinets: controlled, ids, guns } = controlledCabinets(input, params, state.cabinets);
    if (receptors.length === 0 || controlled.length === 0) {
      return { state: { ...allowed, cabinets: state.cabinets }, bounds: [], events: [] };
    }
    const all = plan.cabinets.map(({ id }) => id);
    const constraints = receptors.map(({ constraint }) => withCabinets(constraint, ids, all));
    const { limits, now } = chooseLimits(controlled, constraints, params);
    const cabinets: Record<string, ControlledState> = {};
    const bounds: Bound[] = [];
    const why = tightest(receptors);
    ids.forEach((id, index) => {
      const cabinet = plan.cabinets.find((one) => one.id === id);
      const limited = controlled[index];
      if (cabinet === undefined || limited === undefined) return;
      const limitPct = Math.max(limits[index] ?? 100, limited.steps[0] ?? 0);
      const capPct = cap(state.cabinets[id]?.capPct, now.speeds[index] ?? 1, plan.periodMs);
      cabinets[id] = { capPct, guns: guns[index] ?? {} };
      if (capPct < 100) bounds.push(...fanBounds(cabinet, capPct, why));
      if (limitPct < (limited.steps.at(-1) ?? 100)) {
        bounds.push(powerBound(cabinet, limitPct, capPct, limited.tempC, params.limitC, why));
      }
    });
    return { state: { ...allowed, cabinets }, bounds, events: [] };
  },
};

function fanBounds({ fans }: CabinetPlan, capPct: number, why: Message): readonly Bound[] {
  const reason = message('fans-at-most', { why, capPct });
  return fans.map(({ output }) => ({ output, max: capPct, priority: 'noise', rule: NAME, reason }));
}

/** Above the limit the hold of the relays no longer counts, because the thermal floor would soon raise the fans. */
function powerBound(
  { id, limit }: CabinetPlan,
  limitPct: number,
  capPct: number,
  tempC: number,
  limitC: number,
  why: Message,
): Bound {
  const priority = tempC >= limitC + LATE_K ? 'thermal-floor' : 'noise';
  const reason = message('less-power', { why, fanPct: Math.round(capPct), cabinet: id, limitC });
  return { output: limit, max: limitPct, priority, rule: NAME, reason };
}

/** The night's limits hold at night, a little before it, and while the time is not known. */
function isStrictNow({ image, plan, isNight }: RuleInput): boolean {
  return isNight || !image.clockSynced || isNightSoon(image, plan.night, NIGHT_COMES_MS);
}

function allowancesNow(input: RuleInput, params: Params, state: State): Omit<State, 'cabinets'> {
  const { image, plan, equipmentLevels } = input;
  const isStrict = isStrictNow(input);
  const isFresh = state.allowedMs !== null && image.nowMs - state.allowedMs < ALLOWANCE_EVERY_MS;
  if (isFresh && isStrict === state.isStrict && image.nowMs >= (state.allowedMs ?? 0)) {
    return { allowances: state.allowances, allowedMs: state.allowedMs, isStrict };
  }
  const allowances = Object.fromEntries(
    plan.receptors.map((receptor) => [
      receptor.id,
      allowanceAt(receptor, equipmentLevels[receptor.id], image, plan.night, isStrict, params),
    ]),
  );
  return { allowances, allowedMs: image.nowMs, isStrict };
}

function cap(before: number | undefined, speed: number, periodMs: number): number {
  const targetPct = Math.min(100, Math.max(0, 100 * speed));
  const up = (before ?? targetPct) + (CAP_UP_PCT_PER_S * periodMs) / 1000;
  return Math.round(10 * Math.min(targetPct, up)) / 10;
}
