/** How fast each fan turned, stretch by stretch of ten seconds, and where its blades passed then. */

import type { FanPlan } from '../../plan/control-plan.ts';
import type { Read } from '../inputs/fresh-reader.ts';

/** Least and greatest speed of a fan in a stretch, percent. */
export interface SpeedRange {
  readonly startWallMs: number;
  readonly leastPct: number;
  readonly mostPct: number;
}

/** Speed of a fan, and the frequency of its blade pass. */
export interface BladePass {
  readonly pct: number;
  readonly hz: number;
}

/** Long enough for a third at 50 Hz to keep still within half a decibel, short enough for a fan to keep its speed. */
export const STRETCH_MS = 10_000;
/** Two minutes and a stretch: a minute is judged some seconds after its end. */
const KEPT = 13;
/** A stretch or minute in which the speed changed by more is of no speed. */
const STEADY_PCT = 3;
/** Slower than this a fan stands. */
const STANDING_PCT = 2;
/** A tone lies at a frequency where its band does: a third, and a little for a speed that is known to a class. */
const SAME_BAND_OCTAVES = 0.22;

/** When the stretch of a moment began. */
export function stretchStart(wallMs: number): number {
  return Math.floor(wallMs / STRETCH_MS) * STRETCH_MS;
}

/** The ranges of a fan with its speed now. */
export function widened(
  before: readonly SpeedRange[],
  wallMs: number,
  fan: FanPlan,
  read: Read,
): readonly SpeedRange[] {
  const speedRpm = read(fan.speed);
  if (speedRpm === null) return before;
  const pct = (100 * speedRpm) / fan.fullRpm;
  const startWallMs = stretchStart(wallMs);
  const last = before.at(-1);
  if (last?.startWallMs !== startWallMs)
    return [...before.slice(1 - KEPT), { startWallMs, leastPct: pct, mostPct: pct }];
  if (pct >= last.leastPct && pct <= last.mostPct) return before;
  const wider = { startWallMs, leastPct: Math.min(last.leastPct, pct), mostPct: Math.max(last.mostPct, pct) };
  return [...before.slice(0, -1), wider];
}

/** The range over a time; undefined where no speed was known in it. */
export function rangeIn(
  ranges: readonly SpeedRange[],
  startWallMs: number,
  lengthMs: number,
): SpeedRange | undefined {
  const own = ranges.filter(
    (one) => one.startWallMs >= startWallMs && one.startWallMs < startWallMs + lengthMs,
  );
  if (own.length === 0) return undefined;
  return {
    startWallMs,
    leastPct: Math.min(...own.map(({ leastPct }) => leastPct)),
    mostPct: Math.max(...own.map(({ mostPct }) => mostPct)),
  };
}

/** Speed and blade pass of a fan; null where it stood, or the speed was not steady or not known. */
export function bladePass(fan: FanPlan, range: SpeedRange | undefined): BladePass | null {
  if (range === undefined || isStanding(range) || range.mostPct - range.leastPct > STEADY_PCT) return null;
  const pct = (range.leastPct + range.mostPct) / 2;
  return fan.blades === undefined ? null : { pct, hz: passAt(fan, pct) };
}

/** A fan that stands has no pass. */
export function isStanding({ mostPct }: SpeedRange): boolean {
  return mostPct < STANDING_PCT;
}

/** The blade pass at a speed, Hz. */
export function passAt({ fullRpm, blades = 0 }: FanPlan, pct: number): number {
  return ((pct / 100) * fullRpm * blades) / 60;
}

/** Whether a frequency lies at a blade pass or at twice that. */
export function isAtPass(hz: number, passHz: number): boolean {
  return isNear(hz, passHz) || isNear(hz, 2 * passHz);
}

/** Whether a tone lies at a blade pass itself. */
export function isAtBase(
  { bandHz, otherHz }: { readonly bandHz: number; readonly otherHz: number | null },
  passHz: number,
): boolean {
  return [bandHz, otherHz ?? bandHz].some((hz) => isNear(hz, passHz));
}

/** Whether the blades may have passed there at any speed of the range, up to this order; of a fan whose speed is not known they may. */
export function mayPassAt(hz: number, fan: FanPlan, range: SpeedRange | undefined, orders: 1 | 2): boolean {
  if (range === undefined) return true;
  if (isStanding(range)) return false;
  const [leastHz, mostHz] = [passAt(fan, Math.max(STANDING_PCT, range.leastPct)), passAt(fan, range.mostPct)];
  return [1, 2].slice(0, orders).some((order) => {
    const isBetween = hz >= order * leastHz && hz <= order * mostHz;
    const ends = [order * leastHz, order * mostHz];
    return isBetween || ends.some((end) => isNear(hz, end));
  });
}

function isNear(hz: number, passHz: number): boolean {
  return Math.abs(Math.log2(hz / passHz)) <= SAME_BAND_OCTAVES;
}
