/** Problems as a compact report, like a compiler's: place, source line, caret, what to write. */

import type { Language } from '../../language/languages.ts';
import { isForeign, sayPhrase } from '../../language/say-phrase.ts';
import { type Phrase, phrase } from '../../model/phrase.ts';
import type { Problem } from './problem.ts';

const LINE_MAX = 120;

/** With more of them the first would scroll away, and that is the one to begin with. */
export const SHOWN_MAX = 20;

/**
 * One block for each problem and a last line that counts them. Warnings wait until the errors are mended: some of them
 * may come from these. Ends without a line feed.
 */
export function renderReport(problems: readonly Problem[], language: Language = 'en'): string {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.length - errors.length;
  const drawn = errors.length > 0 ? errors : problems;
  const shown = drawn.slice(0, SHOWN_MAX).map((problem) => renderProblem(problem, language));
  return [...shown, countLines(errors.length, warnings, language)].join('\n\n');
}

/** One line: `site.yaml:12:3: warning: ...; do this`. */
export function renderLine(problem: Problem, language: Language = 'en'): string {
  const { file, line, column, severity, message, fix } = problem;
  const place = `${file}:${line}:${column}`;
  const told = phrase('problem-line', { place, severity: phrase(`severity-${severity}`), message, fix });
  return concealed(sayPhrase(languageOf(problem, language), told));
}

function countLines(errors: number, warnings: number, language: Language): string {
  const drawn = errors > 0 ? errors : warnings;
  const counted = errors > 0 ? counts('errors', errors) : counts('warnings', warnings);
  const cut = drawn > SHOWN_MAX ? [phrase('first-shown', { count: SHOWN_MAX })] : [];
  const first = [counted, ...cut].map((one) => sayPhrase(language, one)).join('');
  if (errors === 0 || warnings === 0) return first;
  return `${first}\n${sayPhrase(language, phrase('waiting', { warnings: counts('warnings', warnings) }))}`;
}

function renderProblem(problem: Problem, asked: Language): string {
  const { file, line, column, severity, path, message, fix } = problem;
  const language = languageOf(problem, asked);
  const gutter = String(line).padStart(5);
  const source = concealed(problem.sourceLine).slice(0, LINE_MAX);
  // A tab stays a tab below, so that the caret stands under its character.
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const caret = '^'.repeat(Math.max(1, Math.min(problem.found.length, source.length - column + 1)));
  const place = phrase('problem-place', { place: `${file}:${line}:${column}` });
  const head = phrase('problem-head', { severity: phrase(`severity-${severity}`), message });
  return [
    concealed(sayPhrase(language, head)),
    `  ${sayPhrase(language, place)}${path === '' ? '' : `  ${path}`}`,
    `${gutter} | ${source}`,
    `      | ${indent}${caret}`,
    `      = ${sayPhrase(language, fix)}`,
  ].join('\n');
}

/** What an outside program says of a file is there in English alone: then the problem is told in English as a whole. */
function languageOf({ message, fix }: Problem, asked: Language): Language {
  return isForeign(message) || isForeign(fix) ? 'en' : asked;
}

function counts(of: 'errors' | 'warnings', count: number): Phrase {
  return count === 1 ? phrase(`${of}-one`) : phrase(`${of}-many`, { count });
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
