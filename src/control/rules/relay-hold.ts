/**
 * Spares the relays of the power limits: a step stays for the hold, and a night has only so many. Interlocks, lost
 * inputs, the thermal floor and people stand above it; noise does not. Power may always go down, so that a used-up
 * budget is quiet: a way back up is taken only while the budget has room for every step down again.
 */

import type { Bound } from '../../model/bound.ts';
import type { OutputSpec } from '../plan.ts';
import type { Rule, RuleEvent } from '../rule.ts';
import type { RuleParams } from '../rule-params.ts';

type Params = RuleParams['relay-hold'];

/** By output. */
type State = Readonly<Record<string, RelayWear>>;

export interface RelayWear {
  /** Null before the first decision. */
  readonly value: number | null;
  /** Times of the changes of the last eight hours, monotonic, oldest first. */
  readonly changesMs: readonly number[];
  /** Changes since the start of the ledger. */
  readonly changes: number;
}

const NAME = 'relay-hold';
/** A night. */
const NIGHT_MS = 8 * 3_600_000;
/** The way up waits twice as long after so many changes: a budget that lasts until the morning. */
const CHANGES_A_DOUBLING = 4;

export const relayHold: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({}),
  evaluate({ params, state, image, plan, decided }) {
    const next: Record<string, RelayWear> = {};
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    for (const output of plan.outputs) {
      if (output.kind !== 'power-limit') continue;
      const before = state[output.id] ?? { value: null, changesMs: [], changes: 0 };
      const wear = worn(before, decided[output.id], image.nowMs);
      next[output.id] = wear;
      if (isUsedUp(wear, params) && !isUsedUp(before, params)) events.push(usedUpEvent(output, params));
      const bound = holding(output, wear, params, image.nowMs);
      if (bound !== undefined) bounds.push(bound);
    }
    return { state: next, bounds, events };
  },
};

function worn(before: RelayWear, value: number | undefined, nowMs: number): RelayWear {
  const changesMs =
    (before.changesMs[0] ?? nowMs) <= nowMs - NIGHT_MS
      ? before.changesMs.filter((atMs) => atMs > nowMs - NIGHT_MS)
      : before.changesMs;
  if (value === undefined || value === before.value) return { ...before, changesMs };
  if (before.value === null) return { value, changesMs, changes: before.changes };
  return { value, changesMs: [...changesMs, nowMs], changes: before.changes + 1 };
}

function holding(output: OutputSpec, wear: RelayWear, params: Params, nowMs: number): Bound | undefined {
  const { value, changesMs } = wear;
  if (value === null) return undefined;
  const common = { output: output.id, priority: 'hold', rule: NAME } as const;
  const sinceMs = nowMs - (changesMs.at(-1) ?? Number.NEGATIVE_INFINITY);
  if (sinceMs < params.hold) {
    const reason = `its relays have moved lately and stay for ${params.hold / 1000} s`;
    return { ...common, min: value, max: value, reason };
  }
  const upHoldMs = params.hold * 2 ** Math.floor(changesMs.length / CHANGES_A_DOUBLING);
  if (sinceMs < upHoldMs) {
    const reason = `its relays have moved ${changesMs.length} times in 8 h: up again ${upHoldMs / 60_000} min after the last time`;
    return { ...common, max: value, reason };
  }
  if (changesMs.length + stepsBelow(output, value) + 2 <= params.changesPerNight) return undefined;
  const reason = `its relays have moved ${changesMs.length} times in 8 h; of ${params.changesPerNight} the rest is kept for going down`;
  return { ...common, max: value, reason };
}

function stepsBelow({ steps = [] }: OutputSpec, value: number): number {
  return steps.filter((step) => step < value).length;
}

function isUsedUp({ changesMs }: RelayWear, { changesPerNight }: Params): boolean {
  return changesMs.length >= changesPerNight;
}

function usedUpEvent({ id }: OutputSpec, { changesPerNight }: Params): RuleEvent {
  return {
    class: 'fault',
    severity: 'alarm',
    subject: id,
    state: 'noted',
    text: `${id} has moved its relays ${changesPerNight} times in 8 h, its whole budget: power goes up no more until the oldest change is 8 h old. Fans, filter or noise limits of this cabinet need a look.`,
  };
}
