/**
 * A few times a night one cabinet's fans run 20 s a little faster and 20 s a little slower, in random order, to measure
 * how loud they are. This needs room below the receptors' allowance and below the temperature; a bound of a higher
 * priority ends the pair, and its samples are dropped. Without a temperature or a trusted sound the rule does nothing.
 */

import type { Bound } from '../../model/bound.ts';
import { message } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { nextRandom, PAIRS_MAX, pairEstimate } from '../dither/dither-estimate.ts';
import { type Pair, withMeasured } from '../dither/dither-pair.ts';
import { type DitherEstimates, ditherResultEvents } from '../dither/dither-result.ts';
import { hasRoom } from '../dither/dither-room.ts';
import { fanSteps, type StepBase } from '../dither/fan-steps.ts';
import { isSteady, type SteadySpeeds, speedPct, steadySpeeds } from '../dither/steady-speed.ts';
import { nightClock } from '../inputs/night-clock.ts';
import { isNumber, listOf, objectOf, orNull, recordOf } from '../saved/check.ts';
import { isMoment, partOf } from '../saved/part.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['fan-dither'];

interface State {
  readonly seed: number;
  readonly night: number;
  readonly pairs: number;
  readonly lastMs: number | null;
  readonly pair: Pair | null;
  /** Speeds from which it steps to test a change of the world. */
  readonly steps: StepBase | null;
  readonly steady: SteadySpeeds;
  readonly estimates: DitherEstimates;
}
const NAME = 'fan-dither';
const HALF_MS = 20_000;
const PAIR_S = (2 * HALF_MS) / 1000;
const SETTLE_MS = 5000;
const SWING = 0.12;
const LEAST_PCT = 45;
const OFF_PCT = 1;

const isState = objectOf<State>({
  seed: isNumber,
  night: isNumber,
  pairs: isNumber,
  lastMs: orNull(isNumber),
  pair: (value): value is Pair | null => value !== undefined,
  steps: orNull(recordOf(isNumber)),
  steady: recordOf(objectOf<State['steady'][string]>({ pct: isNumber, sinceMs: isNumber })),
  estimates: recordOf(listOf(isNumber)),
});

export const fanDither: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({
    seed: 1,
    night: 0,
    pairs: 0,
    lastMs: null,
    pair: null,
    steps: null,
    steady: {},
    estimates: {},
  }),
  // A pair that ran has a hole; steps go on over a moment.
  part: partOf(isState, (state, away) => ({
    ...state,
    pair: null,
    steps: isMoment(away) ? state.steps : null,
  })),
  evaluate(input, params, before) {
    const steps = fanSteps(input, before.steps ?? null, NAME);
    if (steps.base !== null) {
      return { state: { ...before, pair: null, steps: steps.base }, bounds: steps.bounds, events: [] };
    }
    const { image, plan } = input;
    const { night } = nightClock(image, plan.night);
    const steady = steadySpeeds(input, before.steady);
    const state = { ...before, steps: null, steady, night, pairs: before.night === night ? before.pairs : 0 };
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
      !isSteady(cabinet, state.steady, image.nowMs) ||
      fastPct > 100 ||
      !hasRoom(cabinet, fastPct, slowPct, PAIR_S, input)
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
    !hasRoom(cabinet, fast, slow, PAIR_S, input)
  ) {
    return { state: { ...state, pair: null }, bounds: [], events: [] };
  }
  const energies =
    ageMs - half * HALF_MS > SETTLE_MS ? withMeasured(pair.energies, half, input) : pair.energies;
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
    events: ditherResultEvents(cabinet, estimates, input),
  };
}

function held({ id, fans }: CabinetPlan, pct: number): readonly Bound[] {
  const reason = message('dither', { cabinet: id, pct });
  return fans.map(({ output }) => ({ output, min: pct, max: pct, priority: 'thermal', rule: NAME, reason }));
}
