/**
 * The file beside a model of it in memory: whatever is handed over, in whichever batches, joined or not and over restarts,
 * is read back with its numbers, once, under its own time.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { plain } from '../../../src/model/message.ts';
import { good } from '../../../src/model/reading.ts';
import type { AckRecord, AttributionMinute, NoiseEventRecord } from '../../../src/ports/history.ts';
import type { Checkpoint } from '../../../src/ports/history-writer.ts';
import { type LogPart, type NumberRange, type RecordKind, recordKinds } from '../../../src/ports/journal.ts';
import { localThread } from '../../../src/store/writer/local-thread.ts';
import { sampleSize } from '../../sample-size.ts';
import { channels, eveningMs, minute, must, newHistory, newPath, testFiles } from './fixture.ts';

/** What a second brings beside its readings. */
interface Second {
  readonly kind:
    | 'quiet'
    | 'event'
    | 'minute'
    | 'decision'
    | 'attribution'
    | 'noise'
    | 'ack'
    | 'tracks'
    | 'restart';
  readonly value: number;
}

const seconds: fc.Arbitrary<readonly Second[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      ...(['quiet', 'quiet', 'quiet', 'quiet', 'event', 'minute', 'decision'] as const),
      ...(['attribution', 'noise', 'ack', 'tracks', 'restart'] as const),
    ),
    value: fc.integer({ min: 0, max: 900 }),
  }),
  { minLength: 5, maxLength: 150 },
);

type Records = Record<RecordKind, unknown[]>;

const level = 'slm-north.sound.laeq';
const power = 'gun-a-01.power.active';

/** Runs all of them through histories on one file; gives the last one, and what it must hold. */
function recorded(all: readonly Second[], isHeld: boolean) {
  const path = newPath();
  const options = {
    start: localThread(testFiles({ memory: 'off' })),
    session: {
      ...{ path, config: 'abcdef012345', planText: '{}', isHeld },
      retention: { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e12 },
    },
    gradual: new Set<string>(),
    onCheckpoint: (found: Checkpoint | null) => checkpoints.push(found),
  };
  const checkpoints: (Checkpoint | null)[] = [];
  /** Seconds before the last level tracks; null: none yet. */
  let tracked: number | null = null;
  const expected: Records = {
    ...{ seconds: [], minutes: [], events: [], decisions: [], attribution: [], noiseEvents: [], acks: [] },
  };
  let test = newHistory(options, path);
  let lastValue = -1;
  const begin = test.clock.nowMs();
  all.forEach(({ kind, value }, index) => {
    if (kind === 'restart') {
      const wallMs = test.clock.wallMs();
      test.history.close(1000, () => {});
      test = newHistory(options, path);
      test.clock.runUntil(begin + wallMs - eveningMs);
      lastValue = -1;
      const found = checkpoints.at(-1);
      expect(found?.tracks ?? null).toBe(tracked === null ? null : '{}');
      const later = tracked === null ? [] : expected.seconds.slice(tracked);
      expect((found?.taken ?? []).map(({ ack }) => ack)).toEqual(expected.acks);
      expect(found?.cycles.map(({ wallMs }) => wallMs)).toEqual(later.map((row) => (row as number[])[0]));
    }
    const event: Event = {
      ...{ class: 'fault', severity: 'warning', subject: `device ${value}`, state: 'noted' },
      ...{ wallMs: test.clock.wallMs(), message: plain(`event ${value}`) },
    };
    const attribution: AttributionMinute = {
      ...{ receptor: 'north', startWallMs: eveningMs + index, equipmentDb: value / 10, backgroundDb: null },
      ...{ uncertaintyDb: 2.5, gate: 'trusted' },
    };
    const noise: NoiseEventRecord = {
      ...{ level: 'north', kind: 'voices', confidence: 0.5, startWallMs: eveningMs + index, seconds: 3 },
      ...{ maxDb: value / 10, aboveDb: 4 },
    };
    const decision = {
      output: 'limit',
      value,
      by: 'night-noise',
      reason: plain(`limit ${value}`),
      overruled: [],
    };
    const changes = {
      event: { events: [event] },
      minute: { minutes: [minute(expected.minutes.length)] },
      decision: { decisions: [decision] },
      attribution: { attribution: [attribution] },
      noise: { noiseEvents: [noise] },
      tracks: { tracks: '{}' },
      ...{ quiet: {}, ack: {}, restart: {} },
    }[kind];
    const nowMs = test.clock.nowMs() + 1000;
    test.second(changes, { [level]: good(value / 10, nowMs - 200), [power]: good(value, nowMs) });
    expected.seconds.push([test.clock.wallMs(), value]);
    if (kind === 'tracks') tracked = expected.seconds.length;
    if (kind === 'event') expected.events.push([`device ${value}`, event.wallMs]);
    if (kind === 'minute') expected.minutes.push(minute(expected.minutes.length));
    if (kind === 'attribution') expected.attribution.push(attribution);
    if (kind === 'noise') expected.noiseEvents.push(noise);
    if (kind === 'decision' && value !== lastValue)
      expected.decisions.push(['limit', value, test.clock.wallMs()]);
    if (kind === 'decision') lastValue = value;
    if (kind === 'ack') {
      const ack = ackOf(index, value, test.clock.wallMs());
      test.history.add({ acks: [ack] });
      expected.acks.push(ack);
    }
  });
  // An event puts the last seconds into the file.
  const last: Event = {
    ...{ class: 'fault', severity: 'alarm', subject: 'end', state: 'noted', wallMs: test.clock.wallMs() },
    message: plain('end'),
  };
  test.history.add({ events: [last] });
  expected.events.push(['end', last.wallMs]);
  return { ...test, expected };
}

function ackOf(index: number, value: number, wallMs: number): AckRecord {
  const taken = { issuer: 'office', digest: `digest-${value}` };
  return {
    ...{ id: `command-${index}`, wallMs, stage: 'accepted', code: 'OK', taken },
    message: plain(`at ${value}`),
  };
}

/** The records of parts, as the model has them. */
function recordsIn(parts: readonly LogPart[]): Records {
  const all = <Row>(rowsOf: (part: LogPart) => readonly Row[]): Row[] =>
    parts.flatMap((part) => [...rowsOf(part)]);
  return {
    seconds: all(({ wallMs, values }) =>
      [...wallMs].map((atMs, row) => [atMs, values[row * channels.length + 1]]),
    ),
    minutes: all(({ minutes }) => minutes),
    events: all(({ events }) => events.map(({ subject, wallMs }) => [subject, wallMs])).filter(
      ([subject]) => String(subject).startsWith('device ') || subject === 'end',
    ),
    decisions: all(({ decisions }) => decisions.map(({ output, value, wallMs }) => [output, value, wallMs])),
    attribution: all(({ attribution }) => attribution),
    noiseEvents: all(({ noiseEvents }) => noiseEvents),
    acks: all(({ acks }) => acks),
  };
}

type Recorded = ReturnType<typeof recorded>;

function partsOf({ history }: Recorded, range: NumberRange, most: number): readonly LogPart[] {
  let found: readonly LogPart[] = [];
  history.parts(range, most, (parts) => {
    found = must(parts);
  });
  return found;
}

const runs = { numRuns: sampleSize({ sample: 12, full: 200 }) };

test.each([true, false])(
  'all of it comes back once, with its numbers (held in a tail first: %s)',
  (isHeld) => {
    fc.assert(
      fc.property(seconds, (all) => {
        const run = recorded(all, isHeld);
        const parts = partsOf(run, [1, 1e9], 1e9);
        expect(recordsIn(parts)).toEqual(run.expected);
        parts.forEach((part, index) => {
          const next = parts[index + 1];
          for (const kind of recordKinds) {
            const own = kind === 'seconds' ? part.wallMs.length : part[kind].length;
            if (next !== undefined) expect(next.seqsBefore[kind]).toBe(part.seqsBefore[kind] + own);
            else expect(run.history.head?.lastSeqs[kind]).toBe(part.seqsBefore[kind] + own);
          }
          expect(part.config).toBe('abcdef012345');
        });
        run.history.close(1000, () => {});
      }),
      runs,
    );
  },
);

test('any range of parts, so many or some more, is that stretch of all; a record is found in the part that holds it', () => {
  fc.assert(
    fc.property(
      ...[seconds, fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 12 }), fc.constantFrom(...recordKinds)],
      (all, from, more, most, kind) => {
        const run = recorded(all, true);
        const every = partsOf(run, [1, 1e9], 1e9);
        const some = partsOf(run, [from, from + more], most);
        const inRange = every.filter(({ id }) => id >= from && id <= from + more);
        expect(some.length).toBeGreaterThanOrEqual(Math.min(most, inRange.length));
        const wanted = inRange.slice(0, some.length);
        expect(some.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
        expect(recordsIn(some)).toEqual(recordsIn(wanted));
        const size = (part: LogPart): number => (kind === 'seconds' ? part.wallMs.length : part[kind].length);
        const holding = every.filter((part) => {
          const first = part.seqsBefore[kind] + 1;
          return size(part) > 0 && first <= from + more && first + size(part) > from;
        });
        let found: NumberRange | null = null;
        run.history.find(kind, [from, from + more], (range) => {
          found = range;
        });
        const ids = holding.map(({ id }) => id);
        expect(found).toEqual(ids.length === 0 ? null : [ids[0], ids.at(-1)]);
        run.history.close(1000, () => {});
      },
    ),
    runs,
  );
});

test('any span of seconds has those that lie in it, its end not counted, and each sample once', async () => {
  await fc.assert(
    fc.asyncProperty(
      seconds,
      fc.integer({ min: -5, max: 160 }),
      fc.integer({ min: 0, max: 90 }),
      async (all, from, length) => {
        const run = recorded(all, true);
        const span = { fromMs: eveningMs + 1000 * from, toMs: eveningMs + 1000 * (from + length) };
        const { wallMs, columns, samples } = must(await run.history.seconds(span, [power, level, 'absent']));
        const inside = (run.expected.seconds as [number, number][]).filter(
          ([atMs]) => atMs >= span.fromMs && atMs < span.toMs,
        );
        expect(wallMs.map((atMs, row) => [atMs, columns[power]?.values[row]])).toEqual(inside);
        expect(columns['absent']?.values).toEqual(inside.map(() => null));
        expect(columns['absent']?.qualities).toEqual(inside.map(() => 'stale'));
        expect(samples.map(({ takenMs, value }) => [takenMs, Math.round(10 * (value ?? 0))])).toEqual(
          inside.map(([atMs, value]) => [atMs - 200, value]),
        );
        run.history.close(1000, () => {});
      },
    ),
    runs,
  );
});
