/** Opens the history for writing: sets a damaged file aside, brings an older one up to date, refuses what is not ours. */

import type { Event } from '../../model/event.ts';
import { type Message, message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { Database, DatabaseFault, DatabaseFiles } from '../../ports/database.ts';
import { migrate } from './schema.ts';

interface OpenStore {
  readonly db: Database;
  /** The new name of a damaged file that was found; null for none. */
  readonly asideAs: string | null;
  readonly damage: Message | null;
}

/**
 * The file, open and up to date. `isDamage` says which fault makes it worth a new file; all others are given
 * back.
 */
export function openStore(
  files: DatabaseFiles,
  path: string,
  wallMs: number,
  isDamage: (fault: DatabaseFault) => boolean,
): Result<OpenStore, DatabaseFault> {
  const opened = openCurrent(files, path);
  if (opened.ok) return ok({ db: opened.value, asideAs: null, damage: null });
  return isDamage(opened.fault) ? replaceDamaged(files, path, wallMs, opened.fault.why) : opened;
}

/** Renames the damaged file, which keeps its content, and makes a new one in its place. Close the file before. */
export function replaceDamaged(
  files: DatabaseFiles,
  path: string,
  wallMs: number,
  damage: Message,
): Result<OpenStore, DatabaseFault> {
  const aside = files.setAside(path, `.damaged-${new Date(wallMs).toISOString().replaceAll(/[-:.]/g, '')}`);
  if (!aside.ok) return aside;
  const opened = openCurrent(files, path);
  return opened.ok ? ok({ db: opened.value, asideAs: aside.value, damage }) : opened;
}

function openCurrent(files: DatabaseFiles, path: string): Result<Database, DatabaseFault> {
  const opened = files.open(path, 'own');
  if (!opened.ok) return opened;
  const migrated = migrate(opened.value);
  if (migrated.ok) return opened;
  opened.value.close();
  return failed(migrated.fault);
}

/** The event that a file was set aside. */
export function damageEvent({ asideAs, damage }: OpenStore, path: string, wallMs: number): Event {
  return {
    class: 'gap',
    severity: 'alarm',
    wallMs,
    subject: 'history',
    state: 'noted',
    message: message('history-damaged', {
      path,
      aside: asideAs ?? path,
      damage: damage ?? message('file-damaged'),
    }),
  };
}

/** The event that the file, or only its log, was deleted or replaced while it was open, and opened again. */
export function goneEvent(missing: 'file' | 'log', path: string, wallMs: number): Event {
  const isFile = missing === 'file';
  return {
    class: 'gap',
    severity: isFile ? 'alarm' : 'warning',
    wallMs,
    subject: 'history',
    state: 'noted',
    message: isFile ? message('history-gone', { path }) : message('history-log-gone', { path }),
  };
}
