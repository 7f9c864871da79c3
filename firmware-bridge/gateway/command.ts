/**
 * What the outputs should be, and what the board was last told. Pure: says when the next `set` is due and what is in it.
 *
 * The lease counts from the wish, not from the line: a control cycle that hangs stops wishing, and the board falls to
 * its fail-safe one lease after the last wish however often a timer renews.
 */

import { LEASE_MIN_MS } from '../protocol/messages.ts';
import type { Ask } from './exchange.ts';

/** The outputs of a board. */
export interface Setting {
  /** Whole percent, one per fan. */
  readonly fansPct: readonly number[];
  /** One per relay; true is energised. */
  readonly relays: readonly boolean[];
}

/** The setting that the control cycle wants. */
export interface Wish {
  readonly setting: Setting;
  /** When the control cycle last asked for it, monotonic. */
  readonly requestedMs: number;
}

/** A `set` that the board has acknowledged. */
export interface AcknowledgedSetting {
  readonly setting: Setting;
  readonly seq: number;
  readonly sentMs: number;
  readonly requestedMs: number;
}

const RENEWALS_PER_LEASE = 3;

/** The `set` that is due at `nowMs`, or the time to check again. */
export function dueSet(
  wish: Wish | undefined,
  acknowledged: AcknowledgedSetting | undefined,
  leaseMs: number,
  nowMs: number,
): Ask | number {
  if (wish === undefined) return Number.POSITIVE_INFINITY;
  const leftMs = Math.floor(wish.requestedMs + leaseMs - nowMs);
  if (leftMs < LEASE_MIN_MS) return Number.POSITIVE_INFINITY;
  const set = { kind: 'set', leaseMs: leftMs, ...wish.setting } as const;
  if (acknowledged === undefined || !isSameSetting(acknowledged.setting, wish.setting)) return set;
  if (wish.requestedMs <= acknowledged.requestedMs) return Number.POSITIVE_INFINITY;
  const renewMs = acknowledged.sentMs + leaseMs / RENEWALS_PER_LEASE;
  return nowMs >= renewMs ? set : renewMs;
}

/** Whether both have the same fans and relays. */
export function isSameSetting(one: Setting, other: Setting): boolean {
  return isSameList(one.fansPct, other.fansPct) && isSameList(one.relays, other.relays);
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
