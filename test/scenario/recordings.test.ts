/** What was recorded before a change of the house is decided the same after it: see test/recordings/README.md. */

import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { replay } from '../../src/recording/replay.ts';

const folder = join(import.meta.dirname, '..', 'recordings');
const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson.gz'));

test('three recordings are kept', () => {
  expect(files).toHaveLength(3);
});

test.each(files)('%s replays to the same decisions', async (name) => {
  const lines = createInterface({ input: createReadStream(join(folder, name)).pipe(createGunzip()) });
  const result = await replay(lines);
  if (!result.ok) throw new Error(`line ${result.line}: ${result.message}`);
  expect(result.report.cycles).toBe(1799);
  expect(result.report.decisions).toBeGreaterThan(5000);
  expect(result.report.differences).toEqual([]);
});
