/** The bytes of a file as text. What is not UTF-8 is refused, with the encoding it most likely has. */

import { type Phrase, phrase } from '../../model/phrase.ts';

/** Text, and why it cannot be trusted, if so. */
export interface Decoded {
  readonly text: string;
  readonly unreadable?: Unreadable;
}

/** Why the text of a file is not what was written. */
export interface Unreadable {
  /** Offset in the text. */
  readonly at: number;
  readonly message: Phrase;
  readonly fix: Phrase;
}

/** `file` is named in what to do. */
export function decodeText(bytes: Uint8Array, file: string): Decoded {
  const other = kindOf(bytes);
  if (other !== undefined)
    return other.encoding === undefined ? notText(other.name) : wide(bytes, other, file);
  const invalid = firstInvalid(bytes);
  if (invalid === bytes.length) return { text: new TextDecoder().decode(bytes) };
  // Two bytes of another encoding may look like a character of UTF-8: the whole row of them is none.
  const bad = isCutOff(bytes, invalid) ? invalid : rowStart(bytes, invalid);
  const before = new TextDecoder().decode(bytes.subarray(0, bad));
  if (isCutOff(bytes, bad)) {
    return {
      text: before,
      unreadable: {
        at: before.length,
        message: phrase('cut-off'),
        fix: phrase('copy-whole'),
      },
    };
  }
  const likely = likelyOf(bytes.subarray(bad));
  const text = before + new TextDecoder(likely.label).decode(bytes.subarray(bad));
  const message = phrase('not-utf8-likely', {
    encoding: likely.name,
    character: text.slice(before.length, before.length + 1),
  });
  return { text, unreadable: { at: before.length, message, fix: howToConvert(likely.iconv, file) } };
}

interface Kind {
  readonly name: string | Phrase;
  /** Of text; undefined: no text at all. */
  readonly encoding?: string;
  /** As iconv calls it. */
  readonly iconv?: string;
}

const heads: readonly (readonly [bytes: readonly number[], kind: Kind])[] = [
  [[0xff, 0xfe, 0, 0], { name: 'UTF-32 (little-endian)', encoding: 'utf-32', iconv: 'UTF-32' }],
  [[0, 0, 0xfe, 0xff], { name: 'UTF-32 (big-endian)', encoding: 'utf-32', iconv: 'UTF-32' }],
  [[0xff, 0xfe], { name: 'UTF-16 (little-endian)', encoding: 'utf-16le', iconv: 'UTF-16' }],
  [[0xfe, 0xff], { name: 'UTF-16 (big-endian)', encoding: 'utf-16be', iconv: 'UTF-16' }],
  [[0x50, 0x4b, 3, 4], { name: phrase('kind-zip') }],
  [[0xd0, 0xcf, 0x11, 0xe0], { name: phrase('kind-office') }],
  [[0x1f, 0x8b], { name: phrase('kind-gzip') }],
  [[0x25, 0x50, 0x44, 0x46], { name: phrase('kind-pdf') }],
];

function kindOf(bytes: Uint8Array): Kind | undefined {
  const head = heads.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  if (head !== undefined) return head[1];
  const [even, odd] = nulShares(bytes.subarray(0, 400));
  if (odd > 0.3 && even < 0.1)
    return { name: 'UTF-16 (little-endian)', encoding: 'utf-16le', iconv: 'UTF-16LE' };
  if (even > 0.3 && odd < 0.1)
    return { name: 'UTF-16 (big-endian)', encoding: 'utf-16be', iconv: 'UTF-16BE' };
  return undefined;
}

/** Share of NUL at even and at odd places: in UTF-16 every other byte of Latin text is one. */
function nulShares(bytes: Uint8Array): readonly [even: number, odd: number] {
  const counts: [number, number] = [0, 0];
  for (const [index, byte] of bytes.entries()) if (byte === 0) counts[index % 2 === 0 ? 0 : 1] += 1;
  const half = Math.max(1, bytes.length / 2);
  return [counts[0] / half, counts[1] / half];
}

function notText(name: string | Phrase): Decoded {
  const message = phrase('not-text', { kind: name });
  return { text: '', unreadable: { at: 0, message, fix: phrase('give-text') } };
}

function wide(bytes: Uint8Array, { name, encoding = '', iconv = '' }: Kind, file: string): Decoded {
  const text = encoding === 'utf-32' ? '' : new TextDecoder(encoding).decode(bytes);
  return {
    text,
    unreadable: { at: 0, message: phrase('not-utf8', { encoding: name }), fix: howToConvert(iconv, file) },
  };
}

function howToConvert(iconv: string, file: string): Phrase {
  return phrase('convert', { encoding: iconv, file });
}

function rowStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && (bytes[start - 1] ?? 0) >= 0x80) start -= 1;
  return start;
}

/** Offset of the first byte that is no UTF-8 (RFC 3629); the length where all are. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceAt(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Length of the character at `at`, 0 where it is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = lengthOf(first);
  const second = bytes[at + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  for (let index = 1; index < length; index++) if (!isFollower(bytes[at + index])) return 0;
  return length;
}

function lengthOf(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

function isFollower(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf;
}

/** The last character begins as UTF-8 does and lacks its end. */
function isCutOff(bytes: Uint8Array, at: number): boolean {
  const rest = bytes.subarray(at);
  return at > 0 && rest.length < lengthOf(rest[0] ?? 0) && rest.subarray(1).every(isFollower);
}

/**
 * Chinese characters of GBK come in pairs of high bytes, letters with accents of Latin-1 alone among plain ones. The
 * rarer GBK characters with a low second byte stand among pairs all the same.
 */
function likelyOf(bytes: Uint8Array): { label: string; name: string | Phrase; iconv: string } {
  let alone = 0;
  let paired = 0;
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    const isPair = (bytes[at + 1] ?? 0) >= 0x80;
    if (isPair) paired += 1;
    else alone += 1;
    if (isPair) at += 1;
  }
  return paired >= alone
    ? { label: 'gbk', name: phrase('encoding-gbk'), iconv: 'GBK' }
    : { label: 'windows-1252', name: 'Latin-1 (Windows-1252)', iconv: 'WINDOWS-1252' };
}
