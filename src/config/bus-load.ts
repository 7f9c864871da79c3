/**
 * How much of a bus the plan needs, before anything is connected: bytes on the wire, silent intervals, the time the
 * device takes. MODBUS over serial line V1.02, section 2.5.1.1: 3.5 characters of silence, 1.75 ms above 19200 baud.
 */

import type { DeviceDefinition, ReadBlock } from '../devices/definition.ts';
import { planReads } from '../devices/read-plan.ts';
import type { BusPlan } from './plan.ts';

/** A usual time between the last byte of a request and the first of the answer; manuals only give the maximum. */
const turnaroundMs = 20;

/** What the load of a device depends on. */
export interface PolledDevice {
  readonly definition: DeviceDefinition;
  readonly pollMs: number;
}

type BusLine = Pick<Extract<BusPlan, { kind: 'modbus-rtu' }>, 'baud' | 'format'> | undefined;

/** Share of the time the bus is busy with reads; 1 is all of it. Writes come on top: keep a fifth free. */
export function busLoad(bus: BusPlan, devices: readonly PolledDevice[]): number {
  const line = bus.kind === 'modbus-rtu' ? bus : undefined;
  let load = 0;
  for (const { definition, pollMs } of devices) {
    for (const block of planReads(definition, pollMs)) {
      load += requestMs(block, definition.minGapMs, line) / block.everyMs;
    }
  }
  return load;
}

function requestMs(block: ReadBlock, minGapMs: number, line: BusLine): number {
  if (line === undefined) return turnaroundMs + minGapMs;
  const isBits = block.table === 'coil' || block.table === 'discrete';
  const replyBytes = 5 + (isBits ? Math.ceil(block.count / 8) : 2 * block.count);
  const characterMs = ((line.format === '8N1' ? 10 : 11) * 1000) / line.baud;
  const silenceMs = line.baud > 19_200 ? 1.75 : 3.5 * characterMs;
  return (8 + replyBytes) * characterMs + turnaroundMs + silenceMs + Math.max(minGapMs, silenceMs);
}
