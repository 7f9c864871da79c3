import { expect, test } from 'vitest';
import { nightEffect, sumOfNights } from '../../../../src/analysis/what-if/nights.ts';
import type { SideResult, WhatIf } from '../../../../src/analysis/what-if/what-if.ts';

function side(limitedS: number, minutesAbove: readonly number[], laeqDb: number | null): SideResult {
  const secondsAt = [
    { stepPct: 75, seconds: limitedS },
    { stepPct: 100, seconds: 28_800 - limitedS },
  ];
  return {
    outputs: [
      { id: 'limit-a', kind: 'power-limit', changes: 1, meanPct: 90, secondsAt },
      { id: 'limit-b', kind: 'power-limit', changes: 1, meanPct: 90, secondsAt },
      { id: 'limit-c', kind: 'power-limit', changes: 1, meanPct: 90, secondsAt: null },
      { id: 'fan-a', kind: 'fan', changes: 1, meanPct: 40, secondsAt: null },
    ],
    noise: minutesAbove.map((minutes, place) => ({
      ...{ receptor: `r${place}`, limitDb: 45, laeqDb, loudestMinute: null, minutesAbove: minutes },
    })),
  };
}

const found: WhatIf = {
  ...{ seconds: 14_400, measured: [], differingS: 0, differences: 0, first: [], unlikeS: 0 },
  old: side(600, [3, 8], 41),
  changed: side(1800, [0, 1], null),
  energy: [
    { cabinet: 'a', measuredKwh: 500, cutKwh: 12, freedKwh: 1, unknownS: 0 },
    { cabinet: 'b', measuredKwh: 400, cutKwh: 3, freedKwh: 0.5, unknownS: 0 },
  ],
};

test('a night: energy of all cabinets, minutes of all limits with steps, minutes above at the worst receptor', () => {
  expect(nightEffect('2026-07-15', found)).toEqual({
    ...{ night: '2026-07-15', hours: 4, givenUpKwh: 15, givenBackKwh: 1.5 },
    limitedMinutes: { before: 20, changed: 60 },
    minutesAbove: { before: 8, changed: 1 },
    laeqDb: { before: 41, changed: null },
  });
});

test('nights are summed over those that are known, with the lowest, the median and the highest', () => {
  expect(sumOfNights([4, null, 1, 7])).toEqual({ sum: 12, lowest: 1, median: 4, highest: 7 });
  expect(sumOfNights([4, 1])).toEqual({ sum: 5, lowest: 1, median: 2.5, highest: 4 });
  expect(sumOfNights([null])).toBeNull();
});
