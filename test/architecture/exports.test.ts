/** What is exported has a user: an export that only tests know is dead code with a guard. */

import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, isNode, type Node, nameOf, nodesOf, root, type Source, sourcesBelow } from './syntax.ts';

const folders = ['src', 'hw-mocks', 'firmware-bridge'];
const sources = folders.flatMap(sourcesBelow);

/** Formulas of the standards that stand ready for a reader or a later part; their tests are their use. */
const isReference = (file: string) => file.startsWith('src/acoustics/formulas/');
/** The stand-in of the plant is there for the tests as well. */
const isForTests = (file: string) => file.startsWith('hw-mocks/');

/** Formulas that nothing uses yet but their tests: to be used, or moved to formulas. The list may only shrink. */
const notYet: readonly string[] = ['src/laboratory/bound/upper-bound.ts sustainablePowerW'];

test('every export is imported by the product, or used where it stands and looked at by a test', () => {
  const imported = new Set([...sources.flatMap(importsOf), ...scriptImports()]);
  const tests = filesBelow('test', '.ts').map((file) => readFileSync(join(root, file), 'utf8'));
  const isTested = (name: string) => tests.some((text) => new RegExp(`\\b${name}\\b`).test(text));
  const unused = sources
    .filter(({ file }) => !isReference(file))
    .flatMap((source) =>
      exportsOf(source)
        .filter((name) => !imported.has(`${source.file} ${name}`) && !imported.has(`${source.file} *`))
        .filter((name) => !((isUsedAtHome(source, name) || isForTests(source.file)) && isTested(name)))
        .map((name) => `${source.file} ${name}`),
    );
  expect(unused.filter((one) => !notYet.includes(one))).toEqual([]);
  const inUse = notYet.filter((one) => !unused.includes(one));
  expect(inUse, 'used or gone: take them off the list').toEqual([]);
});

/** A script is not compiled: a name that has moved would be missed only when somebody runs it. */
test('every name that a script takes from the build is exported there', () => {
  const exported = new Set(sources.flatMap((source) => allExportsOf(source)));
  const files = new Set(sources.map(({ file }) => file));
  const taken = scriptImports(['bin', 'bench', 'scripts', 'test']);
  const missing = taken.filter((one) => {
    const [file = ''] = one.split(' ');
    return one.endsWith(' *') ? !files.has(file) : !exported.has(one);
  });
  expect(taken.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});

function allExportsOf({ file, program }: Source): string[] {
  return (program['body'] as readonly Node[]).flatMap((statement) => {
    const declaration = statement['declaration'];
    if (statement.type !== 'ExportNamedDeclaration' || !isNode(declaration)) return [];
    return namesOf(declaration).map((name) => `${file} ${name}`);
  });
}

function isUsedAtHome({ program }: Source, name: string): boolean {
  let count = 0;
  for (const node of nodesOf(program)) if (node.type === 'Identifier' && node['name'] === name) count += 1;
  return count > 1;
}

/** Values and types by name; a type that an exported declaration of its own file names is part of that one. */
function exportsOf({ program }: Source): string[] {
  const declared = (program['body'] as readonly Node[]).flatMap((statement) => {
    const declaration = statement['declaration'];
    if (statement.type !== 'ExportNamedDeclaration' || !isNode(declaration)) return [];
    return [declaration];
  });
  return declared.flatMap((declaration) => {
    const isType = /^TS(Interface|TypeAlias)/.test(declaration.type);
    const names = namesOf(declaration);
    const isPart = declared.some((other) => other !== declaration && mentions(other, names[0] ?? ''));
    return isType && isPart ? [] : names;
  });
}

function namesOf(declaration: Node): string[] {
  const declarators = declaration['declarations'];
  const named = Array.isArray(declarators) ? declarators.map((one: Node) => one['id']) : [declaration['id']];
  return named.flatMap((id) => nameOf(id) ?? []);
}

function mentions(node: Node, name: string): boolean {
  for (const one of nodesOf(node)) if (one.type === 'Identifier' && one['name'] === name) return true;
  return false;
}

/** `file name` of each import, `file *` of a namespace or of `import()`. */
function importsOf({ file, program, text }: Source): string[] {
  const named = (program['body'] as readonly Node[])
    .filter(({ type }) => type === 'ImportDeclaration')
    .flatMap((statement) => {
      const target = nameOf(statement['source']) ?? '';
      return (statement['specifiers'] as readonly Node[]).map(
        (one) => `${resolved(file, target)} ${nameOf(one['imported']) ?? '*'}`,
      );
    });
  const dynamic = [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(
    ([, target = '']) => `${resolved(file, target)} *`,
  );
  return [...named, ...dynamic];
}

/** What the programs in JavaScript take from the build. */
function scriptImports(folders: readonly string[] = ['bin', 'bench']): string[] {
  return folders.flatMap((folder) =>
    filesBelow(folder, '.mjs').flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return [
        ...text.matchAll(/(?:\{([^{}]*)\}\s*(?:from|=)\s*(?:await import\()?)?'[^']*\/dist\/([^']+)\.js'/g),
      ].flatMap(([, names, target]) =>
        names === undefined ? [`${target}.ts *`] : namesIn(names).map((name) => `${target}.ts ${name}`),
      );
    }),
  );
}

/** Of `{ a, b as c, d: e }`, also with a comma at the end. */
function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((one) => one.trim().split(/ as |:/)[0] ?? '')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function resolved(file: string, target: string): string {
  return target.startsWith('.') ? normalize(join(dirname(file), target)).replaceAll('\\', '/') : target;
}
