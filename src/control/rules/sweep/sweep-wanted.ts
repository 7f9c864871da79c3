/** Where a sweep is still to be made: nobody has measured levels that are the same for the fans of all cabinets. */

import type { ControlPlan } from '../../../plan/control-plan.ts';

/** The receptors at which every fan of several cabinets has the same level. */
export function receptorsToSweep({ cabinets, receptors }: ControlPlan): readonly string[] {
  if (cabinets.length < 2) return [];
  return receptors
    .map(({ id }) => id)
    .filter((id) => {
      const levels = new Set(cabinets.flatMap(({ fans }) => fans.map(({ atDb }) => atDb[id])));
      return levels.size === 1 && !levels.has(undefined);
    });
}
