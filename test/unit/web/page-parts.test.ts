/** The language of an answer. */

import { expect, test } from 'vitest';
import { languageOf, type PageContext } from '../../../src/web/http/page-parts.ts';

function languageFor(accepted: string | undefined, asked?: string): string {
  const req = { query: () => asked, header: () => accepted };
  return languageOf({ req } as unknown as PageContext);
}

test('is the first that the browser asks for and that there is', () => {
  expect(languageFor('zh-CN,zh;q=0.9,en;q=0.8')).toBe('zh');
  expect(languageFor('ZH')).toBe('zh');
  expect(languageFor('fr-FR, zh-Hans;q=0.8')).toBe('zh');
  expect(languageFor('en-GB,zh;q=0.9')).toBe('en');
});

test('is English where nothing is asked for that there is', () => {
  expect(languageFor(undefined)).toBe('en');
  expect(languageFor('')).toBe('en');
  expect(languageFor('fr, *;q=0.5, toString')).toBe('en');
});

test('is the one that the address names, whatever the browser asks for', () => {
  expect(languageFor('en', 'zh')).toBe('zh');
  expect(languageFor('zh', 'xx')).toBe('zh');
});
