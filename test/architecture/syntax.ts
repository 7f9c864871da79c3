/** The sources as syntax trees, for tests that judge how they are built. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vitest/node';

export const root = join(import.meta.dirname, '..', '..');

/** Nodes of ESTree with TypeScript: what the tests look at is checked where they look. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Source {
  /** From the root, with slashes. */
  readonly file: string;
  readonly text: string;
  readonly program: Node;
}

const parsed = new Map<string, readonly Source[]>();

/** The TypeScript below a folder of the project, parsed once. */
export function sourcesBelow(folder: string): readonly Source[] {
  const found = parsed.get(folder) ?? filesBelow(folder, '.ts').map(parse);
  parsed.set(folder, found);
  return found;
}

/** Names from the root, with slashes. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}

function parse(file: string): Source {
  const text = readFileSync(join(root, file), 'utf8');
  return { file, text, program: parseAst(text, { lang: 'ts' }, file) as unknown as Node };
}

/** By the root of a file: every test walks through all of them. */
const walked = new WeakMap<Node, readonly Node[]>();

/** Every node below `node` and itself, parents first. */
export function nodesOf(node: Node): readonly Node[] {
  const nodes = walked.get(node) ?? collected(node, []);
  if (node.type === 'Program') walked.set(node, nodes);
  return nodes;
}

function collected(node: Node, into: Node[]): readonly Node[] {
  into.push(node);
  for (const value of Object.values(node)) {
    if (!Array.isArray(value)) {
      if (isNode(value)) collected(value, into);
    } else for (const child of value) if (isNode(child)) collected(child, into);
  }
  return into;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The name of an identifier or of the string that stands for one. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return String(node['name']);
  return node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

export function lineAt({ text }: Source, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** What a file brings in, whichever way; `computed` are the places where the name is known only when it runs. */
export function broughtIn({ program }: Pick<Source, 'program'>): {
  readonly targets: string[];
  readonly computed: Node[];
} {
  const targets: string[] = [];
  const computed: Node[] = [];
  for (const node of nodesOf(program)) {
    const from = sourceOf(node);
    if (from === undefined) continue;
    const name = isNode(from) && from.type === 'Literal' ? nameOf(from) : wholeTemplate(from);
    if (name === undefined) computed.push(node);
    else targets.push(node.type === 'NewExpression' ? name.replace(/\.js$/, '.ts') : name);
  }
  return { targets, computed };
}

/** The name of a module in a node that brings one in: `import`, `export from`, `import()`, a type, a script, `require`. */
function sourceOf(node: Node): unknown {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ImportExpression':
    case 'ExportAllDeclaration':
    case 'TSImportType':
      return node['source'];
    case 'ExportNamedDeclaration':
      return node['source'] ?? undefined;
    case 'TSExternalModuleReference':
      return node['expression'];
    case 'NewExpression':
      return nameOf(node['callee']) === 'URL' && isBesideTheFile(node) ? argumentsOf(node)[0] : undefined;
    case 'CallExpression':
      return isRequire(node['callee']) ? argumentsOf(node)[0] : undefined;
    default:
      return undefined;
  }
}

/** `new URL('./thread.js', import.meta.url)`: a script of the build, or another file that belongs to the sources. */
function isBesideTheFile(node: Node): boolean {
  const [path, base] = argumentsOf(node);
  const isScript = isNode(path) && (path.type !== 'Literal' || nameOf(path)?.endsWith('.js') === true);
  return isScript && base !== undefined && [...nodesOf(base)].some(({ type }) => type === 'MetaProperty');
}

function isRequire(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  return (
    nameOf(callee) === 'require' ||
    (callee.type === 'CallExpression' && nameOf(callee['callee']) === 'createRequire')
  );
}

function argumentsOf(node: Node): readonly Node[] {
  return node['arguments'] as readonly Node[];
}

function wholeTemplate(node: unknown): string | undefined {
  if (!isNode(node) || node.type !== 'TemplateLiteral') return undefined;
  const [only, ...more] = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[];
  return more.length === 0 ? only?.value.cooked : undefined;
}

/** Names that mean a value or type of the surroundings, not a property of something: `process`, `Date.now`. */
export function namesUsed({ program }: Pick<Source, 'program'>): ReadonlySet<string> {
  const names = new Set<string>();
  const properties = new Set<unknown>();
  for (const node of nodesOf(program)) {
    if (node.type === 'MemberExpression' && node['computed'] !== true) {
      properties.add(node['property']);
      names.add(`${nameOf(node['object'])}.${nameOf(node['property'])}`);
    }
    if (/Property|Method/.test(node.type) && node['shorthand'] !== true && node['computed'] !== true)
      properties.add(node['key']);
    if (/Function|^AwaitExpression$/.test(node.type) && (node['async'] === true || /^Await/.test(node.type)))
      names.add('async');
    if (/^(New|Call)Expression$/.test(node.type) && argumentsOf(node).length === 0)
      names.add(`${nameOf(node['callee'])}()`);
    if (node.type === 'Identifier' && !properties.has(node)) names.add(String(node['name']));
  }
  return names;
}
