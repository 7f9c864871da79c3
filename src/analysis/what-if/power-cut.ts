/**
 * What other power limits would have cut from the power that was measured.
 *
 * Cut: measured power above the changed limit, where that is lower. Cars that were cut earlier would have taken at
 * least as much later as they did, so this is the most that is lost if they stay as long as they did, and less if they
 * stay longer. Freed: the room up to the changed limit, where that is higher and the old one was reached. How much of
 * it the cars would have taken is not in the records: between nothing and all.
 */

import type { ChannelId } from '../../model/reading.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';

/** Energy of one cabinet and what changed limits do to it, kWh. */
export interface CabinetEnergy {
  readonly cabinet: string;
  readonly measuredKwh: number;
  /** Upper bound of the loss. */
  readonly cutKwh: number;
  /** Upper bound of the gain. */
  readonly freedKwh: number;
  /** Time without a good power value, s; not in the sums. */
  readonly unknownS: number;
}

/** One cycle of a cabinet, W. */
export interface Cut {
  readonly powerW: number;
  readonly cutW: number;
  readonly freedW: number;
}

/** From this share on a limit counts as reached, because meters and cabinets are not exact. */
const REACHED_SHARE = 0.95;

/** For one cycle; limits in percent of the rated power. Null if the power is not known. */
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

/** The power of the guns, which is what a limit limits; without them that of the cabinet. */
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
