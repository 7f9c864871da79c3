/**
 * Rounding of results for reports. Control uses unrounded values. GB/T 8170: half to even, in one step only (45.46
 * gives 45, never 46 by way of 45.5).
 */

/** Removes the binary noise of decimal readings: 53.1 - 50.1 is 3, not 3.0000000000000004. */
const NOISE_PER_1 = 1e9;
const NOISE = 1 / NOISE_PER_1;

/** Rounds to `decimals` places, ties to the even digit (GB/T 8170-2008). */
export function roundHalfEven(value: number, decimals = 0): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  const floor = Math.floor(scaled);
  const isTie = Math.abs(scaled - floor - 0.5) < NOISE;
  const rounded = isTie ? floor + Math.abs(floor % 2) : Math.round(scaled);
  return (rounded + 0) / scale;
}

/** Rounds to the integer, ties upward (RD 1367/2007). */
export function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5 + NOISE) + 0;
}

/** `a - b` of decimal readings without binary noise, so that "3 dB" meets a threshold of 3 dB. */
export function decimalDifference(a: number, b: number): number {
  return Math.round((a - b) * NOISE_PER_1) / NOISE_PER_1;
}
