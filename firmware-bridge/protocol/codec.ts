/**
 * Lines to messages and back: pure, never throws on input, one closed set of reasons to refuse.
 *
 *   set 17 lease=5000 fans=60,45 relays=10100000*9642
 *   word seq  key=value ...                     *CRC-16 of everything before the star
 *
 * A line counts only with a right checksum. The last three reasons can be answered by a `nak`; the others cannot,
 * because nothing in such a line can be trusted, not even its number.
 */

import assert from 'node:assert';
import { failed, ok, type Result } from '../../src/model/result.ts';
import { crc16, crcText } from './crc16.ts';
import type { FieldRefusal } from './fields.ts';
import { type Kind, LINE_MAX, layouts, type Message, type Placed } from './messages.ts';

/** What can be wrong with a line. */
export const refusalReasons = ['length', 'character', 'checksum', 'shape', 'kind', 'field', 'range'] as const;

/** Why a line was refused. */
export interface Refusal {
  readonly reason: (typeof refusalReasons)[number];
  /** The field or the word that is wrong. */
  readonly detail: string;
  /** Number of the line, if it can be answered. */
  readonly seq?: number;
}

/** The message in `line` (without its line end), or why it is refused. */
export function decode(line: string): Result<Message, Refusal> {
  const unframed = unframe(line);
  if (!unframed.ok) return unframed;
  const words = unframed.value.split(' ');
  const [kind = '', seqText = ''] = words;
  const seq = /^(0|[1-9][0-9]{0,4})$/.test(seqText) ? Number(seqText) : Number.NaN;
  if (!/^[a-z]{1,12}$/.test(kind) || !(seq <= 0xffff)) return failed({ reason: 'shape', detail: seqText });
  if (!isKind(kind)) return failed({ reason: 'kind', detail: kind, seq });
  const texts = split(words);
  if (!texts.ok) return failed({ reason: 'field', detail: texts.fault, seq });
  const message: Record<string, unknown> = { kind, seq };
  for (const [property, field] of fieldsOf(kind)) {
    const text = texts.value.get(field.key);
    const value = text === undefined ? failed('field' as const) : field.read(text);
    if (!value.ok) return failed({ reason: value.fault, detail: field.key, seq });
    message[property] = value.value;
  }
  return ok(message as unknown as Message);
}

/** The line of a message, without its line end. Asserts that each value is in range. */
export function encode(message: Message): string {
  const values = message as unknown as Readonly<Record<string, unknown>>;
  let text = `${message.kind} ${message.seq}`;
  for (const [property, field] of fieldsOf(message.kind)) {
    const written = field.write(values[property]);
    assert(field.read(written).ok, `${message.kind} ${field.key}=${written} is outside its range`);
    text += ` ${field.key}=${written}`;
  }
  return frame(text);
}

/** `text` with its checksum. */
export function frame(text: string): string {
  return `${text}*${crcText(crc16(text, text.length))}`;
}

/** The text before the checksum, if the checksum is right. */
function unframe(line: string): Result<string, Refusal> {
  if (line.length > LINE_MAX) return failed({ reason: 'length', detail: String(line.length) });
  const end = line.length - 5;
  if (!/^\*[0-9A-F]{4}$/.test(line.slice(Math.max(0, end))))
    return failed({ reason: 'checksum', detail: 'none' });
  const text = line.slice(0, end);
  const strange = /[^a-z0-9 =,._-]/.exec(text);
  if (strange !== null) return failed({ reason: 'character', detail: String(strange.index) });
  const crc = crcText(crc16(line, end));
  return line.endsWith(crc) ? ok(text) : failed({ reason: 'checksum', detail: crc });
}

/** Words from the third on as key and value; the fault is the first word of another form, or a repeated key. */
function split(words: readonly string[]): Result<ReadonlyMap<string, string>, string> {
  const texts = new Map<string, string>();
  for (const word of words.slice(2)) {
    const [, key = '', value = ''] = /^([a-z]{1,12})=([a-z0-9,._-]+)$/.exec(word) ?? [];
    if (key === '' || texts.has(key)) return failed(word);
    texts.set(key, value);
  }
  return ok(texts);
}

type AnyField = Placed<unknown> & { read(text: string): Result<unknown, FieldRefusal> };

const fieldLists = new Map(
  Object.entries(layouts).map(([kind, fields]) => [kind, Object.entries(fields) as [string, AnyField][]]),
);

function fieldsOf(kind: Kind): readonly (readonly [string, AnyField])[] {
  return fieldLists.get(kind) ?? [];
}

function isKind(word: string): word is Kind {
  return fieldLists.has(word);
}
