import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, suggest, suggestion } from '../../../../src/config/problems/suggest.ts';
import type { PhraseLabel } from '../../../../src/model/phrase.ts';
import { phraseInEnglish } from '../../language/said.ts';

test.each([
  ['pol', 'poll'],
  ['opll', 'poll'],
  ['Poll', 'poll'],
  ['failsafe', 'failSafe'],
  ['unitid', 'unitId'],
])('%s is taken for %s', (word, meant) => {
  expect(suggest(word, ['bus', 'model', 'unitId', 'unitIds', 'poll', 'failSafe'])).toBe(meant);
});

test('what is near nothing is not guessed; the known words are listed instead', () => {
  expect(suggest('colour', ['bus', 'poll'])).toBeUndefined();
  const suggested = (known: readonly string[], of: PhraseLabel) =>
    phraseInEnglish(suggestion('colour', known, of));
  expect(suggested(['bus', 'poll'], 'known-keys-here')).toBe('known keys here: bus, poll');
  expect(suggested([], 'nouns-buses')).toBe('there are no buses yet');
});

test('the distance is symmetric, zero only for equal words, and one for a swap of neighbours', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
  expect(editDistance('poll', 'opll')).toBe(1);
});
