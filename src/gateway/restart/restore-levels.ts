/**
 * The level tracks as they were when the process ended: the kept ones, and the sound since booked by the very function
 * that booked it then. The time that passed until now is booked by the first cycle: as a hole.
 */

import type { LevelTrack } from '../../acoustics/periods/level-track.ts';
import { trackLevels } from '../../control/inputs/level-tracks.ts';
import { type ControlPlan, levelsOf } from '../../plan/control-plan.ts';
import type { Checkpoint } from '../../ports/history-writer.ts';

/** Tracks of the levels of the plan, or null when nothing was kept of any. */
export function restoreLevels(
  { tracks, cycles }: Checkpoint,
  plan: ControlPlan,
): Readonly<Record<string, LevelTrack>> | null {
  if (tracks === null) return null;
  const all = JSON.parse(tracks) as Readonly<Record<string, LevelTrack>>;
  const kept = levelsOf(plan).flatMap(({ id }) => {
    const track = all[id];
    return track === undefined ? [] : [[id, track] as const];
  });
  if (kept.length === 0) return null;
  let levels: Readonly<Record<string, LevelTrack>> = Object.fromEntries(kept);
  // Minutes that close on the way were written when they closed.
  for (const cycle of cycles) levels = trackLevels(levels, { ...cycle, nowMs: 0 }, plan).levels;
  return levels;
}
