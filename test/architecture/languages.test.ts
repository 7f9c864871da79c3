/** Another language is its own tables: no other source may name the languages that there are. */

import { expect, test } from 'vitest';
import { languages } from '../../src/language/languages.ts';
import { nameOf, nodesOf, sourcesBelow } from './syntax.ts';

const others: ReadonlySet<unknown> = new Set(languages.filter((code) => code !== 'en'));

/** Where a code stands for something else than what quietpost speaks, and why. */
const keptFor: Readonly<Record<string, string>> = {
  'src/acoustics/rule-set.ts': 'the names of a table of limits, as read',
  'src/plan/station-record.ts': 'the names of a site file, as read',
  'src/config/limits/cited-fields.ts': 'names that people write into a table of limits',
  'src/config/site/station-schema.ts': 'names that people write into a site file',
};

function naming(): Set<string> {
  const found = new Set<string>();
  for (const { file, program } of sourcesBelow('src')) {
    if (file.startsWith('src/language/')) continue;
    for (const node of nodesOf(program)) if (others.has(node['value'] ?? nameOf(node))) found.add(file);
  }
  return found;
}

test('no source outside of the tables names a language, but those that say why', () => {
  expect([...naming()].sort()).toEqual(Object.keys(keptFor).sort());
});
