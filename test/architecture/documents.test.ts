/** What the documents point to is there, and so is what the code cites of them. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const documents = ['CONTRIBUTING.md', ...filesBelow('docs', '.md')];
const sources = ['src', 'hw-mocks', 'test'].flatMap((folder) => filesBelow(folder, '.ts'));

test('a section that the code cites is a heading of that document', () => {
  const missing: string[] = [];
  let cited = 0;
  for (const file of sources) {
    const text = unwrapped(read(file));
    for (const [, document = '', rest = ''] of text.matchAll(/\b(docs\/[a-z-]+\.md), ([^\n]{1,60})/g)) {
      cited += 1;
      if (!headings(document).some((heading) => rest.startsWith(heading)))
        missing.push(`${file}: ${document}, ${rest}`);
    }
  }
  expect(missing).toEqual([]);
  expect(cited).toBeGreaterThan(8);
});

test('no source cites a document that is not in the repository', () => {
  const folders = ['config', 'docs', 'firmware-bridge', 'hw-mocks', 'test'];
  const all = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...folders.flatMap((one) => filesBelow(one, '.md')),
  ];
  const known = new Set(all.flatMap((file) => [file, basename(file)]));
  const unknown = sources.flatMap((file) => {
    const text = read(file);
    const named = [...text.matchAll(/(?<![\w./-])([\w-]+(?:\/[\w-]+)*\.md)\b/g)].map(([, name = '']) => name);
    const bySection = [
      ...text.matchAll(/\b(?:acoustics|devices|peers|performance) (?:reference )?\d+\.\d+/g),
    ];
    return [...named.filter((name) => !known.has(name)), ...bySection.map(([name]) => name)].map(
      (name) => `${file}: ${name}`,
    );
  });
  expect(unknown).toEqual([]);
});

test('the documents name only files and folders that exist', () => {
  const missing = documents.flatMap((file) =>
    [...read(file).matchAll(/`((?:src|test|config|docs|bin|hw-mocks|bench)\/[\w./-]+)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${file}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test('their links lead to files', () => {
  const broken = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  expect(broken).toEqual([]);
});

function headings(document: string): readonly string[] {
  if (!existsSync(join(root, document))) return [];
  return [...read(document).matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = '']) => heading);
}

/** Comment lines that a wrap has split, joined. */
function unwrapped(text: string): string {
  return text.replace(/\n\s*(?:\*|\/\/)(?!\/)\s?/g, ' ');
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
