/** Where the outputs stand by their far ends: before control begins, as long as the leases of a gateway before us may hold them, and now. */

import type { ProcessImage } from '../../model/image.ts';
import { isFresh } from '../../model/reading.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { createOutputLine, foundValue, type OutputLine } from './output-line.ts';

/** The lines to look at, with outputs of boards. */
export function standingLines(plan: SitePlan): readonly OutputLine[] {
  return plan.outputs.map((output) => createOutputLine(output, plan));
}

/**
 * By output, percent: what its far end has read back since the start. Left out is what has not been read, what shows
 * a pattern that no step has, and what has been running for longer than its lease.
 */
export function standingOutputs(
  lines: readonly OutputLine[],
  channels: ProcessImage['channels'],
  runningMs: number,
): NonNullable<ProcessImage['standing']> {
  const standing: Record<string, number> = {};
  for (const line of lines) {
    const reading = channels[line.readBackChannel];
    if (reading === undefined || reading.value === null || runningMs >= line.plan.leaseMs) continue;
    const value = foundValue(line, reading);
    if (value !== null) standing[line.plan.id] = value;
  }
  return standing;
}

/** By output, percent: what its far end reads back now; null where it says nothing, or what no step has. */
export function positionsOf(
  lines: readonly OutputLine[],
  { channels, nowMs }: Pick<ProcessImage, 'channels' | 'nowMs'>,
  plan: Pick<ControlPlan, 'channels'>,
): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    lines.map((line) => {
      const reading = channels[line.readBackChannel];
      const validMs = plan.channels[line.readBackChannel]?.validMs ?? 0;
      const isKnown = reading !== undefined && reading.value !== null && isFresh(reading, nowMs, validMs);
      return [line.plan.id, isKnown ? foundValue(line, reading) : null];
    }),
  );
}
