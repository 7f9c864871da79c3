import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Coverage,
  parseMoment,
  pastOf,
  settle,
} from '../../../../src/analysis/explain/moment-question.ts';

/** 21:30:00.250 to 06:00 of the next day, at UTC+8. */
const firstMs = Date.UTC(2026, 6, 15, 13, 30, 0, 250);
const lastMs = Date.UTC(2026, 6, 15, 22);
const coverage: Coverage = { firstMs, lastMs, firstOffsetMin: 480, lastOffsetMin: 480 };

/** The last whole cycle, a quarter past each second, that the question reaches; undefined outside. */
function reached(text: string): string | undefined {
  const question = parseMoment(text);
  if (!question.ok) throw new Error(question.fault.key);
  const moment = settle(question.value, coverage);
  if (moment === undefined) return undefined;
  const isPast = pastOf(moment);
  let wallMs = firstMs;
  while (!isPast({ wallMs: wallMs + 1000, utcOffsetMin: 480 })) wallMs += 1000;
  return new Date(wallMs + 480 * 60_000).toISOString();
}

test.each([
  ['23:41', '2026-07-15T23:41:00.250Z'],
  ['23:41:05', '2026-07-15T23:41:05.250Z'],
  ['23:41:05.1', '2026-07-15T23:41:04.250Z'],
  ['05:10', '2026-07-16T05:10:00.250Z'],
  ['2026-07-15 23:41', '2026-07-15T23:41:00.250Z'],
  ['2026-07-15T23:41:05', '2026-07-15T23:41:05.250Z'],
  ['2026-07-15T15:41:05Z', '2026-07-15T23:41:05.250Z'],
  ['2026-07-15T17:41:05+02:00', '2026-07-15T23:41:05.250Z'],
  ['2026-07-15T11:41:05-04:00', '2026-07-15T23:41:05.250Z'],
  ['21:30', '2026-07-15T21:30:00.250Z'],
])('%s is the cycle of %s local time', (text, cycle) => {
  expect(reached(text)).toBe(cycle);
});

test.each(['21:29:59', '12:00', '2026-07-15 21:29', '2026-07-16 06:01', '2026-07-15T13:29:59Z'])(
  '%s lies outside',
  (text) => {
    expect(reached(text)).toBeUndefined();
  },
);

test.each([
  '',
  'noon',
  '24:00',
  '23:60',
  '23:41:60',
  '2026-13-01 10:00',
  '2026-02-30 10:00',
  '2026-07-15',
  '7:00',
])('"%s" is no time, and the fault shows how to write one', (text) => {
  expect(parseMoment(text)).toMatchObject({
    ok: false,
    fault: { key: 'at-takes', values: { option: '--at', given: text } },
  });
});

test('a moment is asked for by its own time in any zone', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e9 }),
      fc.integer({ min: -48, max: 56 }).map((quarters) => 15 * quarters),
      (seconds, utcOffsetMin) => {
        const wallMs = seconds * 1000;
        const text = new Date(wallMs + utcOffsetMin * 60_000).toISOString().slice(0, 19);
        const around = { firstMs: wallMs - 5000, lastMs: wallMs + 5000 };
        const parsed = parseMoment(text);
        const own = { ...around, firstOffsetMin: utcOffsetMin, lastOffsetMin: utcOffsetMin };
        const moment = parsed.ok ? settle(parsed.value, own) : undefined;
        if (moment === undefined) throw new Error(text);
        expect(pastOf(moment)({ wallMs, utcOffsetMin })).toBe(false);
        expect(pastOf(moment)({ wallMs: wallMs + 1000, utcOffsetMin })).toBe(true);
      },
    ),
  );
});
