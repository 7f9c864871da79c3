/** Every command that the documents show can be typed: it exists, and so does each of its options. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, root } from './syntax.ts';

const sources = filesBelow('src/cli', '.ts')
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

const shown = [...filesBelow('docs', '.md'), 'README.md'].flatMap((file) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => /^ {4,}(\$ )?(sudo |npx )?quietpost /.test(line))
    .map((line) => ({
      file,
      words: line
        .trim()
        .replace(/^.*?quietpost /, '')
        .split(/\s+/),
    })),
);

test('there are commands to look at', () => {
  expect(shown.length).toBeGreaterThan(15);
});

test.each(shown)('$file: quietpost $words', ({ words }) => {
  const [command = '', ...rest] = words;
  const from = sources.indexOf(`.command('${command}'`);
  expect(from, command).toBeGreaterThan(-1);
  const definition = sources.slice(from, sources.indexOf('\n}\n', from));
  // Every command has this one, from one place.
  const own = rest.filter((word) => word.startsWith('--') && word !== '--lang');
  for (const option of own) expect(definition, option).toMatch(new RegExp(`['" ]${option}[ '"<]`));
});
