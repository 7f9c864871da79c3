import { expect, test } from 'vitest';
import { en } from '../../../src/language/en.ts';
import { createLocalizer } from '../../../src/language/localizer.ts';
import { pageText } from '../../../src/language/page-text.ts';
import { zh } from '../../../src/language/zh.ts';
import { message } from '../../../src/model/message.ts';

const shanghai = { night: { offsets: [{ fromMs: 0, utcOffsetMin: 480 }] }, momentOffsets: [] };

test('levels are rounded half to even in one step, a missing value is a dash and never 0', () => {
  const { number, share, say } = createLocalizer(en, shanghai);
  expect([44.25, 44.35, 45.46].map((levelDb) => number(levelDb, 1))).toEqual(['44.2', '44.4', '45.5']);
  expect(number(null, 1)).toBe('–');
  expect(number(Number.NaN, 1)).toBe('–');
  expect(number(-0.2, 1)).toBe('−0.2');
  expect(share(0)).toBe('0 %');
  expect(share(0.99999)).toBe('99.9 %');
  expect(share(1)).toBe('100 %');
  expect(say(pageText('figure-laeq-limit', { limitDb: 45 }))).toBe('limit 45 dB(A)');
});

test('spans are said in hours and minutes, without what is nothing', () => {
  const english = createLocalizer(en, shanghai);
  const chinese = createLocalizer(zh, shanghai);
  expect([40, 90, 3600, 26_460].map(english.span)).toEqual(['40 s', '2 min', '1 h', '7 h 21 min']);
  expect(chinese.span(26_460)).toBe('7 小时 21 分');
});

test('times are local, and carry their offset in a night in which the clocks change', () => {
  const atMs = Date.parse('2026-07-15T14:00:00Z');
  expect(createLocalizer(en, shanghai).time(atMs)).toBe('22:00');
  const offsets = [
    { fromMs: Date.parse('2026-10-24T20:00:00Z'), utcOffsetMin: 120 },
    { fromMs: Date.parse('2026-10-25T01:00:00Z'), utcOffsetMin: 60 },
  ];
  const { time } = createLocalizer(en, { night: { offsets }, momentOffsets: [] });
  expect(time(Date.parse('2026-10-25T00:30:00Z'))).toBe('02:30 +02:00');
  expect(time(Date.parse('2026-10-25T01:30:00Z'))).toBe('02:30 +01:00');
});

test('a message on a page has its numbers as the page has them', () => {
  const { tell } = createLocalizer(en, shanghai);
  expect(tell(message('cabinet-at', { cabinet: 'a', tempC: -3.5 }))).toBe('cabinet a at \u22123.5 C');
  const checked = message('meter-checked', { meter: 'slm', by: 'Li', driftDb: -0.2, offsetDb: 0.25 });
  expect(tell(checked)).toContain('drift \u22120.2 dB; +0.25 dB is added');
});
