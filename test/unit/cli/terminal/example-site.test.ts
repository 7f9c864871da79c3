/** On a desk the example that comes with the program is there, whatever the working folder. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { expect, test } from 'vitest';
import { exampleSite } from '../../../../src/cli/terminal/example-site.ts';
import { loadSite } from '../../../../src/config/load/load-site.ts';

test('the file of this folder comes first, and a file that was named is never replaced', () => {
  expect(exampleSite(undefined)).toBe('config/site.yaml');
  expect(exampleSite('elsewhere.yaml')).toBe('elsewhere.yaml');
});

test('where this folder has none, it is the one of the package, and it loads', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'quietpost-example-'));
  const script = `
    const { exampleSite } = await import(${JSON.stringify(join(process.cwd(), 'dist/src/cli/terminal/example-site.js'))});
    console.log(exampleSite('config/site.yaml'));`;
  const path = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    ...{ cwd: elsewhere, encoding: 'utf8' },
  }).trim();
  expect(isAbsolute(path)).toBe(true);
  expect(loadSite(path).ok).toBe(true);
});
