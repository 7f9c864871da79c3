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

/** What is made once for each language, by its code: a text, the field of a text. */
export function inEachLanguage<Made>(make: (language: Language) => Made): Record<Language, Made> {
  const made = languages.map((language) => [language, make(language)]);
  return Object.fromEntries(made) as Record<Language, Made>;
}

/** True for a language that quietpost has. */
export function isLanguage(text: string): text is Language {
  return Object.hasOwn(dictionaries, text);
}
