/** What is wrong in a file: a finding knows the place in the data, a problem knows the place in the text. */

import type { Phrase } from '../../model/phrase.ts';

/** Keys and list indexes from the top of the file. */
export type Path = readonly (string | number)[];

/** An error keeps the file from being used, a warning does not. */
type ProblemSeverity = 'error' | 'warning';

/** Something wrong at a path of the data. */
export interface Finding {
  readonly severity: ProblemSeverity;
  readonly path: Path;
  /** Which side of `key: value` is meant; `value` where not given. */
  readonly at?: 'key' | 'value';
  readonly message: Phrase;
  readonly fix: Fix;
}

/** What to write instead. A function where finding it costs time: only a few of many problems are shown. */
export type Fix = Phrase | (() => Phrase);

/** The fix itself, found now. */
export function fixOf({ fix }: Pick<Finding, 'fix'>): Phrase {
  return typeof fix === 'function' ? fix() : fix;
}

/** A finding at its place in a file. */
export interface Problem {
  readonly severity: ProblemSeverity;
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** `devices.meter-a.poll`. */
  readonly path: string;
  /** The text at that place, shortened. */
  readonly found: string;
  readonly message: Phrase;
  readonly fix: Phrase;
  /** The whole line, for the report. */
  readonly sourceLine: string;
}

/** A finding that keeps the file from being used. */
export function error(path: Path, message: Phrase, fix: Fix, at: 'key' | 'value' = 'value'): Finding {
  return { severity: 'error', path, at, message, fix };
}

/** A finding that should be read. */
export function warning(path: Path, message: Phrase, fix: Fix, at: 'key' | 'value' = 'value'): Finding {
  return { severity: 'warning', path, at, message, fix };
}

/** By file, then by place; errors before warnings at one place. */
export function byPosition(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.severity < b.severity ? -1 : 1);
}
