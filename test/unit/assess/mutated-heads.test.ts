/** Seeded mutations of heads and orders: whatever is read is the LAeq of its row, and nothing else ever is. */

import { expect, test } from 'vitest';
import { openLevels } from '../../../src/assess/layout/open-levels.ts';
import { readLevels } from '../../../src/assess/rows/read-levels.ts';
import { textSource } from '../../../src/assess/text/level-source.ts';
import { offsetsOf } from '../../../src/time/zoned-stamps.ts';
import { writtenFile } from '../cli/assess/written-file.ts';
import { said } from '../language/said.ts';
import { mutations, RIGHT_DB } from './mutations.ts';

test('of 200 mutated tables none is read by a wrong column, most that have an LAeq are read', () => {
  const wrong: string[] = [];
  let [withLevel, read] = [0, 0];
  for (const { seed, content, hasLevel } of mutations(200)) {
    if (hasLevel) withLevel += 1;
    const levels = levelsOf(content);
    if (levels.length === 0) continue;
    read += 1;
    if (!hasLevel || levels.some((levelDb) => levelDb !== RIGHT_DB))
      wrong.push(
        `seed ${seed}: ${[...new Set(levels)].join(' ')}\n${content.split('\n').slice(0, 6).join('\n')}`,
      );
  }
  expect(wrong).toEqual([]);
  expect(withLevel).toBeGreaterThan(100);
  expect(read / withLevel, refusals.slice(0, 5).join('\n\n')).toBeGreaterThan(0.9);
});

/** What was said of those that were not read. */
const refusals: string[] = [];

/** All levels that are read; none where the file is refused. */
function levelsOf(content: string): readonly number[] {
  const source = textSource(writtenFile(content));
  if (!source.ok) return [];
  const open = openLevels(source.value, {});
  if (!open.ok) {
    refusals.push(said(open.fault.text));
    return [];
  }
  const levels: number[] = [];
  const count = readLevels(source.value, open.value, offsetsOf('UTC'), (_, __, levelDb) =>
    levels.push(levelDb),
  );
  return count.ok ? levels : [];
}
