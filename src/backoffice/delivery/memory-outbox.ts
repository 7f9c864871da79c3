/**
 * The outbox in memory: bounded in entries and bytes. Its content ends with the process. When it is full, the oldest
 * data goes first and events go last, and each loss becomes a gap.
 */

import type { Outbox, OutboxEntry, OutboxGap, OutboxRecord } from '../../ports/outbox.ts';

/** About an hour of a 28-gun station. */
const OUTBOX_ENTRIES_MAX = 10_000;
const OUTBOX_BYTES_MAX = 16 * 1024 * 1024;
/** Beyond this number a new gap of a stream is joined with its last one, including what lies between. */
export const GAPS_MAX = 256;
/** Memory of an entry besides its text, roughly. */
const OVERHEAD_BYTES = 200;

interface State {
  readonly entriesMax: number;
  readonly bytesMax: number;
  /** Maps keep the order of insertion, which is the order of age. */
  readonly events: Map<number, OutboxEntry>;
  readonly data: Map<number, OutboxEntry>;
  /** Entries that the broker may have already. */
  sending: ReadonlySet<number>;
  gaps: OutboxGap[];
  nextId: number;
  bytes: number;
}

export function createMemoryOutbox(
  limits: { readonly entriesMax?: number; readonly bytesMax?: number } = {},
): Outbox {
  const { entriesMax = OUTBOX_ENTRIES_MAX, bytesMax = OUTBOX_BYTES_MAX } = limits;
  const state: State = {
    entriesMax,
    bytesMax,
    events: new Map(),
    data: new Map(),
    sending: new Set(),
    gaps: [],
    nextId: 1,
    bytes: 0,
  };
  return {
    append: (record) => append(state, record),
    next: (count, inFlight) => next(state, count, inFlight),
    acknowledge: (id) => remove(state, id),
    get depth() {
      return state.events.size + state.data.size;
    },
    get bytes() {
      return state.bytes;
    },
    takeGaps: () => {
      const taken = state.gaps;
      state.gaps = [];
      return taken;
    },
  };
}

function append(state: State, record: OutboxRecord): void {
  if (sizeOf(record) > state.bytesMax) {
    addGap(state.gaps, record);
    return;
  }
  const entry = { ...record, id: state.nextId++ };
  (record.priority === 'event' ? state.events : state.data).set(entry.id, entry);
  state.bytes += sizeOf(entry);
  makeRoom(state);
}

function next(state: State, count: number, inFlight: ReadonlySet<number>): readonly OutboxEntry[] {
  const entries = [...firstOf(state.events, count, inFlight)];
  entries.push(...firstOf(state.data, count - entries.length, inFlight));
  state.sending = new Set([...inFlight, ...entries.map(({ id }) => id)]);
  return entries;
}

function remove(state: State, id: number): void {
  const entry = state.events.get(id) ?? state.data.get(id);
  if (entry === undefined) return;
  state.bytes -= sizeOf(entry);
  state.events.delete(id);
  state.data.delete(id);
}

function makeRoom(state: State): void {
  const { events, data, sending } = state;
  while (events.size + data.size > state.entriesMax || state.bytes > state.bytesMax) {
    const victim = oldest(data, sending) ?? oldest(events, sending);
    if (victim === undefined) return;
    remove(state, victim.id);
    addGap(state.gaps, victim);
  }
}

/** The oldest entry that is not in flight: one in flight may still arrive, and then no gap may name it. */
function oldest(
  entries: ReadonlyMap<number, OutboxEntry>,
  spared: ReadonlySet<number>,
): OutboxEntry | undefined {
  for (const entry of entries.values()) if (!spared.has(entry.id)) return entry;
  return undefined;
}

function* firstOf(
  entries: ReadonlyMap<number, OutboxEntry>,
  count: number,
  skipped: ReadonlySet<number>,
): Generator<OutboxEntry> {
  let left = count;
  for (const entry of entries.values()) {
    if (left <= 0) return;
    if (skipped.has(entry.id)) continue;
    left -= 1;
    yield entry;
  }
}

function addGap(gaps: OutboxGap[], { stream, firstSeq, lastSeq }: OutboxRecord): void {
  const at = gaps.findLastIndex((gap) => gap.stream === stream);
  const last = gaps[at];
  if (last !== undefined && (last.lastSeq + 1 === firstSeq || gaps.length >= GAPS_MAX)) {
    gaps[at] = { ...last, lastSeq };
  } else {
    gaps.push({ stream, firstSeq, lastSeq });
  }
}

function sizeOf({ topic, payload }: OutboxRecord): number {
  return topic.length + payload.length + OVERHEAD_BYTES;
}
