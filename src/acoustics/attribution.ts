/**
 * How much of what a meter hears is ours. Energy is modelled as background plus one share per source, each with a
 * known drive between 0 and 1 (a fan's (n/nmax)^5, a module's power share), and fitted by recursive least squares
 * that takes only loud outliers for other people's events.
 */

import { differenceLevels, meanLevels } from './level.ts';

/** Plain JSON. The first coefficient is the background, the others stand for the drives in their order; energies. */
export interface SourceFit {
  readonly energies: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/** A fit that knows nothing of `sources` sources; a large `variance` lets the first seconds decide. */
export function emptyFit(sources: number, variance: number): SourceFit {
  const size = Array.from({ length: sources + 1 }, (_, index) => index);
  return {
    energies: size.map(() => 0),
    covariance: size.map((row) => size.map((column) => (row === column ? variance : 0))),
  };
}

/**
 * One step with the energy heard in a second. `forgetting` is lambda, 1 to keep all; `weight` comes from outlierWeight.
 * Energies stay above zero: no source takes sound away.
 */
export function fitStep(
  fit: SourceFit,
  drives: readonly number[],
  energy: number,
  forgetting: number,
  weight = 1,
): SourceFit {
  const regressors = [1, ...drives];
  const spread = fit.covariance.map((row) => dot(row, regressors));
  const scale = forgetting / weight + dot(spread, regressors);
  const gain = spread.map((value) => value / scale);
  const residual = energy - dot(fit.energies, regressors);
  return {
    energies: fit.energies.map((own, index) => Math.max(0, own + (gain[index] ?? 0) * residual)),
    covariance: fit.covariance.map((row, i) =>
      row.map((value, j) => (value - (gain[i] ?? 0) * (spread[j] ?? 0)) / forgetting),
    ),
  };
}

/** Energy the fit expects for these drives. */
export function fittedEnergy(fit: SourceFit, drives: readonly number[]): number {
  return dot(fit.energies, [1, ...drives]);
}

/** Only loud outliers are events: full weight up to k sigma above the model, then falling with the square. */
export function outlierWeight(residual: number, sigma: number, k = 1.5): number {
  return residual <= k * sigma ? 1 : ((k * sigma) / residual) ** 2;
}

/** Level of a source from levels with it on and with it off, dB (GB 12348-2008 5.5); null where it is not heard. */
export function sourceFromOnOff(onDb: readonly number[], offDb: readonly number[]): number | null {
  const on = meanLevels(onDb);
  const off = meanLevels(offDb);
  return on === null || off === null ? null : differenceLevels(on, off);
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
