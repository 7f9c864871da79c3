/**
 * An explanation from the history: decisions as they were kept, inputs from the seconds. What the rules asked for is
 * found by running them over the hours before; it is told only where they come to the decision that was kept.
 */

import { initialState } from '../../control/tick.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { DecisionRecord, HistoryReader } from '../../ports/history.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { type Explanation, explained, NEAR_MS } from './explanation.ts';
import { historyCycles, plainDecision } from './history-cycles.ts';
import { extendHistory, type NextChange, type OutputHistory } from './output-history.ts';
import { createReplayer } from './replayed-cycles.ts';

/** Rules and sound ledgers are in step after their longest memory, an hour. */
export const WARM_UP_MS = 2 * 3_600_000;
/** How far changes are looked for. */
const AROUND_MS = 2 * 86_400_000;
const SECOND_MS = 1000;

/** Undefined where nothing was kept near `atMs`. A fault is a sentence. */
export async function explainHistory(
  history: HistoryReader,
  plan: ControlPlan,
  spec: OutputSpec,
  atMs: number,
  offsetAt: OffsetAt,
): Promise<Result<Explanation | undefined, string>> {
  const endMs = atMs + SECOND_MS;
  const around = { fromMs: atMs - AROUND_MS, toMs: atMs + AROUND_MS };
  const records = await history.decisions(around, [spec.id]);
  const before = { fromMs: atMs - WARM_UP_MS, toMs: endMs };
  const read = await historyCycles(history, plan, before, offsetAt);
  if (!records.ok) return records;
  if (!read.ok) return read;
  const witness = createReplayer(plan, initialState(plan));
  let last: RecordedCycle | undefined;
  for await (const cycle of read.value.cycles) {
    witness.see(cycle);
    last = cycle;
  }
  const broken = read.value.broken();
  if (broken !== undefined) return failed(broken);
  if (last === undefined || atMs - last.image.wallMs > NEAR_MS) return ok(undefined);
  const trail = trailTo(records.value, last.image.wallMs);
  if (trail === undefined) return ok(undefined);
  const again = witness.again(trail.now);
  const known = {
    spec,
    cycle: last,
    // Kept is the reason of the change; the rules that come to the same decision know the one of this second.
    trail: again === null ? trail : { ...trail, now: again.decision },
    bounds: again?.bounds ?? null,
    // Attribution learns for longer than the warm-up: what it says here is not what it said then.
    attribution: null,
  };
  return ok({ ...explained(plan, known), next: nextAfter(records.value, last.image.wallMs, trail) });
}

function trailTo(records: readonly DecisionRecord[], wallMs: number): OutputHistory | undefined {
  let trail: OutputHistory | undefined;
  for (const record of records) {
    if (record.wallMs <= wallMs) trail = extendHistory(trail, record.wallMs, plainDecision(record));
  }
  return trail;
}

function nextAfter(
  records: readonly DecisionRecord[],
  wallMs: number,
  { now }: OutputHistory,
): NextChange | null {
  const found = records.find((record) => record.wallMs > wallMs && record.value !== now.value);
  return found === undefined ? null : { atMs: found.wallMs, decision: plainDecision(found) };
}
