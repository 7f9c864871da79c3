/** Recordings in place of generated input, read and checked before anything starts. */

import { readFileSync, statSync } from 'node:fs';
import { type ChargingCurve, readCurves } from '../charging/curves.ts';
import { type RecordedSession, readSessions } from '../charging/sessions.ts';
import { type CsvProblems, createProblems } from '../inputs/csv.ts';
import { type BackgroundRecording, readBackground } from '../sound/background.ts';
import { readWeather, type WeatherRecording } from './weather.ts';

const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** Recordings as read; what is absent is generated. */
export interface StationInputs {
  readonly background?: BackgroundRecording | undefined;
  readonly sessions?: readonly RecordedSession[] | undefined;
  readonly weather?: WeatherRecording | undefined;
  readonly curves?: readonly ChargingCurve[] | undefined;
  /** What was left out of the files and why, one sentence each. */
  readonly notes: readonly string[];
}

/** Paths of CSV files; each may be absent. */
export interface InputFiles {
  readonly background?: string | undefined;
  readonly sessions?: string | undefined;
  readonly weather?: string | undefined;
  readonly curves?: string | undefined;
}

/** All recordings, or every problem of every file. */
export type LoadedInputs =
  | { readonly ok: true; readonly inputs: StationInputs }
  | { readonly ok: false; readonly problems: readonly string[] };

/** No recordings: everything is generated. */
export const noInputs: StationInputs = { notes: [] };

/** Reads all files; a failure lists all problems of all files, each as `file:line:column: text`. */
export function loadInputs(files: InputFiles): LoadedInputs {
  const problems: string[] = [];
  const notes: string[] = [];
  const background = load(files.background, problems, readBackground);
  const weather = load(files.weather, problems, readWeather);
  const sessions = load(files.sessions, problems, readSessions);
  const curves = load(files.curves, problems, readCurves);
  if (problems.length > 0) return { ok: false, problems };
  if (sessions !== undefined && sessions.skipped > 0) {
    notes.push(
      `${files.sessions}: ${sessions.skipped} sessions skipped, their energy or charge cannot be true`,
    );
  }
  if (curves !== undefined && curves.skipped > 0) {
    notes.push(`${files.curves}: ${curves.skipped} cars skipped, their curve is a default and not their own`);
  }
  const inputs = { background, weather, sessions: sessions?.sessions, curves: curves?.curves, notes };
  return { ok: true, inputs };
}

function load<T>(
  file: string | undefined,
  problems: string[],
  read: (text: string, problems: CsvProblems) => T,
): T | undefined {
  if (file === undefined) return undefined;
  const text = readText(file, problems);
  if (text === undefined) return undefined;
  const found = createProblems(file);
  const content = read(text, found);
  problems.push(...found.list());
  return content;
}

function readText(file: string, problems: string[]): string | undefined {
  try {
    if (statSync(file).size > FILE_BYTES_MAX) {
      problems.push(`${file}: larger than ${FILE_BYTES_MAX / 1024 / 1024} MB`);
      return undefined;
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = error instanceof Error ? error.message : 'unknown reason';
    problems.push(`${file}: cannot be read (${isAbsent ? 'there is no such file' : reason})`);
    return undefined;
  }
}
