import { expect, test } from 'vitest';
import { localText, utcOffsetMin } from '../../../src/time/local-time.ts';

test.each([
  ['UTC', '2026-07-15T12:00:00Z', 0],
  ['Asia/Shanghai', '2026-07-15T12:00:00Z', 480],
  ['Asia/Kolkata', '2026-01-15T12:00:00Z', 330],
  ['Asia/Kathmandu', '2026-01-15T12:00:00Z', 345],
  ['America/Montreal', '2026-01-15T12:00:00Z', -300],
  ['America/Montreal', '2026-07-15T12:00:00Z', -240],
  ['Australia/Lord_Howe', '2026-01-15T12:00:00Z', 660],
  ['Australia/Lord_Howe', '2026-07-15T12:00:00Z', 630],
  ['Pacific/Kiritimati', '2026-12-31T12:00:00Z', 840],
])('%s at %s is %i minutes ahead of UTC', (zone, at, minutes) => {
  expect(utcOffsetMin(zone, Date.parse(at))).toBe(minutes);
});

test.each([
  ['spring', '2026-03-29T01:00:00Z', 60, 120],
  ['autumn', '2026-10-25T01:00:00Z', 120, 60],
])('the offset changes at the very millisecond of the edge in %s', (_season, edge, before, after) => {
  const edgeMs = Date.parse(edge);
  expect(utcOffsetMin('Europe/Berlin', edgeMs - 1)).toBe(before);
  expect(utcOffsetMin('Europe/Berlin', edgeMs)).toBe(after);
});

test('midnight is hour 0 of the new day, not hour 24 of the old', () => {
  const midnightMs = Date.parse('2026-06-30T16:00:00Z');
  expect(utcOffsetMin('Asia/Shanghai', midnightMs)).toBe(480);
  expect(utcOffsetMin('Asia/Shanghai', midnightMs + 59_999)).toBe(480);
});

test('local text is the wall clock of the site', () => {
  expect(localText(Date.parse('2026-12-31T16:00:07.900Z'), 480)).toBe('2027-01-01 00:00:07');
  expect(localText(Date.parse('2026-01-01T02:00:00Z'), -300)).toBe('2025-12-31 21:00:00');
});
