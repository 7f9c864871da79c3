/**
 * Tones in a third-octave spectrum (ISO 1996-2:2017 annex K), with two corrections for filters that are no brick walls. A
 * tone leaks into both neighbours: what a filter of class 1 may let through is taken off them. A tone between two bands is
 * half in each, so that neither stands out: such pairs are looked at together, with the same energy as criterion.
 */

import { thirdsHz } from '../../model/sound/bands.ts';
import { surveyStepDb } from '../formulas/tonality.ts';
import { energyOf, levelOf } from '../levels/level.ts';
import { decimalDifference } from '../levels/rounding.ts';

/** A tone and how far it stands out. */
export interface BandTone {
  /** Nominal frequency of the band; of the louder of two. */
  readonly bandHz: number;
  /** The other band where the tone lies between two. */
  readonly otherHz: number | null;
  /** Above the louder of both neighbours as measured, dB. */
  readonly prominenceDb: number;
  /** Above the criterion of its frequency, dB: 0 or more. */
  readonly overDb: number;
  readonly levelDb: number;
}

/** The tones of a spectrum in thirds, ascending; none in octaves, which are too wide for the method. */
export function tonesOf(bandsHz: readonly number[], bandsDb: readonly number[]): readonly BandTone[] {
  if (!isThirds(bandsHz)) return [];
  const tones: BandTone[] = [];
  for (let band = 1; band < bandsHz.length - 1; band++) {
    const tone = single(bandsHz, bandsDb, band) ?? pair(bandsHz, bandsDb, band);
    const last = tones.at(-1);
    if (tone === undefined) continue;
    if (last === undefined || !isSame(last, tone)) tones.push(tone);
    else if (tone.prominenceDb > last.prominenceDb) tones[tones.length - 1] = tone;
  }
  return tones;
}

/** Two views of one tone share a band. */
function isSame(one: BandTone, other: BandTone): boolean {
  return [other.bandHz, other.otherHz].some((hz) => hz !== null && (hz === one.bandHz || hz === one.otherHz));
}

/** How far a band stands above the louder of its neighbours, dB; below 0: it does not. Null at the ends. */
export function prominenceAt(bandsDb: readonly number[], band: number): number | null {
  const [below, own, above] = [bandsDb[band - 1], bandsDb[band], bandsDb[band + 1]];
  if (below === undefined || own === undefined || above === undefined) return null;
  return decimalDifference(own, Math.max(below, above));
}

function single(bandsHz: readonly number[], bandsDb: readonly number[], band: number): BandTone | undefined {
  const bandHz = bandsHz[band] ?? 0;
  const stepDb = surveyStepDb(bandHz);
  const prominenceDb = prominenceAt(bandsDb, band);
  const cleanDb = withoutLeakage(bandsDb, band);
  if (stepDb === null || prominenceDb === null || cleanDb === null || cleanDb < stepDb) return undefined;
  const overDb = decimalDifference(cleanDb, stepDb);
  return { bandHz, otherHz: null, prominenceDb, overDb, levelDb: bandsDb[band] ?? 0 };
}

/** IEC 61260-1:2014, class 1: least attenuation in the middle of the next third, 17.5 dB, as energy. */
const LEAKAGE = 10 ** -1.75;

/** As `prominenceAt`, the neighbours without what the tone leaks into them. */
function withoutLeakage(bandsDb: readonly number[], band: number): number | null {
  const own = bandsDb[band];
  const prominenceDb = prominenceAt(bandsDb, band);
  if (own === undefined || prominenceDb === null || prominenceDb < LEAST_WITH_LEAKAGE_DB) return prominenceDb;
  const leakage = LEAKAGE * energyOf(own);
  const clean = [band - 1, band + 1].map((at) => energyOf(bandsDb[at] ?? 0));
  const around = Math.max(...clean.map((energy) => Math.max(energy - leakage, energy / 4)));
  return decimalDifference(own, levelOf(around) ?? own);
}

/** Below this the leakage changes nothing that matters. */
const LEAST_WITH_LEAKAGE_DB = 5;

/** The weaker of two bands must stand out by at least this share of the step; otherwise the tone is in the other alone. */
const LEAST_OF_STEP = 0.2;

/** The band and the one above it together. Two bands of noise are 3 dB more than one, and the tone comes on top. */
function pair(bandsHz: readonly number[], bandsDb: readonly number[], band: number): BandTone | undefined {
  const [below, own, next, above] = [band - 1, band, band + 1, band + 2].map((at) => bandsDb[at]);
  const [ownHz, nextHz] = [bandsHz[band] ?? 0, bandsHz[band + 1] ?? 0];
  if (below === undefined || own === undefined || next === undefined || above === undefined) return undefined;
  const stepDb = surveyStepDb(own >= next ? ownHz : nextHz);
  if (stepDb === null) return undefined;
  // The outer bands are three apart: of a slope between them only two thirds lie between neighbours.
  const outerDb = Math.max(below, above) - Math.abs(below - above) / 3;
  if (Math.min(own, next) - outerDb < LEAST_OF_STEP * stepDb) return undefined;
  const toneEnergy = energyOf(own) + energyOf(next) - 2 * energyOf(outerDb);
  const sumDb = levelOf(toneEnergy + energyOf(outerDb));
  if (sumDb === null || sumDb - outerDb < stepDb) return undefined;
  const [bandHz, otherHz] = own >= next ? [ownHz, nextHz] : [nextHz, ownHz];
  const prominenceDb = decimalDifference(sumDb, outerDb);
  return {
    bandHz,
    otherHz,
    prominenceDb,
    overDb: decimalDifference(prominenceDb, stepDb),
    levelDb: levelOf(energyOf(own) + energyOf(next)) ?? own,
  };
}

function isThirds(bandsHz: readonly number[]): boolean {
  const first = thirdsHz.indexOf(bandsHz[0] ?? Number.NaN);
  return bandsHz.length > 2 && first >= 0 && bandsHz.every((hz, band) => hz === thirdsHz[first + band]);
}
