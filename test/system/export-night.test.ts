/** The evidence of a night in the hands of somebody who has Python and not our program. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { zipOf } from '../../src/adapters/zip-file.ts';
import type { SignedHead } from '../../src/model/signed-head.ts';
import { exportNight, type NightFiles, unproved } from '../../src/store/evidence/export-night.ts';
import { eveningMs, must } from '../unit/store/fixture.ts';
import { evening, testKey } from '../unit/store/sealed-evening.ts';

const script = resolve(import.meta.dirname, '../../config/evidence/verify.py');
const span = { fromMs: eveningMs + 15 * 60_000, toMs: eveningMs + 20 * 60_000 };

type Files = Record<string, string>;

function exported(): { readonly files: NightFiles; readonly head: SignedHead } {
  const { db, head } = evening();
  const files = must(db.attempt('read', (sql) => exportNight(sql, span)));
  if (files === null) throw new Error('assertion: there is a head after the night');
  return { files, head };
}

/** Exit code and lines of the Python program on an archive. */
function verified(
  files: NightFiles,
  expected?: unknown,
): { readonly code: number | null; readonly text: string } {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const zip = join(folder, 'night.zip');
  writeFileSync(zip, zipOf(files));
  const head = join(folder, 'head.json');
  if (expected !== undefined) writeFileSync(head, JSON.stringify(expected));
  const more = expected === undefined ? [] : ['--expect', head];
  const { status, stdout, stderr } = spawnSync('python3', [script, zip, ...more], { encoding: 'utf8' });
  return { code: status, text: stdout + stderr };
}

test('the program can be read in a sitting: under 150 lines', () => {
  expect(readFileSync(script, 'utf8').split('\n').length).toBeLessThan(150);
});

test('an untouched night is intact, with the head that was published and with a report as that', () => {
  const { files, head } = exported();
  expect(unproved(files)).toBe(0);
  for (const expected of [undefined, head, { evidence: { signedHead: head } }]) {
    const { code, text } = verified(files, expected);
    expect(text).toContain('Intact');
    expect(code).toBe(0);
  }
});

test('a night whose seconds were deleted for their age is intact, and the program says that they are not there', () => {
  const { files } = exported();
  const { 'records/seconds.ndjson': _seconds, ...rest } = files;
  const { code, text } = verified(rest);
  expect(text).toContain('Without seconds: deleted for their age before the export');
  expect(code).toBe(0);
});

const inLines = (text: string, change: (lines: string[]) => void): string => {
  const lines = text.split('\n');
  change(lines);
  return lines.join('\n');
};

type Entry = { readonly n: number; readonly parts: Readonly<Record<string, unknown>> };

/** Takes the first entry that is meant out of everything, as if it had never been. */
function without(files: Files, isMeant: (entry: Entry, head: { size: number }) => boolean): void {
  const { head } = JSON.parse(files['head.json'] ?? '') as { head: { size: number } };
  const proofs = JSON.parse(files['proofs.json'] ?? '') as { text: string }[];
  const entries = proofs.map(({ text }) => JSON.parse(text) as Entry);
  const at = entries.findIndex((entry) => isMeant(entry, head));
  const number = entries[at]?.n;
  files['proofs.json'] = JSON.stringify(proofs.filter((_, index) => index !== at));
  for (const [name, text] of Object.entries(files)) {
    if (!name.startsWith('records/')) continue;
    files[name] = text
      .split('\n')
      .filter((line) => !line.startsWith(`[${number},`))
      .join('\n');
  }
}

const rows = 'records/minutes.ndjson';
const tamperings: Readonly<Record<string, (files: Files) => void>> = {
  'a minute made quieter': (files) => {
    files[rows] = (files[rows] ?? '').replace('1000000.1', '500000.1');
  },
  'a minute taken out': (files) => {
    files[rows] = inLines(files[rows] ?? '', (lines) => lines.splice(3, 1));
  },
  'a minute put in': (files) => {
    files[rows] = inLines(files[rows] ?? '', (lines) => lines.splice(3, 0, lines[3] ?? ''));
  },
  'two minutes swapped': (files) => {
    files[rows] = inLines(files[rows] ?? '', (lines) => lines.splice(2, 2, lines[3] ?? '', lines[2] ?? ''));
  },
  'all events taken out': (files) => {
    files['records/events.ndjson'] = '';
  },
  'another configuration': (files) => {
    files['records/configs.ndjson'] = (files['records/configs.ndjson'] ?? '').replace('sha256:', 'sha256:0');
  },
  'a marking made shorter': (files) => {
    files['records/markings.ndjson'] = (files['records/markings.ndjson'] ?? '').replace('17841', '17842');
  },
  'a word that rows refer to': (files) => {
    files['records/words.ndjson'] = (files['records/words.ndjson'] ?? '').replace('north', 'south');
  },
  'an entry that fits the forged rows': (files) => {
    files['proofs.json'] = (files['proofs.json'] ?? '').replace(/"minutes\\":\[10/, '"minutes\\":[9');
  },
  'a whole entry of the night, with all its rows': (files) =>
    without(files, ({ parts }) => 'minutes' in parts),
  'the last entry before the head': (files) => without(files, ({ n }, { size }) => n === size),
  'the begin of the night, and the name of its first entry changed': (files) => {
    const night = JSON.parse(files['night.json'] ?? '') as { first: number };
    without(files, ({ n }) => n === night.first);
    files['night.json'] = JSON.stringify({ ...night, first: night.first + 1 });
  },
  'the configuration of long ago, to which minutes refer': (files) =>
    without(files, ({ parts }) => 'configs' in parts),
  'a table that is never deleted': (files) => {
    delete files['records/decisions.ndjson'];
    delete files['records/minutes.ndjson'];
  },
  'another root': (files) => {
    files['head.json'] = (files['head.json'] ?? '').replace(/"root":"../, '"root":"zz');
  },
  'a later time of the head': (files) => {
    files['head.json'] = (files['head.json'] ?? '').replace(/"wallMs":1/, '"wallMs":2');
  },
  'the key of somebody else': (files) => {
    const forged = JSON.parse(files['head.json'] ?? '') as { publicKey: string };
    files['head.json'] = JSON.stringify({ ...forged, publicKey: testKey().publicPem });
  },
};

test('each tampering is found by the Python program', () => {
  const { files } = exported();
  const missed = Object.entries(tamperings).filter(([, tamper]) => {
    const changed = { ...files };
    tamper(changed);
    expect(changed).not.toEqual(files);
    const { code, text } = verified(changed);
    return code !== 1 || !text.includes('NOT what was signed');
  });
  expect(missed.map(([name]) => name)).toEqual([]);
});

test('all of it forged with another key, and an older copy, are found by the head that was published', () => {
  const { files, head } = exported();
  const other = exported();
  expect(verified(other.files).code).toBe(0);
  const key = testKey();
  const { head: text } = JSON.parse(files['head.json'] ?? '') as SignedHead;
  const renamed = { ...text, key: key.id };
  const signature = key.sign(JSON.stringify(renamed));
  const forged = {
    ...files,
    'head.json': JSON.stringify({ head: renamed, signature, publicKey: key.publicPem }),
  };
  expect(verified(forged).code).toBe(0);
  expect(verified(forged, head)).toMatchObject({ code: 1, text: expect.stringContaining('another key') });
  const later = { ...head, head: { ...head.head, size: head.head.size + 1 } };
  expect(verified(files, later)).toMatchObject({ code: 1, text: expect.stringContaining('an older copy') });
});
