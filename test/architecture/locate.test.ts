/** The table "Where do I change ...?" of CONTRIBUTING leads to files that exist, and to no more of them than it says. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** What each change may cost, as it was set when the rooms were laid out. */
const filesMax: Readonly<Record<string, number>> = {
  'a device model': 2,
  'the bands of a meter': 2,
  'a topic': 3,
  'a report in another language': 2,
  'derating asked for through another protocol': 4,
  'health over HTTP': 4,
  'a GPIO driver': 3,
  "a column of the minutes' CSV": 2,
  // Four, and a sentence in each of two languages.
  'a rule': 6,
  'the lamp blinks': 3,
  'an input that no device gives, such as a forecast or a tariff': 5,
};

interface Row {
  readonly change: string;
  readonly stated: number;
  readonly files: readonly string[];
}

const rows = readRows();

test('the table has a row for every kind of change that was asked for', () => {
  expect(rows.map(({ change }) => change).sort()).toEqual(Object.keys(filesMax).sort());
});

test.each(rows)(
  '$change: as many files as stated, and no more than it may cost',
  ({ change, stated, files }) => {
    expect(new Set(files).size).toBe(files.length);
    expect(files.length).toBe(stated);
    expect(stated).toBeLessThanOrEqual(filesMax[change] ?? 0);
  },
);

test.each(rows)(
  '$change: its files are there, and a new one has others of its kind beside it',
  ({ files }) => {
    for (const file of files) {
      if (!file.includes('<')) expect(existsSync(join(root, file)), file).toBe(true);
      else expect(neighboursOf(file), file).not.toEqual([]);
    }
  },
);

function readRows(): readonly Row[] {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const table = text.split('## Where do I change ...?')[1]?.split('\n## ')[0] ?? '';
  return [...table.matchAll(/^\| (.+?) \| (\d+(?: \+ \d+)?) \| (.+) \|$/gm)].map(
    ([, change = '', stated, where = '']) => {
      const files = [...where.matchAll(/`([^`]+\/[^`]+)`/g)].map(([, file = '']) => file);
      const counts = (stated ?? '').split(' + ').map(Number);
      return { change, stated: counts.reduce((sum, count) => sum + count, 0), files };
    },
  );
}

/** Files that fit `config/devices/<model>.yaml`. */
function neighboursOf(file: string): readonly string[] {
  const folder = join(root, dirname(file));
  const [start = ''] = basename(file).split('<');
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => name.startsWith(start) && extname(name) === extname(file))
    : [];
}
