/**
 * Speeds that are stepped over: a fan whose decision lies in one of its tone bands goes to an edge of it. It stays at the
 * side where it was until what is asked for is clearly beyond the middle; where the plant or the noise limit forbids one
 * side it takes the other, and where they forbid both it stays.
 */

import type { Bound } from '../../model/bound.ts';
import type { Decision } from '../../model/decision.ts';
import { message } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { fansOf } from '../heat/fan-speeds.ts';
import { type FanToneState, toneBandsOf } from './fan-tones.ts';
import type { ToneBand } from './tone-counts.ts';

const NAME = 'fan-tones';
/** Beyond the middle by so much before a fan changes sides, percent. */
const HYSTERESIS_PCT = 2;
/** Steps that measure, or that people ask for, are meant. */
const MEANT: ReadonlySet<string> = new Set([
  'fan-dither',
  'quiet-window',
  'operator-request',
  'commission-sweep',
]);

/** The decisions with every fan out of its tone bands, where that is possible. `decide` arbitrates with more bounds. */
export function stepOverTones(
  free: readonly Decision[],
  before: readonly Decision[],
  state: FanToneState | undefined,
  plan: ControlPlan,
  decide: (more: readonly Bound[]) => readonly Decision[],
): readonly Decision[] {
  const bounds: Bound[] = [];
  for (const fan of fansOf(plan)) {
    const place = plan.outputs.findIndex(({ id }) => id === fan.output);
    const asked = free[place];
    if (asked === undefined || MEANT.has(asked.by)) continue;
    const band = toneBandsOf(fan, state, plan).find((one) => isInside(one, asked.value));
    if (band === undefined) continue;
    const sides = sidesOf(fan.output, band, asked.value, before[place]?.value);
    const fitting = sides.find((side) => {
      const value = decide([...bounds, side])[place]?.value;
      return value !== undefined && !isInside(band, value);
    });
    if (fitting !== undefined) bounds.push(fitting);
  }
  return bounds.length === 0 ? free : decide(bounds);
}

/** Both sides, the preferred one first. */
function sidesOf(
  output: string,
  band: ToneBand,
  askedPct: number,
  beforePct: number | undefined,
): readonly Bound[] {
  const { lowPct, highPct } = band;
  const reason = message('speeds-avoided', { lowPct, highPct });
  const middlePct = (lowPct + highPct) / 2;
  const isBelow = beforePct !== undefined && beforePct <= lowPct;
  const isAbove = beforePct !== undefined && beforePct >= highPct;
  const turnPct = isBelow ? middlePct + HYSTERESIS_PCT : isAbove ? middlePct - HYSTERESIS_PCT : middlePct;
  const low: Bound = { output, max: lowPct, priority: 'noise', rule: NAME, reason };
  const high: Bound = { output, min: highPct, priority: 'thermal', rule: NAME, reason };
  return askedPct > turnPct ? [high, low] : [low, high];
}

function isInside({ lowPct, highPct }: ToneBand, pct: number): boolean {
  return pct > lowPct && pct < highPct;
}
