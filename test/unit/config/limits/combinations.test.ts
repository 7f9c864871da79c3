/** Rule sets whose parts cannot stand together: refused in words, at the line and column of the part. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRuleSet } from '../../../../src/config/limits/limits.ts';
import { phraseInEnglish } from '../../language/said.ts';
import { englishLeft } from '../chinese.ts';
import { said } from '../variants.ts';

function shippedText(id: string): string {
  return readFileSync(new URL(`../../../../config/limits/${id}.yaml`, import.meta.url), 'utf8');
}

interface Case {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly words: string;
  /** The path that is named. */
  readonly path: string;
}

const cases: Readonly<Record<string, Case>> = {
  'LN with the loudest hour': {
    id: 'ta-laerm',
    from: 'rounding: {',
    to: 'quantity: { of: l10, clause: x, confidence: derived }\nrounding: {',
    words: 'L10 is known of whole periods alone',
    path: 'periods.night.timeBase',
  },
  'LN with a background to subtract': {
    id: 'ta-laerm',
    from: 'rounding: {',
    to: 'quantity: { of: l10, clause: x, confidence: derived }\nrounding: {',
    words: 'a background cannot be taken out of L10',
    path: 'background',
  },
  'hours without hours': {
    id: 'ta-laerm',
    from: "      workdays: ['06:00-07:00', '20:00-22:00']\n      restdays: ['06:00-09:00', '13:00-15:00', '20:00-22:00']\n",
    to: '',
    words: 'it does not say which hours',
    path: 'rating.terms.2',
  },
  'hours of days of rest without such days': {
    id: 'ta-laerm',
    from: 'restDays: # holidays',
    to: 'notes2: # holidays',
    words: 'does not say which days are days of rest',
    path: 'rating.terms.2.restdays',
  },
  'a term for a class that is not there': {
    id: 'ta-laerm',
    from: 'classes: [wa, wr, kur]',
    to: 'classes: [wa, wx]',
    words: 'there is no class wx that a term could be for',
    path: 'rating.terms.2.classes',
  },
  'a supervision that adds': {
    id: 'ta-laerm',
    from: 'kind: supervision, addDb: -3',
    to: 'kind: supervision, addDb: 3',
    words: 'supervision takes off, it never adds',
    path: 'rating.terms.4.addDb',
  },
  'a limit of a period that is not there': {
    id: 'who-night',
    from: 'nightDb: 40',
    to: 'dayDb: 50, nightDb: 40',
    words: 'there is no day that it could be a limit of',
    path: 'limits.classes.target.dayDb',
  },
  'durations in disorder': {
    id: 'fr-csp',
    from: '    - { upTo: 1m, addDb: 6 }\n    - { upTo: 5m, addDb: 5 }',
    to: '    - { upTo: 5m, addDb: 5 }\n    - { upTo: 1m, addDb: 6 }',
    words: 'not in ascending order',
    path: 'relative.durations',
  },
  'an emergence of other octaves': {
    id: 'fr-csp',
    from: 'allowedDb: [7, 7, 5, 5, 5, 5]',
    to: 'allowedDb: [7, 5]',
    words: 'not one value for each octave',
    path: 'room.allowedDb',
  },
  'a window that does not fit': {
    id: 'bs-4142',
    from: 'window: 15m',
    to: 'window: 35m',
    words: 'no whole number of these windows',
    path: 'periods.night.timeBase.window',
  },
  'a window longer than the night': {
    id: 'bs-4142',
    from: 'window: 15m',
    to: 'window: 9h',
    words: 'shorter than this window',
    path: 'periods.night.timeBase.window',
  },
  'a relative limit that allows nothing': {
    id: 'fr-csp',
    from: '  dayDb: 5\n  nightDb: 3\n',
    to: '',
    words: 'it allows nothing in any period',
    path: 'relative',
  },
};

test.each(Object.entries(cases))('%s', (_, { id, from, to, words, path }) => {
  const before = shippedText(id);
  expect(before).toContain(from);
  // A part that was renamed would be an unknown key: here it is taken out with its lines.
  const changed =
    to === 'notes2: # holidays' ? before.replace(/restDays:[\s\S]*?(?=room:)/, '') : before.replace(from, to);
  const { rules, problems } = readRuleSet(id, { file: `${id}.yaml`, text: changed });
  expect(rules).toBeUndefined();
  expect(englishLeft(problems)).toEqual([]);
  const found = problems.find(({ message }) => phraseInEnglish(message).includes(words));
  expect(found, problems.map(({ message }) => phraseInEnglish(message)).join('; ')).toBeDefined();
  expect(found?.path).toBe(path);
  expect(found?.line).toBeGreaterThan(1);
  expect(found?.column).toBeGreaterThan(0);
  expect(found && phraseInEnglish(found.fix)).toMatch(/./);
});

test.each([
  ["workdays: ['06:00-07:00', '20:00-22:00']", "workdays: ['06:30-07:00']", 'hours are full ones'],
  [
    "workdays: ['06:00-07:00', '20:00-22:00']",
    "workdays: ['22:00-06:00']",
    'the hours end before they begin',
  ],
  ["dates: ['01-01',", "dates: ['13-01',", 'easter+39'],
])('%s as %s is refused', (from, to, words) => {
  const { rules, problems } = readRuleSet('ta-laerm', {
    file: 'ta-laerm.yaml',
    text: shippedText('ta-laerm').replace(from, to),
  });
  expect(rules).toBeUndefined();
  expect(
    problems
      .map(said)
      .map(({ message, fix }) => `${message} ${fix}`)
      .join(),
  ).toContain(words);
});
