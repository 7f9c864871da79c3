/** Every phrase about a settings file in both languages. What is missing does not even compile. */

import { expect, test } from 'vitest';
import { type PhraseTexts, phraseTexts } from '../../../src/language/form/template.ts';
import { phrasesEn } from '../../../src/language/phrases-en.ts';
import { phrasesZh } from '../../../src/language/phrases-zh.ts';
import { isForeign, isPhraseLabel, sayPhrase } from '../../../src/language/say-phrase.ts';
import { type PhraseKey, phrase } from '../../../src/model/phrase.ts';
import { sourcesBelow } from '../../architecture/syntax.ts';
import { hasEnglish } from '../config/chinese.ts';
import { phraseInEnglish } from './said.ts';

const keys = Object.keys(phrasesEn) as PhraseKey[];

function slotsOf(text: string): string[] {
  return [...text.matchAll(/\{[^}]+\}/g)].map(([slot]) => slot).sort();
}

/** Any value of a phrase, under any name: shows which one it is. */
const anyValue = new Proxy({}, { get: (_, name) => `<${String(name)}>` });

test('every phrase has the same values in both languages, each in the same form', () => {
  const slots = (texts: PhraseTexts) => keys.map((key) => [key, [...new Set(slotsOf(texts[key]))]]);
  expect(keys.length).toBeGreaterThan(600);
  expect(slots(phrasesZh)).toEqual(slots(phrasesEn));
});

test.each(['en', 'zh'] as const)('in %s every phrase is said with all its values', (language) => {
  for (const key of keys) {
    const names = slotsOf(phrasesEn[key]).map((slot) => slot.replace(/[{}]|:.*/g, ''));
    const said = sayPhrase(language, { key, values: anyValue });
    expect([...new Set(said.match(/<[a-z]\w*>/gi))].sort(), key).toEqual(
      [...new Set(names.map((name) => `<${name}>`))].sort(),
    );
  }
});

test('Chinese leaves no sentence in English, and says nothing twice as English does', () => {
  const left = keys.filter((key) => hasEnglish(sayPhrase('zh', { key, values: anyValue })));
  expect(left).toEqual([]);
  const same = keys.filter(
    (key) => /[a-z]{4,}/.test(phrasesEn[key].replace(/\{[^}]*\}/g, '')) && phrasesEn[key] === phrasesZh[key],
  );
  expect(same).toEqual([]);
});

test('Chinese punctuation stands between Chinese words', () => {
  const wrong = keys.filter((key) => /[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]/.test(phrasesZh[key]));
  expect(wrong).toEqual([]);
});

test('a list is joined as the language joins it, and what is there in English alone is left out elsewhere', () => {
  const known = phrase('known-list', { what: phrase('known-keys-here'), known: ['bus', 'poll'] });
  expect(phraseInEnglish(known)).toBe('known keys here: bus, poll');
  expect(sayPhrase('zh', known)).toBe('此处可用的键：bus、poll');
  const ratio = phrase('write-ratio', { values: [1, 5], about: { english: '. On its plate' } });
  expect(phraseInEnglish(ratio)).toBe('write 1 or 5. On its plate');
  expect(sayPhrase('zh', ratio)).toBe('写 1或5');
});

test('text of an outside program is seen in any part of a phrase', () => {
  const outside = phrase('plain', { text: 'ENOSPC' });
  expect(isForeign(phrase('site-unreadable', { why: outside }))).toBe(true);
  expect(isForeign(phrase('site-unreadable', { why: phrase('is-folder') }))).toBe(false);
});

test('a schema gives keys without values in the place of its errors', () => {
  expect(isPhraseLabel('form-duration')).toBe(true);
  expect(isPhraseLabel('unknown-key')).toBe(false);
  expect(isPhraseLabel('toString')).toBe(false);
});

test('no schema of a settings file has an error in words of its own', () => {
  const rooms = ['src/config', 'src/devices', 'src/schema', 'hw-mocks/scenario'];
  const worded = rooms.flatMap(sourcesBelow).filter(({ text }) => /\b(error|message):\s*['"`]/.test(text));
  expect(worded.map(({ file }) => file)).toEqual([]);
});

test('a phrase or a text without a value, or with one that is not there, does not compile', () => {
  // @ts-expect-error no key
  phrase('unknown-kea', { key: 'pol' });
  // @ts-expect-error no such value
  phrase('unknown-key', { kea: 'pol' });
  // @ts-expect-error no value
  phrase('unknown-key');
  const { plain, ...rest } = phrasesEn;
  // @ts-expect-error no text for `plain`
  const missing: PhraseTexts = rest;
  // @ts-expect-error the value `text` is not said
  phraseTexts({ ...phrasesEn, plain: 'outside' });
  expect(Object.keys(missing)).not.toContain('plain');
  expect(plain).toBe('{text}');
});
