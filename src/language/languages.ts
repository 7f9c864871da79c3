/** The languages. A new one: its table, its line here. */

import type { Dictionary } from './dictionary.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Each language by its code. */
export const dictionaries = { en, zh } as const satisfies Readonly<Record<string, Dictionary>>;

/** The code of a language. */
export type Language = keyof typeof dictionaries;

/** Every code, in the order in which they are offered. */
export const languages = Object.keys(dictionaries) as readonly Language[];

/** A text written once in each language. */
export function inEachLanguage(write: (language: Language) => string): Record<Language, string> {
  const texts = languages.map((language) => [language, write(language)]);
  return Object.fromEntries(texts) as Record<Language, string>;
}

/** True for a language that quietpost has. */
export function isLanguage(text: string): text is Language {
  return Object.hasOwn(dictionaries, text);
}
