/**
 * What a cabinet was asked for lately, as a distribution: cars come and go within minutes, and a limit that stays for an
 * hour is worth what it lets through in the busy quarters and in the lulls.
 */

import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import { isNumber } from '../saved/check.ts';

/** Weight of each class of demand, lowest first; the weights sum up to 1. Plain JSON. */
export type DemandSpread = readonly number[];

const CLASSES = 21;
const CLASS_WIDTH = INPUT_PER_OUTPUT / CLASSES;
/** What was asked fades within about this time: two or three sessions at a gun. */
const FADES_S = 2700;
/** Share of what was seen that lies at or below the busy demand. */
const BUSY_SHARE = 0.9;

/** Snapshots are short with few decimals, but a second takes less than a two-thousandth: small weights would stay for ever. */
const PARTS = 1e9;

/** Any demand is as likely as any other, before something is seen. */
const UNSEEN: DemandSpread = Array.from({ length: CLASSES }, () => 1 / CLASSES);

/** The distribution after some seconds of a demand, a share of rated power. */
export function spreadStep(before: DemandSpread = UNSEEN, demand: number, seconds: number): DemandSpread {
  const keep = Math.exp(-seconds / FADES_S);
  const seen = Math.min(CLASSES - 1, Math.max(0, Math.floor(demand / CLASS_WIDTH)));
  return before.map((weight, index) => {
    const next = keep * weight + (index === seen ? 1 - keep : 0);
    return Math.round(PARTS * next) / PARTS;
  });
}

/** The mean that a limit lets through, share of rated power. */
export function meanServed(spread: DemandSpread, limit: number): number {
  let served = 0;
  for (let index = 0; index < spread.length; index++) {
    served += (spread[index] ?? 0) * Math.min(limit, (index + 0.5) * CLASS_WIDTH);
  }
  return served;
}

/** The demand that is passed in one of ten minutes alone, share of rated power. */
export function busyDemand(spread: DemandSpread): number {
  let weight = 0;
  for (let index = 0; index < spread.length; index++) {
    weight += spread[index] ?? 0;
    if (weight >= BUSY_SHARE) return index * CLASS_WIDTH;
  }
  return INPUT_PER_OUTPUT;
}

/** Whether a value of a snapshot is one. */
export function isDemandSpread(value: unknown): value is DemandSpread {
  return Array.isArray(value) && value.length === CLASSES && value.every(isNumber);
}
