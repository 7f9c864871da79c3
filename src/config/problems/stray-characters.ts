/**
 * Characters that take the place of YAML's own: a full-width colon after a key, a no-break space as indent, a colon
 * without its space. YAML reads them as part of a name or text and then complains elsewhere, or not at all. So the text
 * is looked through before: each is named, and the file is read on as if it were typed right.
 */

import { type Phrase, phrase } from '../../model/phrase.ts';
import { described, isBlank, lookalike } from './lookalikes.ts';

/** One place where something else was meant. */
export interface Stray {
  /** Offset in the text. */
  readonly at: number;
  readonly length: number;
  readonly instead: string;
  /** Strays of one kind have one cause. */
  readonly kind: string;
  readonly message: Phrase;
  readonly fix: Phrase;
  /** Between { } or [ ]. Outside, a line may be the continuation of a text, and then means itself. */
  readonly isInFlow: boolean;
}

/** Far deeper than any file of ours, and far from where a reader of YAML runs out of memory. */
export const DEPTH_MAX = 20;

/** All strays of a text, in order, and where it is nested too deep to be read at all. */
export function straysOf(text: string): {
  readonly strays: readonly Stray[];
  readonly tooDeepAt: number | undefined;
} {
  const reader: Reader = {
    strays: [],
    levels: [],
    indents: [],
    blockIndent: undefined,
    tooDeepAt: undefined,
  };
  let start = 0;
  for (const line of text.split('\n')) {
    readLine(reader, line.replace(/\r$/, ''), start);
    if (reader.tooDeepAt !== undefined) break;
    start += line.length + 1;
  }
  return reader;
}

interface Level {
  readonly open: '{' | '[';
  /** Whether the entry has its colon: what follows is its value. */
  hasColon: boolean;
}

interface Reader {
  readonly strays: Stray[];
  /** Brackets that are open. */
  readonly levels: Level[];
  /** Of the lines around this one. */
  readonly indents: number[];
  /** Offset of what is deeper than DEPTH_MAX. */
  tooDeepAt: number | undefined;
  /** Indent of the line whose value is a block of text ("|" or ">"). */
  blockIndent: number | undefined;
}

interface Line {
  readonly text: string;
  /** Offset of the line in the text. */
  readonly start: number;
  /** Begin of the word that is read; `at` where none is. */
  word: number;
  at: number;
  hasColon: boolean;
}

const plainKey = /^[A-Za-z][\w-]*$/;
const openers: Readonly<Record<string, '{' | '['>> = { '{': '{', '｛': '{', '[': '[', '［': '[', '【': '[' };
const quotes = '“”„«»‘’＂＇';

function readLine(reader: Reader, text: string, start: number): void {
  const indent = text.length - text.trimStart().length;
  if (reader.blockIndent !== undefined) {
    if (indent > reader.blockIndent || indent === text.length) return;
    reader.blockIndent = undefined;
  }
  const line: Line = { text, start, word: 0, at: 0, hasColon: false };
  readIndent(reader, line);
  if (reader.levels.length === 0 && line.at < text.length && !isComment(line)) enter(reader, line, indent);
  while (line.at < text.length && reader.tooDeepAt === undefined) {
    if (isComment(line)) break;
    readCharacter(reader, line);
  }
  if (reader.levels.length === 0 && /:\s+[|>][-+\d]*\s*(#.*)?$/.test(text)) reader.blockIndent = indent;
}

function readIndent(reader: Reader, line: Line): void {
  const { text } = line;
  while (line.at < text.length && (/[ \t]/.test(text[line.at] ?? '') || isBlank(text[line.at] ?? ''))) {
    if (!/[ \t]/.test(text[line.at] ?? '') && text.slice(line.at).trim() !== '')
      addBlank(reader, line, line.at);
    line.at += 1;
  }
  line.word = line.at;
}

/** Leaves the sections that this line is no part of, and enters its own. */
function enter(reader: Reader, { start }: Line, indent: number): void {
  const { indents } = reader;
  while ((indents.at(-1) ?? -1) >= indent) indents.pop();
  indents.push(indent);
  if (indents.length > DEPTH_MAX) reader.tooDeepAt = start + indent;
}

function isComment({ text, at }: Line): boolean {
  return text[at] === '#' && (at === 0 || /\s/.test(text[at - 1] ?? '') || isBlank(text[at - 1] ?? ''));
}

/** One step: a quoted text as a whole, else one character. */
function readCharacter(reader: Reader, line: Line): void {
  const character = line.text[line.at] ?? '';
  if (line.at === line.word && readWordStart(reader, line, character)) return;
  const isInside = reader.levels.length > 0;
  if (isInside && /[}\]｝］】]/.test(character)) closeBracket(reader, line, character);
  else if (isInside && character === ',') nextEntry(reader, line);
  else if (/[，、﹐]/.test(character) && isSeparator(reader, line)) readComma(reader, line);
  else if (/[:：﹕∶]/.test(character) && !entry(reader, line).hasColon) readColon(reader, line, character);
  else if (character === '＃' && /\s/.test(line.text[line.at - 1] ?? ' ')) readNumberSign(reader, line);
  else if (/\s/.test(character) || isBlank(character)) readBlank(reader, line, character);
  else line.at += 1;
}

/** What means something at the begin of a word alone; false where it is the begin of a plain one. */
function readWordStart(reader: Reader, line: Line, character: string): boolean {
  const isDash = /[-–—－−]/.test(character) && /\s/.test(line.text[line.at + 1] ?? '');
  if (character === '"' || character === "'") skipQuoted(line, character);
  else if (quotes.includes(character)) readCurly(reader, line);
  else if (openers[character] !== undefined) openBracket(reader, line, character);
  else if (isDash) readDash(reader, line, character);
  else return false;
  return true;
}

function readComma(reader: Reader, line: Line): void {
  const instead = /\s/.test(line.text[line.at + 1] ?? '') ? ',' : ', ';
  add(reader, line, line.at, instead, phrase('type-comma'));
  nextEntry(reader, line);
}

/** The rest of the line is a comment. */
function readNumberSign(reader: Reader, line: Line): void {
  add(reader, line, line.at, '#', phrase('type-ordinary', { what: '"#"' }));
  line.at = line.text.length;
}

/** What has its own colon: the innermost bracket, or the line. */
function entry(reader: Reader, line: Line): { hasColon: boolean } {
  return reader.levels.at(-1) ?? line;
}

function skipQuoted(line: Line, quote: string): void {
  const rest = line.text.slice(line.at + 1);
  const end = quote === '"' ? /^(?:[^"\\]|\\.)*"/.exec(rest) : /^(?:[^']|'')*'/.exec(rest);
  line.at = end === null ? line.text.length : line.at + 1 + end[0].length;
}

/** A curly quotation mark at the begin of a word, with the one that ends it. */
function readCurly(reader: Reader, line: Line): void {
  const { text, at } = line;
  const quote = lookalike(text[at] ?? '')?.instead ?? '"';
  add(reader, line, at, quote, phrase('type-quotes', { quote }));
  const length = [...text.slice(at + 1)].findIndex((one) => quotes.includes(one) || one === quote);
  if (length < 0) {
    line.at = text.length;
    return;
  }
  const end = at + 1 + length;
  if (text[end] !== quote) add(reader, line, end, quote, phrase('type-quotes', { quote }));
  line.at = end + 1;
}

function openBracket(reader: Reader, line: Line, character: string): void {
  const open = openers[character] ?? '{';
  if (character !== open) add(reader, line, line.at, open, phrase('type-ordinary', { what: `"${open}"` }));
  reader.levels.push({ open, hasColon: false });
  if (reader.levels.length > DEPTH_MAX) reader.tooDeepAt = line.start + line.at;
  startWord(line);
}

function closeBracket(reader: Reader, line: Line, character: string): void {
  const close = reader.levels.at(-1)?.open === '[' ? ']' : '}';
  if (character !== '}' && character !== ']')
    add(reader, line, line.at, close, phrase('type-ordinary', { what: `"${close}"` }));
  reader.levels.pop();
  startWord(line);
}

function readDash(reader: Reader, line: Line, character: string): void {
  if (character !== '-') add(reader, line, line.at, '-', phrase('type-ordinary', { what: '"-"' }));
  enter(reader, line, line.at);
  startWord(line);
}

function nextEntry(reader: Reader, line: Line): void {
  entry(reader, line).hasColon = false;
  startWord(line);
}

/** The next word begins behind the blanks after this character. */
function startWord(line: Line): void {
  line.at += 1;
  while (/[ \t]/.test(line.text[line.at] ?? '')) line.at += 1;
  line.word = line.at;
}

/** In a list always; between keys only before the next key, because texts have commas of their own. */
function isSeparator(reader: Reader, { text, at }: Line): boolean {
  const level = reader.levels.at(-1);
  if (level === undefined) return false;
  return level.open === '[' || /^\s*["']?[A-Za-z][\w-]*["']?\s*[:：]/.test(text.slice(at + 1, at + 60));
}

function readColon(reader: Reader, line: Line, character: string): void {
  const { text, at } = line;
  const word = text.slice(line.word, at).trim();
  const next = text[at + 1] ?? ' ';
  const isKey = plainKey.test(word) && reader.levels.at(-1)?.open !== '[';
  if (character === ':' && (/[\s,[\]{}]/.test(next) || !isKey)) {
    if (/[\s,[\]{}]/.test(next)) beginValue(reader, line);
    else line.at += 1;
    return;
  }
  if (!isKey || text.startsWith('//', at + 1)) {
    line.at += 1;
    return;
  }
  if (character !== ':') {
    add(reader, line, at, /\s/.test(next) ? ':' : ': ', phrase('type-colon', { word }));
  } else if (isBlank(next)) {
    addBlank(reader, line, at + 1);
    line.at += 1;
  } else {
    const message = phrase('no-space-after-colon');
    const [rest = ''] = text.slice(at + 1, at + 40).split(/[,}#]/, 1);
    const fix = phrase('type-space-after', { word, rest: rest.trim() });
    push(reader, line, { at, length: 1, instead: ': ', kind: 'no space', message, fix });
  }
  beginValue(reader, line);
}

function beginValue(reader: Reader, line: Line): void {
  entry(reader, line).hasColon = true;
  startWord(line);
}

/** A blank that is none counts where a word begins or ends; inside a text it means itself. */
function readBlank(reader: Reader, line: Line, character: string): void {
  const { text, at } = line;
  const isStart = at === line.word;
  if (lookalike(character) !== undefined && (isStart || isLast(text, at, entry(reader, line).hasColon)))
    addBlank(reader, line, at);
  line.at += 1;
  if (isStart) line.word = line.at;
}

/** Whether nothing but blanks stands between `at` and what ends the word. */
function isLast(text: string, at: number, hasColon: boolean): boolean {
  let end = at;
  while (end < text.length && (/[ \t]/.test(text[end] ?? '') || isBlank(text[end] ?? ''))) end += 1;
  const next = text[end] ?? '';
  return /^[,}\]#]?$/.test(next) || (!hasColon && /[:：]/.test(next));
}

function addBlank(reader: Reader, line: Line, at: number): void {
  const character = line.text[at] ?? '';
  const known = lookalike(character);
  if (known === undefined) return;
  // A full-width space is as wide as two: indents seen in an editor then stay as they are.
  const instead = character === '\u3000' ? '  ' : known.instead;
  add(reader, line, at, instead, instead === '' ? phrase('delete-it') : phrase('type-spaces'));
}

function add(reader: Reader, line: Line, at: number, instead: string, fix: Phrase): void {
  const character = line.text[at] ?? '';
  const message = phrase('stands-here', { character: described(character) });
  push(reader, line, { at, length: 1, instead, kind: kindOf(character), message, fix });
}

function kindOf(character: string): string {
  const { key, values } = lookalike(character)?.name ?? { key: character, values: {} };
  return [key, ...Object.values(values)].join(' ');
}

function push(reader: Reader, line: Line, stray: Omit<Stray, 'isInFlow'>): void {
  reader.strays.push({ ...stray, at: line.start + stray.at, isInFlow: reader.levels.length > 0 });
}
