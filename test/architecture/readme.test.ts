/** The README is short, and what it and the pages behind it promise is there. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { streamNames } from '../../src/contract/form/stream-names.ts';
import { topics } from '../../src/contract/topics.ts';
import { ruleParamSchemas } from '../../src/plan/rule-params.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');

/** More is not read before the first try. */
const LINES_MAX = 200;

test('it is read in a few minutes, and shows the page', () => {
  expect(readme.split('\n').length).toBeLessThan(LINES_MAX);
  const [, picture = ''] = /!\[[^\]]+\]\(([^)]+\.png)\)/.exec(readme) ?? [];
  expect(existsSync(join(root, picture)), picture).toBe(true);
});

test('the table of topics is the table of topics', () => {
  for (const { pattern, qos, retain } of Object.values(topics)) {
    const row = `| \`${pattern}\` | ${qos} | ${retain ? 'yes' : 'no'} |`;
    expect(read('docs/mqtt.md')).toContain(row);
  }
});

test('the list of streams is the list of streams', () => {
  const row = /^\| `data\/\{stream\}` \|.*: (.*) \|$/m.exec(read('docs/mqtt.md'));
  expect(row?.[1]?.split(', ')).toEqual(streamNames.map((name) => `\`${name}\``));
});

test('the rooms of the house exist and no room of src is missing', () => {
  const named = [...read('docs/architecture.md').matchAll(/^\| `((?:src\/)?[a-z-]+)\/`/gm)].map(
    (match) => match[1] ?? '',
  );
  for (const room of named) expect(existsSync(join(root, room)), room).toBe(true);
  for (const room of readdirSync(join(root, 'src'))) expect(named).toContain(`src/${room}`);
});

test('every rule and every command has its row', () => {
  const [control, commandList] = [read('docs/control.md'), read('docs/commands.md')];
  for (const rule of Object.keys(ruleParamSchemas)) expect(control).toContain(`| \`${rule}\` |`);
  const sources = readdirSync(join(root, 'src', 'cli'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', 'cli', file), 'utf8'));
  const commands = sources.flatMap((text) =>
    [...text.matchAll(/program\s*\.command\('([a-z]+)'(?!, \{ hidden)/g)].map((match) => match[1]),
  );
  expect(commands.length).toBeGreaterThan(15);
  for (const command of commands) expect(commandList).toMatch(new RegExp(`[|/] \`quietpost ${command}[ \`]`));
});

test('every command that it names is one', () => {
  for (const [, command = ''] of readme.matchAll(/`(?:npx )?quietpost ([a-z]+)/g))
    expect(read('docs/commands.md'), command).toMatch(new RegExp(`\`quietpost ${command}[ \`]`));
});

test('every document stands in its list', () => {
  const documents = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  for (const name of documents) expect(readme).toContain(`](docs/${name})`);
});

test('its links lead to files', () => {
  for (const [, target = ''] of readme.matchAll(/\]\(([^)#]+)\)/g)) {
    expect(existsSync(join(root, target)), target).toBe(true);
  }
});
