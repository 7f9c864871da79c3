/**
 * Spectra of the places with a meter that gives them, minute by minute. A minute is handed over when the level of the
 * same place closes it, so both are of the same sound.
 */

import { minuteStart } from '../../acoustics/periods/periods.ts';
import {
  addSpectrum,
  emptySpectrumLedger,
  joinedLedgers,
  ledgerSince,
  type SpectrumLedger,
  type SpectrumLevels,
  spectrumLevels,
} from '../../acoustics/spectra/spectrum-ledger.ts';
import { beganWallMs, type ProcessImage } from '../../model/image.ts';
import type { SpectrumSample } from '../../model/spectrum.ts';
import { type ControlPlan, type LevelPlan, levelsOf } from '../../plan/control-plan.ts';
import type { ClosedLevel } from './level-tracks.ts';

/** The spectrum of a closed minute. */
export interface ClosedSpectrum extends SpectrumLevels {
  /** Id of the receptor or of the other level. */
  readonly level: string;
  readonly startWallMs: number;
  /** Ascending, Hz; empty where the meter gives LCeq alone. */
  readonly bandsHz: readonly number[];
}

/** The spectrum of a minute that is not closed yet. */
export interface OpenSpectrum {
  readonly startWallMs: number;
  readonly ledger: SpectrumLedger;
}

/** By level, the minutes that are not closed yet, oldest first. */
export type SpectrumState = Readonly<Record<string, readonly OpenSpectrum[]>>;

/** A sample that is late finds its minute open; more than these are of a clock that was set. */
const OPEN_MINUTES_MAX = 3;

/** Adds the spectra of a cycle, and gives those of the minutes that it closed. */
export function trackSpectra(
  before: SpectrumState,
  image: ProcessImage,
  plan: ControlPlan,
  closed: readonly ClosedLevel[],
): { state: SpectrumState; closed: readonly ClosedSpectrum[] } {
  if (plan.spectra === undefined) return noSpectra;
  if (image.spectra === undefined && closed.length === 0) return { state: before, closed: [] };
  const state: Record<string, readonly OpenSpectrum[]> = {};
  const ended: ClosedSpectrum[] = [];
  for (const level of levelsOf(plan)) {
    const own = plan.spectra[level.spectrum ?? ''];
    if (own === undefined) continue;
    const open = addAll(before[level.id] ?? [], image, level);
    const starts = closed.flatMap(({ level: id, period }) =>
      id === level.id && period.kind === 'minute' ? [period.startWallMs] : [],
    );
    for (const { startWallMs, ledger } of open) {
      const levels = starts.includes(startWallMs) ? spectrumLevels(ledger) : null;
      if (levels !== null) ended.push({ level: level.id, startWallMs, bandsHz: own.bandsHz, ...levels });
    }
    const lastStart = Math.max(Number.NEGATIVE_INFINITY, ...starts);
    state[level.id] = open.filter(({ startWallMs }) => startWallMs > lastStart).slice(-OPEN_MINUTES_MAX);
  }
  return { state, closed: ended };
}

/** The spectrum between two moments, from the minutes that were open at each; null: none was heard. */
export function spectrumSince(
  before: readonly OpenSpectrum[],
  now: readonly OpenSpectrum[],
): SpectrumLevels | null {
  let sum = emptySpectrumLedger();
  for (const { startWallMs, ledger } of now) {
    const earlier = before.find((one) => one.startWallMs === startWallMs)?.ledger;
    sum = joinedLedgers(sum, earlier === undefined ? ledger : ledgerSince(earlier, ledger));
  }
  return sum.bandS > 0 ? spectrumLevels(sum) : null;
}

const noSpectra = { state: {}, closed: [] };

function addAll(
  before: readonly OpenSpectrum[],
  image: ProcessImage,
  { spectrum }: LevelPlan,
): readonly OpenSpectrum[] {
  let open = before;
  for (const sample of image.spectra ?? []) {
    if (sample.channel === spectrum) open = addOne(open, image, sample);
  }
  return open;
}

function addOne(
  open: readonly OpenSpectrum[],
  image: ProcessImage,
  sample: SpectrumSample,
): readonly OpenSpectrum[] {
  const startWallMs = minuteStart(beganWallMs(image, sample));
  const found = open.find((one) => one.startWallMs === startWallMs);
  const ledger = addSpectrum(
    found?.ledger ?? emptySpectrumLedger(),
    sample.bandsDb,
    sample.lceqDb,
    sample.seconds,
  );
  const minute = { startWallMs, ledger };
  return found === undefined ? [...open, minute] : open.map((one) => (one === found ? minute : one));
}
