/** What happened lately, and the alarms that stand. Bounded, in memory. */

import type { NoiseEvent } from '../../control/attribution/noise-events.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import type { Past } from '../view/now-view.ts';

/** Takes what each cycle brings; gives what is shown of it. */
export interface Recent extends Past {
  add(events: readonly Event[], noises: readonly NoiseEvent[], wallMs: number): void;
}

const EVENTS_MAX = 300;
const STANDING_MAX = 200;
const NOISE_MS = 5 * MINUTE_MS;

/** Nothing has happened yet. */
export function createRecent(): Recent {
  let events: readonly Event[] = [];
  let noises: readonly NoiseEvent[] = [];
  /** By class and subject: oldest first. */
  const standing = new Map<string, Event>();
  return {
    get events() {
      return events;
    },
    get noises() {
      return noises;
    },
    get standing() {
      return [...standing.values()];
    },
    add(newEvents, newNoises, wallMs) {
      if (newEvents.length > 0) events = [...events, ...newEvents].slice(-EVENTS_MAX);
      for (const event of newEvents) stand(standing, event);
      if (newNoises.length > 0 || noises.length > 0)
        noises = [...noises, ...newNoises].filter(
          ({ startWallMs, seconds }) => Math.abs(wallMs - startWallMs) < NOISE_MS + 1000 * seconds,
        );
    },
  };
}

function stand(standing: Map<string, Event>, event: Event): void {
  const key = `${event.class} ${event.subject}`;
  if (event.state === 'cleared') standing.delete(key);
  if (event.state !== 'raised' || event.severity === 'info') return;
  // One that is told again has begun when it was told first.
  const first = standing.get(key);
  standing.set(key, first === undefined ? event : { ...event, wallMs: first.wallMs });
  const [oldest] = standing.keys();
  if (standing.size > STANDING_MAX && oldest !== undefined) standing.delete(oldest);
}
