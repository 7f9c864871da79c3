/**
 * An explanation from the history: decisions as recorded, inputs from the seconds. The bounds are found by running the
 * rules over the hours before; they are shown only if the rules come to the recorded decision.
 */

import { initialState } from '../../control/tick.ts';
import { DAY_MS, HOUR_MS } from '../../model/duration.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { DecisionRecord, HistoryReader } from '../../ports/history.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { type Explanation, explained, NEAR_MS } from './explanation.ts';
import { historyCycles, plainDecision } from './history-cycles.ts';
import { extendHistory, type NextChange, type OutputHistory } from './output-history.ts';
import { createReplayer } from './replayed-cycles.ts';

/** Rules and sound ledgers look back an hour at most, so after this time their state is the one of then. */
export const WARM_UP_MS = 2 * HOUR_MS;
/** Changes are searched this far around the moment. */
const AROUND_MS = 2 * DAY_MS;
const SECOND_MS = 1000;

/** Undefined if nothing was recorded near `atMs`. A fault is a sentence. */
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
  const replayer = createReplayer(plan, initialState(plan));
  let last: RecordedCycle | undefined;
  for await (const cycle of read.value.cycles) {
    replayer.replay(cycle);
    last = cycle;
  }
  const broken = read.value.broken();
  if (broken !== undefined) return failed(broken);
  if (last === undefined || atMs - last.image.wallMs > NEAR_MS) return ok(undefined);
  const outputHistory = outputHistoryUntil(records.value, last.image.wallMs);
  if (outputHistory === undefined) return ok(undefined);
  const reevaluation = replayer.reevaluate(outputHistory.now);
  const known = {
    spec,
    cycle: last,
    // The history holds the reason of the change; rules that come to the same decision give the reason of this second.
    outputHistory: reevaluation === null ? outputHistory : { ...outputHistory, now: reevaluation.decision },
    bounds: reevaluation?.bounds ?? null,
    // Attribution needs longer than the warm-up to converge, so its present estimate is not the one of then.
    attribution: null,
  };
  return ok({ ...explained(plan, known), next: nextAfter(records.value, last.image.wallMs, outputHistory) });
}

function outputHistoryUntil(records: readonly DecisionRecord[], wallMs: number): OutputHistory | undefined {
  let outputHistory: OutputHistory | undefined;
  for (const record of records) {
    if (record.wallMs <= wallMs)
      outputHistory = extendHistory(outputHistory, record.wallMs, plainDecision(record));
  }
  return outputHistory;
}

function nextAfter(
  records: readonly DecisionRecord[],
  wallMs: number,
  { now }: OutputHistory,
): NextChange | null {
  const found = records.find((record) => record.wallMs > wallMs && record.value !== now.value);
  return found === undefined ? null : { atMs: found.wallMs, decision: plainDecision(found) };
}
