/** Tones of a narrow-band spectrum and how audible they are. For recordings that have one; no meter here gives it. */

import { energyOf, levelOf } from '../levels/level.ts';

/** A line of a narrow-band spectrum that is a tone, and how audible it is. */
export interface LineTone {
  readonly hz: number;
  readonly levelDb: number;
  /** Level of the masking noise in the critical band. */
  readonly maskingDb: number;
  readonly audibilityDb: number;
}

/** A Hann window has an effective bandwidth of 1.5 lines (ISO 1996-2:2017, J.3). */
const HANN_LINES = 1.5;
/** Lines so far below the peak belong to it, lines that stand so far above the mean of the rest are no noise. */
const OF_TONE_DB = 6;
const LEAST_ABOVE_MEAN_DB = 6;

/**
 * Tones of a narrow-band spectrum (ISO 1996-2:2017 annex J by the engineering method of 2007, C.3 to C.6): `levelsDb` are
 * lines of a Hann window, `lineHz` apart, the first at 0 Hz. The most audible tone of each critical band, ascending.
 */
export function lineTones(levelsDb: readonly number[], lineHz: number): readonly LineTone[] {
  const found: LineTone[] = [];
  levelsDb.forEach((levelDb, line) => {
    const hz = line * lineHz;
    const isPeak = levelDb > (levelsDb[line - 1] ?? levelDb) && levelDb >= (levelsDb[line + 1] ?? levelDb);
    if (!isPeak || hz < LOWEST_HZ) return;
    const tone = toneAt(levelsDb, lineHz, line);
    if (tone === null) return;
    const last = found.at(-1);
    const isSameBand = last !== undefined && tone.hz - last.hz < criticalBandHz(tone.hz) / 2;
    if (!isSameBand) found.push(tone);
    else if (tone.audibilityDb > last.audibilityDb) found[found.length - 1] = tone;
  });
  return found;
}

const LOWEST_HZ = 20;

function toneAt(levelsDb: readonly number[], lineHz: number, line: number): LineTone | null {
  const hz = line * lineHz;
  const bandHz = criticalBandHz(hz);
  const centreHz = Math.max(hz, bandHz / 2);
  const first = Math.ceil((centreHz - bandHz / 2) / lineHz);
  const last = Math.floor((centreHz + bandHz / 2) / lineHz);
  const peakDb = levelsDb[line] ?? 0;
  const noise: number[] = [];
  let toneEnergy = 0;
  for (let at = first; at <= last; at++) {
    const levelDb = levelsDb[at];
    if (levelDb === undefined) return null;
    if (Math.abs(at - line) <= 2 && levelDb > peakDb - OF_TONE_DB)
      toneEnergy += energyOf(levelDb) / HANN_LINES;
    else if (Math.abs(at - line) > 2) noise.push(levelDb);
  }
  const meanDb = levelOf(noise.reduce((sum, levelDb) => sum + energyOf(levelDb), 0) / noise.length);
  const levelDb = levelOf(toneEnergy);
  if (meanDb === null || levelDb === null || peakDb - meanDb < LEAST_ABOVE_MEAN_DB) return null;
  const maskingDb = meanDb + 10 * Math.log10(bandHz / (lineHz * HANN_LINES));
  return { hz, levelDb, maskingDb, audibilityDb: audibilityOf(levelDb, maskingDb, hz) };
}

/** Audibility of a tone in its critical band (ISO 1996-2:2007, C.3). */
function audibilityOf(toneDb: number, maskingDb: number, hz: number): number {
  return toneDb - maskingDb + 2 + Math.log10(1 + (hz / 502) ** 2.5);
}

/** 100 Hz up to 500 Hz, then a fifth of the frequency. */
function criticalBandHz(hz: number): number {
  return hz <= 500 ? 100 : 0.2 * hz;
}
