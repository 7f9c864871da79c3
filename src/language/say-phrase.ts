/** Phrases as text. */

import type { EnglishText, Phrase, PhraseKey, PhraseLabel, PhraseValue } from '../model/phrase.ts';
import { fill } from './form/template.ts';
import { dictionaries, type Language } from './languages.ts';
import { phrasesEn } from './phrases-en.ts';

/** The phrase in the language, with its parts. */
export function sayPhrase(language: Language, { key, values }: Phrase): string {
  const { between, phrases } = dictionaries[language];
  const show = (value: PhraseValue | undefined, format?: string): string => {
    if (value === undefined) return '';
    if (typeof value !== 'object') return String(value);
    if ('english' in value) return describedPart(language, value);
    if ('key' in value) return sayPhrase(language, value);
    return value.map((one) => show(one)).join(format === 'or' ? between.choices : between.names);
  };
  return fill(phrases[key], (name, format) => show(values[name], format));
}

/** The frame of a description belongs to it; where a language has none, as of a definition, it is left out. */
function describedPart(language: Language, { english, frame }: EnglishText): string {
  const text = language === 'en' ? english : dictionaries[language].descriptions[english];
  return text === undefined ? '' : (frame ?? '{}').replace('{}', text);
}

/** Whether a part of it is text of an outside program, which is there in its own language alone. */
export function isForeign({ key, values }: Phrase): boolean {
  if (key === 'plain') return true;
  return Object.values(values).some(
    (value) => typeof value === 'object' && 'key' in value && isForeign(value),
  );
}

/** Whether the text is a key that needs no values: schemas give keys in the place of their errors' texts. */
export function isPhraseLabel(text: string): text is PhraseLabel {
  return Object.hasOwn(phrasesEn, text) && !phrasesEn[text as PhraseKey].includes('}');
}
