/**
 * What must survive the process at once, and a power cut within a minute, at little cost for the medium. Each append goes
 * to a file in memory that outlives the process (tmpfs); a sync copies what came since to a file on the medium. That one is
 * written again and again from its beginning and keeps its size: a sync costs the pages it writes and nothing else.
 * Where there is no such memory every append goes to the medium.
 */

import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { Tail } from '../ports/database.ts';
import { attempted } from './disk-fault.ts';

/** Five minutes of a large station. The file grows where that is too small. */
const PAGES = 16;
/** Written one by one: Linux keeps what was written at once together, and then writes all of it for any byte. */
const PAGE_BYTES = 4096;
const MEMORY = '/dev/shm';

interface State {
  readonly path: string;
  /** Absent: every append goes to the medium. */
  readonly memory: string | undefined;
  readonly isSynced: boolean;
  /** Open from the first append on. */
  files: { readonly disk: number; readonly memory: number | undefined } | undefined;
  /** Where the next append goes. */
  atByte: number;
  /** How far the medium has it. */
  savedBytes: number;
  unsaved: Uint8Array[];
}

/** Where appends go first, and whether the medium is made to keep them. */
export interface TailOptions {
  /** False in simulations, which nobody would miss after a power cut. */
  readonly isSynced: boolean;
  readonly inMemory: boolean;
}

/** Throws what the operating system reports; what is done with the tail later gives faults. */
export function openTailFile(path: string, { isSynced, inMemory }: TailOptions): Tail {
  const memory = inMemory ? memoryPath(path) : undefined;
  const state: State = { path, memory, isSynced, files: undefined, atByte: 0, savedBytes: 0, unsaved: [] };
  const copies = memory === undefined ? [path] : [path, memory];
  return {
    found: copies.filter((file) => existsSync(file)).map((file) => readFileSync(file)),
    append: (bytes) => attempted(() => append(state, bytes)),
    sync: () => attempted(() => save(state)),
    rewind() {
      state.atByte = 0;
      state.savedBytes = 0;
      state.unsaved = [];
    },
    close() {
      if (state.files === undefined) return;
      closeSync(state.files.disk);
      if (state.files.memory !== undefined) closeSync(state.files.memory);
      if (state.atByte === 0 && memory !== undefined) rmSync(memory, { force: true });
      state.files = undefined;
    },
  };
}

function append(state: State, bytes: Uint8Array): true {
  state.files ??= { disk: newFile(state.path), memory: newMemoryFile(state.memory) };
  const { memory } = state.files;
  if (memory !== undefined) writeSync(memory, bytes, 0, bytes.length, state.atByte);
  state.atByte += bytes.length;
  state.unsaved.push(bytes);
  if (memory === undefined) write(state);
  return true;
}

function save(state: State): true {
  write(state);
  if (state.isSynced && state.files !== undefined) fdatasyncSync(state.files.disk);
  return true;
}

function write(state: State): void {
  if (state.files === undefined) return;
  const bytes = Buffer.concat(state.unsaved);
  writeSync(state.files.disk, bytes, 0, bytes.length, state.savedBytes);
  state.savedBytes += bytes.length;
  state.unsaved = [];
}

/** In the place of what was found. */
function newFile(path: string): number {
  const file = openSync(path, 'w', 0o600);
  const page = Buffer.alloc(PAGE_BYTES);
  for (let index = 0; index < PAGES; index += 1) writeSync(file, page, 0, PAGE_BYTES, index * PAGE_BYTES);
  return file;
}

/** Undefined where it cannot be had. Everybody may write in that folder: a file of somebody else is not touched. */
function newMemoryFile(path: string | undefined): number | undefined {
  if (path === undefined) return undefined;
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  const opened = attempted(() => openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600));
  if (!opened.ok) return undefined;
  if (fstatSync(opened.value).uid === process.getuid?.()) {
    ftruncateSync(opened.value, 0);
    return opened.value;
  }
  closeSync(opened.value);
  return undefined;
}

/** One for each file and user. */
function memoryPath(path: string): string {
  const name = createHash('sha256').update(resolve(path)).digest('hex').slice(0, 16);
  return join(MEMORY, `quietpost-${process.getuid?.() ?? 0}-${name}`);
}
