/** The shipped standards load and hold the numbers of the reference; broken files are told with line and fix. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { limitOf, type RuleSet } from '../../../../src/acoustics/rule-set.ts';
import {
  classProblem,
  knownRuleSets,
  loadRuleSet,
  readRuleSet,
} from '../../../../src/config/limits/limits.ts';
import { englishLeft } from '../chinese.ts';
import { said } from '../variants.ts';

const folder = new URL('../../../../config/limits/', import.meta.url);
const ids = readdirSync(folder).map((file) => file.replace('.yaml', ''));

function rulesOf(id: string): RuleSet {
  const loaded = loadRuleSet(id);
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.rules;
}

test.each(ids)('%s loads, names its clauses and points editors to its schema', (id) => {
  const rules = rulesOf(id);
  expect(rules.id).toBe(id);
  expect(Object.keys(rules.limits.classes).length).toBeGreaterThan(0);
  for (const part of [rules.limits, rules.background, rules.rounding, ...rules.periods, ...rules.peaks]) {
    expect(part.clause.en).not.toBe('');
  }
  expect(readFileSync(new URL(`${id}.yaml`, folder), 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/schema\/limits\.schema\.json\n/,
  );
});

test('a peak rule decides only where it was read in the text', () => {
  const binding = ids.flatMap((id) => rulesOf(id).peaks).filter((peak) => peak.binding);
  expect(binding.length).toBeGreaterThan(0);
  expect(binding.every(({ confidence }) => confidence === 'confirmed')).toBe(true);
});

const vectors = resolve(import.meta.dirname, '../../../../shared/vectors/noise_limits.json');

test.skipIf(!existsSync(vectors))(
  'the Chinese tables are those of the reference (needs ../shared/vectors)',
  () => {
    const tables = JSON.parse(readFileSync(vectors, 'utf8')) as {
      boundary_LAeq_dBA: Record<string, Record<string, number[]>>;
      ambient_LAeq_dBA: Record<string, Record<string, number[]>>;
      max_level: Record<string, number>;
    };
    const pairs = [
      ['gb-22337', tables.boundary_LAeq_dBA['GB22337-2008_table1']],
      ['gb-12348', tables.boundary_LAeq_dBA['GB12348-2008_table1']],
      ['gb-3096', tables.ambient_LAeq_dBA['GB3096-2008']],
    ] as const;
    for (const [id, table = {}] of pairs) {
      const rules = rulesOf(id);
      expect(Object.keys(rules.limits.classes).sort()).toEqual(Object.keys(table).sort());
      for (const [name, limits] of Object.entries(table)) {
        expect([limitOf(rules, name, 'day'), limitOf(rules, name, 'night')], `${id} ${name}`).toEqual(limits);
      }
    }
    expect(rulesOf('gb-12348').peaks.map(({ overLimitDb }) => overLimitDb)).toEqual([
      tables.max_level['GB12348-2008_4.1.2_night_frequent_over_limit_dB'],
      tables.max_level['GB12348-2008_4.1.3_night_occasional_over_limit_dB'],
    ]);
  },
);

test('an unknown standard or class lists the known ones', () => {
  const unknown = loadRuleSet('gb-12384');
  expect(unknown.ok ? '' : unknown.report).toMatch(
    /did you mean "gb-12348"\?; known: bs-4142, fr-csp, gb-12348, gb-22337, gb-3096/,
  );
  expect(knownRuleSets()).toEqual(ids.sort());
  expect(classProblem(rulesOf('gb-3096'), '4')).toMatch(
    /known classes: 0 \(convalescence\).*4a \(beside main roads\)/,
  );
  expect(classProblem(rulesOf('gb-3096'), '4a')).toBeUndefined();
});

/** What is broken, the text and what stands for it, what is said. */
const broken: readonly (readonly [name: string, from: string, to: string, says: RegExp])[] = [
  ['an unknown key', 'rounding:', 'roundings:', /did you mean "rounding"\?/],
  ['an unknown time base', 'kind: steady-minute,', 'kind: loudest-hours,', /did you mean "loudest-hour"\?/],
  ['a bare number for a duration', 'minute: 45s', 'minute: 45', /write "45s"/],
  ['a limit without number', 'dayDb: 55, nightDb: 45', 'dayDb: 55 dB, nightDb: 45', /write 55/],
  ['a night without length', "end: '06:00'", "end: '22:00'", /start and end are the same/],
  ['another name', 'id: gb-22337', 'id: gb-22338', /write "id: gb-22337"/],
  ['no clause', 'clause: GB 22337-2008 4.1.3', '# none', /"clause" is missing/],
  ['a tab', '  en: GB 22337', '\ten: GB 22337', /spaces/],
];

test.each(broken)('%s is an error with its line and what to write', (_, from, to, says) => {
  const original = readFileSync(new URL('gb-22337.yaml', folder), 'utf8');
  expect(original).toContain(from);
  const { rules, problems } = readRuleSet('gb-22337', { file: 'x.yaml', text: original.replace(from, to) });
  expect(rules).toBeUndefined();
  expect(englishLeft(problems)).toEqual([]);
  const all = problems
    .map(said)
    .map(({ line, message, fix }) => `${line}: ${message}; ${fix}`)
    .join('\n');
  expect(all).toMatch(says);
  const line = original.slice(0, original.indexOf(from)).split('\n').length;
  expect(
    problems.some((problem) => Math.abs(problem.line - line) <= 4),
    all,
  ).toBe(true);
});

test('an evening with limits of its own is one more period in the file', () => {
  const text = readFileSync(new URL('rolling-cap.yaml', folder), 'utf8')
    .replace("day: { start: '06:00', end: '22:00'", "day: { start: '07:00', end: '19:00'")
    .replace(
      "  night: { start: '22:00', end: '06:00'",
      "  evening: { start: '19:00', end: '23:00', timeBase: { kind: period }, clause: a, confidence: derived }\n  night: { start: '23:00', end: '07:00'",
    )
    .replace('dayDb: 55, nightDb: 45', 'dayDb: 55, eveningDb: 50, nightDb: 45');
  const { rules, problems } = readRuleSet('rolling-cap', { file: 'x.yaml', text });
  expect(problems).toEqual([]);
  expect(rules?.periods.map(({ kind }) => kind)).toEqual(['day', 'evening', 'night']);
  expect(rules?.limits.classes['45']?.limitsDb).toEqual({ day: 55, evening: 50, night: 45 });
  expect(rules?.periods[0]?.timeBase).toEqual({ kind: 'rolling', windowS: 3600 });
});
