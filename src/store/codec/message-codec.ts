/**
 * Messages as short JSON. A message comes thousands of times with other numbers, so its key and the names of its values
 * are stored once, as a word; the row holds the number of the word and the values: `[17,48.3,"b"]`.
 *
 * A list that begins with a number is a message, one that begins with a list is a list of messages, any other is a list
 * of strings.
 */

import type { Message, Value } from '../../model/message.ts';
import { recordedMessage } from '../../model/recorded-message.ts';

/** A message in its short form: what JSON can hold, without names. */
export type ShortMessage = readonly [word: number, ...values: unknown[]];

/** `wordId`: the number of a word, which is added where it is new. */
export function shortened({ key, values }: Message, wordId: (text: string) => number): ShortMessage {
  const word = wordId([key, ...Object.keys(values)].join(' '));
  return [word, ...Object.values(values as Readonly<Record<string, Value>>).map((one) => short(one, wordId))];
}

/** The message in `stored`: a short one, one with all its names, or a text from before messages were data. */
export function restored(stored: unknown, wordOf: (id: number) => string): Message {
  return recordedMessage(isShort(stored) ? full(stored, wordOf) : stored);
}

function short(value: Value, wordId: (text: string) => number): unknown {
  if (Array.isArray(value)) return value.map((one: string | Message) => short(one, wordId));
  return typeof value === 'object' && value !== null ? shortened(value as Message, wordId) : value;
}

function full(value: unknown, wordOf: (id: number) => string): unknown {
  if (!Array.isArray(value)) return value;
  if (!isShort(value)) return value.map((one) => full(one, wordOf));
  const [word, ...values] = value;
  const [key, ...names] = wordOf(word).split(' ');
  return { key, values: Object.fromEntries(names.map((name, at) => [name, full(values[at], wordOf)])) };
}

function isShort(value: unknown): value is ShortMessage {
  return Array.isArray(value) && typeof value[0] === 'number';
}
