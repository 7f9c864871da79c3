/**
 * A device that is busy (exception 6), or still at work (5), is asked again after a pause: within the slot of a
 * poll, within the deadline of a write (MODBUS Application Protocol V1.1b3, section 7).
 */

import type { Fault } from '../../model/fault.ts';
import type { Poll } from '../schedule/poll-schedule.ts';

const PAUSE_FIRST_MS = 100;
const PAUSE_LAST_MS = 400;
/** Share of the period: a slot of a minute is not asked every 0.4 s. */
const PAUSE_SHARE = 0.05;

/** The device has received the question and wants to be asked later. */
export function isBusy(fault: Fault): boolean {
  return fault.kind === 'modbus-exception' && (fault.code === 5 || fault.code === 6);
}

/** Pause before the next question, after `times` such answers. */
export function busyPauseMs(times: number, longestMs = PAUSE_LAST_MS): number {
  return Math.min(PAUSE_FIRST_MS * 2 ** times, longestMs);
}

/** The poll again in the same slot; undefined if the next slot comes first. */
export function againOf<Owner>(poll: Poll<Owner>, nowMs: number): Poll<Owner> | undefined {
  const { times, untilMs } = poll.again ?? { times: 0, untilMs: poll.dueMs };
  const longestMs = Math.max(PAUSE_LAST_MS, PAUSE_SHARE * poll.block.everyMs);
  const dueMs = nowMs + busyPauseMs(times, longestMs);
  return dueMs < untilMs ? { ...poll, dueMs, again: { times: times + 1, untilMs } } : undefined;
}
