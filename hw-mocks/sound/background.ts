/**
 * The sound of the place without the station: a recording of a real monitor, row by row and never filled in, or a
 * generated city background.
 */

import { DAY_MS } from '../../src/model/duration.ts';
import { isPlausible } from '../../src/model/quantity.ts';
import { type CsvProblems, readCsv } from '../inputs/csv.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { Random } from '../inputs/random.ts';

/** 400 days of seconds. */
const SLOTS_MAX = 34_560_000;

/** A recording as steps of equal length, seconds or minutes. */
export interface BackgroundRecording {
  readonly stepMs: 1000 | 60_000;
  /** Local time at which the first row begins. */
  readonly startMs: number;
  /** One level per step, dB; NaN in a gap of the recording. */
  readonly levelsDb: Float64Array;
  /** Whole days after which the recording repeats outside its own dates. */
  readonly periodMs: number;
}

/**
 * Reads `datetime,LEQ dB -A`: local stamps in the middle of each step of 1 s or 60 s. A blank value or a missing row is
 * a gap.
 */
export function readBackground(text: string, problems: CsvProblems): BackgroundRecording | undefined {
  const stamps: number[] = [];
  const levels: number[] = [];
  const lines: number[] = [];
  readCsv(text, ['datetime', 'LEQ dB -A'], problems, (row) => {
    const stampMs = parseStamp(row.text(0));
    if (stampMs === undefined) return row.problem(0, `"${row.text(0)}" is not a time (YYYY-MM-DD hh:mm:ss)`);
    const before = stamps.at(-1);
    if (before !== undefined && stampMs <= before) return row.problem(0, 'time does not go forward');
    const levelDb = row.text(1) === '' ? Number.NaN : row.number(1);
    if (levelDb === undefined) return;
    if (!Number.isNaN(levelDb) && !isPlausible('sound.laeq', levelDb)) {
      return row.problem(1, `${levelDb} dB is outside what is physically possible`);
    }
    stamps.push(stampMs);
    levels.push(levelDb);
    lines.push(row.line);
  });
  if (problems.list().length > 0) return undefined;
  return placeOnGrid(stamps, levels, lines, problems);
}

/** The recorded level of this local time, dB; NaN in a gap. Outside the file its whole days repeat. */
export function recordedLevelDb(recording: BackgroundRecording, localMs: number): number {
  const { startMs, stepMs, levelsDb, periodMs } = recording;
  const sinceMs = localMs - startMs;
  const inside = sinceMs >= 0 && sinceMs < levelsDb.length * stepMs;
  const atMs = inside ? sinceMs : sinceMs - Math.floor(sinceMs / periodMs) * periodMs;
  return levelsDb[Math.floor(atMs / stepMs)] ?? Number.NaN;
}

/** A generated background level for each second, dB: quieter at night, varying over minutes. */
export function createGeneratedBackground(
  random: Random,
  physics: PhysicsParameters,
): (hour: number) => number {
  const { backgroundNightDb, backgroundDayDb } = physics;
  // First-order variation with a time constant of ten minutes and a standard deviation of 1.5 dB.
  const keep = Math.exp(-1 / 600);
  const kickDb = 1.5 * Math.sqrt(1 - keep * keep);
  let wanderDb = 0;
  return (hour) => {
    wanderDb = keep * wanderDb + kickDb * random.normal();
    const dayShare = 0.5 - 0.5 * Math.cos(((hour - 3) / 24) * 2 * Math.PI);
    const baseDb = backgroundNightDb + (backgroundDayDb - backgroundNightDb) * Math.sqrt(dayShare);
    return baseDb + wanderDb + 0.6 * random.normal();
  };
}

function placeOnGrid(
  stamps: readonly number[],
  levels: readonly number[],
  lines: readonly number[],
  problems: CsvProblems,
): BackgroundRecording | undefined {
  const first = stamps[0];
  const stepMs = medianStep(stamps);
  if (first === undefined || (stepMs !== 1000 && stepMs !== 60_000)) {
    problems.add(
      2,
      1,
      `rows are ${stepMs === undefined ? 'missing' : `${stepMs / 1000} s apart`}, expected 1 s or 60 s`,
    );
    return undefined;
  }
  const slots = ((stamps.at(-1) ?? first) - first) / stepMs + 1;
  if (slots > SLOTS_MAX) {
    problems.add(2, 1, `longer than ${SLOTS_MAX} rows`);
    return undefined;
  }
  const levelsDb = new Float64Array(Math.floor(slots)).fill(Number.NaN);
  for (const [index, stampMs] of stamps.entries()) {
    const slot = (stampMs - first) / stepMs;
    if (!Number.isInteger(slot))
      problems.add(lines[index] ?? 0, 1, `time is off the step of ${stepMs / 1000} s`);
    else levelsDb[slot] = levels[index] ?? Number.NaN;
  }
  if (problems.list().length > 0) return undefined;
  const periodMs = Math.max(1, Math.floor((slots * stepMs) / DAY_MS)) * DAY_MS;
  return { stepMs, startMs: first - stepMs / 2, levelsDb, periodMs };
}

/** The step of most rows: a gap is a multiple of it, a row out of step is an error. */
function medianStep(stamps: readonly number[]): number | undefined {
  const steps = stamps.slice(1).map((stamp, index) => stamp - (stamps[index] ?? 0));
  steps.sort((left, right) => left - right);
  return steps[Math.floor(steps.length / 2)];
}

/** Local wall time as milliseconds as if it were UTC; undefined for what is not a date of the calendar. */
function parseStamp(text: string): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text);
  if (parts === null) return undefined;
  const stampMs = Date.parse(`${parts[1]}T${parts[2]}Z`);
  if (Number.isNaN(stampMs)) return undefined;
  // Date.parse takes 30 February for 1 March.
  return new Date(stampMs).toISOString().startsWith(parts[1] ?? '-') ? stampMs : undefined;
}
