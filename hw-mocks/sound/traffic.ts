/** Cars passing on the road beside the site: each is a level that rises and falls once. */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { Random } from '../inputs/random.ts';

/** A pass counts from this long before to this long after its peak. */
const FOLLOW_S = 25;

interface Pass {
  peakS: number;
  peakEnergy: number;
  /** Distance over speed, s: half the energy this long after the peak. */
  widthS: number;
}

/** The sound energy of the road at the boundary; call once a second. */
export function createTraffic(
  random: Random,
  physics: PhysicsParameters,
): (nowS: number, hour: number) => number {
  const passes: Pass[] = [];
  return (nowS, hour) => {
    const perHour = hour >= 22 || hour < 6 ? physics.passesPerNightHour : physics.passesPerDayHour;
    if (random.next() < perHour / 3600) {
      const peakEnergy = 10 ** ((physics.passPeakDb + 4 * random.normal()) / 10);
      passes.push({ peakS: nowS + FOLLOW_S, peakEnergy, widthS: random.between(1.2, 2.2) });
    }
    if (passes[0] !== undefined && nowS > passes[0].peakS + FOLLOW_S) passes.shift();
    let energy = 0;
    for (const pass of passes) energy += pass.peakEnergy / (1 + ((nowS - pass.peakS) / pass.widthS) ** 2);
    return energy;
  };
}
