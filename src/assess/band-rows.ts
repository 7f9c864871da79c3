/**
 * The band columns of a file of levels, minute by minute. A second reading, only where the file has bands: octaves or thirds
 * in a row. What their levels are weighted with is not guessed: their sum must be the level of the row, as they are or
 * A-weighted; else they are left out, with a reason.
 */

import { nominalWeightings } from '../acoustics/formulas/weighting.ts';
import { energyOf, levelOf } from '../acoustics/levels/level.ts';
import { minuteStart } from '../acoustics/periods/periods.ts';
import { weightedSum } from '../acoustics/spectra/band-sums.ts';
import {
  addSpectrum,
  emptySpectrumLedger,
  type SpectrumLevels,
  spectrumLevels,
} from '../acoustics/spectra/spectrum-ledger.ts';
import { tonesOf } from '../acoustics/spectra/tones.ts';
import { type ConsoleText, consoleText } from '../language/console/console-text.ts';
import { MINUTE_MS } from '../model/duration.ts';
import { octavesHz, thirdsHz } from '../model/sound/bands.ts';
import type { OffsetAt } from '../time/local-span.ts';
import type { OpenLevels } from './layout/open-levels.ts';
import { levelField, splitFields } from './text/fields.ts';
import type { LevelSource } from './text/level-source.ts';
import { stampOf } from './time/time-columns.ts';

/** What the bands of a file say. */
export interface FileBands {
  readonly bandsHz: readonly number[];
  /** Of the whole file, without weighting; null: no row had all bands. */
  readonly mean: SpectrumLevels | null;
  /** LCeq - LAeq of it by its bands, dB. */
  readonly lowFrequencyDb: number | null;
  readonly minutes: number;
  /** Tones of minutes by band, the most frequent first. */
  readonly tones: readonly { readonly bandHz: number; readonly minutes: number; readonly mostDb: number }[];
  /** Why the bands were not used; null: they were. */
  readonly refused: ConsoleText | null;
}

interface BandColumn {
  readonly column: number;
  readonly hz: number;
}

/** Sums of bands may differ from the level by so much: bands that are missing at both ends, rounding. */
const SUM_DIFFERENCE_DB = 1;
/** Rows whose sum is compared. */
const COMPARED_ROWS = 200;

/** The bands of a file; null where it has fewer than three in a row. */
export function readBands(
  source: LevelSource,
  { layout, reader }: OpenLevels,
  offsetAt: OffsetAt,
  span: { readonly fromMs: number; readonly toMs: number },
): FileBands | null {
  const columns = bandColumns(layout.names, layout.levelColumn);
  if (columns.length < 3 || reader?.reshape !== undefined) return null;
  const bandsHz = columns.map(({ hz }) => hz);
  const rows: { ms: number; bandsDb: readonly number[]; levelDb: number | null }[] = [];
  let line = 0;
  const fold = createFold(bandsHz);
  let weighting: Weighting | null | undefined;
  const add = (ms: number, bandsDb: readonly number[]): void => {
    const isA = weighting === 'A';
    fold.add(ms, isA ? bandsDb.map((db, band) => db - weightOf(bandsHz[band] ?? 0)) : bandsDb);
  };
  const decide = (): void => {
    weighting = weightingOf(bandsHz, rows);
    if (weighting !== null) for (const { ms, bandsDb } of rows) add(ms, bandsDb);
  };
  source.eachLine((text, from, to) => {
    line += 1;
    if (line <= layout.headLines || from === to || weighting === null) return;
    const fields = splitFields(source.decode(text.slice(from, to)), layout.separator);
    if (layout.where.some(({ column, value }) => (fields[column]?.trim() ?? '') !== value)) return;
    const stamp = stampOf(layout, layout.dateOrder.order, fields);
    const bandsDb = levelsOf(columns, fields, layout.decimalComma);
    if (stamp === undefined || bandsDb === null) return;
    const ms = stamp.offsetMin === null ? stamp.ms - offsetAt(stamp.ms) * MINUTE_MS : stamp.ms;
    if (ms < span.fromMs || ms >= span.toMs) return;
    if (weighting !== undefined) return add(ms, bandsDb);
    const level = levelField(fields[layout.levelColumn] ?? '', layout.decimalComma);
    rows.push({ ms, bandsDb, levelDb: level.is === 'level' ? level.levelDb : null });
    if (rows.length >= COMPARED_ROWS) decide();
  });
  if (weighting === undefined) decide();
  return fileBands(bandsHz, fold.end(), weighting ?? null);
}

/** Minutes as they pass: a year of seconds is not kept. */
interface Fold {
  readonly add: (ms: number, bandsDb: readonly number[]) => void;
  readonly end: () => Folded;
}

interface Folded {
  readonly mean: SpectrumLevels | null;
  readonly minutes: number;
  readonly tones: FileBands['tones'];
}

function createFold(bandsHz: readonly number[]): Fold {
  let all = emptySpectrumLedger();
  let minute = { startMs: Number.NaN, ledger: emptySpectrumLedger() };
  let minutes = 0;
  const tones = new Map<number, { minutes: number; mostDb: number }>();
  const close = (): void => {
    const levels = spectrumLevels(minute.ledger);
    if (levels === null) return;
    minutes += 1;
    all = addSpectrum(all, levels.bandsDb, null, levels.validS);
    for (const { bandHz, prominenceDb } of tonesOf(bandsHz, levels.bandsDb)) {
      const before = tones.get(bandHz) ?? { minutes: 0, mostDb: 0 };
      tones.set(bandHz, {
        minutes: before.minutes + 1,
        mostDb: Math.max(before.mostDb, prominenceDb),
      });
    }
  };
  return {
    add(ms, bandsDb) {
      const startMs = minuteStart(ms);
      if (startMs !== minute.startMs) {
        close();
        minute = { startMs, ledger: emptySpectrumLedger() };
      }
      minute.ledger = addSpectrum(minute.ledger, bandsDb, null, 1);
    },
    end() {
      close();
      const byBand = [...tones].map(([bandHz, one]) => ({ bandHz, ...one }));
      return { mean: spectrumLevels(all), minutes, tones: byBand.sort((a, b) => b.minutes - a.minutes) };
    },
  };
}

type Weighting = 'Z' | 'A';

function fileBands(
  bandsHz: readonly number[],
  { mean, minutes, tones }: Folded,
  weighting: Weighting | null,
): FileBands {
  const c = mean === null ? null : weightedSum(bandsHz, mean.bandsDb, 'C');
  const a = mean === null ? null : weightedSum(bandsHz, mean.bandsDb, 'A');
  const refused = weighting === null ? consoleText('bands-unweighted') : null;
  return { bandsHz, mean, lowFrequencyDb: c === null || a === null ? null : c - a, minutes, tones, refused };
}

/** How the bands are weighted: the weighting whose sum gives the level; null: neither. */
function weightingOf(
  bandsHz: readonly number[],
  rows: readonly { readonly bandsDb: readonly number[]; readonly levelDb: number | null }[],
): Weighting | null {
  const offBy = (sum: (bandsDb: readonly number[]) => number | null): number => {
    const off = rows.flatMap(({ bandsDb, levelDb }) => {
      const sumDb = sum(bandsDb);
      return levelDb === null || sumDb === null ? [] : [Math.abs(sumDb - levelDb)];
    });
    off.sort((a, b) => a - b);
    return off[Math.floor(off.length / 2)] ?? Number.POSITIVE_INFINITY;
  };
  const z = offBy((bandsDb) => weightedSum(bandsHz, bandsDb, 'A'));
  const a = offBy((bandsDb) => levelOf(bandsDb.reduce((sum, db) => sum + energyOf(db), 0)));
  if (Math.min(z, a) > SUM_DIFFERENCE_DB) return null;
  return z <= a ? 'Z' : 'A';
}

/** The longest row of neighbouring octaves or thirds among the columns, in the order of their frequency. */
function bandColumns(names: readonly string[], levelColumn: number): readonly BandColumn[] {
  const found = names.flatMap((name, column) => {
    const hz = column === levelColumn ? undefined : frequencyOf(name);
    return hz === undefined ? [] : [{ column, hz }];
  });
  const columns = found.filter(({ hz }, index) => found.findIndex((one) => one.hz === hz) === index);
  const runs = [thirdsHz, octavesHz].map((all) => longestRun(columns, all));
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
}

function longestRun(columns: readonly BandColumn[], all: readonly number[]): readonly BandColumn[] {
  let longest: BandColumn[] = [];
  let run: BandColumn[] = [];
  for (const hz of all) {
    const column = columns.find((one) => one.hz === hz);
    run = column === undefined ? [] : [...run, column];
    if (run.length > longest.length) longest = run;
  }
  return longest;
}

/** `LZeq 31.5 Hz`, `1 kHz`, `1/3 Oct 2.5k`, `12.5`: its frequency; undefined for a name that has none. */
function frequencyOf(name: string): number | undefined {
  const [, number, kilo] = /(?<![\d./])(\d+(?:[.,]\d+)?)\s*(k)?\s*(?:hz)?\s*\]?\)?$/i.exec(name.trim()) ?? [];
  if (number === undefined) return undefined;
  const hz = Number(number.replace(',', '.')) * (kilo === undefined ? 1 : 1000);
  return thirdsHz.includes(hz) ? hz : undefined;
}

function levelsOf(
  columns: readonly BandColumn[],
  fields: readonly string[],
  decimalComma: boolean,
): readonly number[] | null {
  const levels: number[] = [];
  for (const { column } of columns) {
    const level = levelField(fields[column] ?? '', decimalComma);
    if (level.is !== 'level') return null;
    levels.push(level.levelDb);
  }
  return levels;
}

function weightOf(hz: number): number {
  return nominalWeightings.get(hz)?.A ?? 0;
}
