/** Energy that the cars did not get, minute by minute: a cap counts while the power delivered has reached it. */

import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { Withheld } from './shape/equipment-data.ts';

/** One minute of one cabinet: means, W and degrees; null where not known. */
export interface CabinetMinute {
  readonly cabinet: CabinetPlan;
  readonly servedW: number | null;
  /** What its power limit allowed. */
  readonly limitW: number | null;
  readonly hottestC: number | null;
}

/** From this share on a cap counts as reached: meters and cabinets are not exact. */
const REACHED_SHARE = 0.95;
const MINUTE_S = 60;

/** Null without a minute of which limit and power are known. */
export function withheldOf(minutes: readonly CabinetMinute[]): Withheld | null {
  const sum = { relayS: 0, relayWh: 0, heatS: 0, heatWh: 0, warmS: 0 };
  let isKnown = false;
  for (const { cabinet, servedW, limitW, hottestC } of minutes) {
    if (servedW === null || limitW === null) continue;
    isKnown = true;
    const heatW = cabinet.ratedW * heatShare(cabinet, hottestC);
    if (heatW < cabinet.ratedW) sum.warmS += MINUTE_S;
    const capW = Math.min(limitW, heatW);
    if (capW >= cabinet.ratedW || servedW < REACHED_SHARE * capW) continue;
    const mostWh = Math.max(0, cabinet.ratedW - servedW) / MINUTE_S;
    if (heatW < limitW) {
      sum.heatS += MINUTE_S;
      sum.heatWh += mostWh;
    } else {
      sum.relayS += MINUTE_S;
      sum.relayWh += mostWh;
    }
  }
  return isKnown ? sum : null;
}

/** Share of the rated power that warm modules still give (data sheet). */
function heatShare({ heat: { fullPowerC, noPowerC } }: CabinetPlan, hottestC: number | null): number {
  if (hottestC === null || hottestC <= fullPowerC) return 1;
  return Math.max(0, (noPowerC - hottestC) / (noPowerC - fullPowerC));
}
