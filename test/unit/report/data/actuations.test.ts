/** Which changes of an output are listed, and how much it was used. */

import { expect, test } from 'vitest';
import { plain } from '../../../../src/model/message.ts';
import type { OutputSpec } from '../../../../src/plan/control-plan.ts';
import type { DecisionRecord } from '../../../../src/ports/history.ts';
import { actuationsOf, outputUse } from '../../../../src/report/data/actuations.ts';

const START_MS = 1000;

const outputs: readonly OutputSpec[] = [
  { id: 'fan', kind: 'fan', min: 20, max: 100, rest: 20, failSafe: 100 },
  { id: 'limit', kind: 'power-limit', min: 0, max: 100, rest: 100, failSafe: 50 },
  { id: 'lamp', kind: 'lamp', min: 0, max: 100, rest: 0, failSafe: 0 },
];

function at(wallMs: number, output: string, value: number, by = 'night-noise', reason = 'x'): DecisionRecord {
  return { wallMs, output, value, by, reason: plain(reason), overruled: [] };
}

const listed = (decisions: readonly DecisionRecord[]) =>
  actuationsOf(decisions, outputs, START_MS).map(
    ({ atMs, outputs: moved, fromPct, toPct }) => `${atMs}: ${moved.join('+')} ${fromPct}-${toPct}`,
  );

test('a power limit and a lamp are listed at every change of value, not of rule', () => {
  expect(
    listed([
      at(0, 'limit', 100),
      at(2000, 'limit', 75),
      at(3000, 'limit', 75, 'rest'),
      at(4000, 'limit', 100, 'rest'),
      at(0, 'lamp', 0),
      at(5000, 'lamp', 100),
    ]),
  ).toEqual(['2000: limit 100-75', '4000: limit 75-100', '5000: lamp 0-100']);
});

test('a fan is listed where another rule than its temperature takes it or releases it', () => {
  expect(
    listed([
      at(0, 'fan', 20, 'rest'),
      at(2000, 'fan', 40, 'thermal-fan'),
      at(3000, 'fan', 30, 'night-noise'),
      at(4000, 'fan', 28, 'night-noise'),
      at(5000, 'fan', 45, 'thermal-fan'),
      at(6000, 'fan', 20, 'rest'),
    ]),
  ).toEqual(['3000: fan 40-30', '5000: fan 28-45']);
});

test('what was decided before the night is not listed, and what happened in its first millisecond is', () => {
  expect(listed([at(0, 'limit', 100), at(999, 'limit', 75), at(1000, 'limit', 50)])).toEqual([
    '1000: limit 75-50',
  ]);
});

test('the first record of an output is no change', () => {
  expect(listed([at(2000, 'limit', 75)])).toEqual([]);
});

test('outputs that moved alike at the same moment share a line, others do not', () => {
  const lamps = [at(0, 'lamp', 0), at(0, 'limit', 0)];
  expect(listed([...lamps, at(2000, 'lamp', 100), at(2000, 'limit', 100)])).toEqual([
    '2000: lamp+limit 0-100',
  ]);
  expect(listed([...lamps, at(2000, 'lamp', 100), at(2000, 'limit', 100, 'rest')])).toHaveLength(2);
  expect(listed([...lamps, at(2000, 'lamp', 100), at(2001, 'limit', 100)])).toHaveLength(2);
});

test('the use of an output counts its changes in the night, its range also the value before', () => {
  const [fan, limit, lamp] = outputUse(
    [
      at(0, 'limit', 100),
      at(999, 'limit', 25),
      at(1000, 'limit', 75),
      at(2000, 'limit', 75, 'rest'),
      at(3000, 'limit', 50),
      at(4000, 'lamp', 100),
    ],
    outputs,
    START_MS,
  );
  expect(fan).toEqual({ output: 'fan', kind: 'fan', changes: 0, lowestPct: null, highestPct: null });
  expect(limit).toMatchObject({ changes: 2, lowestPct: 25, highestPct: 100 });
  expect(lamp).toMatchObject({ changes: 0, lowestPct: 100, highestPct: 100 });
});
