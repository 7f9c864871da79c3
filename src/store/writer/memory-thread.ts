/**
 * An owner without a file, for a computer that can keep no history: what is still to be sent waits in memory, bounded,
 * and ends with the process. What does not fit is lost and told.
 */

import type { Event } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import {
  type Cursors,
  type Epoch,
  type NumberRange,
  noNumbers,
  numbersOf,
  type RecordKind,
  recordKinds,
} from '../../ports/journal.ts';
import type { StartThread } from '../../ports/thread.ts';
import { countsOf, type NumberedBatch } from '../batch.ts';
import type { HistorySession, QueryName, StoreReply, StoreRequest } from '../messages.ts';
import { addHeld } from '../owner/held-parts.ts';
import { lastSeqsOf, type Numbering, nextEpoch, numbered } from '../owner/numbering.ts';

/** About an hour of a 28-gun station. */
const CELLS_MAX = 500_000;
const RECORD_CELLS = 20;

/** Cells (a value or a part of a record) that may wait; what would be more is lost, oldest first. */
export interface MemoryLimits {
  readonly cellsMax?: number;
}

/** Answers as the owner of a file does, within the call. */
export function memoryThread({ cellsMax = CELLS_MAX }: MemoryLimits = {}): StartThread {
  return ({ message: reply }) => {
    const state: State = {
      reply,
      cellsMax,
      numbering: { epochs: [], lastSeqs: noNumbers },
      batches: [],
      cursors: null,
      session: undefined,
    };
    return { post: (request) => handle(state, request as StoreRequest), stop: () => {} };
  };
}

interface State {
  readonly reply: (message: StoreReply) => void;
  readonly cellsMax: number;
  readonly numbering: Numbering;
  readonly batches: NumberedBatch[];
  cursors: Cursors | null;
  session: HistorySession | undefined;
}

function handle(state: State, request: StoreRequest): void {
  const { reply } = state;
  switch (request.kind) {
    case 'open':
      open(state, request.session);
      break;
    case 'write':
      write(state, request.batch);
      break;
    case 'ask':
      reply({ kind: 'answer', id: request.id, result: answered(state, request.query, request.args) });
      break;
    case 'look':
      break;
    case 'close':
      reply({ kind: 'closed' });
  }
}

function answered(
  { batches, session }: State,
  query: QueryName,
  args: readonly unknown[],
): Result<unknown, string> {
  if (query === 'parts') {
    const [range, most] = args as [NumberRange, number];
    return ok(addHeld([], batches, session?.channels ?? [], range, most));
  }
  if (query !== 'find') return failed('no history is kept');
  const [kind, [first, last]] = args as [RecordKind, NumberRange];
  const found = batches.filter((batch) => {
    const before = batch.seqsBefore[kind];
    const after = lastSeqsOf(batch)[kind];
    return after > before && after >= first && before < last;
  });
  const [from, to] = [found[0]?.id, found.at(-1)?.id];
  return ok(from === undefined || to === undefined ? null : [from, to]);
}

function open(state: State, session: HistorySession): void {
  const { reply, numbering } = state;
  state.session = session;
  numbering.epochs = [nextEpoch(numbering, 'new-file', session.wallMs)];
  reply({ kind: 'checkpoint', checkpoint: { tracks: null, cycles: [], snapshot: null } });
  reply({ kind: 'ready', lastBatch: 0, calibrations: [], events: [], fileBytes: 0, journal: headOf(state) });
}

function write(state: State, batch: Extract<StoreRequest, { kind: 'write' }>['batch']): void {
  const { reply, numbering, session } = state;
  const one = numbered(batch, numbering, session?.config ?? '');
  state.batches.push(one);
  numbering.lastSeqs = lastSeqsOf(one);
  state.cursors = batch.cursors ?? state.cursors;
  const events = makeRoom(state);
  const { id } = batch;
  const journal = headOf(state);
  reply({
    kind: 'written',
    id,
    result: ok(true),
    calibrations: null,
    events,
    fileBytes: 0,
    part: id,
    journal,
  });
}

function headOf({ numbering, cursors }: State) {
  const epoch: Epoch | undefined = numbering.epochs[0];
  return epoch === undefined ? null : { epoch, lastSeqs: numbering.lastSeqs, cursors };
}

/** What was sent goes without a word; gives the events of the rest. */
function makeRoom(state: State): readonly Event[] {
  const { batches, cellsMax, cursors } = state;
  const events: Event[] = [];
  let cells = batches.reduce((sum, batch) => sum + cellsOf(batch), 0);
  while (batches.length > 1) {
    const oldest = batches[0];
    if (oldest === undefined) break;
    const isWanted = cursors === null || cursors.some(([from, to]) => from <= oldest.id && oldest.id <= to);
    if (isWanted && cells <= cellsMax) break;
    batches.shift();
    cells -= cellsOf(oldest);
    if (isWanted) events.push(...missingEvents(oldest));
  }
  return events;
}

/** One for each kind of record in it. */
function missingEvents(batch: NumberedBatch): readonly Event[] {
  const counts = countsOf(batch);
  const last = numbersOf((kind) => batch.seqsBefore[kind] + counts[kind]);
  return recordKinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => ({
      class: 'gap',
      severity: 'warning',
      wallMs: batch.wallMs,
      subject: kind,
      state: 'noted',
      message: message('records-missing', {
        stream: kind,
        firstSeq: batch.seqsBefore[kind] + 1,
        lastSeq: last[kind],
      }),
    }));
}

function cellsOf(batch: NumberedBatch): number {
  const { block, minutes, events, decisions } = batch;
  return (block?.values.length ?? 0) + RECORD_CELLS * (minutes.length + events.length + decisions.length);
}
