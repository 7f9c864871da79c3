/**
 * The most that the cabinets of a station can be worth in any second, when power counts 1 and every watt of heat that
 * stays in one of them costs its `heatPrice`:
 *
 *   A = max  sum over cabinets of  P + heatPrice (removed - loss(P))      under the noise cap of the minute.
 *
 * It bounds what a minute can serve for a given change of the stored heat (upper-bound.ts) and is itself never too
 * small, because every step below errs upward.
 *
 * 1. Heat. With W = C1 T1 + beta C2 T2 of the two nodes of heat.ts, one second changes W by loss - removed, and
 *    removed = (1 - beta) h (T1 - T2) + beta q (T2 - Tout). Linear in T2 between m and T1, it is at most
 *    R (T1 - m), R = max((1 - beta) h, beta q), for any beta in [0, 1]; m is no warmer than outdoors and than the
 *    air under the cover. With beta = h / (h + q) this is the two nodes in series, hence tight for steady fans.
 * 2. Temperature. T1 is at most the hard limit, and serving P leaves it at most warmestAtShareC(P / rated).
 * 3. Noise. A minute's mean of sum g n^k + hum(P) is at most the cap's energy E. For any noise price L >= 0 a minute's
 *    mean of [value] is therefore at most its mean of [value - L (noise - E)], and that at most the largest such value
 *    of any single second: weak duality; nothing needs to be convex, and a policy may do what it likes within the
 *    minute. The smallest result over a search of L is used. With several receptors the strictest alone is used.
 * 4. Grids. Fans go over the cheapest mixes only (equal marginal noise per air); between two mixes the air of the
 *    upper and the noise of the lower count. Between two powers the loss lies above its chord less the most its
 *    curvature can take off, and the hum above that of the lower power.
 *
 * Blade tones, a truck's reflections, strain of clogged filters, lag of fans and their least speed only make it
 * harder; leaving them out keeps the bound valid. A gain that can also fall below the plant's (wandering reflections)
 * belongs into the cap: divide the cap of the minute by its smallest gain.
 */

import { conductance, efficiency, warmestAtShareC } from '../../../hw-mocks/cabinets/heat.ts';
import type { Plant, PlantCabinet } from '../../../hw-mocks/station/plant.ts';

/** The conditions of one minute. */
export interface MinuteConditions {
  /** No warmer than outdoors and than the air under the covers. */
  readonly airC: number;
  /** Cap on the equipment's energy by receptor; empty: no cap. */
  readonly capEnergyAt: Readonly<Record<string, number>>;
}

/** The largest value of one second, W; the prices by cabinet. */
export type PricedPower = (minute: MinuteConditions, heatPrices: readonly number[]) => number;

const POWER_CELLS = 240;
const FAN_CELLS = 2000;
const LEAST_SPEED = 0.02;
const REMOVAL_KNOTS = 24;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Powers of e around a price of noise that makes the whole cap worth the whole power. */
const NOISE_PRICE_SPAN = 16;

/** `hardC`: temperature that the modules may never exceed. `betas`: by cabinet, the weight of the air node's heat. */
export function createPricedPower(plant: Plant, hardC: number, betas: readonly number[]): PricedPower {
  const ratedW = plant.cabinets.reduce((sum, cabinet) => sum + cabinet.ratedW, 0);
  const tables = new Map<string, readonly Table[]>();
  const tablesOf = (receptor: string): readonly Table[] => {
    const known = tables.get(receptor);
    if (known !== undefined) return known;
    const made = plant.cabinets.map((cabinet, index) => tableOf(cabinet, receptor, hardC, betas[index] ?? 0));
    tables.set(receptor, made);
    return made;
  };
  return ({ airC, capEnergyAt }, heatPrices) => {
    const caps = Object.entries(capEnergyAt);
    const total = (receptor: string, capEnergy: number, noisePrice: number): number =>
      tablesOf(receptor).reduce(
        (sum, table, index) => sum + worthOf(table, airC, heatPrices[index] ?? 0, noisePrice),
        noisePrice === 0 ? 0 : noisePrice * capEnergy,
      );
    let least = total(caps[0]?.[0] ?? '', 0, 0);
    for (const [receptor, capEnergy] of caps) {
      const at = (logPrice: number) => total(receptor, capEnergy, (ratedW / capEnergy) * Math.exp(logPrice));
      least = Math.min(least, smallest(at, -NOISE_PRICE_SPAN, NOISE_PRICE_SPAN / 2).value);
    }
    return least;
  };
}

/** Minimum of a function with one valley, by golden section; always a value the function took. */
export function smallest(
  at: (x: number) => number,
  from: number,
  to: number,
  rounds = 26,
): { readonly x: number; readonly value: number } {
  let [lo, hi] = [from, to];
  let [a, b] = [hi - GOLDEN * (hi - lo), lo + GOLDEN * (hi - lo)];
  let [atA, atB] = [at(a), at(b)];
  for (let round = 0; round < rounds; round++) {
    if (atA <= atB) {
      [hi, b, atB] = [b, a, atA];
      a = hi - GOLDEN * (hi - lo);
      atA = at(a);
    } else {
      [lo, a, atA] = [a, b, atB];
      b = lo + GOLDEN * (hi - lo);
      atB = at(b);
    }
  }
  return atA <= atB ? { x: a, value: atA } : { x: b, value: atB };
}

/** Everything of a cabinet and a receptor that does not depend on the prices. */
interface Table {
  /** By power: the power, its least loss, the converter noise of the power below, and the warmest temperature. */
  readonly powerW: Float64Array;
  readonly lossW: Float64Array;
  readonly hum: Float64Array;
  readonly warmestC: Float64Array;
  /** By cell of fan mixes: least noise, and most heat removed per kelvin. */
  readonly noise: Float64Array;
  readonly removalWPerK: Float64Array;
}

function tableOf(cabinet: PlantCabinet, receptor: string, hardC: number, beta: number): Table {
  return { ...powerTable(cabinet, receptor, hardC), ...fanTable(cabinet, receptor, beta) };
}

function powerTable(cabinet: PlantCabinet, receptor: string, hardC: number) {
  const { ratedW, physics } = cabinet;
  const size = ratedW / physics.referenceRatedW;
  const shares = Array.from({ length: POWER_CELLS + 1 }, (_, cell) => cell / POWER_CELLS);
  const { deratesByModule } = cabinet;
  const kneeShare = deratesByModule ? shareAt(hardC) : 0;
  if (kneeShare > 0 && kneeShare < 1) shares.push(kneeShare);
  shares.sort((a, b) => a - b);
  const converterFull = cabinet.humEnergyAt[receptor] ?? 0;
  const dipW = (ratedW * lossCurvature(cabinet)) / (8 * POWER_CELLS ** 2);
  return {
    powerW: Float64Array.from(shares, (share) => share * ratedW),
    lossW: Float64Array.from(
      shares,
      (share) => size * physics.standbyW + ratedW * share * (1 / efficiency(share, physics) - 1) - dipW,
    ),
    hum: Float64Array.from(shares, (_, index) => converterFull * humShare(shares[index - 1] ?? 0, cabinet)),
    warmestC: Float64Array.from(shares, (share) =>
      deratesByModule ? Math.min(hardC, warmestAtShareC(share)) : hardC,
    ),
  };
}

function humShare(share: number, { humStandbyShare, humExponent }: PlantCabinet): number {
  return humStandbyShare + (1 - humStandbyShare) * share ** humExponent;
}

/** The share of power that modules give at this temperature. */
function shareAt(tempC: number): number {
  const [fullC, noneC] = [warmestAtShareC(1), warmestAtShareC(0)];
  return (noneC - tempC) / (noneC - fullC);
}

/**
 * Bound of the second derivative of x (1 / eta(x) - 1), x from 0 to 1, by the triangle inequality on
 * -2 eta' / eta^2 + x (2 eta'^2 / eta^3 - eta'' / eta^2).
 */
function lossCurvature({ physics }: PlantCabinet): number {
  const { efficiencyPeak, efficiencyLowLoadDrop, efficiencyFullLoadDrop } = physics;
  const least = efficiencyPeak - efficiencyLowLoadDrop - efficiencyFullLoadDrop;
  const slope = efficiencyLowLoadDrop / 0.06 + 2 * efficiencyFullLoadDrop;
  const bend = efficiencyLowLoadDrop / 0.06 ** 2 + 2 * efficiencyFullLoadDrop;
  return (2 * slope) / least ** 2 + (2 * slope ** 2) / least ** 3 + bend / least ** 2;
}

/** Mixes from all fans off to all at full speed; each gives its air at the least noise. */
function fanTable(cabinet: PlantCabinet, receptor: string, beta: number) {
  const { physics, fans, ratedW } = cabinet;
  const size = ratedW / physics.referenceRatedW;
  const steepest = fans.map(({ exponent, fullFlowM3PerS, energyAt }) => {
    const perAir = (exponent * (energyAt[receptor] ?? 0)) / fullFlowM3PerS;
    return { atFull: perAir, atLeast: perAir * LEAST_SPEED ** (exponent - 1) };
  });
  const audible = steepest.filter(({ atFull }) => atFull > 0);
  const from = Math.log(Math.min(...audible.map(({ atLeast }) => atLeast)));
  const to = Math.log(Math.max(...audible.map(({ atFull }) => atFull)));
  const cells = audible.length === 0 ? 1 : FAN_CELLS;
  const noise = new Float64Array(cells);
  const removalWPerK = new Float64Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const below = cell === 0 ? 0 : Math.exp(from + ((to - from) * cell) / cells);
    const above =
      cell === cells - 1 ? Number.POSITIVE_INFINITY : Math.exp(from + ((to - from) * (cell + 1)) / cells);
    let flowM3PerS = 0;
    fans.forEach((fan, index) => {
      const full = steepest[index]?.atFull ?? 0;
      const energy = fan.energyAt[receptor] ?? 0;
      noise[cell] = (noise[cell] ?? 0) + energy * speedAt(below, full, fan.exponent) ** fan.exponent;
      flowM3PerS += fan.fullFlowM3PerS * speedAt(above, full, fan.exponent);
    });
    const { toAirWPerK, outdoorsWPerK } = conductance(flowM3PerS / size, physics);
    removalWPerK[cell] = size * Math.max((1 - beta) * toAirWPerK, beta * outdoorsWPerK);
  }
  return { noise, removalWPerK };
}

/** Speed at which another m3/s of this fan costs `marginal` energy. */
function speedAt(marginal: number, marginalAtFull: number, exponent: number): number {
  return marginalAtFull <= marginal ? 1 : (marginal / marginalAtFull) ** (1 / (exponent - 1));
}

/** max over power and fans of P + heatPrice (R (T - air) - loss) - noisePrice noise, W. */
function worthOf(table: Table, airC: number, heatPrice: number, noisePrice: number): number {
  const { noise, removalWPerK } = table;
  const last = noise.length - 1;
  const [least, most] = [removalWPerK[0] ?? 0, removalWPerK[last] ?? 0];
  const worthAt = bestPower(table, airC, heatPrice, noisePrice);
  if (noisePrice === 0) return worthAt(most);
  // Convex in R as the maximum of straight lines, so a chord between two knots is never too small.
  const knots = new Float64Array(REMOVAL_KNOTS + 1);
  const stepWPerK = Math.max(1e-9, (most - least) / REMOVAL_KNOTS);
  for (let knot = 0; knot <= REMOVAL_KNOTS; knot++) knots[knot] = worthAt(least + knot * stepWPerK);
  let best = Number.NEGATIVE_INFINITY;
  for (let cell = 0; cell <= last; cell++) {
    const place = ((removalWPerK[cell] ?? 0) - least) / stepWPerK;
    const knot = Math.min(REMOVAL_KNOTS - 1, Math.floor(place));
    const low = knots[knot] ?? 0;
    const worth = low + ((knots[knot + 1] ?? low) - low) * (place - knot) - noisePrice * (noise[cell] ?? 0);
    if (worth > best) best = worth;
  }
  return best;
}

/** By the heat removed per kelvin: the largest worth over all powers. */
function bestPower(
  { powerW, lossW, hum, warmestC }: Table,
  airC: number,
  heatPrice: number,
  noisePrice: number,
): (removalWPerK: number) => number {
  const without = powerW.map(
    (powerW, index) => powerW - heatPrice * (lossW[index] ?? 0) - noisePrice * (hum[index] ?? 0),
  );
  // All powers up to what the hottest modules still give have this temperature, so the best of them counts.
  const derated = warmestC.findIndex((tempC) => tempC < (warmestC[0] ?? 0));
  const cool = derated < 0 ? without.length : derated;
  const bestHot = without
    .subarray(0, cool)
    .reduce((best, worth) => Math.max(best, worth), Number.NEGATIVE_INFINITY);
  return (removalWPerK) => {
    let best = bestHot + heatPrice * removalWPerK * ((warmestC[0] ?? 0) - airC);
    for (let index = cool; index < without.length; index++) {
      const worth = (without[index] ?? 0) + heatPrice * removalWPerK * ((warmestC[index] ?? 0) - airC);
      if (worth > best) best = worth;
    }
    return best;
  };
}
