import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/model/duration.ts';

test.each([
  ['500ms', 500],
  ['5s', 5000],
  ['1m30s', 90_000],
  ['8h', 28_800_000],
  ['1d', 86_400_000],
  ['0.5s', 500],
  ['0s', 0],
])('"%s" is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '5', 's', '5 s', '-5s', '5S', '5sec', '1e3ms', '.5s', '5s!', ' 5s', '5,5s'])(
  '"%s" is no duration',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test('what is written reads back to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e9 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});

test('the written form is the short one', () => {
  expect(formatDuration(90_000)).toBe('1m30s');
  expect(formatDuration(86_400_000)).toBe('1d');
  expect(formatDuration(0)).toBe('0s');
});
