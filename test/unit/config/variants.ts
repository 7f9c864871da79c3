/** The shipped site with one thing broken. `@` in the new text marks where the problem must be pointed at. */

import { readdirSync, readFileSync } from 'node:fs';
import { readSite, type SiteReading } from '../../../src/config/load/read-site.ts';
import type { Problem } from '../../../src/config/problems/problem.ts';
import type { SourceText } from '../../../src/config/problems/yaml-source.ts';
import { phraseInEnglish } from '../language/said.ts';

const root = new URL('../../../', import.meta.url);

export const siteText = readFileSync(new URL('config/site.yaml', root), 'utf8');

export const definitions: ReadonlyMap<string, SourceText> = new Map(
  readdirSync(new URL('config/devices/', root))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const text = readFileSync(new URL(`config/devices/${file}`, root), 'utf8');
      return [file.replace('.yaml', ''), { file: `devices/${file}`, text }];
    }),
);

export type Edit = readonly [from: string, to: string];

/** `text` after the edits, without marks, and `line:column` of each mark. */
export function edited(text: string, edits: readonly Edit[]): { text: string; marks: string[] } {
  let marked = text.replaceAll('@', '\u0000');
  for (const [from, to] of edits) {
    if (!marked.includes(from)) throw new Error(`the text has no "${from}"`);
    marked = marked.replace(from, () => to);
  }
  const marks: string[] = [];
  const lines = marked.split('\n').map((line, index) => {
    let rest = line;
    for (let at = rest.indexOf('@'); at >= 0; at = rest.indexOf('@')) {
      marks.push(`${index + 1}:${at + 1}`);
      rest = rest.slice(0, at) + rest.slice(at + 1);
    }
    return rest;
  });
  return { text: lines.join('\n').replaceAll('\u0000', '@'), marks };
}

export function readText(text: string, replaced: ReadonlyMap<string, SourceText> = new Map()): SiteReading {
  return readSite({ site: { file: 'site.yaml', text }, definitions: new Map([...definitions, ...replaced]) });
}

export function errorsOf(reading: SiteReading): readonly Problem[] {
  return reading.ok ? [] : reading.problems;
}

/** A problem with its texts in English. */
export type SaidProblem = Omit<Problem, 'message' | 'fix'> & {
  readonly message: string;
  readonly fix: string;
};

export function said(problem: Problem): SaidProblem {
  const { message, fix } = problem;
  return { ...problem, message: phraseInEnglish(message), fix: phraseInEnglish(fix) };
}

export function placeOf(problem: Pick<Problem, 'line' | 'column'>): string {
  return `${problem.line}:${problem.column}`;
}
