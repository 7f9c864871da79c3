/**
 * Limits that can stay: the equipment keeps its allowance under them also when the cars come back. What opens in a lull and
 * closes with the next car costs two moves of a relay and a minute that is too loud.
 */

import { energyOf } from '../../acoustics/levels/level.ts';
import { busyDemand, meanServed } from './demand-spread.ts';
import { type ControlledCabinet, limitShare, loadAt } from './limit-outlook.ts';
import { canHold, type ReceptorConstraint } from './operating-point.ts';

/** What is kept free so that limits stay: temperature, K, and allowance, as a factor. */
interface Room {
  readonly tempK: number;
  readonly factor: number;
  /** A cabinet may take all that its new limit lets through, though its cars take less when they are busy. */
  readonly inFullUse: boolean;
}

/** On the way down nothing: a cut costs power at once. */
const NO_ROOM: Room = { tempK: 0, factor: 1, inFullUse: false };
/**
 * Before limits rise: paths and covers carry a little more or less from hour to hour, and a limit above what cars take when
 * they are busy guards nothing in the hour when they take more.
 */
const ROOM: Room = { tempK: 0.7, factor: energyOf(0.3), inFullUse: true };
/**
 * The first move of a night must bring this share of a cabinet's rated power, and twice as much after so many more. A limit in
 * a register wears nothing and stays at the first price: for less it would only wander.
 */
const FIRST_MOVE_SHARE = 0.02;
const MOVES_A_DOUBLING = 5;
/** Of what the next hour will ask for, this share is asked for by the cars that are here. */
const PRESENT_SHARE = 1 / 3;

/** Between which limits is chosen, percent, by cabinet. */
interface Choices {
  readonly least: readonly number[];
  readonly most: readonly number[];
}

/** Limits that are better than the present ones. */
export interface BetterLimits {
  readonly limits: readonly number[];
  /** They could stay if every cabinet took all that they let through. */
  readonly isForGood: boolean;
  /** They let through so much more that it is worth the moves of the relays. */
  readonly isWorthIt: boolean;
  /** Relays move for them. */
  readonly wears: boolean;
}

/**
 * All that the relays may give where it can stay in full use; else what lets most through of that which is likely to be
 * asked for. Undefined: nothing is better.
 */
export function betterLimits(
  cabinets: readonly ControlledCabinet[],
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): BetterLimits | undefined {
  const limits = cabinets.map(({ limitPct }) => limitPct);
  const most = cabinets.map(({ steps, moves, limitPct }) =>
    moves === 'up and down' ? Math.max(limitPct, steps.at(-1) ?? 100) : limitPct,
  );
  if (most.every((limit, index) => limit === limits[index])) return undefined;
  const fullUse = cabinets.map((cabinet, index) => ({
    ...cabinet,
    demand: Math.max(cabinet.demand, limitShare(most[index] ?? 100)),
  }));
  if (isKept(fullUse, most, constraints, limitC, ROOM)) {
    return { limits: most, isForGood: true, isWorthIt: true, wears: true };
  }
  const least = cabinets.map((cabinet) =>
    cabinet.moves === 'nothing' ? cabinet.limitPct : Math.min(cabinet.limitPct, leastLikely(cabinet)),
  );
  const best = highestThatStay(cabinets, { least, most }, constraints, limitC, ROOM);
  if (best === undefined) return undefined;
  const moved = cabinets.filter(({ limitPct }, index) => best[index] !== limitPct);
  const gain = servedUnder(cabinets, best) - servedUnder(cabinets, limits);
  if (moved.length === 0 || gain < 0) return undefined;
  const price = moved.reduce((sum, { relayMoves = 0 }) => sum + priceOf(relayMoves), 0);
  const wears = moved.some(({ relayMoves }) => relayMoves !== undefined);
  return { limits: best, isForGood: false, isWorthIt: gain >= price, wears };
}

/** The limits below the present ones that just stay when every cabinet is busy; undefined where none do. */
export function lowerLimitsThatStay(
  cabinets: readonly ControlledCabinet[],
  choices: Choices,
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): readonly number[] | undefined {
  const best = highestThatStay(cabinets, choices, constraints, limitC, NO_ROOM);
  return best?.some((limit, index) => limit < (cabinets[index]?.limitPct ?? 0)) === true ? best : undefined;
}

/**
 * The limits that let most through and stay when every cabinet is busy: from the least up, always the step that brings
 * most. Undefined where not even the least stay.
 */
function highestThatStay(
  cabinets: readonly ControlledCabinet[],
  { least, most }: Choices,
  constraints: readonly ReceptorConstraint[],
  limitC: number,
  room: Room,
): readonly number[] | undefined {
  const busy = cabinets.map((cabinet) => ({
    ...cabinet,
    demand: Math.max(cabinet.demand, busyDemand(cabinet.asked)),
  }));
  if (!isKept(busy, least, constraints, limitC, room)) return undefined;
  let limits = least;
  for (;;) {
    const higher = cabinets
      .flatMap((cabinet, index) => stepUp(cabinet, index, limits, most[index] ?? 100))
      .sort((a, b) => b.gain - a.gain)
      .find((step) => isKept(loadedBy(busy, step, room), step.limits, constraints, limitC, room));
    if (higher === undefined) return limits;
    limits = higher.limits;
  }
}

/** The lowest step that its cars will probably let it keep. */
export function leastLikely({ steps, likelyLeastPct }: ControlledCabinet): number {
  return steps.find((step) => step >= likelyLeastPct) ?? steps.at(-1) ?? 100;
}

/** Limits with one cabinet a step higher, and what that lets through, a percent. */
interface StepUp {
  readonly limits: readonly number[];
  readonly index: number;
  readonly gain: number;
}

/** The next step up of one cabinet, and what it brings a percent; none where it is at the most. */
function stepUp(
  cabinet: ControlledCabinet,
  index: number,
  limits: readonly number[],
  mostPct: number,
): readonly StepUp[] {
  const fromPct = limits[index] ?? 100;
  const toPct = cabinet.steps.find((step) => step > fromPct);
  if (toPct === undefined || toPct > mostPct) return [];
  const gain = servedAt(cabinet, toPct) - servedAt(cabinet, fromPct);
  return [{ limits: limits.with(index, toPct), index, gain: gain / (toPct - fromPct) }];
}

/** The cabinets with what they take under these limits. */
function loadedBy(
  cabinets: readonly ControlledCabinet[],
  { limits, index }: StepUp,
  { inFullUse }: Room,
): readonly ControlledCabinet[] {
  const [raised, limit] = [cabinets[index], limits[index] ?? 100];
  if (!inFullUse || raised === undefined || limit <= raised.limitPct) return cabinets;
  return cabinets.with(index, { ...raised, demand: Math.max(raised.demand, limitShare(limit)) });
}

/** Whether the allowances are kept with room to spare when each cabinet takes its demand. */
function isKept(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  constraints: readonly ReceptorConstraint[],
  limitC: number,
  { tempK, factor }: Room,
): boolean {
  const loads = cabinets.map((cabinet, index) => loadAt(cabinet, limits[index] ?? 100));
  const tighter = constraints.map((one) => ({ ...one, allowed: one.allowed / factor }));
  return canHold(loads, tighter, limitC - tempK);
}

function servedUnder(cabinets: readonly ControlledCabinet[], limits: readonly number[]): number {
  return cabinets.reduce((sum, cabinet, index) => sum + servedAt(cabinet, limits[index] ?? 100), 0);
}

/** What a limit will let through, share of rated power. */
function servedAt({ asked, demand }: ControlledCabinet, limitPct: number): number {
  const limit = limitShare(limitPct);
  return PRESENT_SHARE * Math.min(demand, limit) + (1 - PRESENT_SHARE) * meanServed(asked, limit);
}

function priceOf(moves: number): number {
  return FIRST_MOVE_SHARE * 2 ** (moves / MOVES_A_DOUBLING);
}
