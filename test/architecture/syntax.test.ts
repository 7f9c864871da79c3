/** The eyes of the other tests in this folder: no way to bring a file in, or to ask the clock, goes unseen. */

import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { broughtIn, type Node, namesUsed } from './syntax.ts';

function parsed(text: string): { readonly program: Node } {
  return { program: parseAst(text, { lang: 'ts' }, 'made.ts') as unknown as Node };
}

test.each([
  ["import { a } from './x.ts';"],
  ["import type { a } from './x.ts';"],
  ["import './x.ts';"],
  ["export { a } from './x.ts';"],
  ["export * from './x.ts';"],
  ["const a = await import('./x.ts');"],
  ["const a = await import(\n  './x.ts'\n);"],
  ['const a = await import(`./x.ts`);'],
  ["type A = import('./x.ts').A;"],
  ['type A = import("./x.ts").A;'],
  ["const a = require('./x.ts');"],
  ["const a = createRequire(import.meta.url)('./x.ts');"],
  ["new Worker(new URL('./x.js', import.meta.url));"],
])('%s brings in a file', (text) => {
  expect(broughtIn(parsed(text))).toEqual({ targets: ['./x.ts'], computed: [] });
});

test('a name made while it runs is no name', () => {
  const { targets, computed } = broughtIn(
    parsed('const a = import(`./$' + '{name}.ts`); const b = import(name);'),
  );
  expect(targets).toEqual([]);
  expect(computed.length).toBe(2);
});

test('what only looks like an import is none', () => {
  const text =
    "const a = 'import x from y'; const b = new URL('mqtt://host'); // import('./x.ts')\nexport { a };";
  expect(broughtIn(parsed(text))).toEqual({ targets: [], computed: [] });
});

test.each([
  ['Date.now', 'const a = Date.now();'],
  ['Date()', 'const a = new Date;'],
  ['Date()', 'const a = Date();'],
  ['performance', 'const a = performance.now();'],
  ['process', "const a = process.env['X'];"],
  ['setInterval', 'setInterval(f, 1);'],
  ['Promise', 'function f(): Promise<void> {}'],
  ['async', 'const f = async () => {};'],
])('%s is seen in "%s"', (name, text) => {
  expect([...namesUsed(parsed(text))]).toContain(name);
});

test('a property of that name is something else, and so is a date that is given', () => {
  const names = namesUsed(parsed('const a = { process: 1 }; a.process; new Date(5); a.now();'));
  for (const name of ['process', 'Date()', 'Date.now', 'async']) expect(names).not.toContain(name);
});
