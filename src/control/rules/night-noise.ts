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
import { type Alarms, isAlarms, updateAlarms } from '../alarms/delayed-alarm.ts';
import { type AllowancesState, allowancesNow } from '../noise/allowances-now.ts';
import { type ControlledState, controlledCabinets } from '../noise/cabinet-demand.ts';
import { isDemandSpread } from '../noise/demand-spread.ts';
import type { ControlledCabinet } from '../noise/limit-outlook.ts';
import type { ReceptorConstraint } from '../noise/operating-point.ts';
import { chooseLimits, LATE_K } from '../noise/power-steps.ts';
import { keepableCondition } from '../noise/quietest-operation.ts';
import { receptorsNow, tightest, withCabinets } from '../noise/receptor-limits.ts';
import { isNumber, isObject, objectOf, orAbsent, recordOf } from '../saved/check.ts';
import { isLong, partById } from '../saved/part.ts';
import type { Rule, RuleInput, RuleOutput } from './rule.ts';

type Params = RuleParams['night-noise'];

interface State extends AllowancesState {
  /** By id; of cabinets that are not controlled for want of a temperature, what was last. */
  readonly cabinets: Readonly<Record<string, ControlledState>>;
  /** Alarms about limits that cannot be kept. */
  readonly alarms: Alarms;
  /** How long better power limits have been possible, s. */
  readonly betterS: number;
  /** Time since which the sound has not been proved the equipment's, s; 0: it is. */
  readonly unprovedS: number;
}

const NAME = 'night-noise';
/** A cap comes down at once and goes up slowly, so that fans do not hunt, percent a second. */
const CAP_UP_PCT_PER_S = 2;
/** No relay moves for a reading that is late, or for what a restart has not read yet, s. */
const UNPROVED_AFTER_S = 10;

/** The caps, and the demand seen of the cars. */
const cabinetsPart = partById<ControlledState>({
  isEntry: objectOf<ControlledState>({
    capPct: isNumber,
    guns: recordOf(isNumber),
    asked: orAbsent(isDemandSpread),
    limitPct: orAbsent(isNumber),
    leastPct: orAbsent(isNumber),
    stillS: orAbsent(isNumber),
  }),
  basis: (plan, id) => plan.cabinets.find((cabinet) => cabinet.id === id)?.guns,
  age: (state, away) => (isLong(away) ? undefined : state),
});

const INITIAL: State = {
  allowances: {},
  allowedMs: null,
  isStrict: false,
  cabinets: {},
  alarms: {},
  betterS: 0,
  unprovedS: UNPROVED_AFTER_S,
};

export const nightNoise: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  // Without a meter it controls by the site file and all the uncertainty of it.
  needs: () => [],
  // Before they are read the sound would be unproved for a second, and limits go up for it.
  wants: ({ cabinets, receptors }, state) =>
    Object.keys(state.cabinets).length === 0
      ? []
      : [
          ...receptors.map(({ level }) => level),
          ...cabinets.flatMap(({ powerIn, fans }) => [powerIn, ...fans.map(({ speed }) => speed)]),
        ],
  initial: () => INITIAL,
  part: {
    save: ({ cabinets, alarms, betterS, unprovedS }, plan) => ({
      cabinets: cabinetsPart.save(cabinets, plan),
      alarms,
      betterS,
      unprovedS,
    }),
    restore(saved, away, plan) {
      if (!isObject(saved) || !isAlarms(saved['alarms'])) return null;
      const restored = cabinetsPart.restore(saved['cabinets'], away, plan);
      if (restored === null) return null;
      const kept = isLong(away) ? {} : saved;
      const betterS = isNumber(kept['betterS']) ? kept['betterS'] : 0;
      const unprovedS = isNumber(kept['unprovedS']) ? kept['unprovedS'] : UNPROVED_AFTER_S;
      const state = { ...INITIAL, cabinets: restored.state, alarms: saved['alarms'], betterS, unprovedS };
      return { state, dropped: restored.dropped };
    },
  },
  evaluate(input, params, state) {
    const { plan } = input;
    const allowed = allowancesNow(input, params, state);
    const receptors = receptorsNow(input.sound, allowed.allowances, params.marginDb);
    const unprovedS = unprovedFor(input, state);
    const isProved = unprovedS < UNPROVED_AFTER_S;
    const { cabinets: controlled, ids, guns } = controlledCabinets(input, params, state.cabinets, isProved);
    if (receptors.length === 0 || controlled.length === 0) {
      return { state: { ...state, ...allowed, unprovedS }, bounds: [], events: [] };
    }
    const all = plan.cabinets.map(({ id }) => id);
    const constraints = receptors.map(({ constraint }) => withCabinets(constraint, ids, all));
    const { alarms, events } = keepable(input, params, state, allowed, controlled, constraints);
    const { limits, now, betterS } = chooseLimits(controlled, constraints, {
      limitC: params.limitC,
      betterS: state.betterS,
      seconds: plan.periodMs / 1000,
    });
    const cabinets: Record<string, ControlledState> = { ...state.cabinets };
    const bounds: Bound[] = [];
    const why = tightest(receptors);
    ids.forEach((id, index) => {
      const cabinet = plan.cabinets.find((one) => one.id === id);
      const limited = controlled[index];
      if (cabinet === undefined || limited === undefined) return;
      const limitPct = Math.max(limits[index] ?? 100, limited.steps[0] ?? 0);
      const capPct = cap(state.cabinets[id]?.capPct, now.speeds[index] ?? 1, plan.periodMs);
      cabinets[id] = {
        capPct,
        guns: guns[index] ?? {},
        asked: limited.asked,
        limitPct,
        leastPct: limited.likelyLeastPct,
        stillS: limitPct === limited.limitPct ? finite(limited.stillS) : 0,
      };
      if (capPct < 100) bounds.push(...fanBounds(cabinet, capPct, why));
      if (limitPct < (limited.steps.at(-1) ?? 100)) {
        bounds.push(powerBound(cabinet, limitPct, capPct, limited.tempC, params.limitC, why));
      }
    });
    return { state: { ...allowed, cabinets, alarms, betterS, unprovedS }, bounds, events };
  },
};

function unprovedFor({ sound, plan }: RuleInput, { unprovedS = UNPROVED_AFTER_S }: State): number {
  return sound.every(({ isTrusted }) => isTrusted) ? 0 : unprovedS + plan.periodMs / 1000;
}

/** Limits that cannot be kept: an alarm each, told again when those of the night begin to hold. */
function keepable(
  { sound, image }: RuleInput,
  { marginDb }: Params,
  before: State,
  { allowances, isStrict }: AllowancesState,
  cabinets: readonly ControlledCabinet[],
  constraints: readonly ReceptorConstraint[],
): Pick<RuleOutput<State>, 'events'> & Pick<State, 'alarms'> {
  const known = sound.filter(({ receptor }) => allowances[receptor] !== undefined);
  const conditions = known.flatMap(({ receptor }, index) => {
    const [constraint, limitDb] = [constraints[index], allowances[receptor]?.limitDb];
    if (constraint === undefined || limitDb === undefined) return [];
    return [keepableCondition(receptor, cabinets, constraint, limitDb, marginDb)];
  });
  const isAgain = isStrict && !before.isStrict;
  return updateAlarms(before.alarms ?? {}, conditions, image.nowMs, isAgain);
}

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

function cap(before: number | undefined, speed: number, periodMs: number): number {
  const targetPct = Math.min(100, Math.max(0, 100 * speed));
  const up = (before ?? targetPct) + (CAP_UP_PCT_PER_S * periodMs) / 1000;
  return Math.round(10 * Math.min(targetPct, up)) / 10;
}

/** JSON has no infinity. */
function finite(seconds: number): number | undefined {
  return Number.isFinite(seconds) ? seconds : undefined;
}
