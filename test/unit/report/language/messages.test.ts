import { expect, test } from 'vitest';
import { englishReasons } from '../../../../src/acoustics/assessment/reason.ts';
import { createSpeaker } from '../../../../src/report/language/localizer.ts';
import { message, textsOf } from '../../../../src/report/language/message.ts';
import { en } from '../../../../src/report/language/messages.en.ts';
import { zh } from '../../../../src/report/language/messages.zh.ts';
import { reasonsZh } from '../../../../src/report/language/reasons.zh.ts';

const shanghai = { night: { offsets: [{ fromMs: 0, utcOffsetMin: 480 }] }, momentOffsets: [] };

function slotsOf(text: string): string[] {
  return [...text.matchAll(/\{[^}]+\}/g)].map(([slot]) => slot).sort();
}

test('both languages have the same keys with the same slots', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(textsOf('en'))) {
    expect(slotsOf(zh[key as keyof typeof zh]), key).toEqual(slotsOf(text));
  }
});

test('every reason of a verdict can be said in Chinese with the same values', () => {
  for (const [key, text] of Object.entries(englishReasons)) {
    const chinese = reasonsZh[key as keyof typeof reasonsZh];
    // A value may be left out, never invented.
    for (const slot of slotsOf(chinese)) expect(slotsOf(text), key).toContain(slot);
  }
});

test('no Chinese sentence is left in English', () => {
  const untranslated = Object.entries(zh).filter(
    ([key, text]) => text === en[key as keyof typeof en] && /[a-z]{4,}/.test(text),
  );
  expect(untranslated).toEqual([]);
});

test('levels are rounded half to even in one step, a missing value is a dash and never 0', () => {
  const { number, share, say } = createSpeaker('en', shanghai);
  expect([44.25, 44.35, 45.46].map((levelDb) => number(levelDb, 1))).toEqual(['44.2', '44.4', '45.5']);
  expect(number(null, 1)).toBe('–');
  expect(number(Number.NaN, 1)).toBe('–');
  expect(number(-0.2, 1)).toBe('−0.2');
  expect(share(0)).toBe('0 %');
  expect(share(0.99999)).toBe('99.9 %');
  expect(share(1)).toBe('100 %');
  expect(say(message('figure-laeq-limit', { limitDb: 45 }))).toBe('limit 45 dB(A)');
});

test('spans are said in hours and minutes, without what is nothing', () => {
  const english = createSpeaker('en', shanghai);
  const chinese = createSpeaker('zh', shanghai);
  expect([40, 90, 3600, 26_460].map(english.span)).toEqual(['40 s', '2 min', '1 h', '7 h 21 min']);
  expect(chinese.span(26_460)).toBe('7 小时 21 分');
});

test('times are local, and carry their offset in a night in which the clocks change', () => {
  const atMs = Date.parse('2026-07-15T14:00:00Z');
  expect(createSpeaker('en', shanghai).time(atMs)).toBe('22:00');
  const offsets = [
    { fromMs: Date.parse('2026-10-24T20:00:00Z'), utcOffsetMin: 120 },
    { fromMs: Date.parse('2026-10-25T01:00:00Z'), utcOffsetMin: 60 },
  ];
  const { time } = createSpeaker('en', { night: { offsets }, momentOffsets: [] });
  expect(time(Date.parse('2026-10-25T00:30:00Z'))).toBe('02:30 +02:00');
  expect(time(Date.parse('2026-10-25T01:30:00Z'))).toBe('02:30 +01:00');
});
