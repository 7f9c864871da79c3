/** Records thinned for the eye: no peak is lost, levels are averaged as energy, holes stay holes. */

import { expect, test } from 'vitest';
import { good } from '../../../../src/model/reading.ts';
import { THINNED_STEPS_MAX } from '../../../../src/ports/history.ts';
import { readerOf } from '../../../../src/store/file/reader.ts';
import { chainOf, eveningMs, must, newHistory } from '../fixture.ts';

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
