/** The installed package on a Node that is too old: one sentence, whatever that Node could not have read. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { isNode, type Node, root } from '../../architecture/syntax.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-version-'));
  // As npm installs it: bin without sources. No dist either, so that nothing but the guard can speak.
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(['12.22.12', '18.19.0', '20.18.3'])('Node %s is refused in one sentence, exit 69', (version) => {
  const { status, stdout, stderr } = quietpostOn(version);
  expect(stderr).toBe(
    `quietpost needs Node 20.19 or newer, and this is ${version}: install a newer one (Debian 13 has it; for others see https://nodejs.org).\n`,
  );
  expect([status, stdout]).toEqual([69, '']);
});

test.each(['20.19.0', '22.3.0', '24.0.0'])('Node %s is not refused', (version) => {
  expect(quietpostOn(version).stderr).not.toContain('needs Node');
});

test('what is read before the refusal has no syntax that Node 12 cannot read', () => {
  for (const file of ['quietpost.mjs', 'node-version.mjs']) {
    const text = readFileSync(join(root, 'bin', file), 'utf8')
      .replace(/^#!.*/, '')
      .replace(/^\/\/.*/gm, '');
    const { types, imports } = syntaxOf(parseAst(text) as unknown as Node);
    for (const late of [
      'ChainExpression',
      'AwaitExpression',
      'PrivateIdentifier',
      'StaticBlock',
      'PropertyDefinition',
    ])
      expect(types, file).not.toContain(late);
    expect(text, file).not.toMatch(/\?\?|\|\|=|&&=|\d_\d/);
    // Modules that are imported statically are read before the first line runs.
    expect(imports, file).toEqual(file === 'quietpost.mjs' ? ['./node-version.mjs'] : []);
  }
});

function quietpostOn(version: string) {
  const faked = join(folder, 'version.cjs');
  const versions = `{ ...process.versions, node: '${version}' }`;
  writeFileSync(faked, `Object.defineProperty(process, 'versions', { value: ${versions} });\n`);
  const args = ['--require', faked, join(folder, 'bin', 'quietpost.mjs'), '--version'];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

function syntaxOf(program: Node): { types: ReadonlySet<string>; imports: readonly unknown[] } {
  const types = new Set<string>();
  const imports: unknown[] = [];
  const visit = (node: Node): void => {
    types.add(node.type);
    if (node.type === 'ImportDeclaration') imports.push((node['source'] as Node)['value']);
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child);
  };
  visit(program);
  return { types, imports };
}
