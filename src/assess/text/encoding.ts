/** Which encoding a file is written in, and what shows it. */

import { folded, wordsOf } from '../columns/head-text.ts';

/** An encoding and the reason why it is taken. */
export interface Encoding {
  /** As TextDecoder calls it. */
  readonly name: string;
  /** What shows it; `granted` where nothing does. */
  readonly shownBy: 'ascii' | 'byte-order-mark' | 'zero-bytes' | 'valid-utf-8' | 'known-words' | 'granted';
}

/** Every byte is one character or part of one, and commas, digits and line feeds are what they are in ASCII. */
export function isByteWise({ name }: Encoding): boolean {
  return !name.startsWith('utf-16');
}

/** The encoding of the begin of a file; null where it is no text. */
export function encodingOf(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { name: 'utf-8', shownBy: 'byte-order-mark' };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { name: 'utf-16le', shownBy: 'byte-order-mark' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { name: 'utf-16be', shownBy: 'byte-order-mark' };
  if (bytes.includes(0)) return zeroBytes(bytes);
  if (bytes.every((byte) => byte < 0x80)) return { name: 'utf-8', shownBy: 'ascii' };
  const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1 || bytes.length);
  if (decoded(whole, 'utf-8') !== undefined) return { name: 'utf-8', shownBy: 'valid-utf-8' };
  return byWords(whole);
}

/** ASCII in UTF-16 has a zero in each second byte. */
function zeroBytes(bytes: Buffer): Encoding | null {
  const zeros = [0, 0];
  for (const [at, byte] of bytes.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = Math.max(even, odd);
  if (most < bytes.length / 4 || Math.min(even, odd) > most / 10) return null;
  return { name: odd > even ? 'utf-16le' : 'utf-16be', shownBy: 'zero-bytes' };
}

const candidates = ['gb18030', 'shift_jis', 'euc-jp', 'euc-kr', 'big5', 'windows-1252'];
/** The head of a table stands in the first lines; a year of remarks need not be read for it. */
const HEAD_BYTES = 8192;

/** The encoding in which the head has the most words of the field and the fewest that nobody knows. */
function byWords(bytes: Buffer): Encoding {
  const scored = candidates.flatMap((name) => {
    const text = decoded(bytes, name);
    return text === undefined ? [] : [{ name, score: knownWords(text.slice(0, HEAD_BYTES)) }];
  });
  const [best] = scored.toSorted((a, b) => b.score - a.score);
  if (best === undefined || best.score <= 0) return { name: 'windows-1252', shownBy: 'granted' };
  return { name: best.name, shownBy: 'known-words' };
}

function knownWords(text: string): number {
  let score = 0;
  for (const field of new Set(text.split(/[\n\r\t,;|]+/))) {
    if (!/\P{ASCII}/u.test(field)) continue;
    const { words, unknown } = wordsOf(folded(field));
    score += words.size - unknown.length;
  }
  return score;
}

function decoded(bytes: Buffer, name: string): string | undefined {
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    // A TypeError: these bytes cannot stand in that encoding.
    return undefined;
  }
}
