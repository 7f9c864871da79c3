/** Every key in every language, and in one that nobody speaks. What is missing does not even compile. */

import { describe, expect, test } from 'vitest';
import { englishReasons } from '../../../src/acoustics/assessment/reason.ts';
import type { Dictionary } from '../../../src/language/dictionary.ts';
import { en } from '../../../src/language/en.ts';
import { dictionaries, isLanguage, languages } from '../../../src/language/languages.ts';
import { say } from '../../../src/language/say.ts';
import { type Message, type MessageKey, plain } from '../../../src/model/message.ts';
import { pseudo } from './pseudo-locale.ts';

const all: readonly Dictionary[] = [...Object.values(dictionaries), pseudo];
const others = all.filter(({ code }) => code !== 'en');
const keys = Object.keys(en.messages) as MessageKey[];

/** Any value of a message, under any name: shows which one it is. */
const anyValue = new Proxy({}, { get: (_, name) => plain(`<${String(name)}>`) });

function slotsOf(text: string): string[] {
  return [...text.matchAll(/\{[^}]+\}/g)].map(([slot]) => slot).sort();
}

function said(dictionary: Dictionary, key: MessageKey): string {
  return say(dictionary, { key, values: anyValue } as Message);
}

test('there are the languages of `--lang`', () => {
  expect(languages).toEqual(['en', 'zh']);
  for (const language of languages) expect(dictionaries[language].code).toBe(language);
  expect(isLanguage('zh')).toBe(true);
  expect(isLanguage('toString')).toBe(false);
});

describe.each(all.map((dictionary) => [dictionary.code, dictionary] as const))('in %s', (_, dictionary) => {
  test('every message is said with all its values', () => {
    for (const key of keys) {
      const text = said(dictionary, key);
      expect(text, key).not.toMatch(/[{}]/);
      const names = [...en.messages[key].matchAll(/\{([^}:]+)/g)].map(([, name]) =>
        name === 'own' ? `<${dictionary.code}>` : `<${name}>`,
      );
      expect([...new Set(text.match(/<\w+>/g))].sort(), key).toEqual([...new Set(names)].sort());
    }
  });
});

describe.each(others.map((dictionary) => [dictionary.code, dictionary] as const))(
  '%s as another language',
  (_, dictionary) => {
    test('shows each value in the form in which English shows it', () => {
      const slots = ({ messages, page }: Dictionary) =>
        Object.entries({ ...messages, ...page }).map(([key, text]) => [key, slotsOf(text)]);
      expect(Object.fromEntries(slots(dictionary))).toEqual(Object.fromEntries(slots(en)));
    });

    test('gives the reasons of a verdict no value that English has not', () => {
      for (const [key, text] of Object.entries(englishReasons)) {
        const other = dictionary.verdicts[key as keyof typeof englishReasons];
        for (const slot of slotsOf(other)) expect(slotsOf(text), key).toContain(slot);
      }
    });

    test('leaves nothing in English', () => {
      const groups = [
        [en.messages, dictionary.messages],
        [en.page, dictionary.page],
        [en.verdicts, dictionary.verdicts],
      ] as const;
      const same = groups.flatMap(([english, other]) =>
        Object.entries<string>(english)
          .filter(([key, text]) => isWorded(text) && text === (other as Record<string, string>)[key])
          .map(([key]) => key),
      );
      expect(same).toEqual([]);
    });
  },
);

/** Beyond slots, units and names of quantities there is a word. */
function isWorded(text: string): boolean {
  return /[a-z]{4,}/.test(text.replace(/\{[^}]*\}/g, ''));
}
