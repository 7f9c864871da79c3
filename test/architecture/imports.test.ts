/** The house stands as long as imports point one way. Type-only imports count. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { broughtIn, lineAt, nameOf, namesUsed, nodesOf, root, sourcesBelow } from './syntax.ts';

/**
 * Room to the rooms it may import, beside itself. An entry point may use much; a core room little. Stronger is
 * welcome, weaker is a step back.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  'src/schema': ['src/model'],
  'src/time': ['src/model'],
  // Of model the lengths of minute, hour and day alone.
  'src/acoustics': ['src/model', 'src/time'],
  // The words of every language: they may know what is said, not who says it.
  'src/language': ['src/model', 'src/acoustics'],
  'src/devices': ['src/model', 'src/schema'],
  'src/plan': ['src/model', 'src/schema', 'src/devices'],
  'src/control': ['src/model', 'src/acoustics', 'src/plan'],
  // Of language what a problem of a file is in words, for whoever asked about the file.
  'src/config': ['src/model', 'src/schema', 'src/acoustics', 'src/language', 'src/devices', 'src/plan'],
  'src/ports': ['src/model'],
  'src/fieldbus': ['src/model', 'src/devices', 'src/plan', 'src/ports'],
  'src/recording': ['src/model', 'src/language', 'src/plan', 'src/control', 'src/ports'],
  // Of language what a fault of the file is in words, for whoever asked it something.
  'src/store': ['src/model', 'src/acoustics', 'src/language', 'src/ports'],
  'src/contract': ['src/model', 'src/plan', 'src/control', 'src/ports'],
  'src/backoffice': [
    'src/model',
    'src/acoustics',
    'src/language',
    'src/plan',
    'src/control',
    'src/ports',
    'src/contract',
  ],
  'src/collector': ['src/model', 'src/ports', 'src/contract'],
  'src/gateway': [
    'src/model',
    'src/time',
    'src/acoustics',
    'src/language',
    'src/devices',
    'src/plan',
    'src/control',
    'src/ports',
    'src/fieldbus',
    'src/recording',
    'firmware-bridge',
  ],
  'src/report': ['src/model', 'src/time', 'src/acoustics', 'src/language', 'src/plan', 'src/ports'],
  'src/analysis': [
    'src/model',
    'src/time',
    'src/acoustics',
    'src/language',
    'src/plan',
    'src/control',
    'src/ports',
    'src/recording',
  ],
  // The page of the running station: what it shows and says, and its routes.
  'src/web': [
    'src/model',
    'src/time',
    'src/acoustics',
    'src/language',
    'src/plan',
    'src/control',
    'src/ports',
  ],
  // The part that runs in the browser: of the others only the forms of what it gets.
  'src/page': ['src/model', 'src/language', 'src/web'],
  // Of language what it refuses, as keys with values.
  'src/assess': ['src/model', 'src/time', 'src/acoustics', 'src/language'],
  'src/commissioning': ['src/model', 'src/language', 'src/devices', 'src/plan', 'src/ports', 'src/fieldbus'],
  // Of language what it says, as keys with values.
  'src/service': ['src/model', 'src/language', 'src/plan', 'src/ports'],
  'src/adapters': ['src/model', 'src/plan', 'src/ports'],
  'src/assembly': [
    'src/model',
    'src/time',
    'src/acoustics',
    'src/language',
    'src/plan',
    'src/control',
    'src/ports',
    'src/fieldbus',
    'src/recording',
    'src/store',
    'src/contract',
    'src/backoffice',
    'src/gateway',
    'src/analysis',
    'src/service',
    'src/web',
    'src/adapters',
    'firmware-bridge',
  ],
  'src/laboratory': [
    'src/model',
    'src/time',
    'src/acoustics',
    'src/language',
    'src/plan',
    'src/control',
    'src/ports',
    'src/recording',
    'src/store',
    'src/gateway',
    'src/adapters',
    'src/assembly',
    'firmware-bridge',
    'hw-mocks',
  ],
  'src/cli': [
    'firmware-bridge',
    'src/model',
    'src/time',
    'src/acoustics',
    'src/language',
    'src/devices',
    'src/plan',
    'src/control',
    'src/config',
    'src/ports',
    'src/fieldbus',
    'src/recording',
    'src/store',
    'src/contract',
    'src/report',
    'src/analysis',
    'src/assess',
    'src/commissioning',
    'src/service',
    'src/collector',
    'src/web',
    'src/adapters',
    'src/assembly',
    'src/laboratory',
    'hw-mocks',
    'firmware-bridge',
  ],
  'firmware-bridge': ['src/model', 'src/ports'],
  // Of language which of them a scenario's mistakes are told in.
  'hw-mocks': [
    'src/model',
    'src/schema',
    'src/language',
    'src/devices',
    'src/plan',
    'src/config',
    'src/ports',
    'src/fieldbus',
    'src/adapters',
    'firmware-bridge',
  ],
};

/** Clock, chance, machine and whatever ends later. */
const outside = [
  ...['Date.now', 'Date()', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...['Math.random', 'crypto', 'process', 'globalThis', 'Buffer', 'console', 'fetch', 'async', 'Promise'],
];

/** Rooms that know none of it. */
const pure = [
  'src/model',
  'src/schema',
  'src/time',
  'src/acoustics',
  'src/language',
  'src/devices',
  'src/plan',
  'src/control',
  'src/contract',
  'src/report',
];

/** The one file of a pure room that waits: for the records of a night. */
const asksTheHistory = 'src/report/data/night-records.ts';

const npmAllowed: Readonly<Record<string, readonly string[]>> = {
  'src/schema': ['zod'],
  'src/devices': ['zod'],
  'src/contract': ['zod'],
  'src/plan': ['zod'],
  'src/config': ['zod', 'yaml'],
  'src/cli': ['commander'],
  'src/collector': ['zod'],
  'src/web': ['hono', 'hono/cookie'],
  'src/page': ['preact', 'preact/hooks', 'htm', 'uplot'],
  'hw-mocks': ['serialport', 'commander', 'zod'],
};

const sources = ['src', 'hw-mocks', 'firmware-bridge'].flatMap(sourcesBelow).map((source) => ({
  ...source,
  room: roomOf(source.file),
  imports: broughtIn(source).targets,
}));

test('there are sources to judge', () => {
  expect(sources.length).toBeGreaterThan(60);
});

test('imports between rooms follow the arrows of the plan', () => {
  const wrong: string[] = [];
  for (const { file, room, imports } of sources) {
    for (const target of imports.filter((path) => path.startsWith('.'))) {
      const to = roomOf(resolved(file, target));
      if (to !== room && !allowed(room).includes(to)) wrong.push(`${file} -> ${to}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('what a file imports stands in it: no name is made while it runs', () => {
  const computed = sources.flatMap((source) =>
    broughtIn(source).computed.map(({ start }) => `${source.file}:${lineAt(source, start)}`),
  );
  expect(computed).toEqual([]);
});

test('sub-rooms stand in an order too: no two folders import each other, not even through others', () => {
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of importGraph()) {
    const from = dirname(file);
    const to = folders.get(from) ?? new Set<string>();
    for (const target of targets) if (dirname(target) !== from) to.add(dirname(target));
    folders.set(from, to);
  }
  expect(cycleIn(new Map([...folders].map(([from, to]) => [from, [...to]])))).toBeUndefined();
});

test('a real site never reaches the policies of the laboratory', () => {
  const graph = importGraph();
  for (const entry of ['src/cli/station/run.ts', 'src/cli/station/start.ts', 'src/recording/replay.ts']) {
    const reached = [...reachedFrom(entry, graph)];
    expect(reached.length, entry).toBeGreaterThan(5);
    expect(reached.filter((file) => roomOf(file) === 'src/laboratory')).toEqual([]);
  }
});

test('no file imports itself through others', () => {
  expect(cycleIn(importGraph())).toBeUndefined();
});

test('npm packages enter only where the plan says, in adapters one a file', () => {
  const wrong: string[] = [];
  for (const { file, room, imports } of sources) {
    const packages = new Set(imports.filter((path) => !path.startsWith('.') && !path.startsWith('node:')));
    if (room === 'src/adapters') {
      const owners = new Set([...packages].map((path) => path.split('/')[0]));
      if (owners.size > 1) wrong.push(`${file} imports ${[...packages].join(' and ')}`);
      continue;
    }
    for (const name of packages) {
      if (!(npmAllowed[room] ?? []).includes(name)) wrong.push(`${file} imports ${name}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('the pure rooms have no clock, no chance, no promise and nothing of node', () => {
  const wrong: string[] = [];
  for (const source of sources) {
    if (!pure.includes(source.room)) continue;
    if (source.imports.some((path) => path.startsWith('node:'))) wrong.push(`${source.file} imports node`);
    if (source.file === asksTheHistory) continue;
    const used = namesUsed(source);
    wrong.push(...outside.filter((name) => used.has(name)).map((name) => `${source.file} uses ${name}`));
  }
  expect(wrong).toEqual([]);
});

test('the rooms that docs/architecture.md calls pure are held to it', () => {
  const house = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  const called = [...house.matchAll(/^\| `(src\/[a-z-]+)\/` \| pure\b/gm)].map(([, room]) => room);
  expect(called.length).toBeGreaterThan(5);
  expect(called.filter((room) => !pure.includes(room ?? ''))).toEqual([]);
});

test('time and chance come in through ports everywhere but in adapters and entry points', () => {
  const entry = ['src/adapters', 'src/assembly', 'src/cli', 'src/laboratory', 'src/page'];
  const wrong = sources
    .filter(({ room, file }) => !entry.includes(room) && file !== 'hw-mocks/main.ts')
    .filter(({ text }) =>
      /\b(Date\.now|performance\.now|Math\.random|setTimeout|setInterval)\s*\(/.test(text),
    )
    .map(({ file }) => file);
  expect(wrong).toEqual([]);
});

test('no default exports, no barrels, no re-exports, no any, no non-null assertions on the sly', () => {
  const wrong: string[] = [];
  for (const { file, program } of sources) {
    for (const node of nodesOf(program)) {
      const isDefault = node.type === 'ExportSpecifier' && nameOf(node['exported']) === 'default';
      if (isDefault || node.type === 'ExportDefaultDeclaration') wrong.push(`${file}: default export`);
      if (/^Export(Named|All)Declaration$/.test(node.type) && node['source'])
        wrong.push(`${file}: re-export`);
      if (node.type === 'TSAnyKeyword') wrong.push(`${file}: any`);
      if (node.type === 'TSNonNullExpression') wrong.push(`${file}: non-null assertion`);
    }
    if (file.endsWith('/index.ts')) wrong.push(`${file}: index`);
  }
  expect(wrong).toEqual([]);
});

test('files stay one idea: at most 300 lines', () => {
  // What is said is one table, and so is each language, however long: a translator has one file.
  const said = ['src/model/message.ts', 'src/language/en.ts', 'src/language/zh.ts'];
  const phrases = ['src/model/phrase.ts', 'src/language/phrases-en.ts', 'src/language/phrases-zh.ts'];
  const tables = [...said, ...phrases];
  const long = sources
    .filter(({ file, text }) => !tables.includes(file) && text.split('\n').length > 300)
    .map(({ file }) => file);
  expect(long).toEqual([]);
});

test('no source speaks of the machine it was written on', () => {
  const wrong = sources.filter(({ text }) => /\/(root|work|home)\/[a-z]/.test(text)).map(({ file }) => file);
  expect(wrong).toEqual([]);
});

function roomOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'src' ? `src/${parts[1]}` : (parts[0] ?? '');
}

function resolved(from: string, target: string): string {
  const file = normalize(join(dirname(from), target));
  if (!existsSync(join(root, file))) throw new Error(`${from} imports ${target}, which does not exist`);
  return file;
}

function importGraph(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    sources.map(({ file, imports }) => [
      file,
      imports.filter((path) => path.startsWith('.')).map((path) => resolved(file, path)),
    ]),
  );
}

function reachedFrom(entry: string, graph: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    open.push(...(graph.get(file) ?? []));
  }
  return reached;
}

function allowed(room: string): readonly string[] {
  return arrows[room] ?? [];
}

function cycleIn(graph: ReadonlyMap<string, readonly string[]>): string | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' -> ');
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const found = visit(next, [...path, file]);
      if (found !== undefined) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const found = visit(file, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
