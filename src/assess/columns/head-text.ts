/** The text of a column's name made comparable: one form of each letter, units taken out, words found. */

import { type HeadWord, headWords } from './vocabulary.ts';

/** Small letters without accents; full-width signs and subscripts as plain ones. Kana and Hangul stay whole. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/([a-z])[\u0300-\u036f]+/gi, '$1')
    .normalize('NFC')
    .replace(/ß/g, 'ss')
    .trim()
    .toLowerCase();
}

/** `noiseLevelMax` as `noise Level Max`: before letters are made small. */
export function unjoined(text: string): string {
  return text.normalize('NFKC').replace(/([a-z])([A-Z])/g, '$1 $2');
}

/** A decibel, with its frequency weighting: dB, dB(A), dBA, [dB], dB-A, 分贝. */
const DECIBEL =
  /[[(]?\s*(?<![a-z])(?:db|decibels?|dezibel|分贝|デシベル|데시벨)(?:[\s_-]*[[(]?\s*(?<w>a|c|z)\s*[)\]]?(?![a-z0-9]))?(?:\s*re\.?\s*20\s*[uµμ]?pa)?\s*[\])]*/;
/** What can stand in a column of its own right and is no sound level. */
const OTHER_UNIT =
  /[[(]?(?:°\s*c|℃|°\s*f|%\s*rh|m\/s|km\/h|hpa|mbar|kpa|mm|[mµu]?pa|mv|v|lux|ppm|kw|hz)[\])]/;

/** The unit in a name, and the name without it. */
export interface HeadUnit {
  readonly unit: 'dB' | 'other' | null;
  readonly weighting: string | undefined;
  readonly rest: string;
}

/** Takes the unit out of a folded name. */
export function unitOf(text: string): HeadUnit {
  const match = DECIBEL.exec(text);
  if (match !== null) {
    const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
    return { unit: 'dB', weighting: match.groups?.['w'], rest };
  }
  return { unit: OTHER_UNIT.test(text) ? 'other' : null, weighting: undefined, rest: text };
}

/** The words of a name, known and unknown. */
export interface FoundWords {
  readonly words: ReadonlySet<HeadWord>;
  /** Words that the vocabulary does not know; numbers are none. */
  readonly unknown: readonly string[];
}

/** The words of a folded text, the longest first. */
export function wordsOf(text: string): FoundWords {
  const words = new Set<HeadWord>();
  const unknown: string[] = [];
  const tokens = text.match(/[a-z]+|[^\p{ASCII}\s，、（）°²³µ·]+|\d+(?:\.\d+)?/gu) ?? [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? '';
    if (/^\d/.test(token)) {
      at += 1;
      continue;
    }
    if (isOther(token) || (token.length === 1 && isOther(tokens[at + 1]))) {
      const rest = takeParts(mixedRun(tokens, at), words);
      if (rest !== '') unknown.push(rest);
      at += mixedLength(tokens, at);
      continue;
    }
    const length = phraseLength(tokens, at, words);
    if (length === 0) unknown.push(token);
    at += Math.max(1, length);
  }
  return { words, unknown };
}

const LONGEST_PHRASE = 3;

const latinPhrases = new Map<string, HeadWord[]>();
const otherPhrases: (readonly [string, HeadWord])[] = [];
for (const [word, phrases] of Object.entries(headWords) as [HeadWord, readonly string[]][]) {
  for (const phrase of phrases) {
    if (/^[a-z ]+$/.test(phrase)) latinPhrases.set(phrase, [...(latinPhrases.get(phrase) ?? []), word]);
    else otherPhrases.push([phrase, word]);
  }
}
otherPhrases.sort(([a], [b]) => b.length - a.length);

/** How many tokens the longest phrase here takes; its meanings are added. */
function phraseLength(tokens: readonly string[], at: number, words: Set<HeadWord>): number {
  for (let length = LONGEST_PHRASE; length > 0; length--) {
    const found = latinPhrases.get(tokens.slice(at, at + length).join(' '));
    if (found === undefined) continue;
    for (const word of found) words.add(word);
    return length;
  }
  return 0;
}

/** A run of other letters, with the single Latin letters that stand in it: 等效连续a声级. */
function mixedRun(tokens: readonly string[], at: number): string {
  return tokens.slice(at, at + mixedLength(tokens, at)).join('');
}

function mixedLength(tokens: readonly string[], at: number): number {
  let length = 1;
  while (
    isOther(tokens[at + length]) ||
    (tokens[at + length]?.length === 1 && isOther(tokens[at + length + 1]))
  )
    length += 1;
  return length;
}

function isOther(token: string | undefined): boolean {
  return token !== undefined && !/^[a-z0-9]/.test(token);
}

/** Takes the known parts out of a run, longest first; gives what is left. */
function takeParts(run: string, words: Set<HeadWord>): string {
  let rest = run;
  for (const [phrase, word] of otherPhrases) {
    if (!rest.includes(phrase)) continue;
    words.add(word);
    rest = rest.replaceAll(phrase, ' ');
  }
  return rest.replace(/[\s·：:/()[\]%-]+/g, '');
}
