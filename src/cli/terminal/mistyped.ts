/**
 * What the parser of options says of a command line that it cannot take, in the language of this terminal. The parser
 * speaks English and has no table; a sentence that is not known here is shown as it is.
 */

import { type ConsoleKey, type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { told } from './tell.ts';

/** Each ends where a guess of the parser may follow. */
const sentences = [
  ['mistyped-argument-missing', /^error: missing required argument '(?<name>[^']*)'/],
  ['mistyped-value-missing', /^error: option '(?<name>[^']*)' argument missing/],
  ['mistyped-option-missing', /^error: required option '(?<name>[^']*)' not specified/],
  ['mistyped-option', /^error: unknown option '(?<name>[^']*)'/],
  ['mistyped-command', /^error: unknown command '(?<name>[^']*)'/],
  [
    'mistyped-too-many',
    /^error: too many arguments.*?\. Expected (?<expected>\d+) \S+ but got (?<got>\d+)\./,
  ],
  [
    'mistyped-value',
    /^error: (?:option|command-argument) '(?<name>[^']*)'(?: argument| value)? '(?<given>[^']*)'(?: from env '[^']*')? is invalid\. ?(?<why>.*)/s,
  ],
] as const satisfies readonly (readonly [ConsoleKey, RegExp])[];

const guess = /\(Did you mean (?:one of )?(?<names>[^?]*)\?\)/;

/** The parser's English as the person reads it; it keeps the feeds at its end. */
export function mistypedText(english: string): string {
  for (const [key, pattern] of sentences) {
    const values = pattern.exec(english)?.groups;
    if (values === undefined) continue;
    const said: ConsoleText = { key, values };
    const meant = guess.exec(english)?.groups?.['names'];
    const lines = [said, ...(meant === undefined ? [] : [consoleText('mistyped-guess', { names: meant })])];
    return `${lines.map(told).join('\n').trimEnd()}\n`;
  }
  return english;
}
