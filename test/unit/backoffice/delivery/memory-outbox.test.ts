import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryOutbox, GAPS_MAX } from '../../../../src/backoffice/delivery/memory-outbox.ts';
import type { OutboxRecord } from '../../../../src/ports/outbox.ts';

const none: ReadonlySet<number> = new Set();

test('the next entries are the oldest, events before data, without those in flight', () => {
  const outbox = createMemoryOutbox();
  for (const [stream, seq] of [
    ['spl', 1],
    ['spl', 2],
    ['event', 1],
    ['spl', 3],
  ] as const) {
    outbox.append(recordOf(stream, seq));
  }
  const [event, first, second] = outbox.next(3, none);
  expect([event, first, second].map((entry) => `${entry?.stream} ${entry?.firstSeq}`)).toEqual([
    'event 1',
    'spl 1',
    'spl 2',
  ]);
  expect(outbox.next(3, new Set([event?.id ?? 0, first?.id ?? 0])).map(({ firstSeq }) => firstSeq)).toEqual([
    2, 3,
  ]);
});

test('what overflows is the oldest data that is not in flight, and one gap says so', () => {
  const outbox = createMemoryOutbox({ entriesMax: 5 });
  for (let seq = 1; seq <= 5; seq += 1) outbox.append(recordOf('spl', seq));
  const [sending] = outbox.next(1, none);
  for (let seq = 6; seq <= 8; seq += 1) outbox.append(recordOf('spl', seq));
  expect(outbox.takeGaps()).toEqual([{ stream: 'spl', firstSeq: 2, lastSeq: 4 }]);
  expect(outbox.takeGaps()).toEqual([]);
  expect(outbox.next(9, none).map(({ firstSeq }) => firstSeq)).toEqual([1, 5, 6, 7, 8]);
  outbox.acknowledge(sending?.id ?? 0);
  expect(outbox.depth).toBe(4);
});

test('a record larger than the whole outbox is refused and drops nothing else', () => {
  const outbox = createMemoryOutbox({ bytesMax: 2000 });
  outbox.append(recordOf('spl', 1));
  outbox.append({ ...recordOf('spl', 2), payload: 'x'.repeat(3000) });
  expect(outbox.depth).toBe(1);
  expect(outbox.takeGaps()).toEqual([{ stream: 'spl', firstSeq: 2, lastSeq: 2 }]);
});

test('limits hold, events outlive data, and each record is delivered, waiting or in a gap, exactly once', () => {
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.constant('spl' as const) },
    { weight: 2, arbitrary: fc.constant('power' as const) },
    { weight: 1, arbitrary: fc.constant('event' as const) },
    { weight: 2, arbitrary: fc.constant('deliver' as const) },
  );
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 200 }),
      fc.integer({ min: 3, max: 20 }),
      (actions, entriesMax) => {
        const bytesMax = entriesMax * 400;
        const outbox = createMemoryOutbox({ entriesMax, bytesMax });
        const seqs: Record<string, number> = {};
        const fate = new Map<string, string[]>();
        const settle = (stream: string, seq: number, end: string): void => {
          fate.set(`${stream} ${seq}`, [...(fate.get(`${stream} ${seq}`) ?? []), end]);
        };
        for (const act of actions) {
          if (act === 'deliver') {
            for (const { id, stream, firstSeq } of outbox.next(1, none)) {
              outbox.acknowledge(id);
              settle(stream, firstSeq, 'delivered');
            }
          } else {
            const seq = (seqs[act] ?? 0) + 1;
            seqs[act] = seq;
            const dataWaits = waitsData(seqs, fate);
            outbox.append(recordOf(act, seq));
            for (const { stream, firstSeq, lastSeq } of outbox.takeGaps()) {
              if (stream === 'event') expect(dataWaits).toBe(false);
              for (let lost = firstSeq; lost <= lastSeq; lost += 1) settle(stream, lost, 'gap');
            }
          }
          expect(outbox.depth).toBeLessThanOrEqual(entriesMax);
          expect(outbox.bytes).toBeLessThanOrEqual(bytesMax);
        }
        for (const { stream, firstSeq } of outbox.next(1000, none)) settle(stream, firstSeq, 'waiting');
        for (const [stream, last] of Object.entries(seqs)) {
          for (let seq = 1; seq <= last; seq += 1) expect(fate.get(`${stream} ${seq}`)).toHaveLength(1);
        }
      },
    ),
  );
});

function waitsData(appended: Readonly<Record<string, number>>, fate: ReadonlyMap<string, unknown>): boolean {
  const settled = [...fate.keys()].filter((key) => !key.startsWith('event')).length;
  return (appended['spl'] ?? 0) + (appended['power'] ?? 0) > settled;
}

function recordOf(stream: string, seq: number): OutboxRecord {
  const isEvent = stream === 'event';
  return {
    topic: isEvent ? 'event/fault' : `data/${stream}`,
    payload: `${stream} ${seq}`,
    priority: isEvent ? 'event' : 'data',
    stream,
    firstSeq: seq,
    lastSeq: seq,
  };
}

test('gaps stay bounded: beyond the most, a hole joins the last gap of its stream over what lies between', () => {
  const outbox = createMemoryOutbox({ entriesMax: 1 });
  // Every second record of `spl` is dropped while it is sent on, so that no two lost ones are neighbours.
  let seq = 0;
  const loseOne = (): void => {
    seq += 2;
    outbox.append(recordOf('spl', seq));
    outbox.append(recordOf('power', seq));
  };
  for (let lost = 0; lost < GAPS_MAX / 2; lost += 1) loseOne();
  const gaps = outbox.takeGaps();
  expect(gaps.length).toBeLessThanOrEqual(GAPS_MAX);
  expect(gaps).toHaveLength(GAPS_MAX - 1);
  for (let lost = 0; lost < GAPS_MAX; lost += 1) loseOne();
  const joined = outbox.takeGaps();
  expect(joined).toHaveLength(GAPS_MAX);
  const spl = joined.filter(({ stream }) => stream === 'spl');
  expect(spl.slice(0, -1).every(({ firstSeq, lastSeq }) => firstSeq === lastSeq)).toBe(true);
  expect(spl.at(-1)?.lastSeq).toBe(seq);
});

test('a gap of a stream that had none is told even when there are the most already', () => {
  const outbox = createMemoryOutbox({ entriesMax: 1 });
  for (let seq = 2; seq <= 2 * GAPS_MAX + 2; seq += 2) outbox.append(recordOf('spl', seq));
  outbox.append(recordOf('power', 1));
  outbox.append(recordOf('minute', 1));
  expect(outbox.takeGaps().at(-1)).toEqual({ stream: 'power', firstSeq: 1, lastSeq: 1 });
});

test('an entry that was sent before and is not in flight any more may be dropped', () => {
  const outbox = createMemoryOutbox({ entriesMax: 2 });
  outbox.append(recordOf('spl', 1));
  outbox.append(recordOf('spl', 2));
  outbox.next(1, none);
  outbox.append(recordOf('spl', 3));
  expect(outbox.takeGaps()).toEqual([{ stream: 'spl', firstSeq: 2, lastSeq: 2 }]);
  outbox.next(0, none);
  outbox.append(recordOf('spl', 4));
  expect(outbox.takeGaps()).toEqual([{ stream: 'spl', firstSeq: 1, lastSeq: 1 }]);
});

test('bytes are those of the texts and a share for each entry, and all are given back', () => {
  const outbox = createMemoryOutbox();
  const record = recordOf('spl', 1);
  outbox.append(record);
  expect(outbox.bytes).toBe(record.topic.length + record.payload.length + 200);
  const [entry] = outbox.next(1, none);
  outbox.acknowledge(entry?.id ?? 0);
  outbox.acknowledge(entry?.id ?? 0);
  expect([outbox.bytes, outbox.depth]).toEqual([0, 0]);
});
