/**
 * Keeps the equipment's own sound at every receptor within its allowance. Fans are capped first, each cabinet's so that
 * all come out equally warm (many fans slower are quieter than few faster); power follows only where the caps would let
 * a cabinet pass `limitC`, early enough for the heat to follow.
 *
 * It steers by what attribution has learnt of the equipment, never by the measured total: a talking driver cannot cost a
 * car power. The total serves as a witness on one side only: the equipment is never louder than the quietest seconds.
 */

import { energyOf, levelOf } from '../../acoustics/level.ts';
import type { Bound } from '../../model/bound.ts';
import { isNightSoon } from '../night-soon.ts';
import { type Allowance, allowanceAt } from '../noise/allowance.ts';
import type { Listener } from '../noise/operating-point.ts';
import { chooseLimits, LATE_K, pointAt } from '../noise/power-steps.ts';
import { type SteeredState, steeredCabinets } from '../noise/steered.ts';
import type { Rule, RuleInput } from '../rule.ts';
import type { RuleParams } from '../rule-params.ts';

type Params = RuleParams['night-noise'];

/** By id; of cabinets that are not steered for want of a temperature, nothing. */
interface State {
  readonly allowances: Readonly<Record<string, Allowance>>;
  /** When they were worked out, and for which limits. */
  readonly allowedMs: number | null;
  readonly isStrict: boolean;
  readonly cabinets: Readonly<Record<string, SteeredState>>;
}

const NAME = 'night-noise';
const ALLOWANCE_EVERY_MS = 10_000;
/** A cap comes down at once and goes up slowly, so that fans do not hunt, percent a second. */
const CAP_UP_PCT_PER_S = 2;
const NIGHT_COMES_MS = 90_000;

export const nightNoise: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: (plan) => plan.receptors.map((receptor) => receptor.level),
  initial: () => ({ allowances: {}, allowedMs: null, isStrict: false, cabinets: {} }),
  evaluate(input) {
    const { plan, params, state } = input;
    const allowed = allowancesNow(input);
    const listeners = listenersOf(input, allowed.allowances);
    const { steered, ids, guns } = steeredCabinets(input, state.cabinets);
    if (steered.length === 0)
      return { state: { ...allowed, cabinets: state.cabinets }, bounds: [], events: [] };
    const heard = listeners.map(({ listener }) =>
      only(
        listener,
        ids,
        plan.cabinets.map(({ id }) => id),
      ),
    );
    const limits = chooseLimits(steered, heard, params);
    // Caps go with the power that flows now, not with the one that is decided.
    const { speeds } = pointAt(
      steered,
      steered.map(({ limitPct }) => limitPct),
      heard,
    );
    const cabinets: Record<string, SteeredState> = {};
    const bounds: Bound[] = [];
    const why = tightest(listeners);
    ids.forEach((id, index) => {
      const cabinet = plan.cabinets.find((one) => one.id === id);
      const own = steered[index];
      if (cabinet === undefined || own === undefined) return;
      const limitPct = Math.max(limits[index] ?? 100, own.steps[0] ?? 0);
      const capPct = cap(state.cabinets[id]?.capPct, speeds[index] ?? 1, plan.periodMs);
      cabinets[id] = { capPct, guns: guns[index] ?? {} };
      for (const { output } of cabinet.fans) {
        if (capPct >= 100) continue;
        bounds.push({
          output,
          max: capPct,
          priority: 'noise',
          rule: NAME,
          reason: `${why}, fans at most ${capPct} %`,
        });
      }
      const least = own.steps.at(-1) ?? 100;
      if (limitPct >= least) return;
      // Past the limit the hold of the relays waits no longer: the thermal floor would raise the fans.
      const priority = own.tempC >= params.limitC + LATE_K ? 'thermal-floor' : 'noise';
      const reason = `${why}; with its fans at ${Math.round(capPct)} % cabinet ${id} stays below ${params.limitC} C only with less power`;
      bounds.push({ output: cabinet.limit, max: limitPct, priority, rule: NAME, reason });
    });
    return { state: { ...allowed, cabinets }, bounds, events: [] };
  },
};

/** The night's limits hold at night, a little before it, and as long as nobody knows what time it is. */
function isStrictNow({ image, plan, isNight }: RuleInput<Params, State>): boolean {
  return isNight || !image.clockSynced || isNightSoon(image, plan.night, NIGHT_COMES_MS);
}

function allowancesNow(input: RuleInput<Params, State>): Omit<State, 'cabinets'> {
  const { state, image, plan, params, own } = input;
  const isStrict = isStrictNow(input);
  const isFresh = state.allowedMs !== null && image.nowMs - state.allowedMs < ALLOWANCE_EVERY_MS;
  if (isFresh && isStrict === state.isStrict && image.nowMs >= (state.allowedMs ?? 0)) {
    return { allowances: state.allowances, allowedMs: state.allowedMs, isStrict };
  }
  const allowances = Object.fromEntries(
    plan.receptors.map((receptor) => [
      receptor.id,
      allowanceAt(receptor, own[receptor.id], image, plan.night, isStrict, params),
    ]),
  );
  return { allowances, allowedMs: image.nowMs, isStrict };
}

interface Heard {
  readonly listener: Listener;
  readonly reason: string;
}

function listenersOf(
  { sound, params }: RuleInput<Params, State>,
  allowances: Readonly<Record<string, Allowance>>,
): readonly Heard[] {
  return sound.flatMap(({ receptor, fans, hums, doubt, isTrusted }) => {
    const allowance = allowances[receptor];
    if (allowance === undefined) return [];
    const { limitDb, allowedDb, rung } = allowance;
    // Margin and doubt cover the same: the larger counts. A model that is too loud is scaled down.
    const margin = energyOf(params.marginDb);
    const guard = doubt < 1 ? margin * doubt : Math.max(margin, doubt);
    const byMinute = energyOf(limitDb) / guard;
    const allowed = Math.min(byMinute, energyOf(allowedDb) / Math.min(1, doubt));
    const shownDb = levelOf(allowed) ?? 0;
    const rungText = rung === 'minute' ? '' : `, the ${rung} is nearly used up`;
    const trust = isTrusted ? '' : ', its share is not proved yet';
    const reason = `the equipment may reach ${shownDb.toFixed(1)} dB at ${receptor} (limit ${limitDb} dB${rungText}${trust})`;
    return [{ listener: { fans, hums, allowed }, reason }];
  });
}

/** The receptor whose allowance is smallest against what all fans would give. */
function tightest(heard: readonly Heard[]): string {
  const load = ({ listener }: Heard): number =>
    listener.fans.reduce((sum, energy) => sum + energy, 0) / listener.allowed;
  return heard.reduce((most, one) => (load(one) > load(most) ? one : most), heard[0] as Heard).reason;
}

/** The listener with the cabinets that are steered. */
function only(listener: Listener, ids: readonly string[], all: readonly string[]): Listener {
  if (ids.length === all.length) return listener;
  const indices = ids.map((id) => all.indexOf(id));
  const rest = all.map((_, index) => index).filter((index) => !indices.includes(index));
  // Nobody knows how fast the fans of the others must turn: they count as at full speed.
  const taken = rest.reduce(
    (sum, index) => sum + (listener.fans[index] ?? 0) + (listener.hums[index] ?? 0),
    0,
  );
  return {
    fans: indices.map((index) => listener.fans[index] ?? 0),
    hums: indices.map((index) => listener.hums[index] ?? 0),
    allowed: Math.max(0, listener.allowed - Math.min(taken, listener.allowed / 2)),
  };
}

function cap(before: number | undefined, speed: number, periodMs: number): number {
  const wanted = Math.min(100, Math.max(0, 100 * speed));
  const up = (before ?? wanted) + (CAP_UP_PCT_PER_S * periodMs) / 1000;
  return Math.round(10 * Math.min(wanted, up)) / 10;
}
