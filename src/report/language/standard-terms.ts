/** Words of the standards' files in the language of the page. */

import type { LocalizedText } from '../../acoustics/rule-set.ts';
import type { Speaker } from './localizer.ts';

/** The text in the language of the page, English where the standard's file has no other. */
export function inLanguage(words: LocalizedText, { language }: Speaker): string {
  return language === 'zh' ? (words.zh ?? words.en) : words.en;
}

/** Clauses are written in English in the files of the standards; the few words in them are not names. */
export function clauseText(clause: string, { language }: Speaker): string {
  return language === 'zh'
    ? clause.replace(/\btable (\d)/g, '表 $1').replace('for comparison', '仅作参照')
    : clause;
}

/** Sentences one after the other, as the language sets them. */
export function sentences(texts: readonly string[], speaker: Speaker): string {
  return texts.join(speaker.label('sentence-gap'));
}
