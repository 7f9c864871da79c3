import { expect, test } from 'vitest';
import { announceAllIn } from '../../../../src/gateway/inputs/awaited-inputs.ts';
import { createLatest } from '../../../../src/gateway/inputs/latest.ts';
import { bad, good } from '../../../../src/model/reading.ts';

test('tells once when the last of what is awaited has a value, and keeps every reading', () => {
  const channel = { validMs: 1000 };
  const latest = createLatest({ a: channel, b: channel, other: channel } as never, 0);
  let told = 0;
  const watched = announceAllIn(latest, ['a', 'b'], () => {
    told += 1;
  });
  watched.put('a', good(1, 10));
  watched.put('other', good(5, 10));
  watched.put('b', bad({ kind: 'timeout', afterMs: 500 }, 10));
  expect(told).toBe(0);
  watched.put('b', good(2, 20));
  watched.put('a', good(3, 30));
  expect(told).toBe(1);
  const { channels } = watched.freeze();
  expect([channels['a']?.value, channels['b']?.value, channels['other']?.value]).toEqual([3, 2, 5]);
});
