/**
 * The most energy that any policy, even one that knows the whole night beforehand, could serve in a span of time with
 * the modules never above their hard temperature and the equipment's mean level of every capped minute within its cap.
 *
 * Proof. Take any such policy; E_t is what it serves in minute t (J), and W = sum of C1 T1 + beta C2 T2 its heat. Let
 * the room H_t = W(all nodes at the hard temperature) - W at the begin of minute t. Then 0 <= H_t <= room(t), since no
 * node is colder than the air m_t, and H_t - H_t+1 is the heat that stayed in minute t.
 *
 * 1. For any prices s_c >= 0 of heat, one for each cabinet, E_t - sum of s_c (H_c,t - H_c,t+1) is the sum over the
 *    minute's seconds of P + sum of s_c (removed_c - loss_c), hence at most 60 A_t(s) (priced-power.ts). With
 *    h_t = sum of s_c H_c,t:
 *        E_t <= 60 A_t(s) + h_t - h_t+1,   0 <= h_t <= sum of s_c room_c(t),   h_0 = sum of s_c H_c,0.
 *    One price for all would let a cool cabinet take over the heat of a hot one, which no wire does.
 *    And E_t <= 60 A_t(0): heat for nothing.
 * 2. Car i takes x_it in minute t: at most its minute's most; in total up to minute t at most its most (car-demand.ts);
 *    E_t = sum of x_it. Cabinets pooled, guns not limiting: a relaxation.
 * 3. 1 and 2 are a flow: source -> car -> minute -> sink with 60 A_t(s) into the sink, and from minute t + 1 back to
 *    minute t the room h_t+1 left over then, from the first minute at last to the sink the room h_0. So the policy's
 *    energy is at most the largest flow. That holds for every s and beta; the smallest of several is the answer.
 *
 * What it rests on. (a) heat.ts: air under the cover is no hotter than the modules, unless outdoor air warms both; all
 * heat enters at the modules, so this holds but for minutes after a jump of the outdoor temperature. (b) air under the
 * cover is no colder than the coldest outdoor air of the last hour, which m_t is: the walls alone exchange it in less.
 * (c) the caller's gains and flows are no louder and no smaller than the truth. A policy that breaks cap or temperature
 * may serve more.
 */

import type { Plant } from '../../../hw-mocks/station/plant.ts';
import type { CarDemand } from './car-demand.ts';
import { createFlowNetwork } from './max-flow.ts';
import { createPricedPower, type MinuteConditions, type PricedPower, smallest } from './priced-power.ts';

interface BoundedSpan {
  readonly plant: Plant;
  readonly cars: readonly CarDemand[];
  /** One per minute: outdoor temperature, and the equipment's cap by receptor, empty without a cap. */
  readonly minutes: readonly SpanMinute[];
  readonly hardC: number;
  /** By cabinet at the start: temperature of the modules, and of the air under the cover if known. */
  readonly start: readonly { readonly moduleC: number; readonly airC?: number }[];
}

/** The conditions of one minute of the span. */
export interface SpanMinute {
  readonly outdoorC: number;
  readonly capEnergyAt: Readonly<Record<string, number>>;
}

/** The bound and the weights it was found with. */
export interface UpperBound {
  readonly energyWh: number;
  /** What the cars could take without any limit but their own, Wh. */
  readonly wantedWh: number;
  /** The weights that give the smallest bound. */
  readonly heatPrices: readonly number[];
  readonly betas: readonly number[];
}

const HOUR_MIN = 60;
const CHUNK_MIN = 5;
const MINUTE_S = 60;
/** Flow is counted in whole thousandths of a watt-hour, rounded up. */
const PER_WH = 1000;
/** Prices tried, relative to the one that balances the heat of a typical minute. */
const PRICE_FACTORS = [0.7, 1, 1.4];
/** Where the common price is looked for, and how far from it those of the cabinets, powers of e. */
const PRICE_LOGS = [Math.log(0.5), Math.log(200)] as const;
const PRICE_REACH = 2;
const WEIGHT_ROUNDS = 2;
const [BETA_LEAST, BETA_MOST] = [0.3, 0.95];

/** The smallest bound found, and its weights. */
export function upperBound(span: BoundedSpan): UpperBound {
  assertSane(span);
  const minutes = withCoolestAir(span);
  const typical = typicalMinute(minutes);
  const { betas, prices: balanced } = bestWeights(span, typical);
  const priced = createPricedPower(span.plant, span.hardC, betas);
  const free = minutes.map(remembered((minute) => priced(minute, [])));
  let best: { energyWh: number; heatPrices: readonly number[] } | undefined;
  for (const factor of PRICE_FACTORS) {
    const heatPrices = balanced.map((price) => factor * price);
    const worthW = minutes.map(remembered((minute) => priced(minute, heatPrices)));
    const energyWh = largestFlowWh(span, minutes, worthW, free, { heatPrices, betas });
    if (best === undefined || energyWh < best.energyWh) best = { energyWh, heatPrices };
  }
  const wantedWh = span.cars.reduce((sum, { totalWh }) => sum + (totalWh.at(-1) ?? 0), 0);
  return { energyWh: best?.energyWh ?? 0, wantedWh, heatPrices: best?.heatPrices ?? [], betas };
}

/** Upper bound of the power that can be sustained in these conditions, W. */
export function sustainablePowerW(plant: Plant, hardC: number, minute: MinuteConditions): number {
  const { betas, value } = bestWeights({ plant, hardC }, minute);
  return Math.min(createPricedPower(plant, hardC, betas)(minute, []), value);
}

/** The common price with the smallest worth, at which the stored heat stays constant. */
function balancedPrice(priced: PricedPower, minute: MinuteConditions, { cabinets }: Plant) {
  const alike = (price: number) => cabinets.map(() => price);
  const { x, value } = smallest((log) => priced(minute, alike(Math.exp(log))), ...PRICE_LOGS, 16);
  return { price: Math.exp(x), value };
}

/** The weights of the bound: by cabinet the price of its heat, and the part that the heat of its air has in it. */
interface Weights {
  readonly prices: readonly number[];
  readonly betas: readonly number[];
  readonly value: number;
}

/**
 * The weights with the smallest worth of this minute: those common to all cabinets first, then each cabinet's own, price
 * and part by turns. Any weights give a bound; the worth is convex in the prices, so going along one after the other comes
 * near the best.
 */
function bestWeights(
  { plant, hardC }: Pick<BoundedSpan, 'plant' | 'hardC'>,
  minute: MinuteConditions,
): Weights {
  const alike = (value: number) => plant.cabinets.map(() => value);
  const pricedAt = (betas: readonly number[]) => createPricedPower(plant, hardC, betas);
  const commonWorth = (beta: number) => balancedPrice(pricedAt(alike(beta)), minute, plant).value;
  const beta = smallest(commonWorth, BETA_LEAST, BETA_MOST, 7).x;
  const common = balancedPrice(pricedAt(alike(beta)), minute, plant);
  let best: Weights = { prices: alike(common.price), betas: alike(beta), value: common.value };
  if (plant.cabinets.length < 2) return best;
  const better = (weights: Weights): void => {
    if (weights.value < best.value) best = weights;
  };
  for (let round = 0; round < WEIGHT_ROUNDS; round++) {
    for (let index = 0; index < plant.cabinets.length; index++) {
      const { prices, betas } = best;
      const priced = pricedAt(betas);
      const near = Math.log(prices[index] ?? 1);
      const withPrice = (log: number) => priced(minute, prices.with(index, Math.exp(log)));
      const price = smallest(withPrice, near - PRICE_REACH, near + PRICE_REACH, 14);
      better({ ...best, prices: prices.with(index, Math.exp(price.x)), value: price.value });
      const withBeta = (one: number) => pricedAt(betas.with(index, one))(minute, best.prices);
      const part = smallest(withBeta, BETA_LEAST, BETA_MOST, 7);
      better({ ...best, betas: betas.with(index, part.x), value: part.value });
    }
  }
  return best;
}

function largestFlowWh(
  { plant, cars, hardC, start }: BoundedSpan,
  minutes: readonly MinuteConditions[],
  worthW: readonly number[],
  freeW: readonly number[],
  weights: Pick<UpperBound, 'heatPrices' | 'betas'>,
): number {
  const network = createFlowNetwork();
  const [source, sink] = [network.addNode(), network.addNode()];
  const ends = minutes.map((minute, index) => {
    const [into, out] = [network.addNode(), network.addNode()];
    network.addArc(into, out, units(((freeW[index] ?? 0) * MINUTE_S) / 3600));
    network.addArc(out, sink, units(((worthW[index] ?? 0) * MINUTE_S) / 3600));
    const roomJ = pricedRoom(plant, weights, hardC, () => minute);
    return { into, out, roomWh: roomJ / 3600 };
  });
  ends.forEach(({ out, roomWh }, index) => {
    const before = ends[index - 1];
    if (before !== undefined) network.addArc(out, before.out, units(roomWh));
  });
  const firstAirC = minutes[0]?.airC ?? hardC;
  const startAt = (cabinet: number) => ({ airC: firstAirC, ...start[cabinet] });
  const startJ = pricedRoom(plant, weights, hardC, startAt);
  if (ends[0] !== undefined) network.addArc(ends[0].out, sink, units(startJ / 3600));
  for (const car of cars) {
    addCar(
      network,
      source,
      car,
      ends.map(({ into }) => into),
    );
  }
  return network.maxFlow(source, sink) / PER_WH;
}

/** A chain of nodes, one for some minutes: what enters the first k of them passes an arc with their maximum. */
function addCar(
  network: ReturnType<typeof createFlowNetwork>,
  source: number,
  { firstMinute, minuteWh, totalWh }: CarDemand,
  intoMinutes: readonly number[],
): void {
  let later = source;
  for (let end = minuteWh.length; end > 0; end -= CHUNK_MIN) {
    const node = network.addNode();
    network.addArc(later, node, units(totalWh[end - 1] ?? 0));
    later = node;
    for (let index = Math.max(0, end - CHUNK_MIN); index < end; index++) {
      const into = intoMinutes[firstMinute + index];
      if (into !== undefined) network.addArc(node, into, units(minuteWh[index] ?? 0));
    }
  }
}

/** Worth of the heat that the nodes can take up to the hard temperature, J. Without a module temperature that of the air is used. */
function pricedRoom(
  plant: Plant,
  { heatPrices, betas }: Pick<UpperBound, 'heatPrices' | 'betas'>,
  hardC: number,
  nodes: (cabinet: number) => { readonly moduleC?: number; readonly airC: number },
): number {
  return plant.cabinets.reduce((sum, { ratedW, physics }, index) => {
    const { airC, moduleC = airC } = nodes(index);
    const size = ratedW / physics.referenceRatedW;
    const moduleJ = physics.moduleHeatJPerK * Math.max(0, hardC - moduleC);
    return (
      sum +
      (heatPrices[index] ?? 0) *
        size *
        (moduleJ + (betas[index] ?? 0) * physics.airHeatJPerK * Math.max(0, hardC - airC))
    );
  }, 0);
}

/** Each minute with the coldest outdoor air of the hour before it, rounded down to tenths so that few differ. */
function withCoolestAir({ minutes, start }: BoundedSpan): readonly MinuteConditions[] {
  const startC = Math.min(...start.map(({ airC, moduleC }) => airC ?? moduleC));
  return minutes.map(({ capEnergyAt }, index) => {
    const lately = minutes.slice(Math.max(0, index - HOUR_MIN), index + 1).map(({ outdoorC }) => outdoorC);
    const coldestC = Math.min(...lately, ...(index < HOUR_MIN ? [startC] : []));
    return { airC: Math.floor(coldestC * 10) / 10, capEnergyAt };
  });
}

/** The capped minute with the median air; any minute would give a bound, this one fits most of them. */
function typicalMinute(minutes: readonly MinuteConditions[]): MinuteConditions {
  const capped = minutes.filter(({ capEnergyAt }) => Object.keys(capEnergyAt).length > 0);
  const sorted = (capped.length > 0 ? [...capped] : [...minutes]).sort((a, b) => a.airC - b.airC);
  const typical = sorted[Math.floor(sorted.length / 2)];
  if (typical === undefined) throw new Error('assertion: a span has at least one minute');
  return typical;
}

/** Conditions repeat, so each is computed once. */
function remembered(work: (minute: MinuteConditions) => number): (minute: MinuteConditions) => number {
  const known = new Map<string, number>();
  return (minute) => {
    const key = JSON.stringify(minute);
    const value = known.get(key) ?? work(minute);
    known.set(key, value);
    return value;
  };
}

function units(energyWh: number): number {
  return Math.ceil(Math.max(0, energyWh) * PER_WH);
}

function assertSane({ plant, hardC, start }: BoundedSpan): void {
  if (start.length !== plant.cabinets.length)
    throw new Error('assertion: a start temperature for each cabinet');
  if (hardC > 75)
    throw new Error('assertion: above 75 C the modules give nothing, so no hard temperature lies there');
}
