/** Curves of one chart are told from each other. */

import { expect, test } from 'vitest';
import { keyFill, lookOf } from '../../../src/page/views/curve-look.ts';

test.each([
  ['fan', 8],
  ['power', 8],
  ['level', 3],
  ['equipment', 3],
] as const)('of kind %s no two of %i look the same, nor do their signs', (kind, count) => {
  const looks = Array.from({ length: count }, (_, index) => lookOf(kind, index));
  expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(count);
  expect(new Set(looks.map(keyFill)).size).toBe(count);
});
