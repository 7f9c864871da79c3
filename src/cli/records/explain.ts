/** `quietpost explain`: why an output had its value, from a recording or from the history. */

import { existsSync } from 'node:fs';
import { explainHistory, type HistoryExplanation } from '../../analysis/explain/explain-history.ts';
import { explainText } from '../../analysis/explain/explain-text.ts';
import { type Explanation, explainRecording } from '../../analysis/explain/explanation.ts';
import {
  type Coverage,
  type MomentQuestion,
  parseMoment,
  pastOf,
  settle,
} from '../../analysis/explain/moment-question.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { HistoryReader } from '../../ports/history.ts';
import { openRecording } from '../../recording/recorded-cycles.ts';
import { readerOf } from '../../store/file/reader.ts';
import { momentOf, type OffsetAt } from '../../time/local-span.ts';
import { localText } from '../../time/local-time.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { type CliFault, openHistoryFile } from './source/history-path.ts';
import { planInForce } from './source/recorded-plan.ts';
import { coverageOf, linesOf } from './source/recording-file.ts';

/** The options as typed: a recording, or else a history. */
export interface ExplainOptions {
  /** Absent: the latest moment. */
  readonly at?: string;
  readonly recording?: string;
  readonly history?: string;
  /** Site file, which names the history. */
  readonly site: string;
}

interface ExplainIo {
  write(line: string): void;
  complain(line: string): void;
}

/** Gives the exit code of sysexits.h. */
export async function explain(output: string, options: ExplainOptions, io: ExplainIo): Promise<number> {
  const told = await tell(output, options);
  if (!told.ok) {
    io.complain(`quietpost explain: ${told.fault.text}`);
    return told.fault.code;
  }
  for (const line of told.value) io.write(line);
  return EXIT.OK;
}

async function tell(
  output: string,
  { at, recording, history, site }: ExplainOptions,
): Promise<Result<readonly string[], CliFault>> {
  if (recording !== undefined && history !== undefined)
    return failed({ code: EXIT.USAGE, text: 'name either --recording or --history' });
  const question = at === undefined ? undefined : parseMoment(at);
  if (question?.ok === false) return failed({ code: EXIT.USAGE, text: question.fault });
  if (recording !== undefined) return fromRecording(recording, output, question?.value);
  const opened = await openHistoryFile({ history, site });
  if (!opened.ok) return opened;
  const { db, path } = opened.value;
  const told = await fromHistory(readerOf(db), path, output, question?.value);
  db.close();
  return told;
}

async function fromRecording(
  path: string,
  output: string,
  question: MomentQuestion | undefined,
): Promise<Result<readonly string[], CliFault>> {
  if (!existsSync(path)) return failed({ code: EXIT.NOINPUT, text: absentText(path) });
  const opened = await openRecording(linesOf(path));
  if (!opened.ok)
    return failed({ code: EXIT.DATAERR, text: `${path}:${opened.fault.line}: ${opened.fault.message}` });
  const recording = opened.value;
  const coverage = await coverageOf(path);
  if (coverage === undefined)
    return failed({ code: EXIT.DATAERR, text: `${path}: not one cycle was recorded` });
  const spec = specOf(recording.header.plan, output);
  if (!spec.ok) return spec;
  const moment = question === undefined ? undefined : settle(question, coverage);
  if (question !== undefined && moment === undefined)
    return failed({ code: EXIT.DATAERR, text: outsideText(path, coverage) });
  const isPast = moment === undefined ? () => false : pastOf(moment);
  const explanation = await explainRecording(recording, spec.value, isPast);
  const broken = recording.broken();
  if (broken !== undefined)
    return failed({ code: EXIT.DATAERR, text: `${path}:${broken.line}: ${broken.message}` });
  return textOf(explanation, path, coverage);
}

async function fromHistory(
  history: HistoryReader,
  path: string,
  output: string,
  question: MomentQuestion | undefined,
): Promise<Result<readonly string[], CliFault>> {
  const recorded = await recordedSpan(history, path);
  if (!recorded.ok) return recorded;
  const { lastMs, firstMs } = recorded.value;
  const newest = await planInForce(history, { fromMs: lastMs, toMs: lastMs + 1 });
  if (!newest.ok) return newest;
  const offsetAt = offsetsOf(newest.value.plan.zone);
  const coverage = { firstMs, lastMs, firstOffsetMin: offsetAt(firstMs), lastOffsetMin: offsetAt(lastMs) };
  const moment =
    question === undefined ? ({ kind: 'wall', atMs: lastMs } as const) : settle(question, coverage);
  if (moment === undefined) return failed({ code: EXIT.DATAERR, text: outsideText(path, coverage) });
  const atMs = moment.kind === 'wall' ? moment.atMs : momentOf(moment.atMs, offsetAt);
  const then = await planInForce(history, { fromMs: atMs, toMs: atMs + 1 });
  if (!then.ok) return then;
  const plan = then.value.plan.control;
  const spec = specOf(plan, output);
  if (!spec.ok) return spec;
  const explanation = await explainHistory({ history, plan, spec: spec.value, atMs, offsetAt });
  if (!explanation.ok) return failed({ code: EXIT.DATAERR, text: `${path}: ${explanation.fault}` });
  const text = textOf(explanation.value, path, coverage);
  return text.ok ? ok([...text.value, ...historyNote(explanation.value, offsetAt)]) : text;
}

/** What the text rests on, and from where the rules were run again for it. */
function historyNote(explanation: HistoryExplanation | undefined, offsetAt: OffsetAt): readonly string[] {
  if (explanation === undefined) return [];
  const { bounds, start } = explanation;
  const fromMs = start.fromMs - (start.fromMs % 1000);
  const fromText = localText(fromMs, offsetAt(fromMs));
  const rules =
    bounds === null
      ? 'the rules of today do not come to this decision, so no bounds are shown'
      : start.from === 'learned'
        ? `rules run again from what was learned by ${fromText}`
        : `rules run again from ${fromText} with nothing learned`;
  return [
    `  (from the history: decisions as they were kept, inputs as its 1-s values; ${rules}; a recording is exact)`,
  ];
}

/** From the first second or minute kept to the last. */
async function recordedSpan(
  history: HistoryReader,
  path: string,
): Promise<Result<{ readonly firstMs: number; readonly lastMs: number }, CliFault>> {
  const minutes = await history.recorded();
  if (!minutes.ok) return failed({ code: EXIT.DATAERR, text: `${path}: ${minutes.fault}` });
  if (minutes.value === null)
    return failed({
      code: EXIT.DATAERR,
      text: `${path}: no minute has been recorded yet; ask again in a while`,
    });
  const { fromMs, toMs } = minutes.value;
  const after = await history.seconds({ fromMs: toMs - 120_000, toMs: toMs + 120_000 }, []);
  if (!after.ok) return failed({ code: EXIT.DATAERR, text: `${path}: ${after.fault}` });
  return ok({ firstMs: fromMs, lastMs: after.value.wallMs.at(-1) ?? toMs });
}

function specOf({ outputs }: ControlPlan, output: string): Result<OutputSpec, CliFault> {
  const spec = outputs.find(({ id }) => id === output);
  if (spec !== undefined) return ok(spec);
  const ids = outputs.map(({ id }) => id).join(', ');
  return failed({ code: EXIT.USAGE, text: `there is no output ${output}; there were: ${ids}` });
}

function textOf(
  explanation: Explanation | undefined,
  path: string,
  coverage: Coverage,
): Result<readonly string[], CliFault> {
  if (explanation !== undefined) return ok(explainText(explanation));
  const text = `nothing was recorded at that time: a gap. ${coveredText(path, coverage)}`;
  return failed({ code: EXIT.DATAERR, text });
}

function outsideText(path: string, coverage: Coverage): string {
  return `that time was not recorded. ${coveredText(path, coverage)}`;
}

function coveredText(path: string, { firstMs, firstOffsetMin, lastMs, lastOffsetMin }: Coverage): string {
  return `${path} covers ${localText(firstMs, firstOffsetMin)} to ${localText(lastMs, lastOffsetMin)}, local time of the site`;
}

function absentText(path: string): string {
  return `there is no file ${path}. Make a recording with: quietpost run --record ${path}`;
}
