/** Problems as a compact report, like a compiler's: place, source line, caret, what to write. */

import type { Problem } from './problem.ts';

const LINE_MAX = 120;

/** One block for each problem and a last line that counts them. Ends without a line feed. */
export function renderReport(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const counts = [count(errors, 'error'), count(problems.length - errors, 'warning')].filter(
    (text) => text !== '',
  );
  return [...problems.map(renderProblem), counts.join(', ')].join('\n\n');
}

/** One line: `site.yaml:12:3: warning: ...; do this`. */
export function renderLine(problem: Problem): string {
  const { file, line, column, severity, message, fix } = problem;
  return `${file}:${line}:${column}: ${severity}: ${message}; ${fix}`;
}

function renderProblem(problem: Problem): string {
  const { file, line, column, severity, path, message, fix } = problem;
  const gutter = String(line).padStart(5);
  const source = problem.sourceLine.slice(0, LINE_MAX);
  // A tab stays a tab below, so that the caret stands under its character.
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const caret = '^'.repeat(Math.max(1, Math.min(problem.found.length, source.length - column + 1)));
  return [
    `${severity}: ${message}`,
    `  at ${file}:${line}:${column}${path === '' ? '' : `  ${path}`}`,
    `${gutter} | ${source}`,
    `      | ${indent}${caret}`,
    `      = ${fix}`,
  ].join('\n');
}

function count(amount: number, noun: string): string {
  return amount === 0 ? '' : `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
