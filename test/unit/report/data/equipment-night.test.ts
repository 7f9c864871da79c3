/** What the station did, minute by minute, from seconds and decisions. */

import { expect, test } from 'vitest';
import { plain } from '../../../../src/model/message.ts';
import type { CabinetPlan } from '../../../../src/plan/control-plan.ts';
import type { DecisionRecord, SecondsTable } from '../../../../src/ports/history.ts';
import { equipmentNight } from '../../../../src/report/data/equipment-night.ts';
import { sitePlan } from '../made-night.ts';

const MINUTE_MS = 60_000;
const START_MS = 600_000;

function cabinet(id: string): CabinetPlan {
  const [like] = sitePlan.control.cabinets;
  if (like === undefined) throw new Error('assertion: the site has a cabinet');
  return {
    ...like,
    id,
    temperatures: [`temp-${id}`],
    guns: [`gun-${id}`],
    fans: [{ output: `fan-${id}`, speed: `speed-${id}`, fullRpm: 1000, atDb: {} }],
    limit: `limit-${id}`,
    ratedW: 200_000,
  };
}

const plan = { ...sitePlan.control, cabinets: [cabinet('a'), cabinet('b')] };

/** One value each 30 s from the start, by channel. */
function table(columns: Readonly<Record<string, readonly (number | null)[]>>): SecondsTable {
  const length = Math.max(0, ...Object.values(columns).map((values) => values.length));
  return {
    wallMs: Array.from({ length }, (_, row) => START_MS + row * 30_000),
    columns: Object.fromEntries(
      Object.entries(columns).map(([id, values]) => [id, { values, qualities: values.map(() => 'good') }]),
    ),
    samples: [],
  };
}

function limitAt(wallMs: number, output: string, value: number): DecisionRecord {
  return { wallMs, output, value, by: 'night-noise', reason: plain('x'), overruled: [] };
}

function night(
  columns: Readonly<Record<string, readonly (number | null)[]>>,
  decisions: readonly DecisionRecord[] = [],
  minutes = 3,
  isRecorded: (startMs: number) => boolean = () => true,
) {
  const endMs = START_MS + minutes * MINUTE_MS;
  return equipmentNight({ plan, seconds: table(columns), decisions, startMs: START_MS, endMs, isRecorded });
}

test('a minute has the means of its seconds, over all fans and all guns', () => {
  const { minutes } = night({ 'speed-a': [500, 600, 900], 'speed-b': [200, 300], 'gun-a': [60_000, 40_000] });
  expect(minutes).toMatchObject([
    { startMs: START_MS, fanMeanPct: 40, fanLowPct: 25, fanHighPct: 55, servedW: 50_000 },
    { fanMeanPct: 90, fanLowPct: 90, fanHighPct: 90, servedW: null },
    { fanMeanPct: null, fanLowPct: null, fanHighPct: null, servedW: null },
  ]);
});

test('a value that is missing does not count as zero', () => {
  expect(night({ 'gun-a': [null, 40_000] }).minutes[0]?.servedW).toBe(40_000);
  expect(night({ 'gun-a': [0, 0] }).minutes[0]?.servedW).toBe(0);
});

test('seconds before the night and at its end are none of it', () => {
  const around = night({ 'gun-a': [10, 10, 20, 20, 30, 30, 99, 99] }, [], 3);
  expect(around.minutes.map(({ servedW }) => servedW)).toEqual([10, 20, 30]);
  expect(around.servedWh).toBeCloseTo(1, 9);
});

test('what is allowed is the sum over the cabinets, by the limit in the middle of the minute', () => {
  const decisions = [
    limitAt(0, 'limit-a', 100),
    limitAt(0, 'limit-b', 50),
    limitAt(START_MS + MINUTE_MS + 30_000, 'limit-a', 25),
    limitAt(START_MS + 2 * MINUTE_MS + 30_001, 'limit-b', 100),
  ];
  const { minutes, limitedS, ratedW } = night({}, decisions);
  expect(minutes.map(({ allowedW }) => allowedW)).toEqual([300_000, 150_000, 150_000]);
  expect([limitedS, ratedW]).toEqual([180, 400_000]);
});

test('full power is not limited', () => {
  const decisions = [limitAt(0, 'limit-a', 100), limitAt(0, 'limit-b', 100)];
  expect(night({}, decisions)).toMatchObject({ limitedS: 0 });
});

test('what is allowed is not known without all limits, nor in a minute without records', () => {
  expect(night({}, [limitAt(0, 'limit-a', 100)])).toMatchObject({ limitedS: null });
  const both = [limitAt(0, 'limit-a', 50), limitAt(0, 'limit-b', 50)];
  const { minutes, limitedS } = night({}, both, 3, (startMs) => startMs !== START_MS + MINUTE_MS);
  expect(minutes.map(({ allowedW }) => allowedW)).toEqual([200_000, null, 200_000]);
  expect(limitedS).toBe(120);
});

test('the hottest is the highest of all sensors, also below zero; null where none was read', () => {
  expect(night({ 'temp-a': [-8, -3, null], 'temp-b': [-5] }).hottestC).toBe(-3);
  expect(night({ 'gun-a': [99] }).hottestC).toBeNull();
});

test('nothing recorded is nothing known, not zero', () => {
  expect(night({}, [], 2, () => false)).toMatchObject({ servedWh: null, hottestC: null, limitedS: null });
});
