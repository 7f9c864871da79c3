/** What one device cost its bus and how its exchanges went, since the start. */

import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';
import type { ModbusReply } from '../../ports/modbus-client.ts';
import type { LateCounter } from '../modbus/framing.ts';

export interface UnitTally {
  requests: number;
  timeouts: number;
  crcErrors: number;
  frameErrors: number;
  exceptions: number;
  /** Bytes that came after a question to this device and belonged to no answer. */
  lateBytes: number;
  /** Slots of its poll grid that passed unused because the bus was busy or down. */
  missed: number;
  /** Time it took the wire: exchanges, their silences and drains. */
  busyMs: number;
}

export function createUnitTally(): UnitTally {
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

/** An exchange is over. */
export function countExchange(tally: UnitTally, reply: Result<ModbusReply, Fault>, busyMs: number): void {
  tally.busyMs += busyMs;
  if (reply.ok) return;
  switch (reply.fault.kind) {
    case 'timeout':
      tally.timeouts++;
      break;
    case 'crc':
      tally.crcErrors++;
      break;
    case 'frame':
      tally.frameErrors++;
      break;
    case 'modbus-exception':
      tally.exceptions++;
  }
}

export interface LateLedger {
  /** Lays the bytes that came late since the last call to the device asked then; `next` is asked now. */
  settle(next?: UnitTally): void;
}

export function createLateLedger(wire: Readonly<LateCounter>): LateLedger {
  let owner: UnitTally | undefined;
  let before = 0;
  return {
    settle(next = owner) {
      if (owner !== undefined) owner.lateBytes += wire.lateBytes - before;
      before = wire.lateBytes;
      owner = next;
    },
  };
}
