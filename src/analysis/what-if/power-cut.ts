/**
 * What other power limits would have cut from the power that was measured.
 *
 * Cut: where the changed limit is lower, measured power above it. Cars that were cut earlier would have taken at least
 * as much later as they did, so no more than this is lost while they stay as long as they stayed; less where they stay
 * longer. Freed: where the changed limit is higher and the old one was reached, the room up to the changed one. What
 * the cars would have taken of it is not in the records: between nothing and all.
 */

import type { ChannelId } from '../../model/reading.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';

export interface CabinetEnergy {
  readonly cabinet: string;
  readonly measuredKwh: number;
  /** At most lost. */
  readonly cutKwh: number;
  /** At most gained. */
  readonly freedKwh: number;
  /** Time without a good power value, s: not in the sums. */
  readonly unknownS: number;
}

export interface Cut {
  readonly powerW: number;
  readonly cutW: number;
  readonly freedW: number;
}

/** From here on a limit counts as reached: meters and cabinets are not exact. */
const REACHED_SHARE = 0.95;

/** In one cycle; limits in percent of the rated power. Null where the power is not known. */
export function cutOf(
  cabinet: CabinetPlan,
  read: (channel: ChannelId) => number | null,
  limitPct: number,
  changedPct: number,
): Cut | null {
  const powerW = outputPowerW(cabinet, read);
  if (powerW === null) return null;
  const limitW = (limitPct / 100) * cabinet.ratedW;
  const changedW = (changedPct / 100) * cabinet.ratedW;
  const cutW = changedPct < limitPct ? Math.max(0, powerW - changedW) : 0;
  const wasReached = changedPct > limitPct && powerW >= REACHED_SHARE * limitW;
  return { powerW, cutW, freedW: wasReached ? Math.max(0, changedW - powerW) : 0 };
}

/** What the guns give, which is what a limit limits; without them what the cabinet takes. */
function outputPowerW(
  { guns, powerIn }: CabinetPlan,
  read: (channel: ChannelId) => number | null,
): number | null {
  let sumW = 0;
  for (const gun of guns) {
    const gunW = read(gun);
    if (gunW === null) return read(powerIn);
    sumW += gunW;
  }
  return guns.length === 0 ? read(powerIn) : sumW;
}
