/** A function is one thought, a folder one room: both end where a reader would lose the thread. */

import { expect, test } from 'vitest';
import { isNode, lineAt, type Node, nameOf, type Source, sourcesBelow } from './syntax.ts';

const LINES_MAX = 60;
const FILES_MAX = 16;

const folders = ['src', 'hw-mocks', 'firmware-bridge'];

test(`no function is longer than ${LINES_MAX} lines`, () => {
  const long = folders.flatMap(sourcesBelow).flatMap(longFunctions);
  expect(long).toEqual([]);
});

test(`no folder holds more than ${FILES_MAX} files`, () => {
  const counts: Record<string, number> = {};
  for (const { file } of folders.flatMap(sourcesBelow)) {
    const folder = file.slice(0, file.lastIndexOf('/'));
    counts[folder] = (counts[folder] ?? 0) + 1;
  }
  const full = Object.entries(counts).filter(([, count]) => count > FILES_MAX);
  expect(full).toEqual([]);
});

test('what has a lifetime is a record of its state with functions: the only classes are errors', () => {
  const classes = folders.flatMap(sourcesBelow).flatMap((source) => {
    const found = [...source.text.matchAll(/^(?:export )?(?:abstract )?class (\w+)(?: extends (\w+))?/gm)];
    return found.filter(([, , base]) => base !== 'Error').map(([, name]) => `${source.file} ${name}`);
  });
  expect(classes).toEqual([]);
});

interface LongFunction {
  /** File and name. */
  readonly where: string;
  readonly lines: number;
}

function longFunctions(source: Source): LongFunction[] {
  const found: LongFunction[] = [];
  visit(source.program, '');
  return found;

  /** `name` is the nearest one around: a function is called by what it is assigned to. */
  function visit(node: Node, name: string): void {
    const own = nameOf(node['id']) ?? nameOf(node['key']) ?? name;
    if (/Function/.test(node.type) && isNode(node['body'])) {
      const lines = lineAt(source, node.end) - lineAt(source, node.start) + 1;
      if (lines > LINES_MAX) found.push({ where: `${source.file} ${own}`, lines });
    }
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, own);
  }
}
