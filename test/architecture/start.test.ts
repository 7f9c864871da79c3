/** What a command loads before it begins: where the answer is one look into the history, loading was half of the time. */

import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isNode, type Node, nameOf, type Source, sourcesBelow } from './syntax.ts';

const sources = new Map(sourcesBelow('src').map((source) => [source.file, source]));

test.each(['src/cli/records/explain.ts', 'src/cli/records/evidence/verify.ts'])(
  '%s begins without what checks settings',
  (entry) => {
    const loaded = loadedBy(entry);
    expect(loaded.size).toBeGreaterThan(30);
    expect([...loaded].filter(([, targets]) => targets.includes('zod')).map(([file]) => file)).toEqual([]);
  },
);

/** Files that are loaded with it, each with what it imports itself. */
function loadedBy(entry: string): ReadonlyMap<string, readonly string[]> {
  const loaded = new Map<string, readonly string[]>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const source = sources.get(file);
    if (source === undefined || loaded.has(file)) continue;
    const targets = importsOf(source);
    loaded.set(file, targets);
    const folder = dirname(file);
    open.push(...targets.filter((path) => path.startsWith('.')).map((path) => join(folder, path)));
  }
  return loaded;
}

/** Types and what is imported while it runs are not loaded at the start. */
function importsOf({ program }: Source): string[] {
  return (program['body'] as readonly Node[]).flatMap((node) => {
    const from = node['source'];
    const isImport = node.type === 'ImportDeclaration' || node.type.startsWith('Export');
    const kind = node['importKind'] ?? node['exportKind'];
    const parts = (node['specifiers'] ?? []) as readonly Node[];
    const isOfTypes = parts.length > 0 && parts.every((part) => part['importKind'] === 'type');
    return isImport && isNode(from) && kind !== 'type' && !isOfTypes ? [nameOf(from) ?? ''] : [];
  });
}
