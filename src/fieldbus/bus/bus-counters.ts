/** The counters of a bus. */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { LinkKeeper } from '../link/link-keeper.ts';
import type { WireCounters } from '../modbus/wire-counters.ts';
import { percentileMs } from '../schedule/response-times.ts';
import type { UnitCounters } from './device-counters.ts';
import type { Health } from './device-health.ts';
import type { Unit } from './unit.ts';
import type { WriteQueue } from './write-queue.ts';

/** The counters of one device. */
export interface DeviceCounters extends Readonly<UnitCounters> {
  readonly ok: number;
  readonly failed: number;
  readonly consecutiveFailures: number;
  readonly suspended: boolean;
  /** Monotonic; undefined before the first answer. */
  readonly lastOkMs: number | undefined;
  /** Response time without the time the characters take on a serial line, over the last 128 answers. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Points that it does not give, by their ids without the device. */
  readonly refused: readonly string[];
}

/** The counters of the whole bus. */
export interface BusCounters extends Readonly<WireCounters> {
  /** Slots of the poll grid that passed unused because the bus was busy or down. */
  readonly missed: number;
  /** Writes sent. */
  readonly writes: number;
  /** Writes dropped because their deadline passed in the queue. */
  readonly expiredWrites: number;
  /** How often the link was reopened. */
  readonly reopened: number;
  /** Time for which exchanges, their silences and drains took the wire. */
  readonly busyMs: number;
  readonly devices: Readonly<Record<string, DeviceCounters>>;
}

/** The parts of a device that count. */
export interface Counted {
  readonly health: Health;
  readonly counters: Readonly<UnitCounters>;
  /** Blocks that it does not give. */
  readonly refused?: ReadonlySet<ReadBlock>;
}

/** The parts of a bus that count. */
export interface CountingParts {
  readonly wire: WireCounters;
  readonly writes: number;
  readonly queue: WriteQueue;
  readonly keeper: LinkKeeper;
  readonly units: readonly Unit[];
}

/** Reads the counters of a bus. */
export function busCountersOf({ wire, writes, queue, keeper, units }: CountingParts): BusCounters {
  return {
    ...wire,
    writes,
    missed: units.reduce((sum, { counters }) => sum + counters.missed, 0),
    busyMs: units.reduce((sum, { counters }) => sum + counters.busyMs, 0),
    expiredWrites: queue.expired,
    reopened: keeper.reopened,
    devices: Object.fromEntries(units.map((unit) => [unit.device.id, deviceCountersOf(unit)])),
  };
}

/** Reads the counters of a device. */
export function deviceCountersOf({ health, counters, refused = new Set() }: Counted): DeviceCounters {
  return {
    ...counters,
    ok: health.ok,
    failed: health.failed,
    consecutiveFailures: health.consecutiveFailures,
    suspended: health.isSuspended,
    lastOkMs: health.lastOkMs,
    p50Ms: percentileMs(health.times, 0.5),
    p99Ms: percentileMs(health.times, 0.99),
    refused: [...refused].flatMap((block) => block.points.map(({ id }) => id)),
  };
}
