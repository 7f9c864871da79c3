/** A file beside one measured with the station off; impulses where the rows show them; how the sound came to the meter. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { assess } from '../../../src/cli/assess/assess.ts';
import { octavesHz } from '../../../src/model/sound/bands.ts';

function folderFor(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-off-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Row {
  readonly laeqDb: number;
  readonly maxDb?: number;
  readonly bandsDb?: readonly number[];
}

const bandsHz = octavesHz.filter((hz) => hz >= 63 && hz <= 8000);

/** A file of rows from 23:10 on. */
function written(path: string, stepMs: number, rows: readonly Row[]): string {
  const hasMax = rows[0]?.maxDb !== undefined;
  const hasBands = rows[0]?.bandsDb !== undefined;
  const head = [
    'Time',
    'LAeq',
    ...(hasMax ? ['LAFmax'] : []),
    ...(hasBands ? bandsHz.map((hz) => `LZeq ${hz}Hz`) : []),
  ];
  const startMs = Date.UTC(2025, 2, 22, 23, 10);
  const lines = rows.map(({ laeqDb, maxDb, bandsDb = [] }, row) => {
    const time = new Date(startMs + row * stepMs).toISOString().replace('T', ' ').replace('Z', '');
    return [
      time,
      laeqDb.toFixed(2),
      ...(maxDb === undefined ? [] : [maxDb.toFixed(2)]),
      ...bandsDb.map((db) => db.toFixed(2)),
    ].join(',');
  });
  writeFileSync(path, `${[head.join(','), ...lines].join('\n')}\n`);
  return path;
}

async function answer(options: { levels: string; [key: string]: unknown }): Promise<string> {
  let text = '';
  const output = { write: (one: string) => (text += one), complain: (one: string) => (text += one) };
  const usual = { rule: 'bs-4142', class: 'any', zone: 'Europe/London', step: 'auto', background: 'none' };
  await assess({ ...usual, ...options }, output);
  return text;
}

test('a file measured with the station off gives the residual and its LA90', async () => {
  const folder = folderFor();
  const on = written(
    join(folder, 'on.csv'),
    1000,
    Array.from({ length: 3600 }, () => ({ laeqDb: 50 })),
  );
  // 36 dB in four of five seconds, 46 in the fifth: LAeq 40.5, LA90 36.
  const off = written(
    join(folder, 'off.csv'),
    1000,
    Array.from({ length: 1200 }, (_, second) => ({ laeqDb: second % 5 === 0 ? 46 : 36 })),
  );
  const text = await answer({ levels: on, background: off });
  expect(text).toContain('measured with the station off');
  // 10 lg (E(50) - E(40.47)) - 36 = 13.5 dB.
  expect(text).toContain('it is 13.5 dB above the 36.0 dB');
  expect(text).toContain('EXCEEDED (significant-adverse impact)');
  expect(text).not.toContain('sets no limit for this time');
  expect(text).toContain('night   1: 0 compliant, 1 exceeded');
  const one = await answer({ levels: on, background: '40.47' });
  expect(one).toContain('it is 9.0 dB above the 40.5 dB');
});

test('octaves with and without the station: the spectral emergence in a room', async () => {
  const folder = folderFor();
  const weights: Readonly<Record<number, number>> = {
    63: -26.2,
    125: -16.1,
    250: -8.6,
    500: -3.2,
    1000: 0,
    2000: 1.2,
    4000: 1,
    8000: -1.1,
  };
  const sumDb = (bandsDb: readonly number[]) =>
    10 *
    Math.log10(
      bandsDb.reduce((sum, db, band) => sum + 10 ** ((db + (weights[bandsHz[band] ?? 0] ?? 0)) / 10), 0),
    );
  const room = (bandsDb: readonly number[]): Row => ({ laeqDb: sumDb(bandsDb), bandsDb });
  const quiet = bandsHz.map(() => 24);
  const humming = bandsHz.map((hz) => (hz === 250 ? 32 : 25));
  const off = written(
    join(folder, 'off.csv'),
    60_000,
    Array.from({ length: 60 }, () => room(quiet)),
  );
  const on = written(
    join(folder, 'on.csv'),
    60_000,
    Array.from({ length: 120 }, () => room(humming)),
  );
  const asked = await answer({ levels: on, rule: 'fr-csp', room: 'A', background: off });
  expect(asked).toContain('room      EXCEEDED');
  expect(asked).toContain('250 Hz 8.0 dB, limit 7 dB');
  expect(asked).toContain('1000 Hz 1.0 dB, limit 5 dB');
  const alone = await answer({ levels: on, rule: 'fr-csp', room: 'A' });
  expect(alone).toContain('not every octave was measured with and without the station');
});

test('LAFmax in rows of a second gives LAFTeq - LAeq, which TA Laerm adds', async () => {
  const rows = (maxDb: number) =>
    Array.from({ length: 7200 }, (_, second) => ({ laeqDb: 38, maxDb: second % 10 === 0 ? maxDb : 38 }));
  const folder = folderFor();
  const banging = written(join(folder, 'banging.csv'), 1000, rows(58));
  const options = { rule: 'ta-laerm', class: 'wa', zone: 'Europe/Berlin', background: '20', path: '30,2,4' };
  const text = await answer({ levels: banging, ...options });
  expect(text).toContain('LAFTeq - LAeq 17.0 dB');
  const calm = written(join(folder, 'calm.csv'), 1000, rows(38));
  expect(await answer({ levels: calm, ...options })).toContain('LAFTeq - LAeq 0.0 dB');
});

test('rows of 10 ms show onsets', async () => {
  const folder = folderFor();
  const bang = written(
    join(folder, 'bang.csv'),
    10,
    Array.from({ length: 3000 }, (_, row) => ({ laeqDb: row >= 1000 && row < 1020 ? 75 : 40 })),
  );
  expect(await answer({ levels: bang })).toMatch(/KI \d+\.\d dB, of the most prominent onset/);
});

test('what is given wrongly is refused in words', async () => {
  const folder = folderFor();
  const on = written(
    join(folder, 'on.csv'),
    1000,
    Array.from({ length: 60 }, () => ({ laeqDb: 50 })),
  );
  expect(await answer({ levels: on, background: 'gone.csv' })).toContain('or a file of it');
  expect(await answer({ levels: on, on: '20' })).toContain('with its unit: 20m, 2h');
  expect(await answer({ levels: on, path: '40' })).toContain('write distance, height of the source');
});
