/**
 * What the outputs should be, and what the board was last told. Pure: says when the next `set` is due and what is in it.
 *
 * The lease counts from the wish, not from the line: a control cycle that hangs stops wishing, and the board falls to
 * its fail-safe one lease after the last wish however often a timer renews.
 */

import { leaseMinMs } from '../protocol/messages.ts';
import type { Ask } from './exchange.ts';

export interface Setting {
  /** Whole percent, one for each fan. */
  readonly fansPct: readonly number[];
  /** One for each relay; true is energised. */
  readonly relays: readonly boolean[];
}

export interface Wish {
  readonly setting: Setting;
  /** When the control cycle last asked for it, monotonic. */
  readonly askedMs: number;
}

/** A `set` that the board has acknowledged. */
export interface Standing {
  readonly setting: Setting;
  readonly seq: number;
  readonly sentMs: number;
  readonly askedMs: number;
}

const renewalsPerLease = 3;

/** The `set` that is due at `nowMs`, or the time to look again. */
export function dueSet(
  wish: Wish | undefined,
  standing: Standing | undefined,
  leaseMs: number,
  nowMs: number,
): Ask | number {
  if (wish === undefined) return Number.POSITIVE_INFINITY;
  const leftMs = Math.floor(wish.askedMs + leaseMs - nowMs);
  if (leftMs < leaseMinMs) return Number.POSITIVE_INFINITY;
  const set = { kind: 'set', leaseMs: leftMs, ...wish.setting } as const;
  if (standing === undefined || !isSameSetting(standing.setting, wish.setting)) return set;
  if (wish.askedMs <= standing.askedMs) return Number.POSITIVE_INFINITY;
  const renewMs = standing.sentMs + leaseMs / renewalsPerLease;
  return nowMs >= renewMs ? set : renewMs;
}

export function isSameSetting(one: Setting, other: Setting): boolean {
  return isSameList(one.fansPct, other.fansPct) && isSameList(one.relays, other.relays);
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
