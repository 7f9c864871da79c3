/**
 * How much the quiet moments rise when a source rises, compared with what a model predicts: a steady source adds the
 * same energy to every quantile of the level, voices and cars only to the upper ones (docs/acoustics.md, Quantile
 * contrast). It does not depend on how the model was fitted, so it can contradict it. Plain JSON, never changed in
 * place.
 *
 *   15 s -> their quiet second -> 15 min of these, loudest third compared with quietest third -> one ratio
 */

import { levelOf } from '../levels/level.ts';

/** The state of the comparison. */
export interface Contrast {
  /** Energies of the running 15 s, and the sum of the modelled source over them. */
  readonly energies: readonly number[];
  readonly modelledS: number;
  /** The running 15 min, oldest first. */
  readonly slices: readonly Slice[];
  /** Measured over modelled rise, one per block, oldest first; null where the source hardly changed. */
  readonly ratios: readonly (number | null)[];
}

interface Slice {
  readonly modelled: number;
  readonly quiet: number;
}

const SLICE_SAMPLES = 15;
/** The third quietest of 15: speech leaves at least that many between words. */
const QUIET_RANK = 2;
const BLOCK_SLICES = 60;
/** A day of blocks. */
const BLOCKS_MAX = 96;
/** The modelled rise must be at least this share of the quiet energy to be measurable. */
const LEAST_RISE = 0.15;
const LEAST_RATIOS = 12;
const USED_RATIOS = 24;
/** Lowest ratio that is stored, so that it has a level. */
const LEAST_RATIO = 0.01;

/** The state before the first sample. */
export function emptyContrast(): Contrast {
  return { energies: [], modelledS: 0, slices: [], ratios: [] };
}

/** Takes one second: measured energy, and what the model gives for the source alone. */
export function contrastStep(before: Contrast, energy: number, modelled: number): Contrast {
  const energies = [...before.energies, energy];
  const modelledS = before.modelledS + modelled;
  if (energies.length < SLICE_SAMPLES) {
    return { energies, modelledS, slices: before.slices, ratios: before.ratios };
  }
  const quiet = energies.sort((a, b) => a - b)[QUIET_RANK] ?? 0;
  const slices = [...before.slices, { modelled: modelledS / SLICE_SAMPLES, quiet }];
  if (slices.length < BLOCK_SLICES) return { ...before, energies: [], modelledS: 0, slices };
  return {
    energies: [],
    modelledS: 0,
    slices: [],
    ratios: [...before.ratios.slice(1 - BLOCKS_MAX), ratioOf(slices)],
  };
}

/** By how much the source is louder than modelled, dB, from the latest blocks of a day; null when there are too few. */
export function contrastDb({ ratios }: Contrast): number | null {
  const known = ratios.filter((ratio) => ratio !== null).slice(-USED_RATIOS);
  return known.length < LEAST_RATIOS ? null : levelOf(Math.max(LEAST_RATIO, median(known)));
}

function ratioOf(slices: readonly Slice[]): number | null {
  const ascending = slices.toSorted((a, b) => a.modelled - b.modelled);
  const third = Math.floor(slices.length / 3);
  const low = ascending.slice(0, third);
  const high = ascending.slice(-third);
  const rise = mean(high.map(({ modelled }) => modelled)) - mean(low.map(({ modelled }) => modelled));
  const quietLow = median(low.map(({ quiet }) => quiet));
  if (!(rise > LEAST_RISE * quietLow)) return null;
  return (median(high.map(({ quiet }) => quiet)) - quietLow) / rise;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
