/**
 * The file as its owner has it: open with its tail, replaced when it is damaged, opened again when somebody has deleted it.
 * Each of these keeps what was held.
 */

import type { Event } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { DatabaseFault } from '../../ports/database.ts';
import type { Calibration } from '../../ports/history.ts';
import type { Checkpoint } from '../../ports/history-writer.ts';
import type { Epoch } from '../../ports/journal.ts';
import { mustBeDurable, type NumberedBatch } from '../batch.ts';
import type { StoredChannel } from '../codec/block-codec.ts';
import { selectCalibrations } from '../file/calibration-rows.ts';
import { readStoredEnd, type StoredEnd } from '../file/checkpoint.ts';
import { insertEpoch, updateJournal, writeJournal } from '../file/journal-rows.ts';
import { damageEvent, goneEvent, openStore, replaceDamaged } from '../file/open-store.ts';
import { beginSession } from '../file/session.ts';
import { writeBatch } from '../file/write-batch.ts';
import type { HistorySession } from '../messages.ts';
import { seal, sealForeign } from '../seal/seal.ts';
import { openTail, recordsAfter, released } from './held-batches.ts';
import { checkpointWith, lookBack } from './look-back.ts';
import { mergedBatches } from './merge-batches.ts';
import { noteAfter } from './notes.ts';
import { lastSeqsOf, nextEpoch } from './numbering.ts';
import { epochsOf, readNumbers, renewEpoch, withNumbers } from './stored-numbers.ts';
import { attempt, hasForeignChange, isDamage, type StoredFile } from './stored-state.ts';
import type { TailContent } from './tail-codec.ts';

/** What there was in the file when it was opened. */
export interface Opened {
  /** When the last record was made; null for none. */
  readonly lastWallMs: number | null;
  readonly calibrations: readonly Calibration[];
  /** What was found wrong. */
  readonly events: readonly Event[];
}

interface OpenOptions {
  /** Why it is opened again; the first becomes a gap. */
  readonly events?: readonly Event[];
  readonly giveCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** Opens the file and begins the session in it, or in the one that takes its place because it is damaged. */
export function openFile(
  state: StoredFile,
  session: HistorySession,
  { events = [], giveCheckpoint = () => {} }: OpenOptions = {},
): Result<Opened, DatabaseFault> {
  const { files, held } = state;
  const { path, wallMs } = session;
  const tail = session.isHeld === true ? openTail(held, files, path) : noTail;
  const opened = openStore(files, path, wallMs, (fault) => isDamage(state, fault));
  if (!opened.ok) {
    if (opened.fault.kind !== 'busy') lookBack(state.files, path, tail, giveCheckpoint);
    return opened;
  }
  state.db = opened.value.db;
  const { damage } = opened.value;
  const found =
    damage === null
      ? goOn(state, session, tail, giveCheckpoint)
      : failed<DatabaseFault>({ kind: 'corrupt', why: damage });
  if (found.ok) return begin(state, session, found.value.end, { events, renew: found.value.renew });
  if (damage !== null) return beginAnew(state, session, tail, damageEvent(opened.value, path, wallMs));
  const replaced = replaceFile(state, session, found.fault, wallMs);
  return replaced.ok ? beginAnew(state, session, tail, replaced.value) : replaced;
}

/** The end of a file that was found, and why its numbers must not be gone on with; null: they may. */
interface FoundEnd {
  readonly end: StoredEnd;
  readonly renew: Epoch['why'] | null;
}

/** Puts in what an earlier process held, gives the checkpoint, and looks through the file, which takes long. */
function goOn(
  state: StoredFile,
  session: HistorySession,
  tail: TailContent,
  giveCheckpoint: (checkpoint: Checkpoint) => void,
): Result<FoundEnd, DatabaseFault> {
  const end = attempt(state, 'read', readStoredEnd);
  if (!end.ok) return end;
  const isNew = state.missing === 'file';
  if (!isNew && end.value.lastBatch === 0 && tail.records.some(({ after }) => after > 0))
    return failed({ kind: 'corrupt', why: message('history-emptied') });
  const renew = readNumbers(state, session, tail, end.value.lastBatch);
  if (!renew.ok) return renew;
  const later = recordsAfter(tail, end.value.lastBatch);
  const taken = commit(state, withNumbers(state, later, session.config), tail.channels);
  if (!taken.ok) {
    // A full disk makes nobody forget what can still be read.
    giveCheckpoint(checkpointWith(end.value.checkpoint, later, tail.channels));
    return taken;
  }
  const goesOn = later.length === 0 ? end : attempt(state, 'read', readStoredEnd);
  if (!goesOn.ok) return goesOn;
  giveCheckpoint(noted(goesOn.value, state.held.tail?.noted));
  const checked = state.db?.check() ?? goesOn;
  return checked.ok ? ok({ end: goesOn.value, renew: renew.value }) : checked;
}

/** With the note of a process that ended a moment ago. */
function noted(
  { checkpoint, snapshotBatch, lastBatch }: StoredEnd,
  note: Uint8Array | undefined,
): Checkpoint {
  const text = noteAfter(note, snapshotBatch, lastBatch);
  return text === null ? checkpoint : { ...checkpoint, snapshot: { text } };
}

/** The first session of a new file; what was held for the file before is put into this one. */
function beginAnew(
  state: StoredFile,
  session: HistorySession,
  tail: TailContent,
  event: Event,
): Result<Opened, DatabaseFault> {
  if (session.isHeld === true) openTail(state.held, state.files, session.path);
  const { numbering } = state;
  const held = tail.records.map(({ batch }) => batch);
  if (numbering.epochs.length === 0) numbering.epochs = epochsOf(held, session.wallMs);
  const begun = begin(state, session, nothingStored, { events: [event], renew: null });
  if (!begun.ok) return begun;
  const taken = commit(state, withNumbers(state, held, session.config), tail.channels);
  const renewed = taken.ok ? renewEpoch(state, session.wallMs) : taken;
  return renewed.ok ? begun : renewed;
}

const noTail: TailContent = { records: [], channels: [] };
const nothingStored: StoredEnd = {
  checkpoint: { tracks: null, cycles: [], snapshot: null },
  lastBatch: 0,
  lastWallMs: null,
  snapshotBatch: 0,
};

function begin(
  state: StoredFile,
  session: HistorySession,
  { lastBatch, lastWallMs }: StoredEnd,
  { events, renew }: { readonly events: readonly Event[]; readonly renew: Epoch['why'] | null },
): Result<Opened, DatabaseFault> {
  const { numbering, files, cursors } = state;
  const begun = attempt(state, 'durable', (sql) => {
    sealForeign(sql, session.wallMs);
    beginSession(sql, session, lastWallMs, events[0]?.message ?? null);
    if (renew !== null) numbering.epochs = [...numbering.epochs, nextEpoch(numbering, renew, session.wallMs)];
    for (const epoch of numbering.epochs) insertEpoch(sql, epoch);
    writeJournal(sql, { ...files.origin(session.path), ...numbering, cursors, isClosed: false });
    seal(sql, session.wallMs, 'gateway');
    return selectCalibrations(sql);
  });
  if (!begun.ok) return begun;
  state.lastBatch = lastBatch;
  hasForeignChange(state);
  return ok({ lastWallMs, calibrations: begun.value, events });
}

/** All of them into the tables, or none. */
export function commit(
  state: StoredFile,
  batches: readonly NumberedBatch[],
  channels: readonly StoredChannel[],
): Result<true, DatabaseFault> {
  const last = batches.at(-1);
  if (last === undefined) return ok(true);
  const isHeld = state.session?.isHeld === true;
  const isDurable = isHeld || batches.some((batch) => batch.minutes.length > 0 || mustBeDurable(batch));
  const cursors = batches.findLast((batch) => batch.cursors !== null)?.cursors ?? null;
  const result = attempt(state, isDurable ? 'durable' : 'write', (sql) => {
    sealForeign(sql, last.wallMs);
    for (const batch of isHeld ? mergedBatches(batches) : batches)
      writeBatch(sql, batch, channels, state.strings);
    updateJournal(sql, lastSeqsOf(last), cursors);
    seal(sql, last.wallMs, 'gateway');
    return true as const;
  });
  if (!result.ok) {
    if (result.fault.kind === 'io') state.ioFaults += 1;
    return result;
  }
  state.ioFaults = 0;
  state.lastBatch = last.id;
  state.numbering.lastSeqs = lastSeqsOf(last);
  state.cursors = cursors ?? state.cursors;
  released(state.held);
  return result;
}

/** What is held into the tables, for somebody who wants to read it. */
export function putIn(state: StoredFile): void {
  const { session, held } = state;
  if (session !== undefined) commit(state, held.batches, session.channels);
}

/** Opens the file again when it is not open, or no longer where it was; gives the events to publish. */
export function openMissing(state: StoredFile, session: HistorySession): readonly Event[] {
  state.missing = state.db?.missing() ?? state.missing;
  if (state.db !== undefined && state.missing === null) return [];
  const waiting = state.held.batches;
  state.db?.close();
  state.db = undefined;
  state.strings.clear();
  const gone = state.missing === null ? [] : [goneEvent(state.missing, session.path, session.wallMs)];
  const opened = openFile(state, session, { events: state.missing === 'file' ? gone : [] });
  if (!opened.ok) return [];
  const missing = state.missing;
  state.missing = null;
  commit(
    state,
    waiting.filter(({ id }) => id > state.lastBatch),
    session.channels,
  );
  return missing === 'log' ? [...gone, ...opened.value.events] : opened.value.events;
}

/** The new file begins with the session and with what was held; the batch that failed is sent again. */
export function replaceWhileRunning(
  state: StoredFile,
  session: HistorySession,
  fault: DatabaseFault,
): readonly Event[] {
  if (!isDamage(state, fault)) return [];
  const { batches } = state.held;
  const replaced = replaceFile(state, session, fault, session.wallMs);
  if (!replaced.ok) return [];
  const records = batches.map((batch) => ({ batch, after: 0 }));
  const begun = beginAnew(state, session, { records, channels: session.channels }, replaced.value);
  return begun.ok ? begun.value.events : [replaced.value];
}

/** Sets a damaged file aside that is open, and opens a new one. Gives the event to publish. */
function replaceFile(
  state: StoredFile,
  { path }: HistorySession,
  fault: DatabaseFault,
  wallMs: number,
): Result<Event, DatabaseFault> {
  if (!isDamage(state, fault)) return failed(fault);
  state.db?.close();
  state.db = undefined;
  state.strings.clear();
  const replaced = replaceDamaged(state.files, path, wallMs, fault.why);
  if (!replaced.ok) return replaced;
  state.db = replaced.value.db;
  state.ioFaults = 0;
  return ok(damageEvent(replaced.value, path, wallMs));
}
