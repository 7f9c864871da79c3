/** What a command says to a person stands in the tables of the languages: a sentence written beside it would be English alone. */

import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { isNode, type Node, nameOf, type Source, sourcesBelow } from './syntax.ts';

/** Not for the person at the terminal, and why. */
const kept: Readonly<Record<string, string>> = {
  'src/cli/collect/commands.ts': 'help of an option, which src/language/described has',
  'src/cli/keeping/bundle.ts': 'files of the bundle, for whoever helps, are in English',
  'src/cli/station/schema.ts': 'for whoever changes a schema, not for a station',
  'src/cli/station/watch-leases.ts': 'who asks a station, and why, as data of the command',
};

/** Their texts are keys, mistakes in our own code, or English that src/language/described has in other languages. */
const otherwise = new Set(['tell', 'phrase', 'consoleText', 'message', 'exampleText', 'Error', 'RegExp']);
const described = new Set([
  'description',
  'option',
  'requiredOption',
  'argument',
  'helpOption',
  'addHelpText',
]);
/** What is asked of the database. */
const asked = new Set([
  'get',
  'all',
  'each',
  'run',
  'includes',
  'startsWith',
  'replace',
  'replaceAll',
  'matchAll',
  'test',
  'exec',
]);

/** Two words in a row, as in a sentence, and neither an option nor a path. */
const sentence = /(?:^|[\s("])[A-Za-z]{2,},? [a-z]{2,}/;

/** A command that can be typed is the same in every language. */
const typed = /^\s*(sudo )?quietpost [a-z]/;

test('no command says a sentence that stands in no table of the languages', () => {
  const found = Object.fromEntries(
    sourcesBelow('src/cli')
      .filter(({ file }) => kept[file] === undefined)
      .map((source) => [source.file, sentencesOf(source)] as const)
      .filter(([, sentences]) => sentences.length > 0),
  );
  expect(found).toEqual({});
});

test('the files that are kept are there', () => {
  const files = new Set(sourcesBelow('src/cli').map(({ file }) => file));
  expect(Object.keys(kept).filter((file) => !files.has(file))).toEqual([]);
});

function sourceOf(text: string): Pick<Source, 'program'> {
  return { program: parseAst(text, { lang: 'ts' }, 'a.ts') as unknown as Node };
}

test('a sentence beside a command is found, and a key, an option or an assertion is not', () => {
  const of = (text: string) => sentencesOf(sourceOf(text));
  expect(of("io.write('nothing to do here');")).toEqual(['nothing to do here']);
  expect(of(`io.write(\`$\{path} cannot be read: $\{why}\`);`)).toEqual([' cannot be read: ']);
  expect(
    of(
      "io.write(tell('nothing-to-do')); program.option('--all', 'all of them'); throw new Error('it is so');",
    ),
  ).toEqual([]);
  expect(of("io.write('  quietpost check site.yaml');")).toEqual([]);
  expect(of("run(['systemctl', 'daemon-reload']); const mode = 'read-only';")).toEqual([]);
});

function sentencesOf({ program }: Pick<Source, 'program'>): string[] {
  const found: string[] = [];
  visit(program);
  return found;

  function visit(node: Node): void {
    if (isElsewhere(node)) return;
    if (/^(Call|New)Expression$/.test(node.type) && isOtherwise(node['callee'])) {
      // A chain of options goes on with what was called before.
      if (isNode(node['callee'])) visit(node['callee']);
      return;
    }
    const text = textOf(node);
    if (text !== undefined && sentence.test(text) && !typed.test(text)) found.push(text);
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child);
  }
}

function isElsewhere(node: Node): boolean {
  if (/^(Import|Export(All|Named)Declaration$)/.test(node.type) && isNode(node['source'])) return true;
  if (/^TS/.test(node.type) && node.type !== 'TSAsExpression' && node.type !== 'TSSatisfiesExpression')
    return true;
  return false;
}

function isOtherwise(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type !== 'MemberExpression') return otherwise.has(nameOf(callee) ?? '');
  const name = nameOf(callee['property']) ?? '';
  return described.has(name) || asked.has(name);
}

/** The text of a literal, of a template without what it puts in. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return nameOf(node);
  if (node.type !== 'TemplateLiteral') return undefined;
  const parts = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[];
  return parts.map(({ value }) => value.cooked).join('');
}
