/** Sentences as data: a key and the values that fill it, so that the same report can be read in every language. */

import { en } from './messages.en.ts';
import { zh } from './messages.zh.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

export type MessageKey = keyof typeof en;
/** True for a language that the report speaks. */
export function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text);
}

/** A message that needs no values. */
export type Label = { [K in MessageKey]: Slots<K> extends never ? K : never }[MessageKey];

export type Value = string | number | null;

export type Message = {
  [K in MessageKey]: { readonly key: K; readonly values: Readonly<Record<Slots<K>, Value>> };
}[MessageKey];

/** Names of the slots of a message: "{laeqDb:1} dB" has `laeqDb`. */
type Slots<K extends MessageKey> = SlotsIn<(typeof en)[K]>;
type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? NameOf<Slot> | SlotsIn<Rest>
  : never;
type NameOf<Slot extends string> = Slot extends `${infer Name}:${string}` ? Name : Slot;

/** A message with exactly the values it needs. */
export function message<K extends MessageKey>(
  key: K,
  ...[values]: Slots<K> extends never ? [] : [Readonly<Record<Slots<K>, Value>>]
): Message {
  // The parameters tie the values to the key; the union of all messages cannot see that.
  return { key, values: values ?? {} } as Message;
}

/** All texts of a language. */
export function textsOf(language: Language): Readonly<Record<MessageKey, string>> {
  return language === 'zh' ? zh : en;
}
