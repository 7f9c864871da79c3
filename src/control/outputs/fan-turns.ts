/**
 * Spares ears and bearings: a fan that has just turned round, from faster to slower or back, goes on for a while before
 * it turns again. What noise takes is taken at once and only the way back waits; what protects the plant stands above.
 * A step that measures (dither, quiet window) or that people ask for is meant, and is no turn.
 */

import type { Bound } from '../../model/bound.ts';
import type { Decision } from '../../model/decision.ts';
import { message } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** Plain JSON, by output of a fan. Not kept over a restart: it lasts for a minute and a half. */
export type FanTurns = Readonly<Record<string, FanTurn>>;

interface FanTurn {
  /** The furthest it has gone on this way, percent. */
  readonly extremePct: number;
  /** Null before it has moved: the first way is no turn. */
  readonly direction: 'up' | 'down' | null;
  readonly turnedMs: number;
}

/** Least time from a turn to the next on the way back: fewer than two turns a minute. */
export const FAN_HOLD_MS = 90_000;
/** A way of less than this back is no turn: nobody hears it. */
const TURN_PCT = 5;
const NAME = 'fan-turns';
const MEANT: ReadonlySet<string> = new Set([
  'fan-dither',
  'quiet-window',
  'operator-request',
  'commission-sweep',
]);

/** What the hold asks for, beside what the rules `asked`. */
export function fanTurnBounds(
  turns: FanTurns = {},
  asked: readonly Bound[],
  plan: ControlPlan,
  nowMs: number,
): readonly Bound[] {
  const meant = new Set(asked.filter(({ rule }) => MEANT.has(rule)).map(({ output }) => output));
  const reason = message('fan-just-turned', { seconds: FAN_HOLD_MS / 1000 });
  return plan.outputs.flatMap(({ id, kind }): readonly Bound[] => {
    const turn = turns[id];
    if (kind !== 'fan' || turn === undefined || turn.direction === null || meant.has(id)) return [];
    const sinceMs = nowMs - turn.turnedMs;
    if (sinceMs < 0 || sinceMs >= FAN_HOLD_MS) return [];
    const common = { output: id, rule: NAME, reason };
    return turn.direction === 'up'
      ? [{ ...common, min: turn.extremePct - TURN_PCT, priority: 'thermal' }]
      : [{ ...common, max: turn.extremePct + TURN_PCT, priority: 'noise' }];
  });
}

/** The turns after these decisions. */
export function updateFanTurns(
  before: FanTurns = {},
  decisions: readonly Decision[],
  plan: ControlPlan,
  nowMs: number,
): FanTurns {
  const next: Record<string, FanTurn> = {};
  plan.outputs.forEach(({ id, kind }, index) => {
    const decision = decisions[index];
    if (kind === 'fan' && decision !== undefined) next[id] = turned(before[id], decision, nowMs);
  });
  return next;
}

function turned(before: FanTurn | undefined, { value, by }: Decision, nowMs: number): FanTurn {
  if (before === undefined || MEANT.has(by)) return { extremePct: value, direction: null, turnedMs: nowMs };
  const { extremePct, direction } = before;
  const wayPct = value - extremePct;
  const goesOn = direction === 'up' ? wayPct >= 0 : direction === 'down' ? wayPct <= 0 : wayPct === 0;
  if (goesOn) return wayPct === 0 ? before : { ...before, extremePct: value };
  if (direction === null) {
    return { extremePct: value, direction: wayPct > 0 ? 'up' : 'down', turnedMs: nowMs - FAN_HOLD_MS };
  }
  if (Math.abs(wayPct) <= TURN_PCT) return before;
  return { extremePct: value, direction: wayPct > 0 ? 'up' : 'down', turnedMs: nowMs };
}
