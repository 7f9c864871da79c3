/** Where the rules begin to run again: with what control had learned some minutes before, else hours before with nothing. */

import { readSnapshot, restoreControl } from '../../control/snapshot.ts';
import { type ControlState, initialState } from '../../control/tick.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import { ok, type Result } from '../../model/result.ts';
import { type ControlPlan, levelsOf } from '../../plan/control-plan.ts';
import type { HistoryReader } from '../../ports/history.ts';

/** Rules and sound ledgers look back an hour at most, so after this time their state is the one of then. */
export const WARM_UP_MS = 2 * HOUR_MS;
/** A snapshot leaves out what lasts for a minute and a half at most (fan-turns.ts): so long before it must be. */
const SETTLE_MS = 2 * MINUTE_MS;

/** A state, and the moment from which the seconds go on from it. */
export interface ReplayStart {
  readonly state: ControlState;
  readonly fromMs: number;
  /** Monotonic minus wall time: the times in the state are monotonic. */
  readonly monotonicMs: number;
  /** `learned`: from a kept state; `nothing`: from an empty one, so what is learned over a night is not known. */
  readonly from: 'learned' | 'nothing';
}

/** From nothing: the warm-up alone. */
export function bareStart(plan: ControlPlan, atMs: number): ReplayStart {
  return { state: initialState(plan), fromMs: atMs - WARM_UP_MS, monotonicMs: 0, from: 'nothing' };
}

/** The last state that was kept long enough before; null where there is none in the warm-up, or it cannot be read. */
export async function learnedStart(
  history: HistoryReader,
  plan: ControlPlan,
  atMs: number,
): Promise<Result<ReplayStart | null, string>> {
  const kept = await history.state({ fromMs: atMs - WARM_UP_MS, toMs: atMs - SETTLE_MS });
  if (!kept.ok) return kept;
  const snapshot = kept.value === null ? null : readSnapshot(kept.value.snapshot);
  if (kept.value === null || snapshot === null || 'key' in snapshot) return ok(null);
  const tracks = JSON.parse(kept.value.tracks) as ControlState['levels'];
  const levels = levelsOf(plan).flatMap(({ id }) => (tracks[id] === undefined ? [] : [[id, tracks[id]]]));
  const fresh = initialState(plan, undefined, Object.fromEntries(levels));
  const { state } = restoreControl(fresh, snapshot, { ms: 0, isKnown: true }, plan);
  const { wallMs } = kept.value;
  return ok({ state, fromMs: wallMs + 1, monotonicMs: snapshot.nowMs - wallMs, from: 'learned' });
}
