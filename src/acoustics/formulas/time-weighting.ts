/**
 * Effect of the exponential time weightings F and S on bursts, decays and modulation (IEC 61672-1).
 * For diagnostics. Control does not call it; sources: docs/acoustics.md, Formulas for diagnostics and commissioning.
 */

import { levelOf } from '../levels/level.ts';

/** Time constants, s. */
export const timeConstantS = { F: 0.125, S: 1 } as const;

/** F (fast) or S (slow). */
export type TimeWeighting = keyof typeof timeConstantS;

/** Highest level of a tone burst relative to the steady tone, dB (IEC 61672-1 table 4, equation 7). */
export function burstMaximum(burstS: number, weighting: TimeWeighting): number | null {
  return levelOf(-Math.expm1(-burstS / timeConstantS[weighting]));
}

/** How fast the level falls when the sound stops, dB/s. */
export function decayRate(weighting: TimeWeighting): number {
  return (10 * Math.LOG10E) / timeConstantS[weighting];
}

/** Share of a modulation of the energy that the weighting leaves: of speech at 4 Hz F leaves 30 %. */
export function modulationTransfer(modulationHz: number, weighting: TimeWeighting): number {
  return 1 / Math.hypot(1, 2 * Math.PI * modulationHz * timeConstantS[weighting]);
}
