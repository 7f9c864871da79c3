/** The groups of cabinets whose fans are stepped together, and how loud they are by the model. */

import type { ControlPlan } from '../../plan/control-plan.ts';
import { nominalLoudness, type SourceOwner } from './sources.ts';

/** Cabinets whose fans are stepped together: the loudest at the receptor, and the rest. */
export function stepGroups(plan: ControlPlan, receptor: string): readonly (readonly string[])[] {
  const audible = plan.cabinets
    .map((cabinet) => ({ id: cabinet.id, energy: nominalLoudness(cabinet, receptor) }))
    .filter(({ energy }) => energy > 0)
    .toSorted((a, b) => b.energy - a.energy)
    .map(({ id }) => id);
  return [audible.slice(0, 1), audible.slice(1)].filter((group) => group.length > 0);
}

/** What the fans of each group give now by the model. */
export function groupEnergies(
  energies: readonly number[],
  activity: readonly number[],
  owners: readonly SourceOwner[],
  groups: readonly (readonly string[])[],
): readonly number[] {
  return groups.map((group) =>
    owners.reduce(
      (sum, { cabinet, kind }, index) =>
        kind === 'fans' && group.includes(cabinet)
          ? sum + (energies[index + 1] ?? 0) * (activity[index] ?? 0)
          : sum,
      0,
    ),
  );
}
