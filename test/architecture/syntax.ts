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

/** Every node below `node` and itself, parents first. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesOf(child);
  }
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
