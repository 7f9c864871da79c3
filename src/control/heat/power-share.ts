/** The power a cabinet takes, as share of its rated power, from what is known of it. */

import type { ChannelId } from '../../model/reading.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';

/** Input power over output power: 95 % efficiency and the fans. */
export const INPUT_PER_OUTPUT = 1.05;
const SHARE_MAX = 1.2;

/** From its own meter; without one, from what its guns give; without those, the most that its limit allows. */
export function powerShare(
  cabinet: CabinetPlan,
  read: (channel: ChannelId) => number | null,
  decided: Readonly<Record<string, number>>,
): number {
  const inputW = read(cabinet.powerIn) ?? gunsInputW(cabinet, read);
  const share = inputW === null ? limitShare(cabinet, decided) : inputW / cabinet.ratedW;
  return Math.min(SHARE_MAX, Math.max(0, share));
}

/** The most the cabinet can take under the limit of the cycle before. */
function limitShare(cabinet: CabinetPlan, decided: Readonly<Record<string, number>>): number {
  return (INPUT_PER_OUTPUT * (decided[cabinet.limit] ?? 100)) / 100;
}

function gunsInputW(cabinet: CabinetPlan, read: (channel: ChannelId) => number | null): number | null {
  let sumW = 0;
  for (const gun of cabinet.guns) {
    const powerW = read(gun);
    if (powerW === null) return null;
    sumW += INPUT_PER_OUTPUT * powerW;
  }
  return sumW;
}
