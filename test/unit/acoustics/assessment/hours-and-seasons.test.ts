/** Terms of hours, days and seasons, and limits on LN: levels worked out by hand. */

import { expect, test } from 'vitest';
import { assessPeriod } from '../../../../src/acoustics/assessment/assessment.ts';
import { unknownCharacter } from '../../../../src/acoustics/assessment/rating.ts';
import { addSample, emptyLedger } from '../../../../src/acoustics/levels/leq.ts';
import type { MeasuredPeriod } from '../../../../src/acoustics/periods/measured-period.ts';
import {
  addMinute,
  closeAccumulator,
  openAccumulator,
} from '../../../../src/acoustics/periods/period-accumulator.ts';
import type { RuleSet } from '../../../../src/acoustics/rule-set.ts';
import { readRuleSet } from '../../../../src/config/limits/limits.ts';
import { phraseInEnglish } from '../../language/said.ts';
import { shippedRules } from '../measured-fixture.ts';

const OFFSET_MIN = 60;

/** A day of 06:00 to 22:00 of the rule set, each hour at its level. */
function dayOf(rules: RuleSet, date: string, levelAt: (hour: number) => number): MeasuredPeriod {
  const midnightMs = Date.parse(`${date}T00:00:00Z`) - OFFSET_MIN * 60_000;
  let accumulator = openAccumulator(rules, {}, () => OFFSET_MIN);
  for (let minute = 6 * 60; minute < 22 * 60; minute++) {
    const ledger = addSample(emptyLedger(), levelAt(Math.floor(minute / 60)), 60, null);
    const startWallMs = midnightMs + minute * 60_000;
    accumulator = addMinute(accumulator, {
      startWallMs,
      utcOffsetMin: OFFSET_MIN,
      ledger,
      levelsDb: [levelAt(Math.floor(minute / 60))],
    }).accumulator;
  }
  const day = closeAccumulator(accumulator).find(({ kind }) => kind === 'day');
  if (day === undefined) throw new Error('no day');
  return day;
}

function reasonOf(rules: RuleSet, className: string, period: MeasuredPeriod) {
  return assessPeriod({
    rules,
    className,
    receptor: 'north',
    period,
    background: { source: 'measured', levelDb: 20, uncertaintyDb: 1 },
    uncertaintyDb: 1,
    peakOrigin: 'unknown',
    assumedDb: null,
    character: {
      ...unknownCharacter,
      hasTone: false,
      taktDb: 0,
      path: { distanceM: 30, sourceM: 2, receiverM: 4 },
    },
  }).reason;
}

test('KR of TA Laerm: a steady sound rises by 10 lg ((13 + 3 E(6)) / 16) on a working day, more on a Sunday', () => {
  const rules = shippedRules('ta-laerm');
  const added = (date: string, className = 'wa') => {
    const { values } = reasonOf(
      rules,
      className,
      dayOf(rules, date, () => 50),
    );
    return (values['mostDb'] ?? 0) - (values['levelDb'] ?? 0);
  };
  // Monday: 06-07, 20-22. Sunday and Christmas: 06-09, 13-15, 20-22.
  expect(added('2026-11-23')).toBeCloseTo(10 * Math.log10((13 + 3 * 10 ** 0.6) / 16), 6);
  expect(added('2026-11-22')).toBeCloseTo(10 * Math.log10((9 + 7 * 10 ** 0.6) / 16), 6);
  expect(added('2026-12-25')).toBeCloseTo(added('2026-11-22'), 9);
  expect(added('2026-05-14')).toBeCloseTo(added('2026-11-22'), 9);
  // No sensitive hours in a mixed area.
  expect(added('2026-11-22', 'mi')).toBe(0);
});

test('KR goes by the energy in the hours: a sound that is only there at noon rises by nothing, in the evening by 6 dB', () => {
  const rules = shippedRules('ta-laerm');
  const only = (hours: readonly number[]) => {
    const { values } = reasonOf(
      rules,
      'wa',
      dayOf(rules, '2026-11-23', (hour) => (hours.includes(hour) ? 60 : 0)),
    );
    return (values['mostDb'] ?? 0) - (values['levelDb'] ?? 0);
  };
  expect(only([12, 13])).toBeCloseTo(0, 3);
  expect(only([20, 21])).toBeCloseTo(6, 3);
});

test('three cases by day in a residential area: 50 dB within, 62 above also with the 3 dB of 6.9, 54 open', () => {
  const rules = shippedRules('ta-laerm');
  const key = (levelDb: number) =>
    reasonOf(
      rules,
      'wa',
      dayOf(rules, '2026-11-23', () => levelDb),
    ).key;
  expect([50, 62, 54].map(key)).toEqual(['rated-within', 'rated-above', 'rating-open']);
});

/** A rule of its own, made from a shipped one by other parts. */
function ruleWith(parts: string): RuleSet {
  const text = `id: own
title: { en: own }
source: made for this test
confidence: derived
limits: { clause: x, confidence: derived, classes: { any: { area: { en: any }, dayDb: 50 } } }
periods: { day: { start: '06:00', end: '22:00', timeBase: { kind: period }, clause: x, confidence: derived } }
background: { kind: none, clause: x, confidence: derived }
rounding: { kind: none, clause: x, confidence: derived }
undetermined: { en: open }
${parts}`;
  const { rules, problems } = readRuleSet('own', { file: 'own.yaml', text });
  if (rules === undefined)
    throw new Error(problems.map(({ message }) => phraseInEnglish(message)).join('; '));
  return rules;
}

test('a term of a season counts in it alone', () => {
  const rules = ruleWith(
    "rating: { terms: [{ kind: always, addDb: 3, season: { from: '06-01', to: '08-31' }, clause: x, confidence: derived }] }",
  );
  const key = (date: string) =>
    reasonOf(
      rules,
      'any',
      dayOf(rules, date, () => 48),
    ).key;
  expect(key('2026-07-15')).toBe('rated-above');
  expect(key('2026-10-15')).toBe('total-within');
});

test('a limit on L10 looks at the loudest tenth, one on L95 at the quiet', () => {
  const loudTenth = (hour: number) => (hour >= 20 ? 56 : 40);
  const of = (quantity: string) => {
    const rules = ruleWith(`quantity: { of: ${quantity}, clause: x, confidence: derived }`);
    return reasonOf(rules, 'any', dayOf(rules, '2026-11-23', loudTenth));
  };
  expect(of('l10')).toMatchObject({ key: 'total-above', values: { totalDb: expect.closeTo(56, 1) } });
  expect(of('l50')).toMatchObject({ key: 'total-within', values: { totalDb: expect.closeTo(40, 1) } });
  expect(of('l95').values['totalDb']).toBeCloseTo(40, 1);
  expect(of('l5').values['totalDb']).toBeCloseTo(56, 1);
});
