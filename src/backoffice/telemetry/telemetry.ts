/**
 * What is true now, for eyes and not for records: a glance at the station, its alarms, latest values and the models. Called
 * once per control cycle; it only formats text, so nothing here waits for a network or a disk.
 */

import type { TickResult } from '../../control/tick.ts';
import type { Outlook } from '../../model/forecast/night-forecast.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { FinishedCycle } from '../../ports/observer.ts';
import type { Message } from '../../ports/publisher.ts';
import { createAlarms } from './alarms.ts';
import { createHolds } from './holds.ts';
import { createLiveValues } from './live.ts';
import { createModels } from './models.ts';
import { createNow } from './now.ts';

/** What is due after each cycle, and all of it for somebody who has just come. */
export interface Telemetry {
  /**
   * Takes one cycle; returns the messages now due, below the root. Drop them when not connected. `isWatched`: somebody
   * wants the latest values of each device.
   */
  cycle(finished: FinishedCycle<TickResult>, isWatched: boolean): readonly Message[];
  /** All of it as of the last cycle, below the root; after a connect, and when somebody begins to watch. */
  all(isWatched: boolean): readonly Message[];
}

/**
 * For the plan as it is; another plan needs another one. `session` stands in every message; `outlook` is what the night
 * will probably bring.
 */
export function createTelemetry(plan: SitePlan, session: string, outlook?: () => Outlook): Telemetry {
  const live = createLiveValues(plan, session);
  const models = createModels(plan, session, outlook);
  const now = createNow(plan, session);
  const alarms = createAlarms(session);
  const holds = createHolds(plan, session);
  return {
    cycle(finished, isWatched) {
      const { image, result, events, positions } = finished;
      const changed = alarms.due(events, image.nowMs);
      const values = live.due(image);
      return [
        ...changed,
        ...holds.due(finished),
        ...now.due(image, result, alarms.active, positions),
        ...(isWatched ? values : []),
        ...models.due(image, result),
      ];
    },
    all: (isWatched) => [
      ...now.all(),
      ...alarms.all(),
      ...holds.all(),
      ...(isWatched ? live.all() : []),
      ...models.all(),
    ],
  };
}
