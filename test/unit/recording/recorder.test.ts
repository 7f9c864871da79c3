import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialState, type TickResult, tick } from '../../../src/control/tick.ts';
import type { Fault } from '../../../src/model/fault.ts';
import type { OperatorRequest, ProcessImage } from '../../../src/model/image.ts';
import { bad, good, qualities, type Reading, type Sample } from '../../../src/model/reading.ts';
import {
  type CycleRow,
  createImageReader,
  createRecorder,
  RECORDING_VERSION,
} from '../../../src/recording/recorder.ts';
import { type ReplayResult, replay } from '../../../src/recording/replay.ts';
import { calm, imageOf, nightMs, smallPlan } from '../control/small-plan.ts';

const ids = Object.keys(smallPlan.channels);
const timeMs = fc.integer({ min: 0, max: 1e9 });
const level = fc.double({ min: -40, max: 140, noNaN: true }).map((value) => value + 0);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant({ kind: 'crc' } as const),
  fc.record({ kind: fc.constant('timeout' as const), afterMs: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ kind: fc.constant('frame' as const), detail: fc.string() }),
  fc.record({ kind: fc.constant('sentinel' as const), raw: fc.integer() }),
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
      for (const { readings, requests, ...own } of changes) {
        const before = images.at(-1);
        const cycle = images.length + 1;
        const times = { cycle, nowMs: cycle * 1000.25, wallMs: nightMs + cycle * 1000 };
        const channels = { ...(before?.channels ?? allNeverRead()), ...readings };
        images.push({ ...times, ...own, channels, requests: requests ?? before?.requests ?? [] });
      }
      for (const image of images) recorder.cycle({ image: image, result: noResult, events: [] });
      const imageFrom = createImageReader(smallPlan);
      const [header, ...rows] = lines.map((line): unknown => JSON.parse(line));
      expect(header).toMatchObject({ recording: 'quietpost', v: RECORDING_VERSION, config: 'hash' });
      expect(rows.map((row) => imageFrom(row as CycleRow))).toEqual(images);
    }),
  );
});

test('a cycle in which nothing changed costs one short line', () => {
  const lines = record(3);
  expect(lines.length).toBe(4);
  expect(lines.at(-1)?.length).toBeLessThan(1200);
});

test('a recording replays to the same decisions', async () => {
  const result = await replayed(record(60));
  expect(result).toMatchObject({ ok: true, report: { cycles: 60, differences: [] } });
});

test('a decision that does not come out again is shown with both sides', async () => {
  const lines = record(60).map((line) => line.replace('"nightC":48', '"nightC":30'));
  const result = await replayed(lines);
  if (!result.ok) throw new Error(result.message);
  const [first] = result.report.differences;
  const fan = (side: 'recorded' | 'replayed') => first?.[side].find((one) => one.output === 'fan-a1')?.value;
  expect(fan('replayed')).toBeGreaterThan(fan('recorded') ?? 100);
});

test('a torn last line is the end of the recording', async () => {
  const lines = record(10);
  const last = lines.pop() ?? '';
  const result = await replayed([...lines, last.slice(0, 40)]);
  expect(result).toMatchObject({ ok: true, report: { cycles: 9 } });
});

test('a torn line in the middle is an error with its number', async () => {
  const lines = record(10);
  lines[4] = lines[4]?.slice(0, 40) ?? '';
  expect(await replayed(lines)).toMatchObject({ ok: false, line: 5 });
});

test.each([
  ['nothing at all', [], 'empty'],
  ['a torn header', ['{"recording":"quietp'], 'header'],
  ['another JSON file', ['{"name":"x"}'], 'not a quietpost recording'],
  ['a list', ['[]'], 'not a quietpost recording'],
  ['null', ['null'], 'not a quietpost recording'],
  ['an older version', ['{"recording":"quietpost","v":0}'], 'version 0'],
])('%s is no recording, and says so', async (_what, lines, message) => {
  expect(await replayed(lines)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
});

test.each(['null', '7', '{}', '{"t":[1,2]}'])(
  'the line %s is JSON but no cycle, and is named',
  async (line) => {
    const lines = record(5);
    lines[3] = line;
    expect(await replayed(lines)).toMatchObject({ ok: false, line: 4 });
  },
);

function allNeverRead(): Record<string, Reading> {
  return Object.fromEntries(ids.map((id) => [id, bad({ kind: 'never-read' }, 0)]));
}

/** A recording of so many seconds of a warm night. */
function record(seconds: number): string[] {
  const lines: string[] = [];
  const sink = { write: (line: string) => lines.push(line), close: () => {} };
  let state = initialState(smallPlan);
  const recorder = createRecorder(sink, smallPlan, 'hash', state);
  for (let second = 1; second <= seconds; second += 1) {
    const field = { ...calm, 'temp-a1.temperature': 25 + second / 4 };
    const image = imageOf(field, state, smallPlan, second * 1000, nightMs);
    const result = tick(state, image, smallPlan);
    state = result.state;
    recorder.cycle({ image: image, result: result, events: [] });
  }
  return lines;
}

async function replayed(lines: readonly string[]): Promise<ReplayResult> {
  async function* read() {
    yield* lines;
  }
  return replay(read());
}
