/** Power that the cars did not get: a cap counts while the power delivered has reached it. */

import type { CabinetPlan } from './control-plan.ts';

/** Power that was withheld, and by what. */
export interface WithheldPower {
  readonly cause: 'relay' | 'heat';
  /** At most: what the cars would have taken is not known. */
  readonly powerW: number;
}

/** From this share on a cap counts as reached: meters and cabinets are not exact. */
const REACHED_SHARE = 0.95;

/** Of a moment, by what is served, what the power limit allows and the hottest sensor; null where nothing is withheld. */
export function withheldPower(
  cabinet: CabinetPlan,
  servedW: number,
  limitW: number,
  hottestC: number | null,
): WithheldPower | null {
  const heatW = cabinet.ratedW * heatShare(cabinet, hottestC);
  const capW = Math.min(limitW, heatW);
  if (capW >= cabinet.ratedW || servedW < REACHED_SHARE * capW) return null;
  return { cause: heatW < limitW ? 'heat' : 'relay', powerW: Math.max(0, cabinet.ratedW - servedW) };
}

/** Share of the rated power that warm modules still give (data sheet). */
export function heatShare({ heat: { fullPowerC, noPowerC } }: CabinetPlan, hottestC: number | null): number {
  if (hottestC === null || hottestC <= fullPowerC) return 1;
  return Math.max(0, (noPowerC - hottestC) / (noPowerC - fullPowerC));
}
