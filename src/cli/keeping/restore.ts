/** `quietpost restore`: a backup back to where its files were. Everything is proved before anything is moved. */

import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256Of } from '../../adapters/files/file-hash.ts';
import { readTarGz, type TarSink } from '../../adapters/files/tar-file.ts';
import { createSqliteFiles } from '../../adapters/sqlite.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import {
  type BackupFile,
  type BackupManifest,
  MANIFEST,
  readManifest,
} from '../../service/backup-manifest.ts';
import { migrations } from '../../store/file/schema.ts';
import type { CliFault } from '../records/source/history-path.ts';
import { systemFault } from '../terminal/system-fault.ts';
import { tell, tellMessage, told } from '../terminal/tell.ts';
import type { KeepingIo } from './backup.ts';
import { numbersOf } from './owner-names.ts';

/** Options of `quietpost restore`. */
export interface RestoreOptions {
  /** What differs is set aside and replaced. */
  readonly force?: boolean;
  /** Everything below this folder: the card of another computer. */
  readonly root?: string;
}

/** A file of the backup and where it goes. */
interface Target extends BackupFile {
  readonly to: string;
}

/** Beside its place until all of them are proved. */
const PART = '.restored-part';
const MANIFEST_BYTES_MAX = 10_000_000;

/** Gives the exit code. */
export async function restore(file: string, options: RestoreOptions, io: KeepingIo): Promise<number> {
  const done = await carryOut(file, options, io.wallMs);
  if (!done.ok) {
    io.complain(tell('command-says', { command: 'restore', why: done.fault.text }));
    return done.fault.code;
  }
  const { manifest, targets, aside } = done.value;
  for (const { to } of targets) io.write(`  ${to}`);
  for (const path of aside) io.write(tell('restore-before', { path }));
  const time = new Date(manifest.madeMs).toISOString().slice(0, 16).replace('T', ' ');
  io.write(tell('restore-done', { count: targets.length, host: manifest.host, time }));
  const path = options.root === undefined ? manifest.site : join(options.root, manifest.site);
  io.write(tell('restore-next', { path }));
  return EXIT.OK;
}

interface Done {
  readonly manifest: BackupManifest;
  readonly targets: readonly Target[];
  readonly aside: readonly string[];
}

async function carryOut(
  file: string,
  { force, root }: RestoreOptions,
  wallMs: number,
): Promise<Result<Done, CliFault>> {
  if (!existsSync(file)) return failed({ code: EXIT.NOINPUT, text: tell('restore-missing', { path: file }) });
  const manifest = await manifestOf(file);
  if (!manifest.ok) return manifest;
  const all = manifest.value.files.map((one): Target => ({ ...one, to: join(root ?? '/', one.path) }));
  const differing: Target[] = [];
  for (const target of all) if (!(await isSame(target))) differing.push(target);
  const refusal = refused(manifest.value, differing, force === true);
  if (refusal !== undefined) return failed(refusal);
  try {
    await unpack(file, all, differing);
    const stamp = `.replaced-${new Date(wallMs).toISOString().replaceAll(/[-:.]/g, '')}`;
    const aside = differing.flatMap((target) => putInPlace(target, stamp));
    return ok({ manifest: manifest.value, targets: all, aside });
  } catch (error) {
    return failed(error instanceof Damaged ? damaged(file, error.message) : systemFault(error));
  } finally {
    for (const { to } of differing) rmSync(to + PART, { force: true });
  }
}

class Damaged extends Error {}

function damaged(file: string, why: string): CliFault {
  return { code: EXIT.DATAERR, text: tell('restore-damaged', { path: file, why }) };
}

async function manifestOf(file: string): Promise<Result<BackupManifest, CliFault>> {
  const pieces: Uint8Array[] = [];
  let isFirst = true;
  try {
    await readTarGz(file, (name, bytes) => {
      if (!isFirst) return 'stop';
      isFirst = false;
      if (name !== MANIFEST || bytes > MANIFEST_BYTES_MAX) return 'stop';
      return { write: (chunk) => void pieces.push(Buffer.from(chunk)), end: () => {} };
    });
  } catch (error) {
    const { code, text } = systemFault(error);
    return failed(code === EXIT.IOERR ? damaged(file, text) : { code, text });
  }
  if (pieces.length === 0) return failed(damaged(file, tell('manifest-none')));
  const read = readManifest(Buffer.concat(pieces).toString('utf8'));
  return read.ok ? read : failed(damaged(file, told(read.fault)));
}

async function isSame({ to, kind, bytes, sha256 }: Target): Promise<boolean> {
  if (kind === 'history') return false;
  const found = statSync(to, { throwIfNoEntry: false });
  return found?.size === bytes && (await sha256Of(to)) === sha256;
}

/** What stands in the way. */
function refused(
  { historyFormat, version }: BackupManifest,
  differing: readonly Target[],
  isForced: boolean,
): CliFault | undefined {
  const known = migrations.length;
  if (historyFormat !== null && historyFormat > known)
    return {
      code: EXIT.DATAERR,
      text: tell('restore-too-new', { found: historyFormat, known, version }),
    };
  const history = differing.find(({ kind, to }) => kind === 'history' && existsSync(to));
  if (history !== undefined && isInUse(history.to))
    return {
      code: EXIT.TEMPFAIL,
      text: tell('restore-in-use', { path: history.to }),
    };
  const present = differing.filter(({ to }) => existsSync(to)).map(({ to }) => to);
  if (present.length > 0 && !isForced)
    return {
      code: EXIT.CANTCREAT,
      text: [tell('restore-differ'), ...present.map((path) => `  ${path}`)].join('\n'),
    };
  return shortOfSpace(differing);
}

function isInUse(history: string): boolean {
  // To look would make the file, as root, and the gateway could not own it afterwards.
  if (!existsSync(`${history}-owner`)) return false;
  const opened = createSqliteFiles().open(history, 'own');
  if (opened.ok) opened.value.close();
  return !opened.ok && opened.fault.kind === 'busy';
}

/** Twice the history would not fit: better known before than in the middle. */
function shortOfSpace(targets: readonly Target[]): CliFault | undefined {
  const largest = targets.toSorted((a, b) => b.bytes - a.bytes)[0];
  if (largest === undefined) return undefined;
  const { bavail, bsize } = statfsSync(folderThere(dirname(largest.to)));
  if (bavail * bsize > largest.bytes) return undefined;
  const neededMb = Math.ceil(largest.bytes / 1e6);
  const freeMb = Math.floor((bavail * bsize) / 1e6);
  return { code: EXIT.IOERR, text: tell('restore-no-space', { path: largest.to, neededMb, freeMb }) };
}

function folderThere(folder: string): string {
  return existsSync(folder) ? folder : folderThere(dirname(folder));
}

async function unpack(file: string, all: readonly Target[], differing: readonly Target[]): Promise<void> {
  const byName = new Map(differing.map((target) => [target.name, target]));
  const entries = await readTarGz(file, (name) => {
    const target = byName.get(name);
    return target === undefined ? null : fileSink(target);
  }).catch((error: unknown) => {
    throw isOfSystem(error) ? error : new Damaged(systemFault(error).text);
  });
  for (const { name, sha256 } of all)
    if (entries.findLast((entry) => entry.name === name)?.sha256 !== sha256)
      throw new Damaged(tell('restore-not-as-saved', { name }));
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function fileSink({ to, mode, user, group }: Target): TarSink {
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to + PART, { force: true });
  const handle = openSync(to + PART, 'wx', 0o600);
  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; ) at += writeSync(handle, chunk, at);
    },
    end() {
      fsyncSync(handle);
      closeSync(handle);
      chmodSync(to + PART, mode);
      if (process.getuid?.() !== 0) return;
      const { uid, gid } = numbersOf(user, group) ?? statSync(dirname(to));
      chownSync(to + PART, uid, gid);
    },
  };
}

/** Gives where what stood there before lies now. */
function putInPlace({ to, kind }: Target, stamp: string): readonly string[] {
  const isThere = existsSync(to);
  if (kind === 'history') {
    // Also without the file its log may lie there, and would be taken for that of the new one.
    const aside = createSqliteFiles().setAside(to, stamp);
    if (!aside.ok) throw new Error(tellMessage(aside.fault.why));
  } else if (isThere) renameSync(to, to + stamp);
  renameSync(to + PART, to);
  return isThere ? [to + stamp] : [];
}
