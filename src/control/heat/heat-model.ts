/**
 * How a cabinet warms and cools, identified while it runs. One node, heated by its power and cooled by its fans:
 *
 *   dT/dt = h u - (w + sum f_i n_i) (T - Tout)        u = power / rated power, n = fan speed / full speed
 *
 * h is the warming at rated power (loss over heat capacity, K/s), w the loss through the walls and f_i the air of each
 * fan (1/s each). Recursive least squares over stretches of a minute find them; the site file's two nominal numbers are
 * the first guess. The true cabinet has more nodes; what one node cannot explain goes into the spread of a stretch.
 */

import { HOUR_S } from '../../model/duration.ts';

/** Plain JSON. Coefficients: h, w, f_1, f_2, ... */
export interface HeatModel {
  readonly coefficients: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly stretch: Stretch;
}

/** Sums over the time since the stretch began. */
interface Stretch {
  readonly seconds: number;
  readonly startC: number | null;
  /** Of u, of T - Tout, and of n_i (T - Tout), each times time. */
  readonly regressors: readonly number[];
}

/** The site file's numbers for a cabinet. */
export interface NominalHeat {
  /** Rise of the hottest sensor above outdoors at rated power and full fans, K. */
  readonly riseK: number;
  /** Time constant at rated power and full fans, s. */
  readonly settleS: number;
  readonly fans: number;
}

/** One cycle as the model sees it. */
export interface HeatInput {
  readonly seconds: number;
  /** Share of rated power. */
  readonly power: number;
  /** Share of full speed by fan. */
  readonly speeds: readonly number[];
  readonly outdoorC: number;
}

const STRETCH_S = 60;
/** Heat that leaves without any fan, as share of what leaves at full fans. */
const WALL_SHARE = 0.08;
/** Nominal numbers are wrong by up to 40 %. */
const NOMINAL_DEVIATION = 0.4;
/** How far a minute's change of temperature lies from what one node predicts, K. */
const SPREAD_K = 0.5;
/** A filter clogs within weeks; an opened cover shows within an hour or two. */
const FORGET_S = 8 * HOUR_S;
/** No coefficient falls below this share of its nominal value. */
const LEAST_SHARE = 0.15;

/** The model before the first minute. */
export function nominalHeat(nominal: NominalHeat): HeatModel {
  const coefficients = nominalCoefficients(nominal);
  return {
    coefficients,
    covariance: coefficients.map((coefficient, row) =>
      coefficients.map((_, column) => (row === column ? (NOMINAL_DEVIATION * coefficient) ** 2 : 0)),
    ),
    stretch: newStretch(null, coefficients.length),
  };
}

/** One cycle; `tempC` null while no temperature is known: the stretch is dropped. */
export function heatStep(
  before: HeatModel,
  nominal: NominalHeat,
  tempC: number | null,
  input: HeatInput,
): HeatModel {
  const { coefficients, covariance, stretch } = before;
  if (tempC === null || stretch.startC === null) {
    return { coefficients, covariance, stretch: newStretch(tempC, coefficients.length) };
  }
  const regressors = stretch.regressors.map(
    (sum, index) => sum + input.seconds * regressorOf(index, tempC, input),
  );
  const seconds = stretch.seconds + input.seconds;
  if (seconds < STRETCH_S) {
    return { coefficients, covariance, stretch: { seconds, startC: stretch.startC, regressors } };
  }
  const corrected = correct(before, nominal, regressors, tempC - stretch.startC, seconds);
  return { ...corrected, stretch: newStretch(tempC, coefficients.length) };
}

/** The model after a time away, in which the cabinet may have changed; the stretch that was begun is dropped. */
export function agedHeat(
  { coefficients, covariance }: HeatModel,
  nominal: NominalHeat,
  awayS: number,
): HeatModel {
  return {
    coefficients,
    covariance: agedCovariance(covariance, nominalCoefficients(nominal), awayS),
    stretch: newStretch(null, coefficients.length),
  };
}

/** Steady-state temperature at this power and these speeds, C. */
export function settledC(
  model: HeatModel,
  power: number,
  speeds: readonly number[],
  outdoorC: number,
): number {
  return outdoorC + (warming(model) * power) / cooling(model, speeds);
}

/** Temperature after `seconds` at this power and these speeds, C. */
export function temperatureAfter(
  model: HeatModel,
  fromC: number,
  { seconds, power, speeds, outdoorC }: HeatInput,
): number {
  const endC = settledC(model, power, speeds, outdoorC);
  return endC + (fromC - endC) * Math.exp(-seconds * cooling(model, speeds));
}

/** Time until the cabinet passes `toC` at this power and these speeds, s; null when it never does. */
export function secondsUntil(
  model: HeatModel,
  fromC: number,
  toC: number,
  { power, speeds, outdoorC }: Omit<HeatInput, 'seconds'>,
): number | null {
  if (fromC >= toC) return 0;
  const endC = settledC(model, power, speeds, outdoorC);
  if (!(endC > toC)) return null;
  return Math.log((endC - fromC) / (endC - toC)) / cooling(model, speeds);
}

/** Common speed of all fans, share of full, that holds `tempC` in steady state; above 1 where they cannot. */
export function speedToHold(model: HeatModel, power: number, tempC: number, outdoorC: number): number {
  const aboveK = tempC - outdoorC;
  if (aboveK <= 0) return Number.POSITIVE_INFINITY;
  const neededPerS = (warming(model) * power) / aboveK - (model.coefficients[1] ?? 0);
  return Math.max(0, neededPerS / fullAir(model));
}

/** The fastest possible rise at this power, K/s: nothing cools. */
export function fastestRise(model: HeatModel, power: number): number {
  return warming(model) * power;
}

/** Air of all fans at full speed, 1/s: falls as a filter clogs. */
export function fullAir(model: HeatModel): number {
  return model.coefficients.slice(2).reduce((sum, air) => sum + air, 0);
}

/** The model in the terms of the site file: rise at rated power and full fans, K, and the time constant then, s. */
export function heatAtFull(model: HeatModel): { readonly riseK: number; readonly settleS: number } {
  const coolingPerS = cooling(
    model,
    model.coefficients.slice(2).map(() => 1),
  );
  return { riseK: warming(model) / coolingPerS, settleS: 1 / coolingPerS };
}

function warming(model: HeatModel): number {
  return model.coefficients[0] ?? 0;
}

/** Rate of cooling, 1/s. */
function cooling(model: HeatModel, speeds: readonly number[]): number {
  return speeds.reduce(
    (sum, speed, index) => sum + speed * (model.coefficients[index + 2] ?? 0),
    model.coefficients[1] ?? 0,
  );
}

function regressorOf(index: number, tempC: number, { power, speeds, outdoorC }: HeatInput): number {
  if (index === 0) return power;
  return -(tempC - outdoorC) * (index === 1 ? 1 : (speeds[index - 2] ?? 0));
}

/** The step of least squares: what the stretch predicts compared with what the sensor shows. */
function correct(
  { coefficients, covariance }: HeatModel,
  nominal: NominalHeat,
  regressors: readonly number[],
  changeK: number,
  seconds: number,
): Pick<HeatModel, 'coefficients' | 'covariance'> {
  const known = nominalCoefficients(nominal);
  const aged = agedCovariance(covariance, known, seconds);
  const spread = aged.map((row) => dot(row, regressors));
  const scale = SPREAD_K ** 2 + dot(spread, regressors);
  const residualK = changeK - dot(coefficients, regressors);
  return {
    coefficients: coefficients.map((coefficient, index) =>
      Math.max(LEAST_SHARE * (known[index] ?? 0), coefficient + ((spread[index] ?? 0) / scale) * residualK),
    ),
    covariance: aged.map((row, index) =>
      row.map((element, column) => element - ((spread[index] ?? 0) * (spread[column] ?? 0)) / scale),
    ),
  };
}

function agedCovariance(
  covariance: HeatModel['covariance'],
  known: readonly number[],
  seconds: number,
): HeatModel['covariance'] {
  return covariance.map((row, index) => {
    const ceiling = (NOMINAL_DEVIATION * (known[index] ?? 0)) ** 2;
    const variance = row[index] ?? 0;
    return row.with(
      index,
      Math.max(variance, Math.min(ceiling, variance + (2 * ceiling * seconds) / FORGET_S)),
    );
  });
}

function nominalCoefficients({ riseK, settleS, fans }: NominalHeat): readonly number[] {
  const air = (1 - WALL_SHARE) / settleS / fans;
  return [riseK / settleS, WALL_SHARE / settleS, ...Array.from({ length: fans }, () => air)];
}

function newStretch(startC: number | null, size: number): Stretch {
  return { seconds: 0, startC, regressors: Array.from({ length: size }, () => 0) };
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
