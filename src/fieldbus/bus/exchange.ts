/** One question on a bus and its purpose. */

import type { ModbusRequest } from '../../ports/field/modbus-client.ts';
import type { Poll } from '../schedule/poll-schedule.ts';
import type { Unit } from './unit.ts';
import type { WriteJob } from './write-queue.ts';

/** A request in flight. */
export interface Exchange {
  readonly unit: Unit;
  readonly request: ModbusRequest;
  readonly sentMs: number;
  /** Late bytes of the wire when the question was sent. */
  readonly lateBytes: number;
  /** The poll it belongs to; undefined for a probe that goes before the poll. */
  readonly poll: Poll<Unit> | undefined;
  /** Beside the polls: what it brings counts, that it brings nothing does not. */
  readonly isLook: boolean;
  /** The write it belongs to. */
  readonly job: WriteJob | undefined;
}

/** Asked only to find out whether the device answers. */
export function isProbe({ poll, job }: Exchange): boolean {
  return poll === undefined && job === undefined;
}

/** A probe that finds no idle moment for this long goes before the reads. */
const PROBE_PATIENCE_MS = 1000;

/**
 * A probe that has waited long goes right after an exchange, but not after another probe; otherwise when nothing is
 * due.
 */
export function isProbesTurn(
  { health }: Unit,
  nowMs: number,
  isRightAfter: boolean,
  lineFreeMs: number,
): boolean {
  if (health.backoffUntilMs + PROBE_PATIENCE_MS > nowMs) return false;
  return isRightAfter || lineFreeMs + PROBE_PATIENCE_MS <= nowMs;
}
