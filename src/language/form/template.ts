/**
 * Texts with slots. `{name}` as it is, `{name:1}` with one decimal, `{name:signed}` with its sign, `{name:time}` local
 * time, `{name:share}` percent, `{name:span}` a duration in seconds. A list is joined as the language joins it. `{own}` is
 * the value that has the code of the language as its name.
 */

import type { MessageKey, MessageValues } from '../../model/message.ts';
import type { PhraseKey, PhraseSlots } from '../../model/phrase.ts';

/** Names of the slots of a text: "{laeqDb:1} dB" has `laeqDb`. */
export type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? NameOf<Slot> | SlotsIn<Rest>
  : never;
type NameOf<Slot extends string> = Slot extends `${infer Name}:${string}` ? Name : Slot;

/** The text, if its slots are exactly these names: every language uses the same values. */
export type WithSlots<Text extends string, Names> = [SlotsIn<Text>] extends [Names]
  ? [Names] extends [SlotsIn<Text>]
    ? Text
    : `a value is not said: ${Exclude<Names, SlotsIn<Text>> & string}`
  : `there is no such value: ${Exclude<SlotsIn<Text>, Names> & string}`;

/** A sentence for every message. */
export type MessageTexts = Readonly<Record<MessageKey, string>>;

/** The texts of all messages; a missing key, a missing value and an unknown one do not compile. */
export function messageTexts<const Texts extends MessageTexts>(
  texts: Texts & {
    [Key in keyof Texts]: Key extends MessageKey
      ? WithSlots<Texts[Key], Key extends 'file-report' ? 'own' : keyof MessageValues[Key]>
      : 'there is no such message';
  },
): MessageTexts {
  return texts;
}

/** A text for every phrase about a settings file. */
export type PhraseTexts = Readonly<Record<PhraseKey, string>>;

/** The texts of all phrases; a missing key, a missing value and an unknown one do not compile. */
export function phraseTexts<const Texts extends PhraseTexts>(
  texts: Texts & {
    [Key in keyof Texts]: Key extends PhraseKey
      ? WithSlots<Texts[Key], PhraseSlots[Key]>
      : 'there is no such phrase';
  },
): PhraseTexts {
  return texts;
}

/** The text with its slots filled in by `shown`. */
export function fill(text: string, shown: (name: string, format: string | undefined) => string): string {
  return text.replace(/\{([^}:]+)(?::([^}]+))?\}/g, (_, name: string, format?: string) =>
    shown(name, format),
  );
}
