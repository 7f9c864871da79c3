/**
 * How much of the measured sound is the equipment's. Energy is modelled as background plus one share per source, each
 * with a known activity between 0 and 1 (a fan's (n/nmax)^5, a module's power share), and fitted by recursive least
 * squares in which only loud outliers count as noise events.
 */

/**
 * Plain JSON, energies. The first coefficient is the background, the others are the sources in the order of their
 * activities.
 */
export interface SourceFit {
  readonly energies: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/**
 * One step with the energy measured in a second. `forgetting` is lambda, 1 to keep all; `weight` comes from
 * outlierWeight. Energies stay at or above zero: no source takes sound away.
 */
export function fitStep(
  fit: SourceFit,
  activity: readonly number[],
  energy: number,
  forgetting: number,
  weight = 1,
): SourceFit {
  return corrected(fit, [1, ...activity], energy, forgetting, weight);
}

/** One step with the energy of some sources alone, without the background: what forced steps of the fans have told. */
export function sourceStep(
  fit: SourceFit,
  activity: readonly number[],
  energy: number,
  weight: number,
): SourceFit {
  return corrected(fit, [0, ...activity], energy, 1, weight);
}

function corrected(
  fit: SourceFit,
  regressors: readonly number[],
  energy: number,
  forgetting: number,
  weight: number,
): SourceFit {
  const spread = fit.covariance.map((row) => dot(row, regressors));
  const scale = forgetting / weight + dot(spread, regressors);
  const residual = energy - dot(fit.energies, regressors);
  return {
    energies: fit.energies.map((previous, index) =>
      Math.max(0, previous + ((spread[index] ?? 0) / scale) * residual),
    ),
    covariance: fit.covariance.map((row, index) =>
      lessMultiple(row, (spread[index] ?? 0) / scale, spread, forgetting),
    ),
  };
}

/** The sources before the first sample: their nominal energies and the uncertainty of these. */
export interface Prior {
  readonly energies: readonly number[];
  /** Standard deviation of each energy. */
  readonly deviations: readonly number[];
  /** Share of the uncertainty that all sources have in common, 0 to 1: an error of the path is in all of them. */
  readonly correlation: number;
}

/** A fit that starts from nominal energies, and from a background of which only the size is known. */
export function priorFit(prior: Prior, background: number): SourceFit {
  const deviations = [background, ...prior.deviations];
  return {
    energies: [background, ...prior.energies],
    covariance: deviations.map((deviation, row) =>
      deviations.map((other, column) => deviation * other * correlationOf(prior, row, column)),
    ),
  };
}

/**
 * One step that corrects the background alone. The sources keep their energies and variances, and the background takes
 * on its part of the uncertainty (Schmidt's filter): a steady source gives no information about itself.
 */
export function backgroundStep(
  fit: SourceFit,
  activity: readonly number[],
  energy: number,
  weight: number,
): SourceFit {
  const regressors = [1, ...activity];
  const spread = fit.covariance.map((row) => dot(row, regressors));
  const scale = 1 / weight + dot(spread, regressors);
  const gain = (spread[0] ?? 0) / scale;
  const energies = [...fit.energies];
  energies[0] = Math.max(0, (energies[0] ?? 0) + gain * (energy - dot(fit.energies, regressors)));
  const shared = lessMultiple(fit.covariance[0] ?? [], gain, spread, 1);
  shared[0] = (fit.covariance[0]?.[0] ?? 0) - 2 * gain * (spread[0] ?? 0) + gain * gain * scale;
  return {
    energies,
    covariance: fit.covariance.map((row, index) => (index === 0 ? shared : row.with(0, shared[index] ?? 0))),
  };
}

/** The fit after some time: each variance grows by its part of `growth`, up to its `ceiling`. */
export function inflateCovariance(
  fit: SourceFit,
  growth: readonly number[],
  ceiling: readonly number[],
): SourceFit {
  return {
    energies: fit.energies,
    covariance: fit.covariance.map((row, index) => {
      const variance = row[index] ?? 0;
      const more = Math.max(0, Math.min(growth[index] ?? 0, (ceiling[index] ?? 0) - variance));
      return more > 0 ? row.with(index, variance + more) : row;
    }),
  };
}

/** Energy of the sources at this activity, without the background. */
export function sourceEnergy(fit: SourceFit, activity: readonly number[]): number {
  return dot(fit.energies, [0, ...activity]);
}

/** Standard deviation of that energy. */
export function sourceDeviation(fit: SourceFit, activity: readonly number[]): number {
  const regressors = [0, ...activity];
  const variance = dot(
    fit.covariance.map((row) => dot(row, regressors)),
    regressors,
  );
  return Math.sqrt(Math.max(0, variance));
}

/** Energy that the fit expects at this activity. */
export function fittedEnergy(fit: SourceFit, activity: readonly number[]): number {
  return dot(fit.energies, [1, ...activity]);
}

/**
 * Weight of a sample: 1 up to `k` sigma above the model and for all below it, beyond falling with the square, because
 * only loud outliers are events.
 */
export function outlierWeight(residual: number, sigma: number, k = 1.5): number {
  return residual <= k * sigma ? 1 : ((k * sigma) / residual) ** 2;
}

/** The background, row 0, is not yet correlated with any source. */
function correlationOf({ correlation }: Prior, row: number, column: number): number {
  if (row === column) return 1;
  return row === 0 || column === 0 ? 0 : correlation;
}

/** (row - factor * other) / divisor; a loop, since it runs for every row of every second. */
function lessMultiple(
  row: readonly number[],
  factor: number,
  other: readonly number[],
  divisor: number,
): number[] {
  const result = [...row];
  for (let index = 0; index < result.length; index++) {
    result[index] = ((row[index] ?? 0) - factor * (other[index] ?? 0)) / divisor;
  }
  return result;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
