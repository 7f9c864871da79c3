/** Minutes of the total are counted; minutes of the equipment are alarms. */

import { expect, test } from 'vitest';
import { assessExceedances, type Exceedances } from '../../../../src/control/alarms/exceedance.ts';
import type { ReceptorAttribution } from '../../../../src/control/attribution/receptor-attribution.ts';
import type { ClosedLevel } from '../../../../src/control/inputs/level-tracks.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import { plain } from '../../../../src/model/message.ts';
import { smallPlan as plan } from '../small-plan.ts';

/** 21:58 local, of a plan with 55 dB by day and 45 dB at night. */
const eveningMs = Date.UTC(2026, 10, 23, 13, 58);

function minute(index: number, laeqDb: number, kind: 'minute' | 'night' = 'minute'): ClosedLevel {
  const period = { kind, id: '', startWallMs: eveningMs + index * 60_000, laeqDb };
  return { level: 'north', period: period as ClosedLevel['period'] };
}

function createJudge(gate: ReceptorAttribution['gate'] = 'trusted') {
  let state: Exceedances = {};
  const attribution: ReceptorAttribution[] = [
    {
      receptor: 'north',
      totalDb: 50,
      equipmentDb: 46,
      backgroundDb: 40,
      uncertaintyDb: 1,
      gate,
      reason: plain('x'),
      isLearned: true,
      change: 'none',
    },
  ];
  return (total: readonly ClosedLevel[], equipment: readonly ClosedLevel[]) => {
    const judged = assessExceedances(state, { total, equipment }, 480, attribution, plan);
    state = JSON.parse(JSON.stringify(judged.exceedances)) as Exceedances;
    return judged.events.map(({ severity, state: is, message }) => `${severity} ${is} ${inEnglish(message)}`);
  };
}

test('loud minutes of the total are told once, as a count, when the night ends', () => {
  const judge = createJudge();
  for (let index = 5; index < 30; index += 1) {
    expect(judge([minute(index, index % 2 === 0 ? 58 : 40)], [minute(index, 42)])).toEqual([]);
  }
  const [told, ...others] = judge([minute(0, 50, 'night')], []);
  expect(told).toContain('info noted');
  expect(told).toContain('12 minutes');
  expect(others).toEqual([]);
  expect(judge([minute(0, 50, 'night')], [])).toEqual([]);
});

test('a minute of the equipment above the limit is an alarm, raised once and cleared once', () => {
  const judge = createJudge();
  const told = [44, 46, 47, 46, 44].map((db, index) => judge([], [minute(10 + index, db)]).length);
  expect(told).toEqual([0, 1, 0, 0, 1]);
});

test('at 22:00 it is judged by the limit of the night, and told anew where that is passed as well', () => {
  const judge = createJudge();
  expect(judge([], [minute(0, 50)])).toEqual([]);
  expect(judge([], [minute(2, 50)])[0]).toContain('alarm raised');
  const loud = createJudge();
  expect(loud([], [minute(1, 57)])[0]).toContain('limit of 55');
  expect(loud([], [minute(2, 57)])[0]).toContain('limit of 45');
  expect(loud([], [minute(3, 57)])).toEqual([]);
});

test('a level that is not proved is a warning', () => {
  expect(createJudge('learning')([], [minute(10, 46)])[0]).toContain('warning raised');
});
