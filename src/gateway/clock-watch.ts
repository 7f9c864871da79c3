/** Notices when the wall clock is set: it moves otherwise than the monotonic one. */

import type { Event } from '../model/event.ts';
import { message, rounded } from '../model/message.ts';

/** What a time service does gently stays below: half a millisecond a second. */
const STEP_MS = 1000;

/** Gives by how much the clock was set since the call before, ms; null when it was not. */
export function createClockWatch(): (nowMs: number, wallMs: number) => number | null {
  let before: number | undefined;
  return (nowMs, wallMs) => {
    const apartMs = wallMs - nowMs;
    const stepMs = apartMs - (before ?? apartMs);
    before = apartMs;
    return Math.abs(stepMs) > STEP_MS ? Math.round(stepMs) : null;
  };
}

/** The event of one step of the wall clock. `stepMs`: how far it was set on (positive) or back. */
export function clockEvent(stepMs: number, wallMs: number): Event {
  const seconds = rounded(Math.abs(stepMs) / 1000, 1);
  const told = stepMs > 0 ? message('clock-set-on', { seconds }) : message('clock-set-back', { seconds });
  return { class: 'clock', severity: 'warning', wallMs, subject: 'clock', state: 'noted', message: told };
}
