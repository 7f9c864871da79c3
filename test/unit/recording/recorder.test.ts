import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialState, type TickResult } from '../../../src/control/tick.ts';
import type { Fault } from '../../../src/model/fault.ts';
import type { OperatorRequest, ProcessImage } from '../../../src/model/image.ts';
import { plain } from '../../../src/model/message.ts';
import { bad, good, qualities, type Reading, type Sample } from '../../../src/model/reading.ts';
import {
  type CycleRow,
  createImageReader,
  createRecorder,
  RECORDING_VERSION,
} from '../../../src/recording/recorder.ts';
import { nightMs, smallPlan } from '../control/small-plan.ts';
import { record } from './made-recording.ts';

const ids = Object.keys(smallPlan.channels);
const timeMs = fc.integer({ min: 0, max: 1e9 });
const level = fc.double({ min: -40, max: 140, noNaN: true }).map((value) => value + 0);

// Typed one by one: the union of all messages is too large to be inferred.
const fault = fc.oneof(
  fc.constant<Fault>({ kind: 'crc' }),
  fc.integer({ min: 1, max: 5000 }).map((afterMs): Fault => ({ kind: 'timeout', afterMs })),
  fc.string().map((text): Fault => ({ kind: 'frame', detail: plain(text) })),
  fc.integer().map((raw): Fault => ({ kind: 'sentinel', raw })),
);
const reading: fc.Arbitrary<Reading> = fc.oneof(
  fc.tuple(level, timeMs).map(([value, takenMs]) => good(value, takenMs)),
  fc.tuple(fault, timeMs).map(([one, takenMs]) => bad(one, takenMs)),
);
const sample: fc.Arbitrary<Sample> = fc.record({
  channel: fc.constantFrom(...ids),
  value: fc.option(level),
  peakDb: fc.option(level),
  seconds: fc.constantFrom(0.5, 1),
  takenMs: timeMs,
  quality: fc.constantFrom(...qualities),
});
const request: fc.Arbitrary<OperatorRequest> = fc.record({
  id: fc.string(),
  output: fc.constantFrom('fan-a1', 'limit-a'),
  mode: fc.constantFrom('limit', 'manual'),
  value: fc.integer({ min: 0, max: 100 }),
  untilMs: timeMs,
  issuer: fc.string(),
  reason: fc.string(),
});
/** What changes from one cycle to the next. */
const change = fc.record({
  readings: fc.dictionary(fc.constantFrom(...ids), reading, { maxKeys: 4 }),
  samples: fc.array(sample, { maxLength: 3 }),
  requests: fc.option(fc.array(request, { maxLength: 2 })),
  clockSynced: fc.boolean(),
  utcOffsetMin: fc.constantFrom(-300, 0, 480),
});

const noResult = { decisions: [] } as unknown as TickResult;

test('every image comes back from its recording as it was, although only changes are written', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const lines: string[] = [];
      const sink = { write: (line: string) => lines.push(line), close: () => {} };
      const recorder = createRecorder(sink, smallPlan, 'hash', initialState(smallPlan));
      const images: ProcessImage[] = [];
      for (const { readings, requests, ...rest } of changes) {
        const before = images.at(-1);
        const cycle = images.length + 1;
        const times = { cycle, nowMs: cycle * 1000.25, wallMs: nightMs + cycle * 1000 };
        const channels = { ...(before?.channels ?? allNeverRead()), ...readings };
        images.push({ ...times, ...rest, channels, requests: requests ?? before?.requests ?? [] });
      }
      for (const image of images) recorder.cycle({ image: image, result: noResult, events: [] });
      const imageFrom = createImageReader(smallPlan);
      const [header, ...rows] = lines.map((line): unknown => JSON.parse(line));
      expect(header).toMatchObject({ recording: 'quietpost', v: RECORDING_VERSION, config: 'hash' });
      expect(rows.map((row) => imageFrom(row as CycleRow))).toEqual(images);
    }),
  );
});

test('a recording that goes on in a new file begins there with the state and all readings', () => {
  const files: string[][] = [[]];
  const sink = {
    write: (line: string) => void files.at(-1)?.push(line),
    get isFull() {
      return (files.at(-1)?.length ?? 0) > 2;
    },
    begin: () => void files.push([]),
    close: () => {},
  };
  const before = initialState(smallPlan);
  const recorder = createRecorder(sink, smallPlan, 'hash', before);
  const channels = allNeverRead();
  const rest = { utcOffsetMin: 480, clockSynced: true, channels, samples: [], requests: [] };
  const images = Array.from({ length: 5 }, (_, index): ProcessImage => {
    const cycle = index + 1;
    return { cycle, nowMs: cycle * 1000, wallMs: nightMs + cycle * 1000, ...rest };
  });
  for (const image of images) {
    const result = { decisions: [], state: { ...before, startMs: image.cycle } } as unknown as TickResult;
    recorder.cycle({ image, result, events: [] });
  }
  const read = files.map((lines) => {
    const [header, ...rows] = lines.map((line) => JSON.parse(line));
    const imageFrom = createImageReader(smallPlan);
    return { startMs: header.state.startMs, images: rows.map((row) => imageFrom(row as CycleRow)) };
  });
  expect(read).toEqual([
    { startMs: before.startMs, images: images.slice(0, 2) },
    { startMs: 2, images: images.slice(2, 4) },
    { startMs: 4, images: images.slice(4) },
  ]);
});

test('a cycle in which nothing changed costs one short line', () => {
  const lines = record(3);
  expect(lines.length).toBe(4);
  expect(lines.at(-1)?.length).toBeLessThan(1200);
});

function allNeverRead(): Record<string, Reading> {
  return Object.fromEntries(ids.map((id) => [id, bad({ kind: 'never-read' }, 0)]));
}

test('an older recording, which calls a suspended device parked, is read in the words of today', () => {
  const [id = ''] = ids;
  const old = JSON.parse(
    '{"t":[1,1000,1000,0,1],"ch":[[0,null,900,5,{"kind":"parked","retryInMs":1940}]]}',
  ) as CycleRow;
  const reading = createImageReader(smallPlan)(old).channels[id];
  expect(reading).toEqual(bad({ kind: 'suspended', retryInMs: 1940 }, 900));
});
