/** The verdict table: what is heard, what is known of the background, what the rule set says. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Assessment,
  type AssessmentInput,
  assessPeriod,
} from '../../../../src/acoustics/assessment/assessment.ts';
import type { Background } from '../../../../src/acoustics/assessment/background.ts';
import { englishReasons, renderReason } from '../../../../src/acoustics/assessment/reason.ts';
import type { RuleSet } from '../../../../src/acoustics/rule-set.ts';
import { heardNight, shippedRules } from '../measured-fixture.ts';

const gb22337 = shippedRules('gb-22337');
const gb12348 = shippedRules('gb-12348');

function measured(levelDb: number): Background {
  return { source: 'measured', levelDb, uncertaintyDb: 2 };
}

function assess(levelDb: number, change: Partial<AssessmentInput> = {}): Assessment {
  return assessPeriod({
    rules: gb22337,
    className: '1',
    receptor: 'north',
    period: heardNight(levelDb),
    background: null,
    uncertaintyDb: 1,
    peakOrigin: 'unknown',
    assumedDb: null,
    ...change,
  });
}

/** Level, background, verdict, reason, what was compared with 45 dB. */
const table = [
  [44.9, null, 'compliant', 'total-within', 45],
  [45, null, 'compliant', 'total-within', 45],
  // Only what was corrected is rounded: with a background far enough away 45.4 passes, without one it does not.
  [45.4, null, 'undetermined', 'background-unknown', null],
  [45.4, 30, 'compliant', 'corrected-within', 45],
  [45.4, 44, 'undetermined', 'margin-too-small', null],
  // Half to even, in one step.
  [44.5, null, 'compliant', 'total-within', 44],
  [45.5, null, 'undetermined', 'background-unknown', null],
  [60, null, 'undetermined', 'background-unknown', null],
  // More than 10 dB: no correction. 3 to 10 dB: table 4.
  [56, 45, 'exceeded', 'corrected-above', 56],
  [47, 36.9, 'exceeded', 'corrected-above', 47],
  [46, 36, 'compliant', 'corrected-within', 45],
  [46, 40, 'compliant', 'corrected-within', 45],
  [47, 42, 'compliant', 'corrected-within', 45],
  [48, 45, 'compliant', 'corrected-within', 45],
  [48, 43, 'exceeded', 'corrected-above', 46],
  // Less than 3 dB: nothing can be said, however far above the limit.
  [48, 45.1, 'undetermined', 'margin-too-small', null],
  [46, 46, 'undetermined', 'margin-too-small', null],
  [70, 68, 'undetermined', 'margin-too-small', null],
  // Below the limit the background does not matter.
  [44, 43.5, 'compliant', 'total-within', 44],
] as const;

test.each(table)(
  '%d dB over a background of %s dB is %s: %s',
  (levelDb, backgroundDb, verdict, key, assessedDb) => {
    const background = backgroundDb === null ? null : measured(backgroundDb);
    const result = assess(levelDb, { background });
    expect([result.verdict, result.reason.key, result.assessedDb]).toEqual([verdict, key, assessedDb]);
    expect(result.clause.en).toMatch(/^GB 22337-2008 4\.1\.1, table 1/);
    expect(renderReason(result.reason)).not.toMatch(/\{|--|NaN/);
  },
);

test('the two readings of the range test differ at 52.8 dB over 50 dB', () => {
  const question = { className: '2', background: measured(50) };
  const roundFirst: RuleSet = {
    ...gb22337,
    background: { ...gb22337.background, kind: 'gb-table', range: 'round-first' },
  };
  expect(assess(52.8, question)).toMatchObject({
    verdict: 'undetermined',
    reason: { key: 'margin-too-small' },
  });
  expect(assess(52.8, { ...question, rules: roundFirst })).toMatchObject({
    verdict: 'compliant',
    assessedDb: 50,
  });
});

test('margin, equipment and uncertainty stand beside the verdict', () => {
  const result = assess(48, { background: measured(43) });
  expect(result.marginDb).toBeCloseTo(5, 9);
  expect(result.equipmentDb).toBeCloseTo(46.3491, 4);
  expect(result.uncertaintyDb).toBeCloseTo(1.7304, 4);
  expect(result.isIndicative).toBe(false);
  expect(assess(48, { background: measured(46) }).equipmentDb).toBeNull();
  expect(assess(48).uncertaintyDb).toBe(1);
});

test('a verdict that rests on an estimated background says so', () => {
  const background: Background = { source: 'l90', levelDb: 40, uncertaintyDb: 3 };
  expect(assess(48, { background }).isIndicative).toBe(true);
  expect(assess(44, { background }).isIndicative).toBe(false);
});

test('too little sound never complies, but one loud hour is enough to exceed', () => {
  const little = { period: heardNight(40, { validS: 21_599 }) };
  expect(assess(40, little)).toMatchObject({ verdict: 'undetermined', reason: { key: 'too-little-data' } });
  expect(assess(40, { period: heardNight(40, { validS: 25_920 }) }).verdict).toBe('compliant');
  const nothing = assess(0, { period: heardNight(40, { validS: 0 }) });
  expect(nothing).toMatchObject({
    verdict: 'undetermined',
    reason: { key: 'no-data' },
    totalDb: null,
    validShare: 0,
  });

  const rules = shippedRules('ta-laerm');
  const short = {
    rules,
    className: 'wa',
    period: heardNight(55, { validS: 7200 }),
    background: measured(35),
  };
  expect(assess(55, short)).toMatchObject({ verdict: 'exceeded', basis: { of: 'hour' } });
  const quiet = { ...short, period: heardNight(38, { validS: 7200 }) };
  expect(assess(38, quiet)).toMatchObject({ verdict: 'undetermined', reason: { key: 'too-little-data' } });
});

test('the worst case takes every hole to be loud, and says how loud', () => {
  const holes = assess(44, { period: heardNight(44, { validS: 21_600 }), assumedDb: 55 });
  expect(holes.worstCase?.levelDb).toBeCloseTo(49.9077, 4);
  expect(holes.validShare).toBe(0.75);
  expect(assess(44, { period: heardNight(44, { validS: 21_600 }) }).worstCase?.assumedDb).toBe(55);
  expect(assess(44).worstCase?.levelDb).toBeCloseTo(44, 9);
});

test('a quarter of a night without sound is no quarter that complied, unless the limit could not be reached', () => {
  const holes = { period: heardNight(40, { validS: 21_600 }) };
  expect(assess(40, holes)).toMatchObject({
    verdict: 'undetermined',
    reason: { key: 'within-where-measured', values: { validShare: 0.75, assumedDb: 55, limitDb: 45 } },
    level: { verdict: 'undetermined' },
  });
  expect(renderReason(assess(40, holes).reason)).toMatch(
    /^compliant in the 75\.0 % of the time that was measured; with the rest at 55 dB it would be 49\.\d dB/,
  );
  expect(assess(40, { ...holes, assumedDb: 45 }).verdict).toBe('compliant');
});

test('nothing complies in which the meter was driven beyond its range, an excess stays one', () => {
  expect(assess(40, { overloadS: 120 })).toMatchObject({
    verdict: 'undetermined',
    reason: { key: 'above-range', values: { overloadS: 120 } },
  });
  expect(assess(60, { overloadS: 120, background: measured(40) }).verdict).toBe('exceeded');
});

test('a steady sound with one quiet minute is steady all the same', () => {
  const loudestMinute = { startWallMs: 0, lengthS: 60, levelDb: 47.9 };
  const period = heardNight(45, { loudestMinute, quietestMinuteDb: 30, minutesL95Db: 44.9 });
  expect(assess(0, { period })).toMatchObject({
    verdict: 'undetermined',
    totalDb: 47.9,
    basis: { of: 'minute' },
  });
});

test('a steady sound is judged by its loudest minute, any other by the whole night', () => {
  const loudestMinute = { startWallMs: 0, lengthS: 60, levelDb: 46.5 };
  const steady = heardNight(44.5, { loudestMinute, quietestMinuteDb: 43.5 });
  expect(assess(0, { period: steady })).toMatchObject({
    verdict: 'undetermined',
    totalDb: 46.5,
    basis: { of: 'minute' },
  });
  const lively = heardNight(44.5, { loudestMinute, quietestMinuteDb: 43.4 });
  expect(assess(0, { period: lively })).toMatchObject({ verdict: 'compliant', basis: { of: 'period' } });
});

test('the loudest full hour of a German night and the loudest window of a cap are what is judged', () => {
  const louder = { startWallMs: 3_600_000, lengthS: 3600, levelDb: 43 };
  const german = assess(0, {
    rules: shippedRules('ta-laerm'),
    className: 'wa',
    period: heardNight(38, { loudestHour: louder }),
  });
  expect(german).toMatchObject({ totalDb: 43, limitDb: 40, basis: { of: 'hour', startWallMs: 3_600_000 } });
  const capped = assess(0, {
    rules: shippedRules('rolling-cap'),
    className: '45',
    period: heardNight(38, { loudestWindow: louder }),
  });
  expect(capped).toMatchObject({ verdict: 'compliant', totalDb: 43, basis: { of: 'window' } });
});

test('an energy difference needs its margin too', () => {
  const german = { rules: shippedRules('ta-laerm'), className: 'wa' };
  // 3 dB are taken off for supervision, or not: that leaves 46 dB open, and nothing else does.
  expect(assess(46, { ...german, background: measured(43) })).toMatchObject({ verdict: 'undetermined' });
  expect(assess(48, { ...german, background: measured(43) })).toMatchObject({ verdict: 'exceeded' });
  expect(assess(46, { ...german, background: measured(43) }).assessedDb).toBeCloseTo(42.9794, 4);
  expect(assess(46, { ...german, background: measured(43.1) }).reason.key).toBe('margin-too-small');
});

test('by ISO 1996-2 nothing is decided within the uncertainty', () => {
  const cap = { rules: shippedRules('rolling-cap'), className: '45' };
  expect(assess(45.3, { ...cap, background: measured(30) })).toMatchObject({
    verdict: 'undetermined',
    reason: { key: 'within-uncertainty' },
  });
  expect(assess(48, { ...cap, background: measured(36) })).toMatchObject({
    verdict: 'exceeded',
    isIndicative: false,
  });
  expect(assess(47, { ...cap, background: measured(44) }).reason.key).toBe('margin-too-small');
});

test('the reading of less than 3 dB over the background decides up to its distance from the limit, and no further', () => {
  const rules = {
    ...shippedRules('gb-22337'),
    underMargin: { overLimitMaxDb: 4, clause: { en: 'HJ 706-2014 5.3' }, confidence: 'unconfirmed' as const },
  };
  expect(assess(46, { rules, background: measured(44.5) })).toMatchObject({
    verdict: 'compliant',
    reason: { key: 'near-limit', values: { overDb: 1, mostDb: 4 } },
    clause: { en: expect.stringContaining('HJ 706-2014 5.3') },
  });
  expect(assess(49.4, { rules, background: measured(47) }).verdict).toBe('compliant');
  expect(assess(49.6, { rules, background: measured(47) }).verdict).toBe('undetermined');
  // What can be corrected is corrected.
  expect(assess(49, { rules, background: measured(40) }).reason.key).toBe('corrected-above');
});

test('the uncertainty is that of the total where nothing could be corrected', () => {
  expect(assess(46, { background: measured(45.9) }).uncertaintyDb).toBe(1);
  expect(assess(50, { background: measured(40) }).uncertaintyDb).toBeLessThan(1.5);
});

test('ambient standards judge all that is heard, whoever makes it', () => {
  const ambient = { rules: shippedRules('gb-3096') };
  expect(assess(46, ambient)).toMatchObject({ verdict: 'exceeded', reason: { key: 'total-above' } });
  expect(assess(46, { ...ambient, background: measured(45.9) }).verdict).toBe('exceeded');
  expect(assess(45.4, ambient).verdict).toBe('compliant');
});

test('where all that is heard counts, a peak counts whoever made it', () => {
  const period = heardNight(40);
  const sudden = { period: { ...period, ledger: { ...period.ledger, maxDb: 60.1 } } };
  const result = assess(0, { rules: shippedRules('gb-3096'), ...sudden });
  expect(result.peaks).toMatchObject([{ verdict: 'exceeded', capDb: 60, confidence: 'confirmed' }]);
  expect(result.verdict).toBe('exceeded');
  const quiet = heardNight(20);
  const loudOnce = { period: { ...quiet, ledger: { ...quiet.ledger, maxDb: 60.1 } } };
  const german = assess(0, { rules: shippedRules('ta-laerm'), className: 'wa', ...loudOnce });
  expect(german).toMatchObject({ verdict: 'undetermined', reason: { key: 'peak-cause-unknown' } });
});

test('a class without a limit for the time is not judged', () => {
  const who = {
    rules: shippedRules('who-night'),
    className: 'target',
    period: { ...heardNight(38), kind: 'day' as const },
  };
  expect(assess(0, who)).toMatchObject({
    verdict: 'undetermined',
    limitDb: null,
    reason: { key: 'no-limit' },
  });
});

test('indoors the limit is 10 dB lower', () => {
  expect(assess(36, { indoors: true })).toMatchObject({ limitDb: 35, verdict: 'undetermined' });
});

/** LAFmax, where it came from, verdict of the night, decided by. */
const peaks = [
  [55, 'unknown', 'compliant', 'total-within'],
  [55.1, 'unknown', 'undetermined', 'peak-cause-unknown'],
  [55.1, 'frequent', 'exceeded', 'peak-above'],
  [59.9, 'occasional', 'compliant', 'total-within'],
  [60.1, 'occasional', 'exceeded', 'peak-above'],
  [80, 'foreign', 'compliant', 'total-within'],
  [null, 'frequent', 'compliant', 'total-within'],
] as const;

test.each(peaks)(
  'LAFmax %s dB of %s origin leaves a quiet night %s: %s (GB 12348)',
  (maxDb, peakOrigin, verdict, key) => {
    const period = heardNight(40);
    const result = assess(0, {
      rules: gb12348,
      period: { ...period, ledger: { ...period.ledger, maxDb } },
      peakOrigin,
    });
    expect([result.verdict, result.reason.key]).toEqual([verdict, key]);
    expect(result.level.verdict).toBe('compliant');
  },
);

test('peak rules of another standard are shown and decide nothing', () => {
  const period = heardNight(40);
  const loud = {
    period: { ...period, ledger: { ...period.ledger, maxDb: 75 } },
    peakOrigin: 'frequent' as const,
  };
  const result = assess(0, loud);
  expect(result.verdict).toBe('compliant');
  expect(result.peaks).toMatchObject([
    { verdict: 'exceeded', capDb: 55, isBinding: false, confidence: 'derived' },
  ]);
});

test('an excess outweighs a doubt, a doubt outweighs compliance', () => {
  const period = heardNight(50);
  const both = {
    rules: gb12348,
    period: { ...period, ledger: { ...period.ledger, maxDb: 75 } },
    peakOrigin: 'frequent' as const,
  };
  expect(assess(0, both)).toMatchObject({
    verdict: 'exceeded',
    reason: { key: 'peak-above' },
    level: { verdict: 'undetermined' },
  });
});

test('louder is never better, and every reason can be said', () => {
  const rank = { compliant: 0, undetermined: 1, exceeded: 2 };
  fc.assert(
    fc.property(fc.integer({ min: 3000, max: 7000 }), fc.integer({ min: 1, max: 300 }), (level, more) => {
      const [quiet, loud] = [assess(level / 100), assess((level + more) / 100)];
      expect(rank[loud.verdict]).toBeGreaterThanOrEqual(rank[quiet.verdict]);
    }),
  );
  const values = new Proxy({}, { get: () => 1 });
  for (const key of Object.keys(englishReasons) as (keyof typeof englishReasons)[]) {
    expect(renderReason({ key, values })).not.toMatch(/[{}]|--/);
  }
});
