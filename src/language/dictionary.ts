/** What a language consists of: one dictionary. */

import type { ReasonKey } from '../acoustics/assessment/reason.ts';
import type { ConsoleTexts } from './console/console-text.ts';
import type { en } from './en.ts';
import type { MessageTexts, PhraseTexts, SlotsIn, WithSlots } from './form/template.ts';

/** Labels and sentences of the pages; the English ones define the keys and their values. */
export type PageKey = keyof typeof en.page;
/** The names of the values in one of these texts. */
export type PageSlots<Key extends PageKey> = SlotsIn<(typeof en.page)[Key]>;
/** Every text of the pages in one language. */
export type PageTexts = Readonly<Record<PageKey, string>>;

/** One language. */
export interface Dictionary {
  /** As `--lang` takes it. */
  readonly code: string;
  /** For `lang` in HTML. */
  readonly tag: string;
  /** Messages about what the station does. */
  readonly messages: MessageTexts;
  readonly page: PageTexts;
  /** What is wrong in a settings file, and what to write. */
  readonly phrases: PhraseTexts;
  /** Descriptions of keys, and help of commands, by their English text; a language has all of them or none. */
  readonly descriptions: Readonly<Record<string, string>>;
  /** What the commands say to whoever runs them. */
  readonly console: ConsoleTexts;
  /** Reasons of a verdict (src/acoustics/assessment/reason.ts). */
  readonly verdicts: Readonly<Record<ReasonKey, string>>;
  /** Between names of a list, between clauses, and between names of which one is meant (`{names:or}`). */
  readonly between: { readonly names: string; readonly clauses: string; readonly choices: string };
}

/** The texts of the pages; a missing key, a missing value and an unknown one do not compile. */
export function pageTexts<const Texts extends PageTexts>(
  texts: Texts & {
    [Key in keyof Texts]: Key extends PageKey
      ? WithSlots<Texts[Key], PageSlots<Key>>
      : 'there is no such text';
  },
): PageTexts {
  return texts;
}
