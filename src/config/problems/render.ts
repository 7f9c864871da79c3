/** Problems as a compact report, like a compiler's: place, source line, caret, what to write. */

import type { Problem } from './problem.ts';

const LINE_MAX = 120;

/** With more of them the first would scroll away, and that is the one to begin with. */
export const SHOWN_MAX = 20;

/**
 * One block for each problem and a last line that counts them. Warnings wait until the errors are mended: some of them
 * may come from these. Ends without a line feed.
 */
export function renderReport(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.length - errors.length;
  const drawn = errors.length > 0 ? errors : problems;
  const cut = drawn.length > SHOWN_MAX ? `; the first ${SHOWN_MAX} are shown` : '';
  const counted = `${count(drawn.length, errors.length > 0 ? 'error' : 'warning')}${cut}`;
  const waiting =
    errors.length > 0 && warnings > 0
      ? `\n${count(warnings, 'warning')}, shown when there are no errors`
      : '';
  return [...drawn.slice(0, SHOWN_MAX).map(renderProblem), `${counted}${waiting}`].join('\n\n');
}

/** One line: `site.yaml:12:3: warning: ...; do this`. */
export function renderLine(problem: Problem): string {
  const { file, line, column, severity, message, fix } = problem;
  return concealed(`${file}:${line}:${column}: ${severity}: ${message}; ${fix}`);
}

function renderProblem(problem: Problem): string {
  const { file, line, column, severity, path, message, fix } = problem;
  const gutter = String(line).padStart(5);
  const source = concealed(problem.sourceLine).slice(0, LINE_MAX);
  // A tab stays a tab below, so that the caret stands under its character.
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const caret = '^'.repeat(Math.max(1, Math.min(problem.found.length, source.length - column + 1)));
  return [
    `${severity}: ${concealed(message)}`,
    `  at ${file}:${line}:${column}${path === '' ? '' : `  ${path}`}`,
    `${gutter} | ${source}`,
    `      | ${indent}${caret}`,
    `      = ${fix}`,
  ].join('\n');
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Reports are copied into tickets and logs: a password in a line of the file does not go with them. */
function concealed(text: string): string {
  return text
    .replace(
      /(:\/\/[^\s:/@]*:)([^\s/@]+)(?=@)/g,
      (_, before: string, secret: string) => before + stars(secret),
    )
    .replace(
      /\b((?:password|passwd|pwd)["']?\s*[:=：]\s*)([^\s,}]+)/gi,
      (_, before: string, secret: string) => before + stars(secret),
    );
}

/** As long as what it hides, so that the caret stays under its character. */
function stars(secret: string): string {
  return '*'.repeat(secret.length);
}
