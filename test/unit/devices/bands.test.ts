/** Bands in a device definition: written once, a point for each; what is wrong is said at the bands. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { anyDefinitionSchema, resolveAny } from '../../../src/devices/any-definition.ts';
import { phraseInEnglish } from '../language/said.ts';

function resolved(model: string, change: (file: Record<string, unknown>) => void) {
  const text = readFileSync(new URL(`../../../config/devices/${model}.yaml`, import.meta.url), 'utf8');
  const file = parse(text) as Record<string, unknown>;
  change(file);
  return resolveAny(anyDefinitionSchema.parse(file));
}

const bandsOf = (file: Record<string, unknown>) => file['bands'] as Record<string, unknown>;

test('thirds in registers become a point each, in a row behind the others', () => {
  const { definition, problems } = resolved('class1-thirds', () => {});
  expect(problems).toEqual([]);
  const bands = definition.points.filter(({ quantity }) => quantity === 'sound.band');
  expect(bands.map(({ id }) => id).slice(0, 3)).toEqual([
    'sound.band.12.5',
    'sound.band.16',
    'sound.band.20',
  ]);
  expect(bands).toHaveLength(32);
  expect(bands.at(-1)).toMatchObject({ id: 'sound.band.16000', address: 47 });
});

test.each<readonly [string, Record<string, unknown>, string]>([
  ['frequencies that are none', { from: 13 }, 'are no third bands in a row'],
  ['thirds called octaves', { per: 'octave' }, 'are no octave bands'],
  ['the wrong way round', { from: 20, to: 12.5 }, 'in a row'],
  ['registers beyond the last', { address: 65_530 }, 'runs past address 65535'],
])('%s are one problem at the bands', (_, change, words) => {
  const { problems } = resolved('class1-thirds', (file) => Object.assign(bandsOf(file), change));
  expect(
    problems.some(({ path, message }) => path[0] === 'bands' && phraseInEnglish(message).includes(words)),
  ).toBe(true);
  expect(problems.filter(({ path }) => path[0] === 'bands').length).toBeLessThanOrEqual(2);
});

test('a band as a point of its own is refused, and so is a list that no answer has', () => {
  const single = resolved('class1-laeq', (file) => {
    (file['points'] as object[]).push({
      quantity: 'sound.band',
      part: '63',
      address: 9,
      type: 'int16',
      unit: 'dB',
    });
  });
  expect(single.problems.map(({ fix }) => phraseInEnglish(fix))).toContain('write all of them under bands');
  const listless = resolved('nti-xl2', (file) => {
    file['bands'] = { per: 'third', from: 12.5, to: 16_000, field: 3, status: ['nobody'] };
  });
  expect(listless.problems.map(({ message }) => phraseInEnglish(message))).toEqual([
    'no answer has {list}',
    'no answer has {nobody}',
  ]);
});
