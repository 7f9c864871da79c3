/**
 * An explanation from the history: decisions as recorded, inputs from the seconds. The bounds are found by running the
 * rules again, from what control had learned some minutes before; they are shown only if the rules come to the recorded
 * decision. Where nothing learned was kept, the rules run over the hours before.
 */

import { DAY_MS } from '../../model/duration.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { DecisionRecord, HistoryReader } from '../../ports/history.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { type Explanation, explained, NEAR_MS } from './explanation.ts';
import { historyCycles, plainDecision } from './history-cycles.ts';
import { extendHistory, type NextChange, type OutputHistory } from './output-history.ts';
import { bareStart, learnedStart, type ReplayStart } from './replay-start.ts';
import { createReplayer } from './replayed-cycles.ts';

/** Changes are searched this far around the moment. */
const AROUND_MS = 2 * DAY_MS;
const SECOND_MS = 1000;
/** The seconds are kept rounded, so a fan may come out this far beside the recorded value and be the same decision. */
const SLACK_PCT = 2;

/** An explanation, and from where the rules were run again for it. */
export interface HistoryExplanation extends Explanation {
  readonly start: Pick<ReplayStart, 'from' | 'fromMs'>;
}

interface Question {
  readonly history: HistoryReader;
  readonly plan: ControlPlan;
  readonly spec: OutputSpec;
  readonly atMs: number;
  readonly offsetAt: OffsetAt;
}

/** Undefined if nothing was recorded near `atMs`. A fault is a sentence. */
export async function explainHistory(
  question: Question,
): Promise<Result<HistoryExplanation | undefined, string>> {
  const { history, plan, spec, atMs } = question;
  const records = await history.decisions({ fromMs: atMs - AROUND_MS, toMs: atMs + AROUND_MS }, [spec.id]);
  const learned = await learnedStart(history, plan, atMs);
  if (!records.ok) return records;
  if (!learned.ok) return learned;
  return explainFrom(question, learned.value ?? bareStart(plan, atMs), records.value);
}

async function explainFrom(
  { history, plan, spec, atMs, offsetAt }: Question,
  start: ReplayStart,
  records: readonly DecisionRecord[],
): Promise<Result<HistoryExplanation | undefined, string>> {
  const span = { fromMs: start.fromMs, toMs: atMs + SECOND_MS };
  const read = await historyCycles(history, plan, span, offsetAt, start.monotonicMs);
  if (!read.ok) return read;
  const replayer = createReplayer(plan, start.state);
  let last: RecordedCycle | undefined;
  for await (const cycle of read.value.cycles) {
    replayer.replay(cycle);
    last = cycle;
  }
  const broken = read.value.broken();
  if (broken !== undefined) return failed(broken);
  if (last === undefined || atMs - last.image.wallMs > NEAR_MS) return ok(undefined);
  const outputHistory = outputHistoryUntil(records, last.image.wallMs);
  if (outputHistory === undefined) return ok(undefined);
  const reevaluation = replayer.reevaluate(outputHistory.now, SLACK_PCT);
  const known = {
    spec,
    cycle: last,
    // The history holds the reason of the change; rules that come to the same decision give the reason of this second.
    outputHistory: reevaluation === null ? outputHistory : { ...outputHistory, now: reevaluation.decision },
    bounds: reevaluation?.bounds ?? null,
    // Attribution needs a night to converge: from nothing its estimate is not the one of then.
    attribution: start.from === 'learned' ? replayer.attribution() : null,
  };
  const next = nextAfter(records, last.image.wallMs, outputHistory);
  return ok({ ...explained(plan, known), next, start });
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
