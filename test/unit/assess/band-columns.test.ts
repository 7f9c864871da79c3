/** Files with band columns: tones, C against A, rooms; and bands that are not what they seem. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nominalWeightings } from '../../../src/acoustics/formulas/weighting.ts';
import { weightedSum } from '../../../src/acoustics/spectra/band-sums.ts';
import { assess } from '../../../src/cli/assess/assess.ts';
import { thirdsHz } from '../../../src/model/sound/bands.ts';

const bandsHz = thirdsHz.filter((hz) => hz >= 25 && hz <= 10_000);
/** Falls with the frequency, as a street does; 12 dB more at 250 Hz in the first half of the minutes. */
const flat = bandsHz.map((hz) => 62 - 8 * Math.log2(Math.max(hz, 100) / 100));

async function answer(
  rows: readonly (readonly number[])[],
  level: (bandsDb: readonly number[]) => number,
  shown: (bandsDb: readonly number[]) => readonly number[] = (bandsDb) => bandsDb,
  options: object = {},
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-bands-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'bands.csv');
  const head = ['Time', 'LAeq', ...bandsHz.map((hz) => `LZeq ${hz}Hz`)].join(',');
  const lines = rows.map((bandsDb, minute) => {
    const time = `2025-03-22 23:${String(minute).padStart(2, '0')}:00`;
    return [time, level(bandsDb).toFixed(2), ...shown(bandsDb).map((db) => db.toFixed(2))].join(',');
  });
  writeFileSync(path, `${[head, ...lines].join('\n')}\n`);
  let text = '';
  const output = { write: (one: string) => (text += one), complain: (one: string) => (text += one) };
  const usual = {
    levels: path,
    rule: 'gb-22337',
    class: '1',
    zone: 'Asia/Shanghai',
    step: 'auto',
    background: 'none',
  };
  await assess({ ...usual, ...options }, output);
  return text;
}

const whining = flat.map((db, band) => (bandsHz[band] === 250 ? db + 12 : db));
const a = (bandsDb: readonly number[]) => weightedSum(bandsHz, bandsDb, 'A') ?? 0;

test('a tone is named with its minutes, and LCeq - LAeq stands beside it', async () => {
  const rows = Array.from({ length: 20 }, (_, minute) => (minute < 8 ? whining : flat));
  const text = await answer(rows, a);
  expect(text).toContain('tone at 250 Hz in 8 of 20 minutes, up to 9.4 dB above its neighbours');
  const c = weightedSum(bandsHz, flat, 'C') ?? 0;
  expect(c - a(flat)).toBeGreaterThan(3);
  expect(text).toMatch(/LCeq - LAeq \d+\.\d dB/);
});

test('bands whose sum is the level are A-weighted, whatever their name says; tones are the same', async () => {
  const weighted = (bandsDb: readonly number[]) =>
    bandsDb.map((db, band) => db + (nominalWeightings.get(bandsHz[band] ?? 0)?.A ?? 0));
  const text = await answer(
    Array.from({ length: 20 }, () => whining),
    a,
    weighted,
  );
  expect(text).toContain('tone at 250 Hz in 20 of 20 minutes');
});

test('bands that do not add up to the level are not used, and the answer says so', async () => {
  const text = await answer(
    Array.from({ length: 20 }, () => whining),
    (bandsDb) => a(bandsDb) + 5,
  );
  expect(text).toContain('not used: neither their sum nor their A-weighted sum is the level');
  expect(text).not.toContain('tone at');
});

test('a tone counts where the rule set asks for it', async () => {
  const rows = Array.from({ length: 30 }, () => whining.map((db) => db - 15));
  const text = await answer(rows, a, undefined, { rule: 'bs-4142', class: 'any', background: '20' });
  expect(text).toContain('significant-adverse');
});

test('a room is compared octave by octave, where the source is in the building', async () => {
  const rows = Array.from({ length: 20 }, () => flat.map((db) => db - 40));
  const asked = await answer(rows, a, undefined, { room: 'A', source: 'inside' });
  expect(asked).toContain('room      COMPLIANT');
  expect(asked).toContain('500 Hz 8.7 dB, limit 24 dB');
  const outside = await answer(rows, a, undefined, { room: 'A', source: 'outside' });
  expect(outside).toContain('room      NOT-APPLICABLE');
  expect(await answer(rows, a, undefined, { room: 'C' })).toContain('--room C: write A');
});
