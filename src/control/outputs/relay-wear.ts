/**
 * The moves of the relays behind the power limits, and what they still allow. A step stays for the hold, and 8 hours
 * have a budget of changes. Power may always go down: a way up is open only while the budget has room for every step
 * down again, and waits longer the more of it is used, so that it lasts until the morning.
 */

import { HOUR_MS } from '../../model/duration.ts';
import type { ControlPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { isNumber, listOf, objectOf, orNull } from '../saved/check.ts';
import { partById } from '../saved/part.ts';

/** Plain JSON, by output. */
export type WearState = Readonly<Record<string, RelayWear>>;

/** The moves of one power limit. */
export interface RelayWear {
  /** Null before the first decision. */
  readonly value: number | null;
  /** Times of the changes of the last eight hours, monotonic, oldest first. */
  readonly changesMs: readonly number[];
  /** Changes since counting began. */
  readonly changes: number;
}

/** What the relays of one power limit allow now; an interlock may still move them. */
export type PermittedMoves = 'up and down' | 'down' | 'nothing';

/** A night. */
export const NIGHT_MS = 8 * HOUR_MS;
/** The way up waits twice as long after so many changes. */
const CHANGES_A_DOUBLING = 4;

/** By output. A relay found elsewhere after a restart has moved: the first cycle counts it. */
export const wearPart = partById<RelayWear>({
  isEntry: objectOf<RelayWear>({
    value: orNull(isNumber),
    changesMs: listOf(isNumber),
    changes: isNumber,
  }),
  basis(plan, id) {
    const output = plan.outputs.find((one) => one.id === id && isRelayLimit(one));
    return output === undefined ? undefined : [output.steps ?? null];
  },
});

/** Adds what was decided in the cycle before. */
export function updateWear(
  before: WearState = {},
  plan: ControlPlan,
  decided: Readonly<Record<string, number>>,
  nowMs: number,
): WearState {
  const next: Record<string, RelayWear> = {};
  for (const output of plan.outputs) {
    const { id } = output;
    if (!isRelayLimit(output)) continue;
    next[id] = worn(before[id] ?? { value: null, changesMs: [], changes: 0 }, decided[id], nowMs);
  }
  return next;
}

/** Which way the relays of an output may go now. */
export function permittedMoves(
  output: OutputSpec,
  wear: RelayWear,
  params: RuleParams['relay-hold'],
  nowMs: number,
): PermittedMoves {
  const { value, changesMs } = wear;
  if (value === null) return 'up and down';
  const sinceMs = nowMs - (changesMs.at(-1) ?? Number.NEGATIVE_INFINITY);
  if (sinceMs < params.hold) return 'nothing';
  if (sinceMs < upHoldMs(wear, params)) return 'down';
  return changesMs.length + stepsBelow(output, value) + 2 <= params.changesPerNight ? 'up and down' : 'down';
}

/** How long a way up waits after a change, ms. */
export function upHoldMs({ changesMs }: RelayWear, { hold }: RuleParams['relay-hold']): number {
  return hold * 2 ** Math.floor(changesMs.length / CHANGES_A_DOUBLING);
}

/** Monotonic time before which the relays do not move up again; null: they may, as far as the hold goes. */
export function heldUntilMs(wear: RelayWear, params: RuleParams['relay-hold'], nowMs: number): number | null {
  const untilMs = (wear.changesMs.at(-1) ?? Number.NEGATIVE_INFINITY) + upHoldMs(wear, params);
  return untilMs > nowMs ? untilMs : null;
}

/** Whether the budget of the last eight hours is used up. */
export function isUsedUp({ changesMs }: RelayWear, { changesPerNight }: RuleParams['relay-hold']): boolean {
  return changesMs.length >= changesPerNight;
}

/** A limit in a register wears nothing. */
function isRelayLimit({ kind, steps }: OutputSpec): boolean {
  return kind === 'power-limit' && steps !== undefined;
}

function worn(before: RelayWear, value: number | undefined, nowMs: number): RelayWear {
  const isOld = (before.changesMs[0] ?? nowMs) <= nowMs - NIGHT_MS;
  if (!isOld && (value === undefined || value === before.value)) return before;
  const changesMs = isOld ? before.changesMs.filter((atMs) => atMs > nowMs - NIGHT_MS) : before.changesMs;
  if (value === undefined || value === before.value) return { ...before, changesMs };
  if (before.value === null) return { value, changesMs, changes: before.changes };
  return { value, changesMs: [...changesMs, nowMs], changes: before.changes + 1 };
}

function stepsBelow({ steps = [] }: OutputSpec, value: number): number {
  return steps.filter((step) => step < value).length;
}
