/** What is known of the time before a start. */

import type { Event } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import type { JournalHead } from '../../ports/journal.ts';

/** A shorter time lies between two batches. */
const LEAST_OFF_MS = 2000;

export function offEvents(
  lastWallMs: number | null,
  wallMs: number,
  head: JournalHead | null,
): readonly Event[] {
  if (lastWallMs === null || head === null || wallMs - lastWallMs < LEAST_OFF_MS) return [];
  const seconds = Math.round((wallMs - lastWallMs) / 1000);
  const told = message('gap-before-start', { seconds, lastSeq: head.lastSeqs.seconds });
  return [{ class: 'gap', severity: 'info', wallMs, subject: 'history', state: 'noted', message: told }];
}
