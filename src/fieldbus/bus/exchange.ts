/** One question on a bus and what it is for. */

import type { ModbusRequest } from '../../ports/modbus-client.ts';
import type { Poll } from './poll-schedule.ts';
import type { Unit } from './unit.ts';
import type { WriteJob } from './write-queue.ts';

export interface Exchange {
  readonly unit: Unit;
  readonly request: ModbusRequest;
  readonly sentMs: number;
  /** Bytes that had come late on the wire by then. */
  readonly lateBytes: number;
  /** Of a poll; undefined for a probe that goes before it. */
  readonly poll: Poll<Unit> | undefined;
  /** Of a write. */
  readonly job: WriteJob | undefined;
}

/** Asked only to hear whether the device answers. */
export function isProbe({ poll, job }: Exchange): boolean {
  return poll === undefined && job === undefined;
}

/** A probe that finds no idle moment for so long goes before the reads. */
const PROBE_PATIENCE_MS = 1000;

/** A probe that has waited long goes right after an exchange, but not after another probe; or when all is quiet. */
export function isProbesTurn(
  { health }: Unit,
  nowMs: number,
  isRightAfter: boolean,
  lineFreeMs: number,
): boolean {
  if (health.backoffUntilMs + PROBE_PATIENCE_MS > nowMs) return false;
  return isRightAfter || lineFreeMs + PROBE_PATIENCE_MS <= nowMs;
}
