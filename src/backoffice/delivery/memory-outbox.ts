/**
 * The outbox in memory: bounded in entries and bytes. Its content ends with the process; the durable one in src/store
 * implements the same port. When full, the oldest data goes first and events last, and each loss becomes a gap.
 */

import type { Outbox, OutboxEntry, OutboxGap, OutboxRecord } from '../../ports/outbox.ts';

/** An hour of a 28-gun station, about. */
export const OUTBOX_ENTRIES_MAX = 10_000;
export const OUTBOX_BYTES_MAX = 16 * 1024 * 1024;
const GAPS_MAX = 256;
/** What an entry costs beside its text, roughly. */
const OVERHEAD_BYTES = 200;

export function createMemoryOutbox(
  limits: { readonly entriesMax?: number; readonly bytesMax?: number } = {},
): Outbox {
  const { entriesMax = OUTBOX_ENTRIES_MAX, bytesMax = OUTBOX_BYTES_MAX } = limits;
  // Maps keep the order of insertion, which is the order of age.
  const events = new Map<number, OutboxEntry>();
  const data = new Map<number, OutboxEntry>();
  let sending: ReadonlySet<number> = new Set();
  let gaps: OutboxGap[] = [];
  let nextId = 1;
  let bytes = 0;

  const forget = (id: number): void => {
    const entry = events.get(id) ?? data.get(id);
    if (entry === undefined) return;
    bytes -= sizeOf(entry);
    events.delete(id);
    data.delete(id);
  };

  const makeRoom = (): void => {
    while (events.size + data.size > entriesMax || bytes > bytesMax) {
      const victim = oldest(data, sending) ?? oldest(events, sending);
      if (victim === undefined) return;
      forget(victim.id);
      addGap(gaps, victim);
    }
  };

  return {
    append: (record) => {
      if (sizeOf(record) > bytesMax) {
        addGap(gaps, record);
        return;
      }
      const entry = { ...record, id: nextId++ };
      (record.priority === 'event' ? events : data).set(entry.id, entry);
      bytes += sizeOf(entry);
      makeRoom();
    },
    next: (count, inFlight) => {
      const entries = [...firstOf(events, count, inFlight)];
      entries.push(...firstOf(data, count - entries.length, inFlight));
      sending = new Set([...inFlight, ...entries.map(({ id }) => id)]);
      return entries;
    },
    acknowledge: forget,
    get depth() {
      return events.size + data.size;
    },
    get bytes() {
      return bytes;
    },
    takeGaps: () => {
      const taken = gaps;
      gaps = [];
      return taken;
    },
  };
}

/** What is on its way to the broker may arrive, so it is spared: a gap must not name what was delivered. */
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
