/**
 * Appends lines to a file through a stream. Bounded in size and age: a full file is set aside under the time of its end and
 * a new one begins; of those set aside the oldest go. Trouble is told once.
 */

import {
  closeSync,
  createWriteStream,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  type WriteStream,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { LineSink } from '../ports/line-sink.ts';
import { attempted } from './disk-fault.ts';

/** Bytes that may wait for a slow disk; beyond them lines are lost and counted. */
const BUFFERED_BYTES_MAX = 64 * 1024 * 1024;

/** A sink that tells whether it failed. */
export interface FileSink extends LineSink {
  /** What went wrong, if anything did: a sentence for the console. Given once. */
  takeTrouble(): string | undefined;
}

/** How large a file may grow, and what happens then. Of the files set aside at most `filesMax` stay. */
export interface FileBounds {
  readonly bytesMax: number;
  /** Absent: a full file is the last, and recording stops. */
  readonly rotation?: { readonly ageMsMax: number; readonly filesMax: number };
}

interface State {
  readonly path: string;
  readonly bounds: FileBounds;
  readonly wallMs: () => number;
  stream: WriteStream;
  /** Files set aside, until they hold all they were given. */
  readonly ending: Set<Promise<void>>;
  beganMs: number;
  written: number;
  /** Why it stopped, if it did. */
  trouble: string | undefined;
  isTold: boolean;
}

/**
 * With rotation it goes on after what stands in `path`, so that a restart loses nothing; without, it begins anew.
 * `wallMs` names and ages the files.
 */
export function createFileSink(path: string, bounds: FileBounds, wallMs: () => number = Date.now): FileSink {
  const before = bounds.rotation === undefined ? undefined : standing(path);
  const state: State = {
    path,
    bounds,
    wallMs,
    stream: opened(path, before === undefined ? 'w' : 'a'),
    ending: new Set(),
    beganMs: before?.beganMs ?? wallMs(),
    written: before?.bytes ?? 0,
    trouble: undefined,
    isTold: false,
  };
  watch(state);
  // A line that a death tore stays one line.
  if (before?.isTorn === true) state.stream.write('\n');
  return {
    takeTrouble() {
      if (state.trouble === undefined || state.isTold) return undefined;
      state.isTold = true;
      return state.trouble;
    },
    get isFull() {
      return isFull(state);
    },
    begin: () => rotate(state),
    write: (line) => write(state, line),
    close(done) {
      end(state);
      void Promise.all(state.ending).then(() => done());
    },
  };
}

/** There at once, so that it can be renamed; the stream itself reports a file that cannot be made. */
function opened(path: string, flags: 'w' | 'a'): WriteStream {
  const file = attempted(() => openSync(path, flags));
  return createWriteStream(path, file.ok ? { fd: file.value } : { flags });
}

interface Standing {
  readonly bytes: number;
  readonly beganMs: number;
  /** Its last line has no end. */
  readonly isTorn: boolean;
}

/** What an earlier run wrote; undefined where there is nothing. */
function standing(path: string): Standing | undefined {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isFile() !== true || there.size === 0) return undefined;
  const file = attempted(() => openSync(path, 'r'));
  if (!file.ok) return undefined;
  try {
    const last = Buffer.alloc(1);
    readSync(file.value, last, 0, 1, there.size - 1);
    return { bytes: there.size, beganMs: there.birthtimeMs, isTorn: last.toString() !== '\n' };
  } finally {
    closeSync(file.value);
  }
}

function watch(state: State): void {
  state.stream.on('error', (error) => stop(state, error.message));
}

function stop(state: State, why: string): void {
  state.trouble ??= `recording to ${state.path} stopped: ${why}`;
}

function isFull({ bounds, written, beganMs, wallMs, trouble }: State): boolean {
  if (bounds.rotation === undefined || trouble !== undefined) return false;
  return written >= bounds.bytesMax || Math.abs(wallMs() - beganMs) >= bounds.rotation.ageMsMax;
}

function write(state: State, line: string): void {
  if (state.trouble !== undefined) return;
  const { bytesMax, rotation } = state.bounds;
  state.written += line.length + 1;
  if (rotation === undefined && state.written > bytesMax)
    stop(state, `it has reached its limit of ${Math.round(bytesMax / 1e6)} MB`);
  else if (state.stream.writableLength > BUFFERED_BYTES_MAX) stop(state, 'the disk is too slow');
  else state.stream.write(`${line}\n`);
}

/** The stream goes on into the renamed file until it has written all it was given. */
function rotate(state: State): void {
  const { path, bounds, wallMs } = state;
  if (state.trouble !== undefined || bounds.rotation === undefined) return;
  try {
    renameSync(path, asideOf(path, wallMs()));
    for (const old of olderFiles(path).slice(0, -bounds.rotation.filesMax)) rmSync(old);
  } catch (error) {
    stop(state, error instanceof Error ? error.message : String(error));
    return;
  }
  end(state);
  state.stream = opened(path, 'w');
  state.beganMs = wallMs();
  state.written = 0;
  watch(state);
}

/** What goes wrong with it is trouble already (`watch`). */
function end({ stream, ending }: State): void {
  stream.end();
  const ended = finished(stream).catch(() => {});
  ending.add(ended);
  void ended.then(() => ending.delete(ended));
}

/** `night.jsonl` to `night-20260715T140000123Z.jsonl`. */
function asideOf(path: string, wallMs: number): string {
  const ending = extname(path);
  const stamp = new Date(wallMs).toISOString().replaceAll(/[-:.]/g, '');
  return join(dirname(path), `${basename(path, ending)}-${stamp}${ending}`);
}

/** Those set aside, oldest first. */
function olderFiles(path: string): readonly string[] {
  const ending = extname(path);
  const name = basename(path, ending);
  const isOurs = (file: string): boolean =>
    file.startsWith(`${name}-`) && /^\d{8}T\d{9}Z$/.test(basename(file, ending).slice(name.length + 1));
  return readdirSync(dirname(path))
    .filter((file) => file.endsWith(ending) && isOurs(file))
    .sort()
    .map((file) => join(dirname(path), file));
}
