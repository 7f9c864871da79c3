/** Spectra of a night in the report: the assessed stretch, tones minute by minute, and whose they are. */

import { expect, test } from 'vitest';
import { thirdsHz } from '../../../../src/model/sound/bands.ts';
import type { MinuteRecord } from '../../../../src/ports/history.ts';
import type { Slot } from '../../../../src/report/data/level-minutes.ts';
import { nightSpectrum } from '../../../../src/report/data/night-spectrum.ts';

const startMs = Date.UTC(2026, 6, 15, 14);
const flat = thirdsHz.map(() => 40);
const tonal = thirdsHz.map((hz) => (hz === 250 ? 55 : 40));

/** The fan runs at 62 % in two of three blocks of ten minutes, and there it has its tone. */
const isFast = (minute: number) => Math.floor(minute / 10) % 3 !== 0;

function slot(minute: number, bandsDb: readonly number[] | null, invalid: Slot['invalid'] = null): Slot {
  const record =
    bandsDb === null
      ? null
      : ({ spectrum: { bandsHz: thirdsHz, bandsDb, validS: 60, lceqDb: null } } as unknown as MinuteRecord);
  return { startMs: startMs + minute * 60_000, record, invalid };
}

const fan = (minutes: number) => [
  {
    id: 'fan-a1',
    kind: 'fan' as const,
    shares: Array.from({ length: minutes }, (_, minute) => (isFast(minute) ? 0.62 : 0.4)),
  },
];

test('a tone that is there while the fan runs at its speed is the fan', () => {
  const slots = Array.from({ length: 240 }, (_, minute) => slot(minute, isFast(minute) ? tonal : flat));
  const night = nightSpectrum(slots, null, (_, minutes) => fan(minutes));
  expect(night?.tones).toMatchObject([{ bandHz: 250, minutes: 160, mostDb: 15 }]);
  expect(night?.tones[0]?.cause).toMatchObject({ kind: 'sources', sources: ['fan-a1'] });
  expect(night?.minutes[0]?.tonesHz).toEqual([]);
  expect(night?.minutes[10]?.tonesHz).toEqual([250]);
});

test('minutes that do not count have no tone, and the spectrum is that of the assessed stretch', () => {
  const slots = Array.from({ length: 60 }, (_, minute) =>
    slot(minute, minute < 30 ? tonal : flat, minute < 30 ? 'weather' : null),
  );
  const night = nightSpectrum(
    slots,
    { startWallMs: startMs + 40 * 60_000, lengthS: 600, levelDb: 40 },
    () => [],
  );
  expect(night?.tones).toEqual([]);
  expect(night?.bandsDb).toEqual(flat);
  expect(night?.minutes).toHaveLength(30);
});

test('a night without bands has no spectrum', () => {
  expect(nightSpectrum([slot(0, null), slot(1, null)], null, () => [])).toBeNull();
});
