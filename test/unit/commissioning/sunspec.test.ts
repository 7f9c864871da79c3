/** A SunSpec device describes itself: found by its marker, listed, and read without knowing where its registers are. */

import { expect, test } from 'vitest';
import { deviceAt } from '../../../src/cli/field/place/device-at.ts';
import { withBase } from '../../../src/cli/field/place/place.ts';
import { readDevice } from '../../../src/cli/field/read.ts';
import { scan } from '../../../src/cli/field/scan.ts';
import { answeringBench, holding } from './answering-bench.ts';
import { run } from './bench.ts';
import { allModels } from './parts.ts';

function put(words: Map<number, number>, address: number, values: readonly number[]): void {
  for (const [index, value] of values.entries()) words.set(address + index, value & 0xffff);
}

function text(value: string, registers: number): number[] {
  const bytes = [...value.padEnd(registers * 2, '\0')].map((char) => char.charCodeAt(0));
  return Array.from(
    { length: registers },
    (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0),
  );
}

/** Marker, model 1 (66 registers), one of the maker's own (4), model 203 (105), end. */
function meterAt(marker: number): Map<number, number> {
  const words = new Map<number, number>();
  put(words, marker, [
    0x5375,
    0x6e53,
    1,
    66,
    ...text('Acme', 16),
    ...text('M-203', 16),
    ...Array(34).fill(0),
  ]);
  put(words, marker + 70, [64_001, 4, 1, 2, 3, 4]);
  const meter = new Array<number>(107).fill(0);
  // Volts in tenths, watts.
  Object.assign(meter, {
    0: 203,
    1: 105,
    8: 2301,
    9: 2302,
    10: 2303,
    15: -1,
    16: 5001,
    17: -2,
    18: 4200,
    22: 0,
  });
  put(words, marker + 76, meter);
  put(words, marker + 183, [0xffff, 0]);
  return words;
}

const models = allModels;

test.each([40_000, 0, 50_000, 39_999])(
  'scan finds the list that begins at %i, and says what to write',
  async (at) => {
    const bench = answeringBench('tcp', (request, unitId) =>
      unitId === 7 ? holding(meterAt(at))(request, unitId) : undefined,
    );
    const end = { kind: 'socket', host: '192.0.2.7', port: 502 } as const;
    const usual = { own: { kind: 'tcp' } as const, isSocket: true, bauds: [], formats: [], knownIds: [] };
    const wish = { ...usual, unitIds: [7], timeoutMs: 200 };
    const job = { end, line: usual.own, wish, models, expected: [] };
    const { text: said } = await run(bench, (field, person) => scan(job, field, person));
    expect(said).toContain(`SunSpec device "Acme M-203", its list begins at ${at}:`);
    expect(said).toContain(
      `model 203 at ${at + 76}, 105 registers: meter, three phases in wye; write "model: sunspec-203, base: ${at + 76}"`,
    );
    expect(said).toContain("of the maker's own");
  },
);

test('read of a SunSpec model finds its registers by itself', async () => {
  const bench = answeringBench('tcp', holding(meterAt(40_000)));
  const found = deviceAt('tcp://192.0.2.7', { unit: '7', model: 'sunspec-203' }, models);
  if (typeof found === 'string') throw new Error(found);
  const { text: said, code } = await run(bench, async (field, person) => {
    const place = await withBase({ ...found, field });
    if (typeof place === 'string') throw new Error(place);
    return readDevice(place.plan, place.device, false, field, person);
  });
  expect(said).toMatch(/^voltage\.l1 +230\.1 +V +good/m);
  expect(said).toMatch(/^power\.active +4200 +W +good/m);
  expect(code).not.toBe(69);
});

test('a device without the marker is no SunSpec device, and that costs a bounded time', async () => {
  const bench = answeringBench('tcp', holding(new Map([[0, 1]])));
  const found = deviceAt('tcp://192.0.2.7', { unit: '7', model: 'sunspec-203' }, models);
  if (typeof found === 'string') throw new Error(found);
  const { tookMs } = await run(bench, async (field) => {
    const place = await withBase({ ...found, field });
    expect(place).toMatch(/sunspec-203 needs --base/);
    return 0;
  });
  expect(tookMs).toBeLessThan(2000);
});

test('a list without an end is walked to its bound, no further', async () => {
  let asked = 0;
  const bench = answeringBench('tcp', (request) => {
    asked++;
    if (request.kind !== 'read') return undefined;
    const words = new Array<number>(request.count).fill(0);
    return { reply: request.address === 40_000 ? [0x5375, 0x6e53] : words };
  });
  const found = deviceAt('tcp://192.0.2.7', { model: 'sunspec-203' }, models);
  if (typeof found === 'string') throw new Error(found);
  await run(bench, async (field) => Number(typeof (await withBase({ ...found, field })) === 'string'));
  expect(asked).toBeLessThan(70);
});
