/** Where the outputs stand before control begins: what a gateway before us left, as long as its leases may hold it. */

import type { ProcessImage } from '../../model/image.ts';
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
