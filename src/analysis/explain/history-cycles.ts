/** Cycles from the history: its seconds as images, each with the decisions in force. */

import type { Decision } from '../../model/decision.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { DecisionRecord, HistoryReader, TimeSpan } from '../../ports/history.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { createSecondsReader } from './seconds-images.ts';

interface HistoryCycles {
  /** Oldest first, to be read once. It ends where the history cannot be read. */
  readonly cycles: AsyncIterable<RecordedCycle>;
  /** Why it ended early, if it did. */
  readonly broken: () => string | undefined;
}

/** Length of one query, which bounds the memory. */
const CHUNK_MS = 600_000;

/** The cycles of a span under the plan that was in force in it; `monotonicMs`: their monotonic minus their wall time. */
export async function historyCycles(
  history: HistoryReader,
  plan: ControlPlan,
  span: TimeSpan,
  offsetAt: OffsetAt,
  monotonicMs = 0,
): Promise<Result<HistoryCycles, string>> {
  const decisions = await history.decisions(span);
  if (!decisions.ok) return failed(decisions.fault);
  let broken: string | undefined;
  const imagesOf = createSecondsReader(plan, offsetAt, monotonicMs);
  const cycles = readCycles(history, plan, span, imagesOf, decisions.value, (fault) => {
    broken = fault;
  });
  return ok({ cycles, broken: () => broken });
}

async function* readCycles(
  history: HistoryReader,
  plan: ControlPlan,
  { fromMs, toMs }: TimeSpan,
  imagesOf: ReturnType<typeof createSecondsReader>,
  records: readonly DecisionRecord[],
  breakOff: (fault: string) => void,
): AsyncGenerator<RecordedCycle> {
  const inForce = decisionsAt(plan, records);
  for (let chunkMs = fromMs; chunkMs < toMs; chunkMs += CHUNK_MS) {
    const chunk = { fromMs: chunkMs, toMs: Math.min(toMs, chunkMs + CHUNK_MS) };
    const table = await history.seconds(chunk, Object.keys(plan.channels));
    if (!table.ok) return breakOff(table.fault);
    for (const image of imagesOf(table.value)) yield { image, decisions: inForce(image.wallMs) };
  }
}

/** The decisions in force, in the order of the plan's outputs, for times in ascending order. */
function decisionsAt(
  plan: ControlPlan,
  records: readonly DecisionRecord[],
): (wallMs: number) => readonly Decision[] {
  const latest = new Map<string, Decision>();
  let decisions: readonly Decision[] = [];
  let next = 0;
  return (wallMs) => {
    const from = next;
    for (
      let record = records[next];
      record !== undefined && record.wallMs <= wallMs;
      record = records[next]
    ) {
      latest.set(record.output, plainDecision(record));
      next += 1;
    }
    if (next > from) decisions = plan.outputs.flatMap(({ id }) => latest.get(id) ?? []);
    return decisions;
  };
}

/** The decision in a record. */
export function plainDecision({ output, value, by, reason, overruled }: DecisionRecord): Decision {
  return { output, value, by, reason, overruled };
}
