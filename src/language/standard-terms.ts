/** Texts of the standards' files in the language of the page. */

import type { LocalizedText } from '../acoustics/rule-set.ts';
import type { Localizer } from './localizer.ts';

/** The text in the language of the page, English where the standard's file has no other. */
export function inLanguage(words: LocalizedText, { language }: Localizer): string {
  return words[language] ?? words.en;
}

/** Sentences in sequence, spaced as in the language. */
export function sentences(texts: readonly string[], localizer: Localizer): string {
  return texts.join(localizer.label('sentence-gap'));
}
