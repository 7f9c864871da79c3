/**
 * What must survive the process at once, and a power cut within a minute, at little cost for the medium. Each append goes
 * to a file in memory that outlives the process (tmpfs); a sync copies what came since to a file on the medium. That one is
 * written again and again from its beginning and keeps its size: a sync costs the pages it writes and nothing else.
 * Where there is no such memory every append goes to the medium, and notes are lost.
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
  renameSync,
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
  const onMedium = existsSync(path) ? [readFileSync(path)] : [];
  return {
    found: [...onMedium, ...ownFile(memory)],
    noted: ownFile(noteOf(memory))[0],
    note: (bytes) => note(memory, bytes),
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
      if (state.atByte === 0 && memory !== undefined)
        for (const file of [memory, noteOf(memory)]) rmSync(file, { force: true });
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

/** Undefined where it cannot be had. */
function newMemoryFile(path: string | undefined): number | undefined {
  const { O_RDWR, O_CREAT } = constants;
  const file = path === undefined ? undefined : openOwn(path, O_RDWR | O_CREAT);
  if (file !== undefined) ftruncateSync(file, 0);
  return file;
}

/** Its content; none where there is no such file. */
function ownFile(path: string | undefined): readonly Uint8Array[] {
  const file = path === undefined ? undefined : openOwn(path, constants.O_RDONLY);
  if (file === undefined) return [];
  const content = readFileSync(file);
  closeSync(file);
  return [content];
}

/** Everybody may write in that folder: a file of somebody else is neither read nor touched. */
function openOwn(path: string, flags: number): number | undefined {
  const opened = attempted(() => openSync(path, flags | constants.O_NOFOLLOW, 0o600));
  if (!opened.ok) return undefined;
  if (fstatSync(opened.value).uid === process.getuid?.()) return opened.value;
  closeSync(opened.value);
  return undefined;
}

function noteOf<Path extends string | undefined>(memory: Path): Path extends string ? string : undefined;
function noteOf(memory: string | undefined): string | undefined {
  return memory === undefined ? undefined : `${memory}-note`;
}

/** Under another name first, so that a process that dies over it leaves the one before. */
function note(memory: string | undefined, bytes: Uint8Array): void {
  if (memory === undefined) return;
  const path = noteOf(memory);
  const next = `${path}-next`;
  const { O_WRONLY, O_CREAT } = constants;
  const file = openOwn(next, O_WRONLY | O_CREAT);
  if (file === undefined) return;
  const written = attempted(() => {
    ftruncateSync(file, 0);
    writeSync(file, bytes);
  });
  closeSync(file);
  // Memory that is full costs the note; the one before is still there.
  if (written.ok) renameSync(next, path);
}

/** One for each file and user. */
function memoryPath(path: string): string {
  const name = createHash('sha256').update(resolve(path)).digest('hex').slice(0, 16);
  return join(MEMORY, `quietpost-${process.getuid?.() ?? 0}-${name}`);
}
