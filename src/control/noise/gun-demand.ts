/**
 * What the cars at a cabinet would take without its limit. A limited cabinet shares its power: the cars with the
 * largest share are held back, the others get what they ask for. The demand of a car that is held back is what it took
 * before, less what its battery has filled since; for one that was never seen free, the usual power of a car.
 */

import type { ChannelId } from '../../model/reading.ts';

/** Plain JSON: by gun channel the demand seen of its car, W; absent without a car. */
export type GunDemand = Readonly<Record<ChannelId, number>>;

/** The demand of one cabinet's cars. */
export interface CabinetDemand {
  readonly guns: GunDemand;
  /** Of all cars together, W, at the output. */
  readonly totalW: number;
}

const CHARGING_W = 500;
/** Guns that get at least this part of the largest share are held back. */
const SHARE_LARGEST = 0.93;
/** Median power of a fast charge from 20 to 80 % (charging curves of 2022 to 2024). */
const UNSEEN_W = 90_000;
const FADES_S = 900;
/** Guns are read one after the other, so one that shows less than the others may still be held back. */
const FREE_AFTER_S = 60;

/** The demand after a cycle. `isHeld`: the cabinet's limit binds. */
export function gunDemand(
  before: GunDemand,
  channels: readonly ChannelId[],
  read: (channel: ChannelId) => number | null,
  isHeld: boolean,
  seconds: number,
): CabinetDemand {
  const powers = channels.map(read);
  const largestW = Math.max(0, ...powers.map((powerW) => powerW ?? 0));
  const guns: Record<ChannelId, number> = {};
  let totalW = 0;
  channels.forEach((channel, index) => {
    const powerW = powers[index] ?? null;
    const seenW = before[channel];
    const isBack = powerW === null || powerW >= SHARE_LARGEST * largestW;
    const fades = Math.exp(-seconds / (isBack ? FADES_S : FREE_AFTER_S));
    // A meter that is silent says nothing of its car: what was seen of it fades as that of one that is held back.
    const leastW = powerW ?? (seenW ?? 0) * fades;
    if (leastW < CHARGING_W) return;
    const demandW = isHeld ? Math.max(leastW, (seenW ?? UNSEEN_W) * fades) : leastW;
    guns[channel] = Math.round(demandW);
    totalW += demandW;
  });
  return { guns, totalW };
}
