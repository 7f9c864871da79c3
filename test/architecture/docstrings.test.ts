/** What is exported says at its place what it gives: whoever uses it should not have to read how it is done. */

import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { isNode, lineAt, type Node, nameOf, type Source, sourcesBelow } from './syntax.ts';

test('every exported function, type and table has a docstring', () => {
  const sources = ['src', 'hw-mocks', 'firmware-bridge'].flatMap(sourcesBelow);
  expect(sources.flatMap(withoutDocstring)).toEqual([]);
});

test.each([
  ['nothing stands before it', 'export function levelOf() {}\nexport const a = 1;', ['levelOf']],
  [
    'an empty one is none',
    '/** */\nexport interface Level {}\n/** A row. */\nexport type Row = 1;',
    ['Level'],
  ],
  ['a line for people who change it is none', '// Why.\nexport const table = [1];\nconst b = 2;', ['table']],
  [
    'that of the declaration before is not its own',
    '/** A. */\nexport type A = 1;\nexport type B = 2;',
    ['B'],
  ],
  ['a blank line between parts them', '/** A. */\n\nexport type A = 1;\nexport const b = 1;', ['A']],
  ['a number needs none: its name says it', 'export const A_MS = 5;\nexport const B_DB = -3;', []],
  [
    'a hint to a tool may stand between',
    '/** A. */\n// biome-ignore x: y\nexport const a = /a/g;\nexport const b = 1;',
    [],
  ],
  [
    'the head of a file speaks for its only export',
    '/** What it gives. */\n\nexport function levelOf() {}',
    [],
  ],
  [
    '... and not for the first of two',
    '/** Levels. */\n\nexport type A = 1;\nexport type B = 2;',
    ['A', 'B'],
  ],
  [
    'a further form of one function belongs to it',
    '/** A. */\nexport function a(): 1;\nexport function a() {}\nexport const b = 1;',
    [],
  ],
])('%s', (_, text, missing) => {
  const program = parseAst(text, { lang: 'ts' }, 'made.ts') as unknown as Node;
  const found = withoutDocstring({ file: 'made.ts', text, program });
  expect(found.map((one) => one.split(' ')[1])).toEqual(missing);
});

interface Exported {
  readonly name: string;
  readonly start: number;
  readonly declaration: Node;
}

/** File and line with the name of each. */
function withoutDocstring(source: Source): string[] {
  const exported = exportsOf(source);
  if (exported.length === 1 && source.text.startsWith('/**')) return [];
  return exported
    .filter(({ declaration, start }) => !isPlainNumber(declaration) && !hasDocstring(source.text, start))
    .map(({ name, start }) => `${source.file}:${lineAt(source, start)} ${name}`);
}

/** Each name once: a function with several forms is one. */
function exportsOf({ program }: Source): Exported[] {
  const found = new Map<string, Exported>();
  for (const statement of program['body'] as readonly Node[]) {
    const declaration = statement['declaration'];
    if (statement.type !== 'ExportNamedDeclaration' || !isNode(declaration)) continue;
    const [first] = (declaration['declarations'] as readonly Node[] | undefined) ?? [declaration];
    const name = nameOf(first?.['id']) ?? '?';
    if (!found.has(name)) found.set(name, { name, start: statement.start, declaration });
  }
  return [...found.values()];
}

/** `export const LIMIT_MS = 5`. */
function isPlainNumber(declaration: Node): boolean {
  const [first] = (declaration['declarations'] as readonly Node[] | undefined) ?? [];
  const value = first?.['init'];
  if (!isNode(value)) return false;
  const bare = value.type === 'UnaryExpression' && isNode(value['argument']) ? value['argument'] : value;
  return bare.type === 'Literal' && typeof bare['value'] === 'number';
}

/** A comment that says something and ends on the line before; lines for tools may stand between. */
function hasDocstring(text: string, start: number): boolean {
  const before = text.slice(0, start).replace(/(?:\n[ \t]*\/\/[^\n]*)+\n$/, '\n');
  const last = /\/\*\*((?:(?!\*\/).)*)\*\/\n$/s.exec(before);
  return last?.[1] !== undefined && /\w/.test(last[1]);
}
