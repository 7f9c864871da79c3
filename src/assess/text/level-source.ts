/** Where the lines of a file come from: text in any encoding, read in pieces, or a sheet already read. */

import { closeSync, openSync, readSync } from 'node:fs';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { type Encoding, encodingOf, isByteWise } from './encoding.ts';

/** Why a file cannot be assessed, and the exit code of sysexits.h for it. */
export interface LevelsFault {
  readonly exitCode: 65 | 66;
  readonly text: ConsoleText;
}

/** A line as a place in a text; a copy of each would cost more than reading it. */
export type OnLine = (text: string, from: number, to: number) => void;

/** The lines of a file, however it is stored. */
export interface LevelSource {
  readonly path: string;
  /** Null: a sheet of a workbook. */
  readonly encoding: Encoding | null;
  /** The first lines, decoded. */
  readonly head: readonly string[];
  /** True: there are no others. */
  readonly isHeadAll: boolean;
  readonly eachLine: (onLine: OnLine) => void;
  /** The characters of a line, or of part of one, that `eachLine` gave. */
  readonly decode: (text: string) => string;
}

const HEAD_BYTES = 65_536;
const PIECE_BYTES = 1 << 18;
const LINE_MAX = 65_536;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)/;

/** A text file, opened and its encoding recognised. */
export function textSource(path: string): Result<LevelSource, LevelsFault> {
  const bytes = readHead(path);
  if (!Buffer.isBuffer(bytes)) return failed(bytes);
  const encoding = encodingOf(bytes);
  if (encoding === null) return failed({ exitCode: 65, text: consoleText('levels-no-text', { path }) });
  const isHeadAll = bytes.length < HEAD_BYTES;
  const head = linesOf(new TextDecoder(encoding.name).decode(bytes));
  if (!isHeadAll) head.pop();
  if (head.every((line) => line.trim() === ''))
    return failed({ exitCode: 65, text: consoleText('levels-empty', { path }) });
  const decoder = new TextDecoder(encoding.name);
  return ok({
    path,
    encoding,
    head,
    isHeadAll,
    eachLine: (onLine) => eachLine(path, encoding, onLine),
    decode: (text) =>
      isByteWise(encoding) && /\P{ASCII}/u.test(text) ? decoder.decode(Buffer.from(text, 'latin1')) : text,
  });
}

/** Lines that are already there. */
export function linesSource(path: string, lines: readonly string[]): LevelSource {
  return {
    path,
    encoding: null,
    head: lines.slice(0, 2000),
    isHeadAll: lines.length <= 2000,
    eachLine: (onLine) => {
      for (const line of lines) onLine(line, 0, line.length);
    },
    decode: (text) => text,
  };
}

function eachLine(path: string, encoding: Encoding, onLine: OnLine): void {
  const file = openSync(path, 'r');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  // Times and levels are ASCII; where they stand in bytes of their own, the others need no decoding.
  const decoder = isByteWise(encoding) ? null : new TextDecoder(encoding.name);
  let isFirst = true;
  let rest = '';
  const take = (text: string, end: number): void => {
    let from = isFirst ? (BYTE_ORDER_MARK.exec(text)?.[0].length ?? 0) : 0;
    isFirst = false;
    while (from < end) {
      const lineFeed = text.indexOf('\n', from);
      const next = lineFeed < 0 ? end : lineFeed;
      onLine(text, from, text.charCodeAt(next - 1) === CARRIAGE_RETURN ? next - 1 : next);
      from = next + 1;
    }
  };
  for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
    const text =
      rest +
      (decoder === null
        ? piece.toString('latin1', 0, length)
        : decoder.decode(piece.subarray(0, length), { stream: true }));
    const end = text.lastIndexOf('\n') + 1 || (text.length > LINE_MAX ? text.length : 0);
    take(text, end);
    rest = text.slice(end);
  }
  closeSync(file);
  take(rest, rest.length);
}

function linesOf(text: string): string[] {
  return text.replace(BYTE_ORDER_MARK, '').split(/\r?\n/);
}

function readHead(path: string): Buffer | LevelsFault {
  try {
    const file = openSync(path, 'r');
    const head = Buffer.alloc(HEAD_BYTES);
    const length = readSync(file, head);
    closeSync(file);
    return head.subarray(0, length);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const why = reasons[String(code)] ?? String(cause);
    return { exitCode: 66, text: consoleText('levels-unreadable', { path, why }) };
  }
}

/** By the system's code. */
const reasons: Readonly<Record<string, ConsoleText>> = {
  ENOENT: consoleText('levels-not-there'),
  EACCES: consoleText('levels-no-right'),
  EISDIR: consoleText('levels-folder'),
};
