/** Hands each finished cycle to the history, its closed minutes as records. */

import type { TickResult } from '../../control/tick.ts';
import type { ProcessImage } from '../../model/image.ts';
import { deviceOf } from '../../model/reading.ts';
import { levelsOf } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History, Minute } from '../../ports/history.ts';
import type { Observer } from '../../ports/observer.ts';
import { createMinuteNotes } from './minute-context.ts';

/** The source of the clock is told with each minute, because it weighs as evidence. */
export function createHistoryFeed(plan: SitePlan, history: History, clock: Clock): Observer<TickResult> {
  const notes = createMinuteNotes(plan.control);
  const meters = new Map(levelsOf(plan.control).map(({ id, level }) => [id, deviceOf(level)]));

  function minutesOf(image: ProcessImage, result: TickResult): readonly Minute[] {
    const { source: clockSource } = clock.wallSync();
    return result.closed.flatMap(({ level, period }) => {
      if (period.kind !== 'minute') return [];
      const note = notes.of(period.startWallMs);
      const meter = meters.get(level) ?? '';
      return [
        {
          level,
          meter,
          startWallMs: period.startWallMs,
          utcOffsetMin: image.utcOffsetMin,
          energyS: period.energyS,
          validS: period.validS,
          spanS: period.spanS,
          count: period.count,
          lafmaxDb: period.lafmaxDb,
          histogram: period.histogram,
          equipmentDb: note?.equipmentDb[level] ?? null,
          weatherS: note?.weatherS ?? 0,
          clockSynced: note?.clockSynced ?? image.clockSynced,
          clockSource,
          clockStepped: period.clockStepped,
          config: plan.hash,
          calibration: history.calibrationOf(meter)?.id ?? null,
        },
      ];
    });
  }

  return {
    name: 'history',
    cycle({ image, result, events }) {
      notes.add(image, result);
      const minutes = result.closed.length === 0 ? [] : minutesOf(image, result);
      const tracks = history.wantsTracks(image.nowMs)
        ? { tracks: JSON.stringify(result.state.levels) }
        : undefined;
      history.append({ image, decisions: result.decisions, events, minutes, ...tracks });
    },
  };
}
