/** Sentences of the commands as data: a key and its values. The English tables beside this file define both. */

import type { Message } from '../../model/message.ts';
import type { SlotsIn } from '../form/template.ts';
import type { consoleEn } from './console-en.ts';

/** What the commands can say. */
export type ConsoleKey = keyof typeof consoleEn;
/** Every sentence of the commands in one language. */
export type ConsoleTexts = Readonly<Record<ConsoleKey, string>>;

/** A list is joined as the language joins names, `{list:lines}` line by line; a text or a message in a text is said in the same language. */
export type ConsoleValue =
  | string
  | number
  | ConsoleText
  | { readonly message: Message }
  | readonly (string | ConsoleText)[];

/** A key with its values. */
export interface ConsoleText {
  readonly key: ConsoleKey;
  readonly values: Readonly<Record<string, ConsoleValue>>;
}

/** Exactly the values of a text; nothing where it has none. */
export type ConsoleValues<Key extends ConsoleKey> =
  SlotsIn<(typeof consoleEn)[Key]> extends never
    ? []
    : [Readonly<Record<SlotsIn<(typeof consoleEn)[Key]>, ConsoleValue>>];

/** A text with exactly the values it needs. */
export function consoleText<Key extends ConsoleKey>(key: Key, ...[values]: ConsoleValues<Key>): ConsoleText {
  return { key, values: values ?? {} };
}
