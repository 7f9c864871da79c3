/** What the owners of instrument ports have in common: what they need, and what they count. */

import type { DecodedValue } from '../../devices/instruments/language.ts';
import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { InstrumentPlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Bus } from '../bus/bus.ts';
import type { BusChange } from '../bus/bus-change.ts';
import { type BusCounters, type Counted, deviceCountersOf } from '../bus/bus-counters.ts';
import type { Health } from '../bus/device-health.ts';
import type { WireCounters } from '../modbus/wire-counters.ts';

/** What the owner of a port needs. */
export interface PortDeps {
  readonly clock: Clock;
  /** Random, 0 to 1. */
  readonly jitter: () => number;
  /** Called once per slot of the poll grid with the values, or the reason for none. `takenMs` is monotonic. */
  onReading(instrument: InstrumentPlan, reply: Result<readonly DecodedValue[], Fault>, takenMs: number): void;
  onState(change: BusChange): void;
}

/** `counted`: by instrument. */
export function portCountersOf(
  wire: WireCounters,
  reopened: number,
  counted: ReadonlyMap<string, Counted>,
): BusCounters {
  const all = [...counted.values()].map(({ counters }) => counters);
  return {
    ...wire,
    missed: all.reduce((sum, { missed }) => sum + missed, 0),
    busyMs: all.reduce((sum, { busyMs }) => sum + busyMs, 0),
    writes: 0,
    expiredWrites: 0,
    reopened,
    devices: Object.fromEntries([...counted].map(([id, one]) => [id, deviceCountersOf(one)])),
  };
}

/** Counters besides those of the wire. */
export interface PortCounters {
  missed: number;
  busyMs: number;
}

/** The counters of the only instrument on a wire. */
export function soleCountersOf(
  id: string,
  { wire, counters, health }: { wire: WireCounters; counters: PortCounters; health: Health },
  reopened: number,
): BusCounters {
  return portCountersOf(wire, reopened, new Map([[id, { health, counters: { ...wire, ...counters } }]]));
}

/** Instruments are only read, so a write is refused. */
export const refuseWrite: Bus['write'] = (job) =>
  job.done(failed({ kind: 'rejected', detail: message('takes-no-commands', { device: job.device }) }));
