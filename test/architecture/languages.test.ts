/** Another language is its own tables: no other source may name the languages that there are. */

import { expect, test } from 'vitest';
import { languages } from '../../src/language/languages.ts';
import { nameOf, nodesOf, type Source, sourcesBelow } from './syntax.ts';

const others: ReadonlySet<unknown> = new Set(languages.filter((code) => code !== 'en'));

test('no source outside of the tables names a language', () => {
  const isNaming = ({ program }: Source): boolean => {
    for (const node of nodesOf(program)) if (others.has(node['value'] ?? nameOf(node))) return true;
    return false;
  };
  const outside = sourcesBelow('src').filter(({ file }) => !file.startsWith('src/language/'));
  expect(outside.filter(isNaming).map(({ file }) => file)).toEqual([]);
});
