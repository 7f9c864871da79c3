/** A field incident becomes a test by copying one recording: so a recording must hold everything, and replay exactly. */

import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultSwitch } from '../../hw-mocks/faults/faults.ts';
import { noInputs } from '../../hw-mocks/station/inputs.ts';
import { createFileSink } from '../../src/adapters/file-sink.ts';
import { createSimulation } from '../../src/laboratory/simulation.ts';
import { type ReplayResult, replay } from '../../src/recording/replay.ts';
import { sampleSize } from '../sample-size.ts';
import { slowPolledPlan } from './recordings.ts';

const MINUTE_MS = 60_000;
const plan = slowPolledPlan();
const directory = mkdtempSync(join(tmpdir(), 'quietpost-replay-'));
const path = (name: string) => join(directory, `${name}.ndjson`);

/** From nine to eleven in the evening: day and night, quiet and every kind of trouble. */
const faults: readonly FaultSwitch[] = [
  { device: 'slm-north', kind: 'silent', fromMs: 20 * MINUTE_MS, untilMs: 25 * MINUTE_MS, seed: 1 },
  { bus: 'fans', kind: 'garbled', probability: 0.1, fromMs: 0, untilMs: 90 * MINUTE_MS, seed: 2 },
  { device: 'temp-a1', kind: 'silent', fromMs: 40 * MINUTE_MS, untilMs: 60 * MINUTE_MS, seed: 3 },
  { device: 'temp-a2', kind: 'exception', fromMs: 45 * MINUTE_MS, untilMs: 50 * MINUTE_MS, seed: 4 },
  { device: 'relays-b', kind: 'silent', fromMs: 70 * MINUTE_MS, untilMs: 75 * MINUTE_MS, seed: 5 },
  { bus: 'noise', kind: 'late', probability: 0.2, fromMs: 80 * MINUTE_MS, untilMs: 85 * MINUTE_MS, seed: 6 },
];

/** Records into a real file; the virtual clock stops now and then so that the disk gets its turn. */
async function record(name: string, seed: number, minutes: number): Promise<void> {
  const sink = createFileSink(path(name), { bytesMax: 1e9 });
  const simulation = createSimulation({
    plan,
    inputs: noInputs,
    seed,
    from: '2026-07-15',
    startHour: 21,
    faults,
    sink,
  });
  for (let minute = 1; minute <= minutes; minute += 1) {
    simulation.runUntil(minute * MINUTE_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise<void>((resolve) => sink.close(resolve));
  expect(sink.takeTrouble()).toBeUndefined();
}

async function replayOf(lines: Iterable<string> | AsyncIterable<string>): Promise<ReplayResult> {
  async function* each() {
    yield* lines;
  }
  return replay(each());
}

function hashOf(name: string): string {
  return createHash('sha256')
    .update(readFileSync(path(name)))
    .digest('hex');
}

function linesOf(name: string): string[] {
  return readFileSync(path(name), 'utf8').trimEnd().split('\n');
}

beforeAll(async () => {
  await record('two-hours', 5, 120);
  await record('ten-minutes', 5, 10);
}, 240_000);
afterAll(() => rmSync(directory, { recursive: true }));

test('two hours with faults replay to the same decisions, byte for byte', { timeout: 240_000 }, async () => {
  const result = await replayOf(createInterface({ input: createReadStream(path('two-hours')) }));
  expect(result).toMatchObject({
    ok: true,
    report: { cycles: 7200, differing: 0, differences: [], config: plan.hash },
  });
  const rules = new Set(
    linesOf('two-hours').flatMap((line) => [...line.matchAll(/"by":"([a-z-]+)"/g)].map(([, by]) => by)),
  );
  expect([...rules]).toEqual(expect.arrayContaining(['start', 'thermal-fan', 'lost-input', 'night-noise']));
});

test('another parameter in the header shows what would have been decided with it', async () => {
  const [header = '', ...rows] = linesOf('ten-minutes');
  const colder = header.replace('"thermal-fan":{"startC":30', '"thermal-fan":{"startC":20');
  expect(colder).not.toBe(header);
  const result = await replayOf([colder, ...rows]);
  if (!result.ok) throw new Error(result.message);
  expect(result.report.differing).toBeGreaterThan(100);
  expect(result.report.differences.length).toBe(20);
});

test('a torn last line is the end, a torn line in the middle is named', async () => {
  const lines = linesOf('ten-minutes');
  const torn = (index: number) =>
    lines.map((line, at) => (at === index ? line.slice(0, line.length / 2) : line));
  expect(await replayOf(torn(lines.length - 1))).toMatchObject({
    ok: true,
    report: { cycles: 599, differing: 0 },
  });
  expect(await replayOf(torn(299))).toMatchObject({ ok: false, line: 300 });
});

test('one seed gives the same bytes, another seed others', { timeout: 240_000 }, async () => {
  const minutes = sampleSize({ sample: 10, full: 120 });
  await record('again', 5, minutes);
  expect(hashOf('again')).toBe(hashOf(minutes === 10 ? 'ten-minutes' : 'two-hours'));
  await record('other', 6, 10);
  expect(hashOf('other')).not.toBe(hashOf('ten-minutes'));
});
