/** Trusts the read-back: at the start instead of a write, later to find what the far end did not do, or who moved it. */

import type { Event } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import { foundValue, type OutputLine } from './output-line.ts';

/** A read-back older than this after a write may still show the value before it. */
const READ_BACK_AFTER_MS = 200;
const READ_BACK_TOLERANCE_PCT = 1;
/** A register of whole kilowatts shows the nearest one. */
const HALF_A_STEP = 0.51;
/** After this many times in a row it is no accident any more. */
const REFUSALS_ANNOUNCED = 3;

/**
 * Lays the read-back beside what was acknowledged, and adds an event to `events` when they part or meet
 * again.
 */
export function compareReadBack(line: OutputLine, image: ProcessImage, events: Event[]): void {
  const reading = image.channels[line.readBackChannel];
  if (reading === undefined || reading.value === null || line.isPending) return;
  if (reading.takenMs < line.writtenMs + READ_BACK_AFTER_MS) return;
  const found = foundValue(line, reading);
  if (line.acknowledgedPct === null) {
    line.presentPct = found;
    return;
  }
  if (found !== null && Math.abs(found - line.acknowledgedPct) <= toleranceOf(line)) {
    if (line.refusals >= REFUSALS_ANNOUNCED) events.push(readBackEvent(line, found, image.wallMs, true));
    line.refusals = 0;
    line.presentPct = line.acknowledgedPct;
    return;
  }
  const isNew = line.presentPct === line.acknowledgedPct;
  line.presentPct = found;
  // The same value seen again before the next write is the same contradiction.
  if (!isNew) return;
  line.refusals += 1;
  if (line.refusals === 1 || line.refusals === REFUSALS_ANNOUNCED) {
    events.push(readBackEvent(line, found, image.wallMs, false));
  }
}

function toleranceOf({ stepPct }: OutputLine): number {
  return Math.max(READ_BACK_TOLERANCE_PCT, HALF_A_STEP * stepPct);
}

function readBackEvent(line: OutputLine, found: number | null, wallMs: number, agrees: boolean): Event {
  const { id: output, device } = line.plan;
  const common = { class: 'fault', wallMs, subject: output, state: 'noted' } as const;
  if (agrees) return { ...common, severity: 'info', message: message('read-back-agrees', { output }) };
  const seen = {
    output,
    askedPct: line.acknowledgedPct ?? 0,
    found: found === null ? message('found-unknown-pattern') : message('found-percent', { pct: found }),
  };
  return line.refusals < REFUSALS_ANNOUNCED
    ? { ...common, severity: 'warning', message: message('read-back-differs', seen) }
    : { ...common, severity: 'alarm', message: message('read-back-refused', { ...seen, device }) };
}
