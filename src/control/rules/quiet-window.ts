/**
 * Once a night two minutes of least noise, in which the background is measured almost alone. Only when it costs no
 * energy: no power limit binds, and by the heat model every cabinet stays cool with its slowest fans. Without a
 * temperature, or when the load rises, there is no window.
 */

import type { Bound } from '../../model/bound.ts';
import { message } from '../../model/message.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { leastPct, type QuietSeconds, quietWindowEvents } from '../dither/quiet-window-result.ts';
import { temperatureAfter } from '../heat/heat-model.ts';
import { nightClock } from '../inputs/night-clock.ts';
import { isFlag, isNumber, objectOf } from '../saved/check.ts';
import { partOf } from '../saved/part.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['quiet-window'];

interface State {
  readonly night: number;
  readonly tries: number;
  readonly isDone: boolean;
  readonly open: Open | null;
}
interface Open {
  readonly startMs: number;
  /** Power of all cabinets at the start, sum of shares of rated power. */
  readonly power: number;
  readonly levelsDb: QuietSeconds;
}

const NAME = 'quiet-window';
const RUN_DOWN_MS = 10_000;
const WARMER_K = 2;
const MORE_POWER = 0.05;
/** Time until the next try after one that ended early. */
const AGAIN_MS = 1_200_000;

const isState = objectOf<State>({
  night: isNumber,
  tries: isNumber,
  isDone: isFlag,
  open: (value): value is Open | null => value !== undefined,
});

export const quietWindow: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({ night: 0, tries: 0, isDone: false, open: null }),
  // A window that was open has gaps: it is dropped, and its try counts.
  part: partOf(isState, (state) => ({ ...state, open: null })),
  evaluate(input, params, before) {
    const { image, plan, isNight } = input;
    const { night, sinceMs } = nightClock(image, plan.night);
    const state = before.night === night ? before : { night, tries: 0, isDone: false, open: null };
    const { open, tries, isDone } = state;
    const ageMs = open === null ? 0 : image.nowMs - open.startMs;
    const isFree = isNight && image.clockSynced && costsNothing(input, params.length - ageMs);
    if (open === null) {
      const isDue = sinceMs >= params.after + tries * AGAIN_MS && !isDone && tries < params.tries;
      if (!isDue || !isFree) return { state, bounds: [], events: [] };
      const next = { startMs: image.nowMs, power: powerOf(input), levelsDb: {} };
      return { state: { ...state, tries: tries + 1, open: next }, bounds: least(input), events: [] };
    }
    if (ageMs < 0 || !isFree || powerOf(input) > open.power + MORE_POWER) {
      return { state: { ...state, open: null }, bounds: [], events: [] };
    }
    const levelsDb = ageMs < RUN_DOWN_MS ? open.levelsDb : withSamples(open.levelsDb, input);
    if (ageMs < params.length) {
      return { state: { ...state, open: { ...open, levelsDb } }, bounds: least(input), events: [] };
    }
    return {
      state: { ...state, isDone: true, open: null },
      bounds: [],
      events: quietWindowEvents(levelsDb, input),
    };
  },
};

/** No limit binds, and after `restMs` with the slowest fans every cabinet is still near its night temperature. */
function costsNothing({ plan, heat, decided }: RuleInput, restMs: number): boolean {
  return plan.cabinets.every((cabinet) => {
    const thermal = heat[cabinet.id];
    const limit = plan.outputs.find(({ id }) => id === cabinet.limit);
    if (thermal === undefined || thermal.tempC === null || thermal.isBlind || limit === undefined)
      return false;
    if ((decided[limit.id] ?? 0) < limit.max) return false;
    const speeds = cabinet.fans.map(({ output }) => leastPct(plan, output) / 100);
    const power = Math.max(thermal.power, thermal.meanPower);
    const input = { seconds: Math.max(0, restMs) / 1000, power, speeds, outdoorC: thermal.outdoorC };
    const mostC = plan.rules['thermal-fan'].nightC + WARMER_K;
    return thermal.tempC < mostC && temperatureAfter(thermal.model, thermal.tempC, input) < mostC;
  });
}

function least({ plan }: RuleInput): readonly Bound[] {
  const reason = message('quiet-window');
  return plan.cabinets.flatMap(({ fans }) =>
    fans.map(({ output }) => ({
      output,
      max: leastPct(plan, output),
      priority: 'noise' as const,
      rule: NAME,
      reason,
    })),
  );
}

function withSamples(before: QuietSeconds, { image, plan }: RuleInput): QuietSeconds {
  return Object.fromEntries(
    plan.receptors.map(({ id, level }) => {
      const seconds = image.samples.flatMap(({ channel, value }) =>
        channel === level && value !== null ? [value] : [],
      );
      return [id, [...(before[id] ?? []), ...seconds]];
    }),
  );
}

function powerOf({ heat }: RuleInput): number {
  return Object.values(heat).reduce((sum, { power }) => sum + power, 0);
}
