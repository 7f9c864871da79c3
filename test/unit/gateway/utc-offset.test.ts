import { expect, test } from 'vitest';
import { createUtcOffset } from '../../../src/gateway/utc-offset.ts';

const zone = 'Europe/Berlin';
/** Summer time begins: 02:00 becomes 03:00. */
const springMs = Date.UTC(2026, 2, 29, 1, 0, 0);

test('the offset changes with the first cycle of the minute in which summer time begins', () => {
  const offset = createUtcOffset(zone, 1000);
  expect(offset(0, springMs - 30_400)).toBe(60);
  expect(offset(30_000, springMs - 400)).toBe(60);
  expect(offset(31_000, springMs + 600)).toBe(120);
});

test('a clock that is set forward counts after a minute at the latest', () => {
  const offset = createUtcOffset(zone, 1000);
  expect(offset(0, springMs - 3_600_000 + 30_500)).toBe(60);
  expect(offset(1000, springMs + 3_600_000 + 30_500)).toBe(60);
  expect(offset(59_999, springMs + 3_600_000 + 30_500)).toBe(60);
  expect(offset(60_000, springMs + 3_600_000 + 30_500)).toBe(120);
});
