/** Payloads as text, also compressed ones, and none that unfolds without end. */

import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { payloadText } from '../../../../src/adapters/mqtt/payload-text.ts';

test('what is compressed is unfolded, all else is given as it is', () => {
  expect(payloadText(gzipSync('{"v":1}'))).toBe('{"v":1}');
  expect(payloadText(Buffer.from('{"v":1}'))).toBe('{"v":1}');
  expect(payloadText(Buffer.alloc(0))).toBe('');
});

test('a damaged one and one that would fill the memory are no text of ours', () => {
  const damaged = gzipSync('x'.repeat(1000)).subarray(0, 20);
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  expect(bomb.length).toBeLessThan(100_000);
  for (const payload of [damaged, bomb]) expect(payloadText(payload)).toBe(payload.toString('utf8'));
});
