/** One cycle of the level tracks of all meters: the samples of its image and the time until it. */

import {
  advanceTrack,
  emptyTrack,
  type LevelTrack,
  stepTrack,
  trackSample,
} from '../../acoustics/periods/level-track.ts';
import type { ClosedPeriod } from '../../acoustics/periods/open-period.ts';
import { beganWallMs, type ProcessImage } from '../../model/image.ts';
import { type ControlPlan, levelsOf } from '../../plan/control-plan.ts';

/** A minute, hour, night or day of one meter that has ended. */
export interface ClosedLevel {
  /** Id of the receptor or of the other level. */
  readonly level: string;
  readonly period: ClosedPeriod;
}

/** A sample may arrive this late; only then is its time a gap. */
const LATE_SAMPLE_MS = 3000;

/** Adds the samples of a cycle, and the time until it. */
export function trackLevels(
  before: Readonly<Record<string, LevelTrack>>,
  image: Pick<ProcessImage, 'nowMs' | 'wallMs' | 'utcOffsetMin' | 'samples' | 'clockStepMs'>,
  plan: ControlPlan,
): { levels: Record<string, LevelTrack>; closed: ClosedLevel[] } {
  const levels: Record<string, LevelTrack> = {};
  const closed: ClosedLevel[] = [];
  for (const level of levelsOf(plan)) {
    let track = before[level.id] ?? emptyTrack();
    const take = (step: { track: LevelTrack; closed: readonly ClosedPeriod[] }): void => {
      track = step.track;
      for (const period of step.closed) closed.push({ level: level.id, period });
    };
    take(stepTrack(track, image.clockStepMs ?? 0, image.utcOffsetMin, plan.night));
    for (const sample of image.samples) {
      if (sample.channel !== level.level) continue;
      take(
        trackSample(track, {
          levelDb: sample.value,
          peakDb: sample.peakDb,
          seconds: sample.seconds,
          wallMs: beganWallMs(image, sample),
          utcOffsetMin: image.utcOffsetMin,
          night: plan.night,
        }),
      );
    }
    // Before the first sample nothing can be late: no period is opened that ended before the start.
    const reachedMs = track.open === null ? image.wallMs : image.wallMs - LATE_SAMPLE_MS;
    take(advanceTrack(track, reachedMs, image.utcOffsetMin, plan.night));
    levels[level.id] = track;
  }
  return { levels, closed };
}
