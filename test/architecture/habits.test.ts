/** The files that a forge reads: their form is checked here, since nothing else would say it before a push. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { longSystem, longVirtual } from '../long-run.ts';

const root = join(import.meta.dirname, '..', '..');

test('every change is checked on Node 20, 22 and 24 by the one script that also runs by hand', () => {
  const { on, jobs } = parse(read('.github/workflows/ci.yml'));
  expect(Object.keys(on)).toEqual(['push', 'pull_request']);
  expect(jobs.ci.strategy.matrix.node).toEqual([20, 22, 24]);
  expect(jobs.ci.steps.map((step: { readonly run?: string }) => step.run)).toContain('.ci/run');
  expect(statSync(join(root, '.ci', 'run')).mode & 0o111).not.toBe(0);
  expect(JSON.parse(read('package.json')).engines.node).toBe('>=20.19');
});

test('every form of an issue has a name, says what it is for, and asks something', () => {
  const forms = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml');
  expect(forms.length).toBeGreaterThan(2);
  for (const file of forms) {
    const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${file}`));
    expect([typeof name, typeof description], file).toEqual(['string', 'string']);
    const required = body.filter(
      (one: { validations?: { required?: boolean } }) => one.validations?.required,
    );
    expect(required.length, file).toBeGreaterThan(0);
    const ids = body.map(({ id }: { readonly id?: string }) => id);
    expect(new Set(ids).size, file).toBe(ids.length);
  }
});

test('what the forms ask to be run is there to run', () => {
  const text = readdirSync(join(root, '.github/ISSUE_TEMPLATE'))
    .map((file) => read(`.github/ISSUE_TEMPLATE/${file}`))
    .join('\n');
  const commands = [...text.matchAll(/npx quietpost ([a-z]+)/g)].map(([, command = '']) => command);
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) expect(read('docs/commands.md')).toContain(`| \`quietpost ${command}`);
  const scripts = JSON.parse(read('package.json')).scripts;
  for (const [, script = ''] of read('.github/pull_request_template.md').matchAll(/npm run ([a-z]+)/g))
    expect(Object.keys(scripts)).toContain(script);
});

test('what npm test leaves to the long run is there, and one script runs both', () => {
  for (const file of [...longVirtual, ...longSystem]) expect(existsSync(join(root, file)), file).toBe(true);
  for (const file of longSystem) expect(file).toMatch(/^test\/(system|contract)\//);
  const script = read('.ci/run');
  expect(script).toContain('npm test ||');
  expect(script).toContain('npm run test:long ||');
});

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
