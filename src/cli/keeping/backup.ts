/** `quietpost backup`: settings, secrets, history and keys of a station in one file, while it runs. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { sha256Of } from '../../adapters/files/file-hash.ts';
import { type TarFile, writeTarGz } from '../../adapters/files/tar-file.ts';
import { version } from '../../assembly/version.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { type BackupFile, type BackupManifest, MANIFEST } from '../../service/backup-manifest.ts';
import { type CliFault, openHistoryAt } from '../records/source/history-path.ts';
import { languageHere } from '../terminal/language.ts';
import { systemFault } from '../terminal/system-fault.ts';
import { tell, tellMessage } from '../terminal/tell.ts';
import { type KeptFile, keptFiles } from './kept-files.ts';
import { namesOf } from './owner-names.ts';

/** Options of `quietpost backup`. */
export interface BackupOptions {
  readonly out?: string;
  readonly history?: string;
}

/** Time and console of the commands that keep a station. */
export interface KeepingIo {
  readonly wallMs: number;
  write(line: string): void;
  complain(line: string): void;
}

/** Gives the exit code. */
export async function backup(site: string, options: BackupOptions, io: KeepingIo): Promise<number> {
  const made = await make(site, options, io.wallMs);
  if (!made.ok) {
    io.complain(tell('command-says', { command: 'backup', why: made.fault.text }));
    return made.fault.code;
  }
  const { out, manifest, isUnknown } = made.value;
  const count = manifest.files.filter(({ kind }) => kind !== 'history').length;
  io.write(
    tell(manifest.historyFormat === null ? 'backup-made-without' : 'backup-made', { path: out, count }),
  );
  if (isUnknown) io.write(tell('backup-site-errors'));
  io.write(tell('backup-secret'));
  return EXIT.OK;
}

interface Made {
  readonly out: string;
  readonly manifest: BackupManifest;
  /** Nobody knows where the history is. */
  readonly isUnknown: boolean;
}

async function make(
  site: string,
  { out: wanted, history }: BackupOptions,
  wallMs: number,
): Promise<Result<Made, CliFault>> {
  const stamp = new Date(wallMs).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
  const out = resolve(wanted ?? `quietpost-backup-${stamp}.tar.gz`);
  if (existsSync(out)) return failed({ code: EXIT.CANTCREAT, text: tell('left-as-it-is', { path: out }) });
  if (!existsSync(site)) return failed({ code: EXIT.NOINPUT, text: tell('backup-no-site', { site }) });
  const historyPath = history ?? historyOf(site);
  const copy = `${out}.history`;
  const part = `${out}.part`;
  try {
    const format = historyPath === undefined ? ok(null) : copyHistory(historyPath, copy);
    if (!format.ok) return format;
    const files = [
      ...keptFiles(site, historyPath).map(backupFileOf),
      ...(historyPath === undefined || format.value === null
        ? []
        : [await historyFileOf(resolve(historyPath), copy)]),
    ];
    const manifest: BackupManifest = {
      format: 1,
      version,
      madeMs: wallMs,
      host: hostname(),
      site: resolve(site),
      historyFormat: format.value,
      files: files.map(({ file }) => file),
    };
    const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    const head = { name: MANIFEST, bytes: text.length, content: text };
    await writeTarGz(part, [head, ...files.map(({ entry }) => entry)], Math.floor(wallMs / 1000));
    renameSync(part, out);
    return ok({ out, manifest, isUnknown: historyPath === undefined });
  } catch (error) {
    return failed(systemFault(error));
  } finally {
    for (const path of [copy, `${copy}-journal`, part]) rmSync(path, { force: true });
  }
}

/** Undefined where the site file does not load: its history can be given by --history. */
function historyOf(site: string): string | undefined {
  const loaded = loadSite(site, [], languageHere());
  return loaded.ok ? loaded.plan.history.path : undefined;
}

/** Gives the version of its tables; null where there is none yet. */
function copyHistory(history: string, copy: string): Result<number | null, CliFault> {
  const opened = openHistoryAt(history);
  if (!opened.ok) return opened.fault.code === EXIT.NOINPUT ? ok(null) : opened;
  const { db } = opened.value;
  const copied = db.copyTo(copy);
  const format = db.attempt('read', (sql) => Number(sql.get('PRAGMA user_version')?.['user_version'] ?? 0));
  db.close();
  if (!copied.ok)
    return failed({
      code: EXIT.IOERR,
      text: tell('system-at', { path: copy, why: tellMessage(copied.fault.why) }),
    });
  if (!format.ok) return failed({ code: EXIT.IOERR, text: tellMessage(format.fault.why) });
  return format;
}

interface Packed {
  readonly file: BackupFile;
  readonly entry: TarFile;
}

function backupFileOf({ path, name, kind }: KeptFile): Packed {
  const content = readFileSync(path);
  const { mode, uid, gid } = statSync(path);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const owner = namesOf({ uid, gid });
  return {
    file: { name, path, kind, bytes: content.length, sha256, mode: mode & 0o777, ...owner },
    entry: { name, bytes: content.length, content },
  };
}

async function historyFileOf(path: string, copy: string): Promise<Packed> {
  const { mode, uid, gid } = statSync(path);
  const bytes = statSync(copy).size;
  const name = 'history/history.db';
  const owner = namesOf({ uid, gid });
  return {
    file: { name, path, kind: 'history', bytes, sha256: await sha256Of(copy), mode: mode & 0o777, ...owner },
    entry: { name, bytes, content: { path: copy } },
  };
}
