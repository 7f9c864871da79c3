/** Rule sets that ask for the character of a sound, for the sound without the station, or for a room: cases by hand. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AssessmentInput, assessPeriod } from '../../../../src/acoustics/assessment/assessment.ts';
import type { Background } from '../../../../src/acoustics/assessment/background.ts';
import { type SoundCharacter, unknownCharacter } from '../../../../src/acoustics/assessment/rating.ts';
import { compareRelative } from '../../../../src/acoustics/assessment/relative-finding.ts';
import { compareRoom, type RoomQuestion } from '../../../../src/acoustics/assessment/room-finding.ts';
import { readRuleSet } from '../../../../src/config/limits/limits.ts';
import { octavesHz, thirdsHz } from '../../../../src/model/sound/bands.ts';
import { phraseInEnglish } from '../../language/said.ts';
import { heardNight, shippedRules } from '../measured-fixture.ts';

const measured = (levelDb: number): Background => ({ source: 'measured', levelDb, uncertaintyDb: 2 });
const plainSound: SoundCharacter = {
  hasTone: false,
  audibilityDb: null,
  taktDb: 0,
  impulseDb: 0,
  isIntermittent: false,
  path: { distanceM: 30, sourceM: 2, receiverM: 4 },
};

function assess(id: string, className: string, levelDb: number, change: Partial<AssessmentInput> = {}) {
  return assessPeriod({
    rules: shippedRules(id),
    className,
    receptor: 'north',
    period: heardNight(levelDb),
    background: null,
    uncertaintyDb: 1,
    peakOrigin: 'unknown',
    assumedDb: null,
    character: plainSound,
    ...change,
  });
}

describe('BS 4142', () => {
  const at = (levelDb: number, change: Partial<AssessmentInput> = {}) =>
    assess('bs-4142', 'any', levelDb, { background: measured(40), ...change });

  test('below: a total that is no 5 dB above the background, whatever its share, has a low impact', () => {
    expect(at(41)).toMatchObject({ verdict: 'compliant', relative: { reason: { key: 'relative-within' } } });
  });

  test('above: 50 dB over 40 dB are 49.5 dB of the station; with a tone 55.5, a significant adverse impact', () => {
    const plain = at(50).relative;
    expect(plain?.ratedDb?.mostDb).toBeCloseTo(49.5424, 4);
    // u = sqrt((1.0^2 + (0.1 * 2)^2) / 0.9^2 + 2^2)
    expect(plain?.uncertaintyDb).toBeCloseTo(2.2987, 3);
    expect(at(50)).toMatchObject({ verdict: 'exceeded', relative: { outcome: null } });
    const whining = at(50, { character: { ...plainSound, hasTone: true } }).relative;
    expect(whining).toMatchObject({ verdict: 'exceeded', outcome: 'significant-adverse' });
    expect(whining?.excessDb?.leastDb).toBeCloseTo(15.5424, 4);
  });

  test('undetermined: 46 dB over 40 dB are 4.7 dB above, known to 2.3 dB; and no background is no outcome', () => {
    const open = at(46);
    expect(open).toMatchObject({ verdict: 'undetermined', relative: { reason: { key: 'relative-open' } } });
    expect(open.relative?.excessDb?.leastDb).toBeCloseTo(4.7437, 3);
    expect(at(50, { background: null }).relative?.reason.key).toBe('residual-unknown');
  });

  test('a low impact of a few hours is none of a night', () => {
    expect(at(41, { period: heardNight(41, { validS: 3600 }) })).toMatchObject({
      verdict: 'undetermined',
      relative: { reason: { key: 'too-little-data' } },
    });
    expect(at(55, { period: heardNight(55, { validS: 3600 }) }).verdict).toBe('exceeded');
  });

  test('what is not known of the character widens the excess and never narrows it', () => {
    expect(at(44, { character: unknownCharacter }).verdict).toBe('undetermined');
    const range = at(50, { character: unknownCharacter }).relative?.excessDb;
    expect((range?.mostDb ?? 0) - (range?.leastDb ?? 0)).toBeCloseTo(18, 9);
  });

  test('the reference is LA90: 44 dB over LAeq 40 and LA90 35 are 6.8 dB above it, not 1.8', () => {
    const { relative } = at(44, { residualL90Db: 35 });
    // 10 lg (10^4.4 - 10^4) = 41.795
    expect(relative?.excessDb?.leastDb).toBeCloseTo(6.795, 3);
    expect(at(44).relative?.excessDb?.leastDb).toBeCloseTo(1.795, 3);
    expect(at(50, { residualL90Db: 35 })).toMatchObject({
      verdict: 'exceeded',
      relative: { outcome: 'significant-adverse' },
    });
  });

  test('an LAeq that was derived is no LA90: it can show an excess, never that there is none', () => {
    const derived = { ...measured(40), source: 'attribution' as const };
    expect(at(41, { background: derived })).toMatchObject({ verdict: 'undetermined' });
    expect(at(44, { background: derived }).relative?.reason.key).toBe('relative-l90-unknown');
    expect(at(52, { background: derived })).toMatchObject({ verdict: 'exceeded' });
    expect(at(41, { background: derived, residualL90Db: 39 }).verdict).toBe('compliant');
  });

  test('what the standard does not name has no name: not above 0 dB is low, about 5 dB adverse', () => {
    const named = (l90Db: number) =>
      assess('bs-4142', 'any', 50, {
        background: { ...measured(30), uncertaintyDb: 0.01 },
        residualL90Db: l90Db,
        uncertaintyDb: 0.01,
      }).relative?.outcome;
    // The station alone is 49.957 dB.
    expect([50.5, 47, 44, 39].map(named)).toEqual(['low', 'below-adverse', 'adverse', 'significant-adverse']);
  });
});

describe('Code de la sante publique', () => {
  const at = (levelDb: number, background: Background | null = measured(36)) =>
    assess('fr-csp', 'any', levelDb, { background });

  test('below: an emergence of 0.5 dB, known to 2.2 dB, is allowed; and below 30 dB none is asked', () => {
    expect(at(36.5)).toMatchObject({ verdict: 'compliant', relative: { allowedDb: 4 } });
    expect(at(29, null)).toMatchObject({
      verdict: 'compliant',
      relative: { reason: { key: 'relative-below-start' } },
    });
  });

  test('above: 45 dB over 36 dB emerge by 9 dB in a night of 8 h, where 4 are allowed', () => {
    expect(at(45)).toMatchObject({ verdict: 'exceeded', relative: { excessDb: { leastDb: 9 } } });
  });

  test('undetermined: 2 dB of emergence with 2.2 dB of uncertainty, or no residual', () => {
    expect(at(38).verdict).toBe('undetermined');
    expect(at(45, null).verdict).toBe('undetermined');
  });

  test('a sound of ten minutes in the night may emerge by 4 dB more', () => {
    const rules = shippedRules('fr-csp');
    if (rules.relative === undefined) throw new Error('no emergence');
    const question = {
      rules,
      relative: rules.relative,
      className: 'any',
      period: 'night' as const,
      totalDb: 40,
      uncertaintyDb: 1,
      residual: measured(36),
      l90Db: null,
      character: plainSound,
    };
    expect(compareRelative({ ...question, durationS: 600 })).toMatchObject({
      verdict: 'compliant',
      allowedDb: 7,
    });
    expect(compareRelative({ ...question, durationS: 28_800 })).toMatchObject({ allowedDb: 4 });
  });

  test('in a main room it applies from 25 dB on, elsewhere from 30 dB', () => {
    const room = (levelDb: number, isInRoom: boolean) =>
      assess('fr-csp', 'any', levelDb, { background: measured(18), isInRoom }).relative?.reason.key;
    expect(room(28, false)).toBe('relative-below-start');
    expect(room(28, true)).toBe('relative-above');
    expect(room(25, true)).toBe('relative-below-start');
  });

  test('how long it is heard may be given: ten minutes allow 4 dB more', () => {
    expect(assess('fr-csp', 'any', 40, { background: measured(36), durationS: 600 })).toMatchObject({
      verdict: 'compliant',
      relative: { allowedDb: 7 },
    });
  });

  test('octaves in a room may emerge by 7 dB at 125 and 250 Hz, by 5 dB above', () => {
    const rule = shippedRules('fr-csp').room;
    if (rule === undefined) throw new Error('no room');
    const residual = octavesHz.map(() => 30);
    const room = (over: number, at = 250): RoomQuestion => ({
      rule,
      className: 'any',
      room: 'A',
      period: 'night',
      isSourceInside: null,
      laeqDb: 35,
      lafmaxDb: null,
      bandsHz: octavesHz,
      bandsDb: octavesHz.map((hz) => (hz === at ? 30 + over : 30)),
      residualBandsDb: residual,
    });
    expect(compareRoom(room(7)).verdict).toBe('compliant');
    expect(compareRoom(room(7.1)).verdict).toBe('exceeded');
    expect(compareRoom(room(6, 1000)).verdict).toBe('exceeded');
    const { residualBandsDb: _none, ...unknown } = room(3);
    expect(compareRoom(unknown).verdict).toBe('undetermined');
  });
});

describe('TA Laerm', () => {
  const at = (levelDb: number, character: SoundCharacter = plainSound) =>
    assess('ta-laerm', 'wa', levelDb, { background: measured(30), character });

  test('below: 39 dB without tones and impulses', () => {
    expect(at(39)).toMatchObject({ verdict: 'compliant', reason: { key: 'rated-within' } });
  });

  test('above: 50 dB, also with the 3 dB taken off; and impulses of 4 dB count', () => {
    expect(at(50)).toMatchObject({ verdict: 'exceeded', reason: { key: 'rated-above' } });
    expect(at(50).reason.values['leastDb']).toBeCloseTo(46.9568, 3);
    expect(at(42, { ...plainSound, taktDb: 4 })).toMatchObject({ verdict: 'exceeded' });
  });

  test('undetermined: between; and a tone whose audibility is not known is worth 3 or 6 dB', () => {
    expect(at(42)).toMatchObject({ verdict: 'undetermined', reason: { key: 'rating-open' } });
    const whining = at(39, { ...plainSound, hasTone: true }).reason.values;
    expect((whining['mostDb'] ?? 0) - (whining['leastDb'] ?? 0)).toBeCloseTo(6, 9);
    expect(at(36, { ...plainSound, audibilityDb: 5 })).toMatchObject({ verdict: 'compliant' });
    expect(at(38, { ...plainSound, audibilityDb: 5 }).verdict).toBe('undetermined');
  });

  test('Cmet is nothing within ten times the heights, 1 dB at twice that, and unknown without them', () => {
    const least = (distanceM: number | null) =>
      at(50, {
        ...plainSound,
        path: distanceM === null ? null : { distanceM, sourceM: 2, receiverM: 4 },
      }).reason.values['leastDb'];
    expect(least(60)).toBeCloseTo(46.9568, 3);
    // C0 (1 - 10 (hs + hr) / d) with C0 = 2 dB
    expect(least(120)).toBeCloseTo(45.9568, 3);
    expect(least(null)).toBeCloseTo(44.9568, 3);
  });

  test('sound through the structure: 25 dB at night and 35 by day, peaks 10 dB more, whatever the class', () => {
    const rule = shippedRules('ta-laerm').room;
    if (rule === undefined) throw new Error('no room');
    const room = (laeqDb: number, lafmaxDb: number | null, isSourceInside: boolean | null = true) =>
      compareRoom({
        rule,
        className: 'wa',
        room: 'A',
        period: 'night',
        isSourceInside,
        laeqDb,
        lafmaxDb,
        bandsHz: thirdsHz,
        bandsDb: thirdsHz.map(() => 10),
      }).verdict;
    expect([room(25, 35), room(25.1, null), room(20, 35.1)]).toEqual(['compliant', 'exceeded', 'exceeded']);
    expect(room(30, null, false)).toBe('compliant');
  });

  test('indoors by DIN 45680: a tone of 50 Hz 4.5 dB above the threshold of hearing is too much at night only', () => {
    const rule = shippedRules('ta-laerm').room;
    if (rule === undefined) throw new Error('no room');
    const room = (period: 'day' | 'night', at50Db: number): RoomQuestion => ({
      rule,
      className: 'wa',
      room: 'A',
      period,
      isSourceInside: true,
      laeqDb: 25,
      lafmaxDb: null,
      bandsHz: thirdsHz,
      bandsDb: thirdsHz.map((hz) => (hz === 50 ? at50Db : 20)),
    });
    expect(compareRoom(room('night', 45))).toMatchObject({
      verdict: 'exceeded',
      levels: [
        { bandHz: 50, levelDb: 4.5 },
        { bandHz: null, levelDb: 25, limitDb: 25 },
      ],
    });
    expect(compareRoom(room('day', 45)).verdict).toBe('compliant');
    expect(compareRoom(room('night', 40)).verdict).toBe('compliant');
    expect(
      compareRoom({ ...room('night', 45), bandsHz: octavesHz, bandsDb: octavesHz.map(() => 30) }).verdict,
    ).toBe('undetermined');
  });
});

describe('GB 22337, rooms', () => {
  const room = (change: Partial<RoomQuestion> = {}): RoomQuestion => {
    const rule = shippedRules('gb-22337').room;
    if (rule === undefined) throw new Error('no room');
    return {
      rule,
      className: '1',
      room: 'A',
      period: 'night',
      isSourceInside: true,
      laeqDb: 30,
      lafmaxDb: 40,
      bandsHz: [31.5, 63, 125, 250, 500],
      bandsDb: [69, 51, 39, 30, 24],
      ...change,
    };
  };

  test('at the limit it complies, a tenth above in one octave it does not, nor with a peak', () => {
    expect(compareRoom(room()).verdict).toBe('compliant');
    expect(compareRoom(room({ bandsDb: [69, 51.1, 39, 30, 24] })).verdict).toBe('exceeded');
    expect(compareRoom(room({ lafmaxDb: 40.1 })).verdict).toBe('exceeded');
    expect(compareRoom(room({ room: 'B', bandsDb: [72, 55, 43, 35, 29], laeqDb: 35 })).verdict).toBe(
      'compliant',
    );
  });

  test('an octave that was not measured leaves it open', () => {
    expect(compareRoom(room({ bandsHz: [63, 125, 250, 500], bandsDb: [51, 39, 30, 24] }))).toMatchObject({
      verdict: 'undetermined',
      why: { key: 'not-measured', missing: ['31.5 Hz'] },
    });
  });

  test('it does not cover a station outside the building, and says so', () => {
    expect(compareRoom(room({ isSourceInside: false })).verdict).toBe('not-applicable');
    expect(compareRoom(room({ isSourceInside: null })).verdict).toBe('not-applicable');
  });
});

test('GB 3096: a sudden sound at night may be 15 dB above the limit', () => {
  const at = (maxDb: number | null) => {
    const period = heardNight(40);
    return assess('gb-3096', '1', 40, { period: { ...period, ledger: { ...period.ledger, maxDb } } }).verdict;
  };
  expect(at(60)).toBe('compliant');
  expect(at(60.1)).toBe('exceeded');
  expect(at(null)).toBe('compliant');
  const short = heardNight(40, { validS: 6000 });
  expect(assess('gb-3096', '1', 40, { period: short }).verdict).toBe('undetermined');
});

describe('GB 22337 4.2, every row of the two tables', () => {
  // Class, room, period, LAeq, octaves 31.5 to 500 Hz.
  const strict = [69, 51, 39, 30, 24];
  const middle = [72, 55, 43, 35, 29];
  const mild = [76, 59, 48, 39, 34];
  const day = [79, 63, 52, 44, 38];
  const loud = [82, 67, 56, 49, 43];
  const rows: readonly (readonly [string, 'A' | 'B', 'day' | 'night', number, readonly number[]])[] = [
    ...(['0', '1'] as const).map((one) => [one, 'A', 'night', 30, strict] as const),
    ...(['2', '3', '4'] as const).map((one) => [one, 'A', 'night', 35, middle] as const),
    ['0', 'B', 'night', 30, strict],
    ['1', 'B', 'night', 35, middle],
    ...(['2', '3', '4'] as const).map((one) => [one, 'B', 'night', 40, mild] as const),
    ['0', 'A', 'day', 40, mild],
    ['0', 'B', 'day', 40, mild],
    ['1', 'A', 'day', 40, mild],
    ['1', 'B', 'day', 45, day],
    ...(['2', '3', '4'] as const).map((one) => [one, 'A', 'day', 45, day] as const),
    ...(['2', '3', '4'] as const).map((one) => [one, 'B', 'day', 50, loud] as const),
  ];
  test.each(rows)('class %s, room %s, %s: LAeq %s', (className, room, period, laeqDb, octavesDb) => {
    const rule = shippedRules('gb-22337').room;
    if (rule === undefined) throw new Error('no room');
    const asked = { rule, className, room, period, isSourceInside: true, laeqDb, lafmaxDb: laeqDb + 10 };
    const bandsHz = [31.5, 63, 125, 250, 500];
    expect(compareRoom({ ...asked, bandsHz, bandsDb: octavesDb }).verdict).toBe('compliant');
    for (const place of bandsHz.keys()) {
      const bandsDb = octavesDb.map((db, at) => (at === place ? db + 0.1 : db));
      expect(compareRoom({ ...asked, bandsHz, bandsDb }).verdict).toBe('exceeded');
    }
    expect(compareRoom({ ...asked, laeqDb: laeqDb + 0.1, bandsHz, bandsDb: octavesDb }).verdict).toBe(
      'exceeded',
    );
  });
});

test.each([
  ['a total compared with LA90', 'compare: total', 'over: l90', 'LA90 is a part of the total'],
  [
    'an emergence with penalties',
    'notes:',
    'rating: { terms: [{ kind: always, addDb: 3, clause: x, confidence: derived }] }\nnotes:',
    'an emergence compares totals',
  ],
])('%s is refused in words', (_, from, to, words) => {
  const text = {
    file: 'fr-csp.yaml',
    text: shippedText('fr-csp').replace(from === 'compare: total' ? 'over: residual' : from, to),
  };
  const { rules, problems } = readRuleSet('fr-csp', text);
  expect(rules).toBeUndefined();
  expect(problems.map(({ message }) => phraseInEnglish(message)).join()).toContain(words);
});

function shippedText(id: string): string {
  return readFileSync(new URL(`../../../../config/limits/${id}.yaml`, import.meta.url), 'utf8');
}
