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
import { dictionaries } from '../../language/languages.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { HistoryReader } from '../../ports/history.ts';
import { openRecording } from '../../recording/recorded-cycles.ts';
import { readerOf } from '../../store/file/reader.ts';
import { momentOf, type OffsetAt } from '../../time/local-span.ts';
import { localText } from '../../time/local-time.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { languageHere } from '../terminal/language.ts';
import { tell, told } from '../terminal/tell.ts';
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
  const answer = await answerTo(output, options);
  if (!answer.ok) {
    io.complain(tell('command-says', { command: 'explain', why: answer.fault.text }));
    return answer.fault.code;
  }
  for (const line of answer.value) io.write(line);
  return EXIT.OK;
}

async function answerTo(
  output: string,
  { at, recording, history, site }: ExplainOptions,
): Promise<Result<readonly string[], CliFault>> {
  if (recording !== undefined && history !== undefined)
    return failed({ code: EXIT.USAGE, text: tell('either-source') });
  const question = at === undefined ? undefined : parseMoment(at);
  if (question?.ok === false) return failed({ code: EXIT.USAGE, text: told(question.fault) });
  if (recording !== undefined) return fromRecording(recording, output, question?.value);
  const opened = await openHistoryFile({ history, site });
  if (!opened.ok) return opened;
  const { db, path } = opened.value;
  const answer = await fromHistory(readerOf(db), path, output, question?.value);
  db.close();
  return answer;
}

async function fromRecording(
  path: string,
  output: string,
  question: MomentQuestion | undefined,
): Promise<Result<readonly string[], CliFault>> {
  if (!existsSync(path)) return failed({ code: EXIT.NOINPUT, text: tell('recording-missing', { path }) });
  const opened = await openRecording(linesOf(path));
  if (!opened.ok)
    return failed({
      code: EXIT.DATAERR,
      text: tell('at-file-line', { path, line: opened.fault.line, why: opened.fault.message }),
    });
  const recording = opened.value;
  const coverage = await coverageOf(path);
  if (coverage === undefined) return failed({ code: EXIT.DATAERR, text: tell('explain-no-cycle', { path }) });
  const spec = specOf(recording.header.plan, output);
  if (!spec.ok) return spec;
  const moment = question === undefined ? undefined : settle(question, coverage);
  if (question !== undefined && moment === undefined)
    return failed({ code: EXIT.DATAERR, text: outsideText(path, coverage) });
  const isPast = moment === undefined ? () => false : pastOf(moment);
  const explanation = await explainRecording(recording, spec.value, isPast);
  const broken = recording.broken();
  if (broken !== undefined)
    return failed({
      code: EXIT.DATAERR,
      text: tell('at-file-line', { path, line: broken.line, why: broken.message }),
    });
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
  if (!explanation.ok)
    return failed({ code: EXIT.DATAERR, text: tell('system-at', { path, why: explanation.fault }) });
  const text = textOf(explanation.value, path, coverage);
  return text.ok ? ok([...text.value, ...historyNote(explanation.value, offsetAt)]) : text;
}

/** What the text rests on, and from where the rules were run again for it. */
function historyNote(explanation: HistoryExplanation | undefined, offsetAt: OffsetAt): readonly string[] {
  if (explanation === undefined) return [];
  const { bounds, start } = explanation;
  const fromMs = start.fromMs - (start.fromMs % 1000);
  const time = localText(fromMs, offsetAt(fromMs));
  const rules =
    bounds === null
      ? tell('explain-rules-otherwise')
      : tell(start.from === 'learned' ? 'explain-rules-learned' : 'explain-rules-anew', { time });
  return [tell('explain-history', { rules })];
}

/** From the first second or minute kept to the last. */
async function recordedSpan(
  history: HistoryReader,
  path: string,
): Promise<Result<{ readonly firstMs: number; readonly lastMs: number }, CliFault>> {
  const minutes = await history.recorded();
  if (!minutes.ok)
    return failed({ code: EXIT.DATAERR, text: tell('system-at', { path, why: minutes.fault }) });
  if (minutes.value === null)
    return failed({
      code: EXIT.DATAERR,
      text: tell('explain-no-minute', { path }),
    });
  const { fromMs, toMs } = minutes.value;
  const after = await history.seconds({ fromMs: toMs - 120_000, toMs: toMs + 120_000 }, []);
  if (!after.ok) return failed({ code: EXIT.DATAERR, text: tell('system-at', { path, why: after.fault }) });
  return ok({ firstMs: fromMs, lastMs: after.value.wallMs.at(-1) ?? toMs });
}

function specOf({ outputs }: ControlPlan, output: string): Result<OutputSpec, CliFault> {
  const spec = outputs.find(({ id }) => id === output);
  if (spec !== undefined) return ok(spec);
  const known = outputs.map(({ id }) => id);
  return failed({ code: EXIT.USAGE, text: tell('explain-no-output', { output, known }) });
}

function textOf(
  explanation: Explanation | undefined,
  path: string,
  coverage: Coverage,
): Result<readonly string[], CliFault> {
  if (explanation !== undefined) return ok(explainText(explanation, dictionaries[languageHere()]));
  const text = tell('explain-gap', { covered: coveredText(path, coverage) });
  return failed({ code: EXIT.DATAERR, text });
}

function outsideText(path: string, coverage: Coverage): string {
  return tell('explain-outside', { covered: coveredText(path, coverage) });
}

function coveredText(path: string, { firstMs, firstOffsetMin, lastMs, lastOffsetMin }: Coverage): string {
  const [from, to] = [localText(firstMs, firstOffsetMin), localText(lastMs, lastOffsetMin)];
  return tell('explain-covered', { path, from, to });
}
