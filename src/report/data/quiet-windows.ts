/** The background that the station itself has heard with its fans at their slowest, from the event that tells of it. */

import type { Background } from '../../acoustics/assessment/background.ts';
import type { Event } from '../../model/event.ts';
import type { Message } from '../../model/message.ts';

/** Two minutes of a night, less what the model says of the slowest fans: standard uncertainty, dB. */
const WINDOW_UNCERTAINTY_DB = 1.5;

/** The latest one at a receptor; null where there was none, or the equipment covered it. */
export function quietWindowAt(receptor: string, events: readonly Event[]): Background | null {
  const found = events.findLast(
    ({ subject, message }) => subject === receptor && message.key === 'quiet-window-result',
  );
  if (found === undefined || found.message.key !== 'quiet-window-result') return null;
  const { seconds, background } = found.message.values;
  const levelDb = backgroundDb(background);
  if (levelDb === null) return null;
  const measuredIn = { atMs: found.wallMs - seconds * 1000, seconds };
  return { source: 'quiet-window', levelDb, uncertaintyDb: WINDOW_UNCERTAINTY_DB, measuredIn };
}

function backgroundDb(message: Message): number | null {
  return message.key === 'background-level' ? message.values.levelDb : null;
}
