import { expect, test } from 'vitest';
import { numbersOf } from '../../../../src/ports/journal.ts';
import { offEvents } from '../../../../src/store/writer/off-events.ts';

const lastSeqs = numbersOf(() => 41);
const epoch = { epoch: 1, sinceMs: 0, why: 'new-file', before: null, lastSeqs } as const;
const head = { epoch, lastSeqs, cursors: null };

test('a stop of two seconds or more is told with its length and the last number; a shorter one is none', () => {
  expect(offEvents(98_001, 100_000, head)).toEqual([]);
  const [told, ...more] = offEvents(98_000, 100_000, head);
  expect(more).toEqual([]);
  expect(told?.message).toEqual({ key: 'gap-before-start', values: { seconds: 2, lastSeq: 41 } });
  expect(offEvents(40_400, 100_000, head)[0]?.message.values).toMatchObject({ seconds: 60 });
});

test('without a record before, or without its numbers, nothing is known', () => {
  expect(offEvents(null, 100_000, head)).toEqual([]);
  expect(offEvents(1000, 100_000, null)).toEqual([]);
});
