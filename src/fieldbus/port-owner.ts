/** What the owners of ports that are no Modbus lines have in common: what they are given, and what they count. */

import type { InstrumentPlan } from '../config/plan.ts';
import type { DecodedValue } from '../devices/language.ts';
import type { Fault } from '../model/fault.ts';
import { failed, type Result } from '../model/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Bus } from './bus.ts';
import type { BusChange } from './bus-change.ts';
import { type BusCounters, deviceCountersOf } from './bus-counters.ts';
import type { Health } from './device-health.ts';
import type { WireCounters } from './wire-counters.ts';

export interface PortDeps {
  readonly clock: Clock;
  /** Random, 0 to 1. */
  readonly jitter: () => number;
  /** Once for each slot of the poll grid: the values, or why there are none. `takenMs` is monotonic. */
  onReading(instrument: InstrumentPlan, reply: Result<readonly DecodedValue[], Fault>, takenMs: number): void;
  onState(change: BusChange): void;
}

export interface PortTally {
  missed: number;
  busyMs: number;
}

export function portCountersOf(
  wire: WireCounters,
  { missed, busyMs }: PortTally,
  reopened: number,
  health: ReadonlyMap<string, Health>,
): BusCounters {
  const devices = Object.fromEntries([...health].map(([id, one]) => [id, deviceCountersOf(one)]));
  return { ...wire, missed, busyMs, writes: 0, expiredWrites: 0, reopened, devices };
}

/** Instruments are read, never told. */
export const refuseWrite: Bus['write'] = (job) =>
  job.done(failed({ kind: 'rejected', detail: `${job.device} takes no commands` }));
