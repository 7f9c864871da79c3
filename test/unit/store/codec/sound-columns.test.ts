/** Seconds of sound as columns: what came late, twice or not at all. */

import { expect, test } from 'vitest';
import type { Quality, Sample } from '../../../../src/model/reading.ts';
import type { SoundCycle } from '../../../../src/ports/history-writer.ts';
import { addSoundCell, takesOf } from '../../../../src/store/codec/sound-columns.ts';

const level = 'slm.sound.laeq';
const peak = 'slm.sound.lafmax';

function sample(value: number | null, takenMs = -50, quality: Quality = 'good'): Sample {
  return {
    channel: level,
    value,
    peakDb: value === null ? null : value + 10,
    seconds: 1,
    takenMs,
    quality,
  };
}

/** The column of a channel over cycles that brought these samples. */
function columnOf(channel: string, cycles: readonly (readonly Sample[])[]) {
  const sound = cycles.map(
    (samples, index): SoundCycle => ({ wallMs: index * 1000, utcOffsetMin: 0, samples }),
  );
  const take = takesOf(sound)(channel);
  if (take === undefined) return undefined;
  const column = { values: [] as (number | null)[], qualities: [] as Quality[] };
  for (const { samples } of sound) addSoundCell(column, take, samples, 'stale');
  return column;
}

test('each sample stands in the second in which it came, its peak in the column of peaks', () => {
  const cycles = [[sample(50)], [sample(51)], [sample(50)]];
  expect(columnOf(level, cycles)).toEqual({ values: [50, 51, 50], qualities: ['good', 'good', 'good'] });
  expect(columnOf(peak, cycles)?.values).toEqual([60, 61, 60]);
});

test('one that came just after the freeze came with the next, and is put back', () => {
  const cycles = [[sample(50)], [], [sample(51, -990), sample(52)], [sample(53)]];
  expect(columnOf(level, cycles)?.values).toEqual([50, 51, 52, 53]);
});

test('a cycle without one is empty: the second before is not told again', () => {
  expect(columnOf(level, [[sample(50)], [], [sample(51)]])).toEqual({
    values: [50, null, 51],
    qualities: ['good', 'stale', 'good'],
  });
});

test('of a meter that is faster than we are two seconds share a cell, as energy', () => {
  const column = columnOf(level, [[sample(50)], [sample(50, -900), sample(60)]]);
  expect(column?.values[0]).toBe(50);
  expect(column?.values[1]).toBeCloseTo(57.404, 3);
});

test('a second that the meter could not give says why, and stays where it is', () => {
  const cycles = [[sample(null, -50, 'overload')], [sample(51, -900), sample(52)]];
  expect(columnOf(level, cycles)?.qualities[0]).toBe('overload');
  expect(columnOf(level, cycles)?.values[0]).toBeNull();
});

test('what is no sound of these cycles is taken from the block as it is', () => {
  expect(columnOf('gun.power.active', [[sample(50)]])).toBeUndefined();
  expect(columnOf('other.sound.lafmax', [[sample(50)]])).toBeUndefined();
  expect(columnOf(level, [[], []])).toBeUndefined();
});

test('a single sample keeps its level to the last digit; two in a second are their mean energy', () => {
  const levels = Array.from({ length: 300 }, (_, index) => 20.05 + index / 3);
  expect(
    columnOf(
      level,
      levels.map((value) => [sample(value)]),
    )?.values,
  ).toEqual(levels);
  const [mean] = columnOf(level, [[sample(50), sample(60)]])?.values ?? [];
  expect(mean).toBeCloseTo(10 * Math.log10((10 ** 5 + 10 ** 6) / 2), 9);
  // One of both without a value counts for nothing, and takes nothing away.
  expect(columnOf(level, [[sample(null), sample(57.3)]])?.values).toEqual([57.3]);
});
