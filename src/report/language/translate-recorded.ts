/** Sentences that were recorded in English, in the language of the page where they are of a kind that is known. */

import { html, type Markup } from '../markup/markup.ts';
import type { Speaker } from './localizer.ts';
import { sentencesZh } from './sentences.zh.ts';

/** The sentence; one that cannot be said in the language stays as it was recorded, marked as English. */
export function recorded(speaker: Speaker, text: string): Markup {
  if (speaker.language === 'en') return html`${text}`;
  const said = inChinese(text);
  return said === undefined ? html`<span lang="en">${text}</span>` : html`${said}`;
}

/** The Chinese of a recorded sentence, or undefined for one of another kind. */
export function inChinese(text: string): string | undefined {
  for (const [english, chinese] of sentencesZh) {
    const found = english.exec(text);
    if (found === null) continue;
    return chinese.replace(/\{(\w+)\}/g, (_, name: string) => {
      const part = found.groups?.[name] ?? '';
      return inChinese(part) ?? part;
    });
  }
  return undefined;
}
