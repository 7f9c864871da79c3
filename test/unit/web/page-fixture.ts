/** The shipped station after two minutes of an evening, as the page sees it: run once for all tests of the page. */

import { createMemoryBroker } from '../../../hw-mocks/memory-broker.ts';
import { noInputs } from '../../../hw-mocks/station/inputs.ts';
import { createNorthbound } from '../../../src/assembly/northbound.ts';
import { lastWillOf } from '../../../src/backoffice/telemetry/birth.ts';
import type { TickResult } from '../../../src/control/tick.ts';
import { createSimulation } from '../../../src/laboratory/simulation.ts';
import type { Event } from '../../../src/model/event.ts';
import { noOutlook, type Outlook } from '../../../src/model/forecast/night-forecast.ts';
import type { ProcessImage } from '../../../src/model/image.ts';
import type { FinishedCycle } from '../../../src/ports/observer.ts';
import { createPageFeed, type PageFeed } from '../../../src/web/live/page-feed.ts';
import type { StationState } from '../../../src/web/view/box-view.ts';
import { createRig, shippedPlan } from '../../scenario/rig.ts';

export const station: StationState = {
  version: 'test',
  isBrokerConnected: true,
  historyFault: null,
  hasHistory: true,
  settingsMs: Date.parse('2026-07-15T12:00:00Z'),
  isShifted: false,
  canCommand: true,
  outlook: noOutlook,
};

interface Cycle {
  readonly image: ProcessImage;
  readonly result: TickResult;
}

let kept: Cycle | undefined;

/** The last cycle of two minutes. */
export function lastCycle(): Cycle {
  if (kept !== undefined) return kept;
  const rig = createRig({
    onCycle: (image, result) => {
      kept = { image, result };
    },
  });
  rig.run(120);
  if (kept === undefined) throw new Error('no cycle');
  return kept;
}

/** The station after `device` has answered nothing for half a minute, with what happened meanwhile. */
export function cycleWithout(device: string): FinishedCycle<TickResult> {
  const plan = shippedPlan();
  let last: FinishedCycle<TickResult> | undefined;
  const events: Event[] = [];
  const simulation = createSimulation({
    ...{ plan, inputs: noInputs, seed: 1, from: '2026-07-15' },
    northbound: (clock) => {
      const identity = { session: 'session', firmware: 'test' };
      const { publisher } = createMemoryBroker(clock, lastWillOf(plan, identity, clock.wallMs(), 1));
      const northbound = createNorthbound({ plan, identity, publisher, clock, rssMb: () => 0 });
      return {
        ...northbound,
        cycle(finished) {
          last = finished;
          events.push(...finished.events);
          northbound.cycle(finished);
        },
      };
    },
  });
  simulation.runUntil(60_000);
  const always = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, seed: 1 };
  simulation.wire.faults.setFault({ ...always, device, kind: 'silent' });
  simulation.runUntil(90_000);
  simulation.stop();
  if (last === undefined) throw new Error('no cycle');
  return { ...last, events };
}

/** What is expected of a night of which the first hour is over. */
export function madeOutlook(): Outlook {
  const startMs = Date.parse('2026-07-15T14:00:00Z');
  const forecast = {
    servedKwh: [180, 212, 240] as const,
    overDb: [-4.2, -2.2, -0.4] as const,
    riskMinutes: [0, 2, 9] as const,
    limitedMinutes: [0, 10, 30] as const,
    withheldKwh: [0, 5, 20] as const,
  };
  const measured = { servedKwh: 230, overDb: -1.3, riskMinutes: 6, limitedMinutes: 20, withheldKwh: 11 };
  return {
    nights: 14,
    tonight: {
      ...{ night: '2026-07-15', madeWallMs: startMs, nightsBefore: 14, byWeather: ['withheldKwh'] },
      rest: { ...forecast, servedKwh: [1400, 1484, 1600] },
      hours: Array.from({ length: 8 }, (_, hour) => ({
        ...{ startWallMs: startMs + hour * 3_600_000, forecast },
        measured: hour === 0 ? measured : null,
      })),
    },
    last: {
      night: '2026-07-14',
      scores: [
        { figure: 'servedKwh', hours: 8, loss: 9.1, asLastNight: 14.2, inside: 0.75 },
        { figure: 'riskMinutes', hours: 8, loss: 2.2, asLastNight: 1.9, inside: 0.75 },
      ],
    },
  };
}

/** A feed that has seen that cycle, with changes of it. */
export function seenFeed(
  changes: {
    image?: Partial<ProcessImage>;
    result?: Partial<TickResult>;
    events?: readonly Event[];
    outlook?: Outlook;
  } = {},
): PageFeed {
  const { image, result } = lastCycle();
  const outlook = changes.outlook ?? noOutlook;
  const feed = createPageFeed({ plan: shippedPlan(), station: () => ({ ...station, outlook }) });
  feed.cycle({
    image: { ...image, ...changes.image },
    result: { ...result, ...changes.result },
    events: changes.events ?? [],
  });
  return feed;
}

/** Shows the same cycle again, so many seconds later. */
export function cycleAgain(feed: PageFeed, seconds: number, events: readonly Event[] = []): void {
  const { image, result } = lastCycle();
  const [nowMs, wallMs] = [image.nowMs + 1000 * seconds, image.wallMs + 1000 * seconds];
  feed.cycle({ image: { ...image, nowMs, wallMs, cycle: image.cycle + seconds }, result, events });
}
