/**
 * The numeric vectors for every formula. VECTORS names another file of the same form; what it holds beyond our
 * formulas fails. Without ../shared there is nothing to check against, and the test says so.
 */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type Formula, type Formulas, inputOf, type Vector } from './vector-input.ts';
import { levelFormulas } from './vector-level-formulas.ts';
import { stationFormulas } from './vector-station-formulas.ts';

const groups = { ...levelFormulas, ...stationFormulas };

const file =
  process.env['VECTORS'] ?? resolve(import.meta.dirname, '../../../../shared/vectors/acoustics.json');

if (process.env['VECTORS'] === undefined && !existsSync(file)) {
  test.skip('the acoustic vectors are absent (../shared/vectors/acoustics.json)', () => {});
} else {
  const { tolerance, count, vectors } = JSON.parse(readFileSync(file, 'utf8')) as {
    tolerance: number;
    count: number;
    vectors: Vector[];
  };
  test('the vector file holds as many vectors as it says', () => expect(vectors).toHaveLength(count));
  for (const vector of vectors) {
    test(`${vector.group}: ${vector.id}`, () => expectNear(answer(vector), vector.expected, tolerance, ''));
  }
}

/** What our code gives for a vector. Throws where no formula takes such an input. */
function answer(vector: Vector): unknown {
  const formulas = groups[vector.group];
  if (formulas === undefined) throw new Error(`no formulas for group ${vector.group}`);
  const parts = Object.keys(vector.input);
  const keys = parts.sort().join(' ');
  const formula =
    formulas[keys] ??
    (keys === '' ? formulas[Object.keys(Object(vector.expected)).join(' ')] : formulaWithin(formulas, parts));
  if (formula === undefined) throw new Error(`no formula of group ${vector.group} takes (${keys})`);
  return formula(inputOf(vector));
}

/** Of the formulas that need no more than these parts, the one that needs most: a vector may say more than is needed. */
function formulaWithin(formulas: Formulas[string], parts: readonly string[]): Formula | undefined {
  return Object.entries(formulas)
    .filter(([keys]) => keys !== '' && keys.split(' ').every((key) => parts.includes(key)))
    .toSorted(([a], [b]) => b.split(' ').length - a.split(' ').length)[0]?.[1];
}

/** Numbers within the tolerance, everything else alike; every part that is expected must be there. */
function expectNear(actual: unknown, expected: unknown, tolerance: number, path: string): void {
  if (typeof expected === 'number') {
    expect(actual, path).toBeTypeOf('number');
    expect(
      Math.abs((actual as number) - expected),
      `${path} ${actual} against ${expected}`,
    ).toBeLessThanOrEqual(tolerance);
  } else if (typeof expected === 'object' && expected !== null) {
    expect(actual, path).toBeTypeOf('object');
    if (Array.isArray(expected)) expect(actual, path).toHaveLength(expected.length);
    for (const [key, value] of Object.entries(expected)) {
      expectNear((actual as Record<string, unknown>)[key], value, tolerance, `${path}.${key}`);
    }
  } else expect(actual, path).toBe(expected);
}
