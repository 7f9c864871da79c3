/** Energy that the cars did not get, minute by minute: a cap counts while the power delivered has reached it. */

import type { CabinetPlan } from '../../plan/control-plan.ts';
import { heatShare, withheldPower } from '../../plan/withheld-power.ts';
import type { Withheld } from './shape/equipment-data.ts';

/** One minute of one cabinet: means, W and degrees; null where not known. */
export interface CabinetMinute {
  readonly cabinet: CabinetPlan;
  readonly servedW: number | null;
  /** What its power limit allowed. */
  readonly limitW: number | null;
  readonly hottestC: number | null;
}

const MINUTE_S = 60;
const MINUTES_AN_HOUR = 60;

/** Null without a minute of which limit and power are known. */
export function withheldOf(minutes: readonly CabinetMinute[]): Withheld | null {
  const sum = { relayS: 0, relayWh: 0, heatS: 0, heatWh: 0, warmS: 0 };
  let isKnown = false;
  for (const { cabinet, servedW, limitW, hottestC } of minutes) {
    if (servedW === null || limitW === null) continue;
    isKnown = true;
    if (heatShare(cabinet, hottestC) < 1) sum.warmS += MINUTE_S;
    const withheld = withheldPower(cabinet, servedW, limitW, hottestC);
    if (withheld === null) continue;
    const { cause, powerW } = withheld;
    sum[`${cause}S`] += MINUTE_S;
    sum[`${cause}Wh`] += powerW / MINUTES_AN_HOUR;
  }
  return isKnown ? sum : null;
}
