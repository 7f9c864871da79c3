/**
 * Reads a recording line by line. Only the latest image is in memory, whatever the size of the recording. A gateway that
 * is started again goes on in the same file, with a header of its own.
 */

import type { Decision } from '../model/decision.ts';
import type { ProcessImage } from '../model/image.ts';
import { recordedMessage } from '../model/recorded-message.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { planOfToday, planProblem } from './recorded-plan.ts';
import { type CycleRow, createImageReader, RECORDING_VERSION, type RecordingHeader } from './recorder.ts';

/** The image of one cycle and the decisions after it. */
export interface RecordedCycle {
  readonly image: ProcessImage;
  /** The decisions in force after this cycle, one per output. */
  readonly decisions: readonly Decision[];
  /** On the first cycle of a gateway that was started again and went on in the same file. */
  readonly begin?: RecordedBegin;
}

/** What a gateway began with, and the line that says so. */
interface RecordedBegin {
  readonly header: RecordingHeader;
  readonly line: number;
}

/** A recording that is being read. */
export interface OpenRecording {
  readonly header: RecordingHeader;
  /** Oldest first, to be read once. It ends at a line that cannot be read. */
  readonly cycles: AsyncIterable<RecordedCycle>;
  /** Why it ended early, if it did. A torn last line of a run (power cut) is a normal end. */
  readonly broken: () => BrokenRecording | undefined;
}

/** Where a recording cannot be read, and why. */
interface BrokenRecording {
  readonly line: number;
  readonly message: string;
}

/** Reads the header. */
export async function openRecording(
  lines: AsyncIterable<string>,
): Promise<Result<OpenRecording, BrokenRecording>> {
  const reader = lines[Symbol.asyncIterator]();
  const first = await reader.next();
  if (first.done === true) return failed({ line: 1, message: 'the recording is empty' });
  let line = 1;
  let row = parse(first.value);
  if (row === undefined) {
    // A run that died while it wrote its header left nothing else; the next one began after it.
    const second = await reader.next();
    if (second.done === true) return failed({ line, message: 'the header is torn: nothing was recorded' });
    row = parse(second.value);
    if (!isHeader(row)) return failed({ line, message: 'the line is not JSON' });
    line = 2;
  }
  const problem = headerProblem(row);
  if (problem !== undefined) return failed({ line, message: problem });
  const header = await ofToday(row as RecordingHeader);
  let broken: BrokenRecording | undefined;
  const cycles = cyclesOf({ header, line }, reader, (at, message) => {
    broken = { line: at, message };
  });
  return ok({ header, cycles, broken: () => broken });
}

/** The cycle in a line; undefined for a line that holds none. */
export function cycleRowOf(line: string): CycleRow | undefined {
  const row = parse(line);
  return isCycleRow(row) ? row : undefined;
}

async function* cyclesOf(
  first: RecordedBegin,
  reader: AsyncIterator<string>,
  breakOff: (line: number, message: string) => void,
): AsyncGenerator<RecordedCycle> {
  let imageOf = createImageReader(first.header.plan);
  let decisions: readonly Decision[] = [];
  let torn: number | undefined;
  let begin: RecordedBegin | undefined;
  try {
    for (let number = first.line + 1, next = await reader.next(); next.done !== true; number += 1) {
      const row = parse(next.value);
      const isBegin = isHeader(row);
      if (torn !== undefined && !isBegin) return breakOff(torn, 'the line is not JSON');
      torn = row === undefined ? number : undefined;
      if (isBegin) {
        const problem = headerProblem(row);
        if (problem !== undefined) return breakOff(number, problem);
        begin = { header: await ofToday(row), line: number };
        imageOf = createImageReader(row.plan);
        decisions = [];
      } else if (isCycleRow(row)) {
        if (row.d !== undefined) decisions = decisionsOf(row.d);
        yield { image: imageOf(row), decisions, ...(begin === undefined ? {} : { begin }) };
        begin = undefined;
      } else if (row !== undefined) return breakOff(number, 'the line is no cycle of a recording');
      next = await reader.next();
    }
  } finally {
    // A reader that stops early closes the file.
    await reader.return?.();
  }
}

/** Decisions with their reasons as messages: in an older recording they are texts. */
function decisionsOf(recorded: readonly Decision[]): readonly Decision[] {
  return recorded.map((decision) => ({
    ...decision,
    reason: recordedMessage(decision.reason),
    overruled: decision.overruled.map(({ rule, reason }) => ({ rule, reason: recordedMessage(reason) })),
  }));
}

/** Under a plan that names every rule there is now. */
async function ofToday(header: RecordingHeader): Promise<RecordingHeader> {
  return { ...header, plan: await planOfToday(header.plan) };
}

/** Why the recording cannot be read beyond this first line; undefined when it can. */
function headerProblem(row: unknown): string | undefined {
  const header = (row ?? {}) as Partial<RecordingHeader>;
  if (header.recording !== 'quietpost') return 'this is not a quietpost recording';
  if (header.v !== RECORDING_VERSION && header.v !== 1)
    return `recording version ${header.v}, this quietpost reads versions 1 to ${RECORDING_VERSION}`;
  return planProblem(header.plan);
}

function isHeader(row: unknown): row is RecordingHeader {
  return (row as Partial<RecordingHeader> | null | undefined)?.recording === 'quietpost';
}

function isCycleRow(row: unknown): row is CycleRow {
  const times: unknown = (row as Partial<CycleRow> | null)?.t;
  return Array.isArray(times) && times.length === 5 && times.every(Number.isFinite);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
