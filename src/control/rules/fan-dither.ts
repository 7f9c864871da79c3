/**
 * A few times a night one cabinet's fans run 20 s a little faster and 20 s a little slower, in random order, to measure
 * how loud they are. This needs room below the receptors' allowance and below the temperature; a bound of a higher
 * priority ends the pair, and its samples are dropped. Without a temperature or a trusted sound the rule does nothing.
 */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { Bound } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message, rounded } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { ditherEstimate, nextRandom, PAIRS_MAX, pairEstimate } from '../attribution/dither-estimate.ts';
import { temperatureAfter } from '../heat/heat-model.ts';
import { isNumber, listOf, objectOf, orNull, recordOf } from '../saved/check.ts';
import { partOf } from '../saved/part.ts';
import { nightClock } from './night-clock.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['fan-dither'];

interface State {
  readonly seed: number;
  readonly night: number;
  readonly pairs: number;
  readonly lastMs: number | null;
  readonly pair: Pair | null;
  /** By cabinet: its speed, percent, and since when it has held it. */
  readonly steady: Readonly<Record<string, { readonly pct: number; readonly sinceMs: number }>>;
  /** By "cabinet receptor": estimates of the pairs, energy at full speed. */
  readonly estimates: Readonly<Record<string, readonly number[]>>;
}
interface Pair {
  readonly cabinet: string;
  readonly startMs: number;
  /** Speeds of the two halves, percent. */
  readonly speedsPct: readonly [number, number];
  /** By receptor: energies measured in each half. */
  readonly energies: Readonly<Record<string, readonly [readonly number[], readonly number[]]>>;
}

const NAME = 'fan-dither';
const HALF_MS = 20_000;
const SETTLE_MS = 5000;
const SWING = 0.12;
const LEAST_PCT = 45;
const ROOM_K = 3;
const CHANGE_MAX_K = 1;
/** Kept free below the allowance of the noise rule, dB. */
const ROOM_DB = 1;
const APART_DB = 2;
const OFF_PCT = 1;
/** Fans run steadily when their speed has stayed within this for `STEADY_MS`. */
const STEADY_PCT = 3;
const STEADY_MS = 60_000;

const isState = objectOf<State>({
  seed: isNumber,
  night: isNumber,
  pairs: isNumber,
  lastMs: orNull(isNumber),
  pair: (value): value is Pair | null => value !== undefined,
  steady: recordOf(objectOf<State['steady'][string]>({ pct: isNumber, sinceMs: isNumber })),
  estimates: recordOf(listOf(isNumber)),
});

export const fanDither: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({ seed: 1, night: 0, pairs: 0, lastMs: null, pair: null, steady: {}, estimates: {} }),
  // A pair that was running has a gap.
  part: partOf(isState, (state) => ({ ...state, pair: null })),
  evaluate(input, params, before) {
    const { image, plan } = input;
    const { night } = nightClock(image, plan.night);
    const steady = steadySpeeds(input, before.steady);
    const state = { ...before, steady, night, pairs: before.night === night ? before.pairs : 0 };
    if (state.pair !== null) return goOn(state, state.pair, input);
    const isDue =
      state.lastMs === null || image.nowMs < state.lastMs || image.nowMs - state.lastMs >= params.every;
    if (!input.isNight || !isDue || state.pairs >= params.pairsPerNight)
      return { state, bounds: [], events: [] };
    const seed = nextRandom(state.seed);
    // The cabinets take turns; the highest bit of the seed decides the order of the halves.
    const cabinet = plan.cabinets[state.pairs % plan.cabinets.length];
    const nowPct = cabinet === undefined ? 0 : speedPct(cabinet, input);
    const fastPct = Math.round(nowPct * (1 + SWING));
    const slowPct = Math.round(nowPct * (1 - SWING));
    if (
      cabinet === undefined ||
      nowPct < LEAST_PCT ||
      !isSteady(cabinet, state, image.nowMs) ||
      fastPct > 100 ||
      !hasRoom(cabinet, fastPct, slowPct, input)
    ) {
      return { state, bounds: [], events: [] };
    }
    const speedsPct = seed >= 2 ** 31 ? ([fastPct, slowPct] as const) : ([slowPct, fastPct] as const);
    const pair: Pair = { cabinet: cabinet.id, startMs: image.nowMs, speedsPct, energies: {} };
    const next = { ...state, seed, pairs: state.pairs + 1, lastMs: image.nowMs, pair };
    return { state: next, bounds: held(cabinet, speedsPct[0]), events: [] };
  },
};

function goOn(state: State, pair: Pair, input: RuleInput): ReturnType<typeof fanDither.evaluate> {
  const { image, plan, isNight } = input;
  const cabinet = plan.cabinets.find(({ id }) => id === pair.cabinet);
  const ageMs = image.nowMs - pair.startMs;
  const [fast, slow] = [Math.max(...pair.speedsPct), Math.min(...pair.speedsPct)];
  const isHeld = (pct: number) =>
    cabinet?.fans.every(({ output }) => Math.abs((input.decided[output] ?? 0) - pct) <= OFF_PCT);
  // The decisions of the cycle before belong to the half in which that cycle lay.
  const half = ageMs <= HALF_MS ? 0 : 1;
  if (
    cabinet === undefined ||
    !isNight ||
    ageMs <= 0 ||
    !isHeld(pair.speedsPct[half]) ||
    !hasRoom(cabinet, fast, slow, input)
  ) {
    return { state: { ...state, pair: null }, bounds: [], events: [] };
  }
  const energies =
    ageMs - half * HALF_MS > SETTLE_MS ? withSamples(pair.energies, half, input) : pair.energies;
  if (ageMs < 2 * HALF_MS) {
    const pct = pair.speedsPct[ageMs < HALF_MS ? 0 : 1];
    return { state: { ...state, pair: { ...pair, energies } }, bounds: held(cabinet, pct), events: [] };
  }
  const estimates = { ...state.estimates };
  const faster = pair.speedsPct[0] > pair.speedsPct[1] ? 0 : 1;
  for (const [receptor, halves] of Object.entries(energies)) {
    const [plus, minus] = [halves[faster], halves[1 - faster] ?? []];
    const one = pairEstimate({ speed: fast / 100, energies: plus }, { speed: slow / 100, energies: minus });
    const key = `${cabinet.id} ${receptor}`;
    if (one !== null) estimates[key] = [...(estimates[key] ?? []).slice(1 - PAIRS_MAX), one];
  }
  return {
    state: { ...state, pair: null, estimates },
    bounds: [],
    events: resultEvents(cabinet, estimates, input),
  };
}

function held({ id, fans }: CabinetPlan, pct: number): readonly Bound[] {
  const reason = message('dither', { cabinet: id, pct });
  return fans.map(({ output }) => ({ output, min: pct, max: pct, priority: 'thermal', rule: NAME, reason }));
}

function hasRoom(cabinet: CabinetPlan, fastPct: number, slowPct: number, input: RuleInput): boolean {
  const { plan, heat, sound } = input;
  const thermal = heat[cabinet.id];
  const { limitC, marginDb } = plan.rules['night-noise'];
  if (thermal === undefined || thermal.tempC === null || thermal.isBlind || thermal.tempC > limitC - ROOM_K)
    return false;
  const { model, tempC, power, outdoorC } = thermal;
  const after = (pct: number) =>
    temperatureAfter(model, tempC, {
      seconds: (2 * HALF_MS) / 1000,
      power,
      speeds: cabinet.fans.map(() => pct / 100),
      outdoorC,
    });
  if (after(slowPct) - after(fastPct) >= CHANGE_MAX_K) return false;
  return sound.every(({ receptor, fans, converters, uncertaintyFactor }) => {
    const nightDb = plan.receptors.find(({ id }) => id === receptor)?.nightDb ?? 0;
    const energy = plan.cabinets.reduce((sum, one, index) => {
      const pct = one.id === cabinet.id ? fastPct : speedPct(one, input);
      return (
        sum + (fans[index] ?? 0) * (pct / 100) ** 5 + (converters[index] ?? 0) * (heat[one.id]?.power ?? 1)
      );
    }, 0);
    return energy * Math.max(1, uncertaintyFactor) <= energyOf(nightDb - marginDb - ROOM_DB);
  });
}

function withSamples(before: Pair['energies'], half: 0 | 1, { image, plan }: RuleInput): Pair['energies'] {
  return Object.fromEntries(
    plan.receptors.map(({ id, level }) => {
      const [first, second] = before[id] ?? [[], []];
      const now = image.samples.flatMap(({ channel, value }) =>
        channel === level && value !== null ? [energyOf(value)] : [],
      );
      return [id, half === 0 ? [[...first, ...now], second] : [first, [...second, ...now]]];
    }),
  );
}

function resultEvents(
  { id }: CabinetPlan,
  estimates: State['estimates'],
  { plan, sound }: RuleInput,
): readonly RuleEvent[] {
  const index = plan.cabinets.findIndex((cabinet) => cabinet.id === id);
  return sound.flatMap(({ receptor, fans }) => {
    const pairs = estimates[`${id} ${receptor}`] ?? [];
    const ditherDb = levelOf(Math.max(1, ditherEstimate(pairs) ?? 0));
    const modelDb = levelOf(fans[index] ?? 0);
    if (
      ditherEstimate(pairs) === null ||
      ditherDb === null ||
      modelDb === null ||
      Math.abs(ditherDb - modelDb) <= APART_DB
    )
      return [];
    const found = message('dither-result', {
      cabinet: id,
      ditherDb: rounded(ditherDb, 1),
      receptor,
      pairs: pairs.length,
      modelDb: rounded(modelDb, 1),
    });
    const subject = `cabinet-${id}`;
    return [{ class: 'lifecycle', severity: 'warning', subject, message: found, state: 'noted' } as const];
  });
}

function steadySpeeds(input: RuleInput, steady: State['steady']): State['steady'] {
  const { plan, image } = input;
  return Object.fromEntries(
    plan.cabinets.map((cabinet) => {
      const pct = speedPct(cabinet, input);
      const before = steady[cabinet.id];
      const isUnchanged =
        before !== undefined && before.sinceMs <= image.nowMs && Math.abs(before.pct - pct) <= STEADY_PCT;
      return [cabinet.id, isUnchanged ? before : { pct, sinceMs: image.nowMs }];
    }),
  );
}

function isSteady({ id }: CabinetPlan, { steady }: State, nowMs: number): boolean {
  const since = steady[id]?.sinceMs;
  return since !== undefined && nowMs - since >= STEADY_MS;
}

/** The fastest of its fans by the decisions, percent. */
function speedPct({ fans }: CabinetPlan, { decided }: RuleInput): number {
  return Math.max(0, ...fans.map(({ output }) => decided[output] ?? 0));
}
