/** Records thinned for the eye: no peak is lost, levels are averaged as energy, holes stay holes. */

import { expect, test } from 'vitest';
import type { Event } from '../../../../src/model/event.ts';
import { plain } from '../../../../src/model/message.ts';
import { good } from '../../../../src/model/reading.ts';
import { THINNED_STEPS_MAX } from '../../../../src/ports/history.ts';
import { createStringTable } from '../../../../src/store/codec/string-table.ts';
import { appendMinutes } from '../../../../src/store/file/minute-rows.ts';
import { readerOf } from '../../../../src/store/file/reader.ts';
import { chainOf, eveningMs, minute, must, newDatabase, newHistory, write } from '../fixture.ts';

/** An event puts the seconds before it into the file. */
const told: Event = {
  ...{ class: 'fault', severity: 'alarm', subject: 'end', state: 'noted', wallMs: eveningMs },
  message: plain('end'),
};
const level = 'slm-north.sound.laeq';
const power = 'gun-a-01.power.active';
const channels = [
  { id: level, mean: 'energy' },
  { id: power, mean: 'arithmetic' },
] as const;

test('a step has the lowest, the highest, the energy mean of a level, and the mean of everything else', async () => {
  const { history, second, clock } = newHistory();
  for (let count = 0; count < 60; count += 1) {
    const nowMs = clock.nowMs() + 1000;
    // A minute of 50 dB with one second of 80 dB.
    second({}, { [level]: good(count === 30 ? 80 : 50, nowMs - 200), [power]: good(1000 * count, nowMs) });
  }
  const span = { fromMs: eveningMs, toMs: eveningMs + 60_000 };
  const { columns } = must(await history.thinned(span, channels, 1));
  const [mean = 0] = columns[level]?.mean ?? [];
  expect(columns[level]?.lowest).toEqual([50]);
  expect(columns[level]?.highest).toEqual([80]);
  // The last seconds are not written yet.
  expect(mean).toBeGreaterThan(10 * Math.log10((59e5 + 1e8) / 60) - 0.1);
  expect(mean).toBeLessThan(10 * Math.log10((49e5 + 1e8) / 50));
  expect(columns[power]?.highest[0]).toBeGreaterThan(50_000);
});

test('a hole is null, in every column', async () => {
  const { history, second } = newHistory();
  for (let count = 0; count < 10; count += 1) second();
  const span = { fromMs: eveningMs, toMs: eveningMs + 30_000 };
  const { columns } = must(await history.thinned(span, channels, 3));
  expect(columns[power]?.mean[0]).not.toBeNull();
  expect(columns[power]?.mean.slice(2)).toEqual([null]);
  expect(columns[level]?.lowest.slice(2)).toEqual([null]);
});

test('minutes of a longer span, the equipment beside the total', async () => {
  const reader = readerOf(chainOf(20));
  const span = { fromMs: eveningMs, toMs: eveningMs + 600_000 };
  const { columns, stepMs } = must(await reader.thinnedMinutes(span, ['north', 'nowhere'], 2));
  expect(stepMs).toBe(300_000);
  expect(columns['north.equipment']?.mean).toEqual([38.5, 38.5]);
  const energies = [1, 3, 5, 7, 9].map((count) => 1e6 * count + 0.1);
  const expected = 10 * Math.log10(energies.reduce((sum, one) => sum + one, 0) / 300);
  expect(columns['north']?.mean[0]).toBeCloseTo(expected, 1);
  expect(columns['nowhere']?.mean).toEqual([null, null]);
});

test('more steps than a screen has, and a span of nothing, are refused in words', async () => {
  const reader = readerOf(chainOf(2));
  const span = { fromMs: 0, toMs: 1000 };
  for (const steps of [0, 1.5, THINNED_STEPS_MAX + 1])
    expect((await reader.thinnedMinutes(span, [], steps)).ok).toBe(false);
  expect((await reader.thinned({ fromMs: 5, toMs: 5 }, [], 10)).ok).toBe(false);
  expect((await reader.thinnedMinutes(span, [], THINNED_STEPS_MAX)).ok).toBe(true);
});

test('each sample and each second counts in the step in which it began, with its own weight', async () => {
  const { history, second, clock } = newHistory();
  for (let count = 0; count < 20; count += 1) {
    const nowMs = clock.nowMs() + 1000;
    second({}, { [level]: good(count < 10 ? 40 + count : 60, nowMs), [power]: good(100 * count, nowMs) });
  }
  history.add({ events: [{ ...told, wallMs: clock.wallMs() }] });
  const span = { fromMs: eveningMs + 1000, toMs: eveningMs + 21_000 };
  const { columns, fromMs, stepMs } = must(await history.thinned(span, channels, 2));
  expect([fromMs, stepMs]).toEqual([span.fromMs, 10_000]);
  // Rows of the first ten seconds of the span: 0 to 900 W, then 1000 to 1900 W.
  expect(columns[power]).toEqual({ lowest: [0, 1000], highest: [900, 1900], mean: [450, 1450] });
  // A sample is a second long, and its end is 200 ms old when it is written: two of them began before the span.
  expect(columns[level]?.lowest).toEqual([42, 60]);
  expect(columns[level]?.highest).toEqual([60, 60]);
  const heard = [42, 43, 44, 45, 46, 47, 48, 49, 60, 60].map((levelDb) => 10 ** (levelDb / 10));
  const meanDb = 10 * Math.log10(heard.reduce((sum, energy) => sum + energy, 0) / heard.length);
  expect(columns[level]?.mean).toEqual([Math.round(100 * meanDb) / 100, 60]);
});

test('small values keep two decimals, large ones none', async () => {
  const { history, second, clock } = newHistory({
    channels: [
      { id: 'small', resolution: 1000, validMs: 5000 },
      { id: 'large', resolution: 1000, validMs: 5000 },
    ],
  });
  const nowMs = clock.nowMs() + 1000;
  second({}, { small: good(-999.987, nowMs), large: good(1000.6, nowMs) });
  history.add({ events: [{ ...told, wallMs: clock.wallMs() }] });
  const asked = [
    { id: 'small', mean: 'arithmetic' },
    { id: 'large', mean: 'arithmetic' },
  ] as const;
  const { columns } = must(await history.thinned({ fromMs: eveningMs, toMs: eveningMs + 9000 }, asked, 1));
  expect([columns['small']?.mean, columns['large']?.highest]).toEqual([[-999.99], [1001]]);
});

test('minutes without a valid second are a hole; the equipment of a minute counts for all of it', async () => {
  const db = newDatabase();
  const minutes = [
    minute(0, { energyS: 60 * 1e4, validS: 60, equipmentDb: 30 }),
    minute(2, { energyS: 30 * 1e5, validS: 30, equipmentDb: 40 }),
    minute(4, { energyS: 0, validS: 0, equipmentDb: null }),
  ];
  write(db, (sql) => appendMinutes(sql, minutes, createStringTable()));
  const ask = async (steps: number) => {
    const span = { fromMs: eveningMs, toMs: eveningMs + 180_000 };
    return must(await readerOf(db).thinnedMinutes(span, ['north'], steps)).columns;
  };
  const each = await ask(3);
  expect(each['north']).toEqual({ lowest: [40, 50, null], highest: [40, 50, null], mean: [40, 50, null] });
  expect(each['north.equipment']?.mean).toEqual([30, 40, null]);
  const whole = await ask(1);
  // 60 s of 40 dB and 30 s of 50 dB.
  const meanDb = 10 * Math.log10((60 * 1e4 + 30 * 1e5) / 90);
  expect(whole['north']?.mean).toEqual([Math.round(100 * meanDb) / 100]);
  expect(whole['north.equipment']?.mean).toEqual([Math.round(1000 * Math.log10((1e3 + 1e4) / 2)) / 100]);
});
