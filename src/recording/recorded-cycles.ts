/** Reads a recording line by line. Only the latest image is in memory, whatever the size of the recording. */

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
}

/** A recording that is being read. */
export interface OpenRecording {
  readonly header: RecordingHeader;
  /** Oldest first, to be read once. It ends at a line that cannot be read. */
  readonly cycles: AsyncIterable<RecordedCycle>;
  /** Why it ended early, if it did. A torn last line (power cut) is a normal end. */
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
  const row = parse(first.value);
  if (row === undefined) {
    const second = await reader.next();
    const message =
      second.done === true ? 'the header is torn: nothing was recorded' : 'the line is not JSON';
    return failed({ line: 1, message });
  }
  const problem = headerProblem(row);
  if (problem !== undefined) return failed({ line: 1, message: problem });
  const written = row as RecordingHeader;
  const header = { ...written, plan: planOfToday(written.plan) };
  let broken: BrokenRecording | undefined;
  const cycles = cyclesOf(header, reader, (line, message) => {
    broken = { line, message };
  });
  return ok({ header, cycles, broken: () => broken });
}

/** The cycle in a line; undefined for a line that holds none. */
export function cycleRowOf(line: string): CycleRow | undefined {
  const row = parse(line);
  return isCycleRow(row) ? row : undefined;
}

async function* cyclesOf(
  { plan }: RecordingHeader,
  reader: AsyncIterator<string>,
  breakOff: (line: number, message: string) => void,
): AsyncGenerator<RecordedCycle> {
  const imageOf = createImageReader(plan);
  let decisions: readonly Decision[] = [];
  let torn: number | undefined;
  try {
    for (let number = 2, next = await reader.next(); next.done !== true; number += 1) {
      if (torn !== undefined) return breakOff(torn, 'the line is not JSON');
      const row = parse(next.value);
      if (row === undefined) torn = number;
      else if (!isCycleRow(row)) return breakOff(number, 'the line is no cycle of a recording');
      else {
        if (row.d !== undefined) decisions = decisionsOf(row.d);
        yield { image: imageOf(row), decisions };
      }
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

/** Why the recording cannot be read beyond this first line; undefined when it can. */
function headerProblem(row: unknown): string | undefined {
  const header = (row ?? {}) as Partial<RecordingHeader>;
  if (header.recording !== 'quietpost') return 'this is not a quietpost recording';
  if (header.v !== RECORDING_VERSION && header.v !== 1)
    return `recording version ${header.v}, this quietpost reads versions 1 to ${RECORDING_VERSION}`;
  return planProblem(header.plan);
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
