/**
 * Insertion loss of a cover. A hard cover without lining raises the level inside: absorption is not insertion loss.
 * For commissioning: what a cover should achieve. Control does not call it; sources: docs/acoustics.md, Propagation and covers.
 */

import { energyOf, levelOf } from '../levels/level.ts';

/** A closed cover around a source. */
export interface Cover {
  /** Transmission loss of the panels, dB. */
  readonly panelDb: number;
  readonly outerAreaM2: number;
  readonly innerAreaM2: number;
  /** Mean absorption inside, 0 to 1. */
  readonly absorption: number;
}

/**
 * Build-up inside (C) and insertion loss of a closed cover, dB (Bies, Hansen, Howard 7.4.2); needs absorption above 0.
 */
export function insertionLoss(cover: Cover): { buildUpDb: number; lossDb: number } {
  const reflected = (cover.outerAreaM2 * (1 - cover.absorption)) / (cover.innerAreaM2 * cover.absorption);
  const buildUpDb = levelOf(0.3 + reflected);
  if (buildUpDb === null) throw new Error(`assertion: absorption ${cover.absorption} is no share`);
  return { buildUpDb, lossDb: cover.panelDb - buildUpDb };
}

/** Transmission loss of a wall of several parts, dB: 5 % of openings leave 12.8 of 25 dB. Null without parts. */
export function compositeLoss(
  parts: readonly { readonly areaM2: number; readonly lossDb: number }[],
): number | null {
  const areaM2 = parts.reduce((sum, part) => sum + part.areaM2, 0);
  const passed = parts.reduce((sum, part) => sum + part.areaM2 * energyOf(-part.lossDb), 0);
  return levelOf(areaM2 / passed);
}

/** What "80 % absorbed" may mean, dB; a data sheet that does not say which gives no information. */
export interface AbsorptionReadings {
  /** 80 % of the energy is kept inside; also the loss of one reflection at an absorption of 0.8. */
  readonly energyDb: number | null;
  readonly pressureDb: number | null;
  /** 80 % less loud, at 10 dB per halving. */
  readonly loudnessDb: number | null;
}

/** The readings of a share between 0 and 1; each null for a perfect cover. */
export function absorptionReadings(share: number): AbsorptionReadings {
  const energyDb = levelOf(1 / (1 - share));
  return {
    energyDb,
    pressureDb: energyDb === null ? null : 2 * energyDb,
    loudnessDb: energyDb === null ? null : energyDb / Math.log10(2),
  };
}
