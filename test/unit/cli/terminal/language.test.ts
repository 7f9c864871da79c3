import { expect, test } from 'vitest';
import { languageAsked, languageHere } from '../../../../src/cli/terminal/language.ts';

test('what is asked for goes before the environment, and what is unknown is English', () => {
  const chinese = { LANG: 'zh_CN.UTF-8' };
  expect(languageHere(undefined, chinese)).toBe('zh');
  expect(languageHere('en', chinese)).toBe('en');
  expect(languageHere(undefined, { LC_ALL: 'C.UTF-8', ...chinese })).toBe('en');
  expect(languageHere(undefined, { LC_ALL: '', LANG: 'zh-Hans' })).toBe('zh');
  expect(languageHere(undefined, { LANG: 'de_DE.UTF-8' })).toBe('en');
  expect(languageHere(undefined, {})).toBe('en');
  expect(languageHere(undefined, { QUIETPOST_LANG: 'zh', LC_ALL: 'C.UTF-8' })).toBe('zh');
});

test('--lang is found wherever it stands, and nothing where it does not', () => {
  expect(languageAsked(['doctor', '--lang', 'zh', 'site.yaml'])).toBe('zh');
  expect(languageAsked(['--lang=zh', 'doctor'])).toBe('zh');
  expect(languageAsked(['check', '--lang', 'en', '--lang', 'zh'])).toBe('zh');
  expect(languageAsked(['schema', '--write'])).toBeUndefined();
  expect(languageAsked([])).toBeUndefined();
  expect(languageAsked(['check', '--lang'])).toBeUndefined();
});
