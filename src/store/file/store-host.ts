/**
 * The owner of the file, in a thread of its own or, where time is virtual, in this one. Takes requests one after the
 * other and answers each; nothing that goes wrong with the disk ends it.
 */

import type { Event } from '../../model/event.ts';
import { failed, type Result } from '../../model/result.ts';
import type { Database, DatabaseFault, DatabaseFiles } from '../../ports/database.ts';
import type { Calibration } from '../../ports/history.ts';
import { type HistoryBatch, mustBeDurable } from '../batch.ts';
import type { HistorySession, StoreReply, StoreRequest } from '../messages.ts';
import { selectCalibrations } from './calibration-rows.ts';
import { type KeptEnd, readKept } from './checkpoint.ts';
import { damageEvent, openStore, replaceDamaged } from './open-store.ts';
import { prune } from './prune.ts';
import type { QueryName } from './queries.ts';
import { ask } from './reader.ts';
import { beginSession } from './session.ts';
import { createWords } from './string-table.ts';
import { writeBatch } from './write-batch.ts';

/** Every five minutes, about. */
const BATCHES_PER_PRUNE = 30;

export function createStoreHost(
  files: DatabaseFiles,
  reply: (message: StoreReply) => void,
): (request: StoreRequest) => void {
  const words = createWords();
  let db: Database | undefined;
  let session: HistorySession | undefined;
  let dataVersion = 0;
  let written = 0;

  function open(asked: HistorySession): void {
    session = asked;
    const opened = openStore(files, asked.path, asked.wallMs);
    if (!opened.ok) {
      reply({ kind: 'not-ready', fault: opened.fault });
      return;
    }
    db = opened.value.db;
    const events = opened.value.asideAs === null ? [] : [damageEvent(opened.value, asked.path, asked.wallMs)];
    const end = db.attempt('read', readKept);
    if (end.ok) reply({ kind: 'kept', kept: end.value.kept });
    const checked = end.ok ? db.check() : end;
    if (!checked.ok) {
      const replaced = setAside(checked.fault, asked.wallMs);
      if (!replaced.ok) {
        reply({ kind: 'not-ready', fault: replaced.fault });
        return;
      }
      events.push(replaced.value);
    }
    start(asked, end.ok && checked.ok ? end.value : noEnd, events);
  }

  function start(asked: HistorySession, end: KeptEnd, events: readonly Event[]): void {
    const begun = attempt('durable', (sql) => {
      beginSession(sql, asked, end.lastWallMs, events[0]?.text ?? null);
      return selectCalibrations(sql);
    });
    if (!begun.ok) {
      reply({ kind: 'not-ready', fault: begun.fault });
      return;
    }
    noteVersion();
    const { lastBatch } = end;
    const fileBytes = files.bytes(asked.path);
    reply({ kind: 'ready', lastBatch, calibrations: begun.value, events, fileBytes });
  }

  /** A damaged file that was found while it was open. */
  function setAside(fault: DatabaseFault, wallMs: number): Result<Event, DatabaseFault> {
    if (fault.kind !== 'corrupt' || session === undefined) return failed(fault);
    const { path } = session;
    db?.close();
    db = undefined;
    words.forget();
    const replaced = replaceDamaged(files, path, wallMs, fault.text);
    if (!replaced.ok) return replaced;
    db = replaced.value.db;
    return { ok: true, value: damageEvent(replaced.value, path, wallMs) };
  }

  function write(batch: HistoryBatch): void {
    if (session === undefined) throw new Error('assertion: a batch before the file was opened');
    const { channels, path } = session;
    const mode = mustBeDurable(batch) ? 'durable' : 'write';
    const result = attempt(mode, (sql) => {
      writeBatch(sql, batch, channels, words);
      return true as const;
    });
    const events: Event[] = [];
    if (result.ok) {
      written += 1;
      if (written % BATCHES_PER_PRUNE === 0) pruneStep(batch.wallMs, session);
    } else if (result.fault.kind === 'corrupt') {
      const replaced = setAside(result.fault, batch.wallMs);
      if (replaced.ok) {
        events.push(replaced.value);
        const asked = { ...session, wallMs: batch.wallMs };
        attempt('durable', (sql) => beginSession(sql, asked, null, replaced.value.text));
      }
    }
    const calibrations = changedElsewhere();
    reply({ kind: 'written', id: batch.id, result, calibrations, events, fileBytes: files.bytes(path) });
  }

  function pruneStep(wallMs: number, { retention }: HistorySession): void {
    attempt('write', (sql) => prune(sql, wallMs, retention));
  }

  /** The calibrations, when another process has written to the file since the last look. */
  function changedElsewhere(): readonly Calibration[] | null {
    if (!noteVersion()) return null;
    const found = attempt('read', selectCalibrations);
    return found.ok ? found.value : null;
  }

  function noteVersion(): boolean {
    const version = attempt('read', (sql) => Number(sql.get('PRAGMA data_version')?.['data_version']));
    if (!version.ok || version.value === dataVersion) return false;
    dataVersion = version.value;
    return true;
  }

  const attempt: Database['attempt'] = (mode, work) => {
    if (db === undefined) return failed({ kind: 'absent', text: 'the history is not open' });
    const result = db.attempt(mode, work);
    if (!result.ok) words.forget();
    return result;
  };

  function answer(id: number, query: QueryName, args: readonly unknown[]): void {
    const result = db === undefined ? failed('the history is not open') : ask(db, query, args);
    reply({ kind: 'answer', id, result });
  }

  function close(): void {
    db?.close();
    db = undefined;
    reply({ kind: 'closed' });
  }

  return (request) => {
    if (request.kind === 'open') open(request.session);
    else if (request.kind === 'write') write(request.batch);
    else if (request.kind === 'ask') answer(request.id, request.query, request.args);
    else close();
  };
}

const noEnd: KeptEnd = { kept: { tracks: null, cycles: [] }, lastBatch: 0, lastWallMs: null };
