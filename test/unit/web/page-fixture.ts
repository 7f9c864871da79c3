/** The shipped station after two minutes of an evening, as the page sees it: run once for all tests of the page. */

import type { TickResult } from '../../../src/control/tick.ts';
import type { Event } from '../../../src/model/event.ts';
import type { ProcessImage } from '../../../src/model/image.ts';
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

/** A feed that has seen that cycle, with changes of it. */
export function seenFeed(
  changes: { image?: Partial<ProcessImage>; result?: Partial<TickResult>; events?: readonly Event[] } = {},
): PageFeed {
  const { image, result } = lastCycle();
  const feed = createPageFeed({ plan: shippedPlan(), station: () => station });
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
