/** A language that nobody speaks: every letter of the English wears an accent, so that what is not translated is seen. */

import type { Dictionary } from '../../../src/language/dictionary.ts';
import { en } from '../../../src/language/en.ts';

const SHIFT = 0x1d400 - 'A'.charCodeAt(0);

/** A third language is a dictionary like this one, written by hand in a file of its own. */
export const pseudo: Dictionary = {
  code: 'xx',
  tag: 'x-pseudo',
  between: { names: ' · ', clauses: ' · ', choices: ' ? ' },
  verdicts: allAccented(en.verdicts),
  messages: allAccented(en.messages),
  page: allAccented(en.page),
  phrases: allAccented(en.phrases),
  descriptions: {},
  console: allAccented(en.console),
};

/** Letters outside of slots as mathematical letters, which no English text holds. */
function accented(text: string): string {
  return text
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith('{') ? part : part.replace(/[A-Za-z]/g, mathematical)))
    .join('');
}

function mathematical(letter: string): string {
  const code = letter.charCodeAt(0);
  const index = letter >= 'a' ? code - 'a'.charCodeAt(0) + 26 : code - 'A'.charCodeAt(0);
  return String.fromCodePoint(SHIFT + 'A'.charCodeAt(0) + index);
}

function allAccented<Key extends string>(texts: Readonly<Record<Key, string>>): Record<Key, string> {
  const entries = Object.entries<string>(texts).map(([key, text]) => [key, accented(text)]);
  return Object.fromEntries(entries) as Record<Key, string>;
}
