/** The temperature of a cabinet: that of its hottest sensor. */

import type { CabinetPlan } from '../../plan/control-plan.ts';

/** Degrees Celsius, or null when no sensor of the cabinet gives a good value. */
export function hottest(cabinet: CabinetPlan, read: (channel: string) => number | null): number | null {
  let hottestC: number | null = null;
  for (const channel of cabinet.temperatures) {
    const tempC = read(channel);
    if (tempC !== null && (hottestC === null || tempC > hottestC)) hottestC = tempC;
  }
  return hottestC;
}
