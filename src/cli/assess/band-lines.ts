/** What the bands of a file of levels show: tones, C against A, and the loudest of them. */

import { LOW_FREQUENCY_DB } from '../../acoustics/spectra/low-frequency.ts';
import type { FileBands } from '../../assess/band-rows.ts';
import { consoleText } from '../../language/console/console-text.ts';
import { tell, told } from '../terminal/tell.ts';
import { filled } from './labelled.ts';

const HEAD_CELLS = 10;
const LOUDEST = 3;
const TONES_MAX = 5;
/** Fewer are octaves. */
const LEAST_THIRDS = 10;

export function bandLines(file: FileBands): string[] {
  const { bandsHz, mean, lowFrequencyDb, refused } = file;
  const head = filled(tell('assess-bands'), HEAD_CELLS);
  const bands = consoleText('assess-bands-are', {
    first: bandsHz[0] ?? 0,
    last: bandsHz.at(-1) ?? 0,
    count: bandsHz.length,
  });
  if (refused !== null) return [head + tell('assess-bands-refused', { bands, why: refused })];
  if (mean === null) return [head + tell('assess-bands-none', { bands })];
  const loudest = bandsHz
    .map((hz, band) => ({ hz, levelDb: mean.bandsDb[band] ?? 0 }))
    .sort((a, b) => b.levelDb - a.levelDb)
    .slice(0, LOUDEST)
    .map(({ hz, levelDb }) => `${hz} Hz ${levelDb.toFixed(1)}`);
  return [
    head + told(bands),
    `  ${tell('assess-bands-loudest', { loudest })}`,
    ...(lowFrequencyDb === null ? [] : [`  ${lowText(lowFrequencyDb)}`]),
    ...toneTexts(file).map((text) => `  ${text}`),
  ];
}

function lowText(lowFrequencyDb: number): string {
  const key = lowFrequencyDb > LOW_FREQUENCY_DB ? 'assess-low-look' : 'assess-low';
  return tell(key, { db: lowFrequencyDb.toFixed(1) });
}

function toneTexts({ bandsHz, minutes, tones }: FileBands): readonly string[] {
  if (tones.length === 0)
    return [tell(bandsHz.length < LEAST_THIRDS ? 'assess-no-tone-octaves' : 'assess-no-tone', { minutes })];
  return tones
    .slice(0, TONES_MAX)
    .map(({ bandHz, minutes: tonal, mostDb }) =>
      tell('assess-tone', { bandHz, tonal, minutes, mostDb: mostDb.toFixed(1) }),
    );
}
