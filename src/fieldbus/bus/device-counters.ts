/** What one device has cost its bus and how its exchanges went, since the start. */

import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';
import type { ModbusReply } from '../../ports/field/modbus-client.ts';
import type { LateCounter } from '../modbus/framing.ts';

/** The counters of one device. */
export interface UnitCounters {
  requests: number;
  timeouts: number;
  crcErrors: number;
  frameErrors: number;
  exceptions: number;
  /** Bytes that arrived after a question to this device and belonged to no answer. */
  lateBytes: number;
  /** Slots of its poll grid that passed unused because the bus was busy or down. */
  missed: number;
  /** Time for which it took the wire: exchanges, their silences and drains. */
  busyMs: number;
}

/** All at zero. */
export function createUnitCounters(): UnitCounters {
  return {
    requests: 0,
    timeouts: 0,
    crcErrors: 0,
    frameErrors: 0,
    exceptions: 0,
    lateBytes: 0,
    missed: 0,
    busyMs: 0,
  };
}

/** Counts a finished exchange. */
export function countExchange(
  counters: UnitCounters,
  reply: Result<ModbusReply, Fault>,
  busyMs: number,
): void {
  counters.busyMs += busyMs;
  if (reply.ok) return;
  switch (reply.fault.kind) {
    case 'timeout':
      counters.timeouts++;
      break;
    case 'crc':
      counters.crcErrors++;
      break;
    case 'frame':
      counters.frameErrors++;
      break;
    case 'modbus-exception':
      counters.exceptions++;
  }
}

/** Assigns late bytes to devices. */
export interface LateBytes {
  /** Assigns the bytes that arrived late since the last call to the device asked then; `next` is asked now. */
  assign(next?: UnitCounters): void;
}

/** Books the late bytes of the wire on the device that was asked last. */
export function createLateBytes(wire: Readonly<LateCounter>): LateBytes {
  let owner: UnitCounters | undefined;
  let before = 0;
  return {
    assign(next = owner) {
      if (owner !== undefined) owner.lateBytes += wire.lateBytes - before;
      before = wire.lateBytes;
      owner = next;
    },
  };
}
