/** The README speaks of what is there. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { streamNames } from '../../src/contract/form/stream-names.ts';
import { topics } from '../../src/contract/topics.ts';
import { ruleParamSchemas } from '../../src/plan/rule-params.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('its table of topics is the table of topics', () => {
  for (const { pattern, qos, retain } of Object.values(topics)) {
    const row = `| \`${pattern}\` | ${qos} | ${retain ? 'yes' : 'no'} |`;
    expect(readme).toContain(row);
  }
});

test('its list of streams is the list of streams', () => {
  const row = /^\| `data\/\{stream\}` \|.*: (.*) \|$/m.exec(readme);
  expect(row?.[1]?.split(', ')).toEqual(streamNames.map((name) => `\`${name}\``));
});

test('its rooms exist and no room of src is missing', () => {
  const named = [...readme.matchAll(/^\| `((?:src\/)?[a-z-]+)\/`/gm)].map((match) => match[1] ?? '');
  for (const room of named) expect(existsSync(join(root, room)), room).toBe(true);
  for (const room of readdirSync(join(root, 'src'))) expect(named).toContain(`src/${room}`);
});

test('it names every rule and every command', () => {
  for (const rule of Object.keys(ruleParamSchemas)) expect(readme).toContain(`| \`${rule}\` |`);
  const sources = readdirSync(join(root, 'src', 'cli'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', 'cli', file), 'utf8'));
  const commands = sources.flatMap((text) =>
    [...text.matchAll(/program\s*\.command\('([a-z]+)'(?!, \{ hidden)/g)].map((match) => match[1]),
  );
  expect(commands.length).toBeGreaterThan(15);
  for (const command of commands) expect(readme).toMatch(new RegExp(`\\| \`quietpost ${command}[ \`]`));
});

test('its links lead to files', () => {
  for (const [, target = ''] of readme.matchAll(/\]\(([^)#]+)\)/g)) {
    expect(existsSync(join(root, target)), target).toBe(true);
  }
});
