/** A device as its bus sees it: what to read from it, and its health. */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Line } from '../../devices/modbus/line.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import type { Fault } from '../../model/fault.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';
import type { ModbusRequest, ReadTable } from '../../ports/field/modbus-client.ts';
import { percentileMs } from '../schedule/response-times.ts';
import { createUnitCounters, type UnitCounters } from './device-counters.ts';
import { createHealth, type Health } from './device-health.ts';
import { distinctProbes, smallestRead } from './probe.ts';

/** A block that was not answered, though its device may answer other questions (block-failures.ts). */
export interface BlockFailures {
  /** Failures in a row, with an answer of the device to another question between any two. */
  failures: number;
  lastFailureMs: number;
  /** All late bytes of the wire when it last failed. */
  lateBytes: number;
  fault: Fault;
  /** It is not asked before this time. */
  restUntilMs: number;
}

/** The state of one device. */
export interface Unit {
  readonly device: DevicePlan;
  /** Both change when the device refuses a block. */
  blocks: readonly ReadBlock[];
  probes: readonly ModbusRequest[];
  hasSplit: boolean;
  /** Blocks that cannot be split and are not given; already reported. */
  readonly refused: Set<ReadBlock>;
  /** Blocks whose last poll was not answered, though the device may answer other questions. */
  readonly failing: Map<ReadBlock, BlockFailures>;
  /** Tables with at least one answer, and those reported as silent. */
  readonly tables: Set<ReadTable>;
  readonly silentTables: Set<ReadTable>;
  readonly health: Health;
  readonly counters: UnitCounters;
  /** Timeout of the device, without the time on the wire. */
  readonly timeoutMs: number;
  /** Back-off after a timeout, counted from the request. */
  readonly backoffMs: number;
  /** Least time between two probes. With few probes to alternate, a late answer must not meet a probe of its own length. */
  readonly quietMs: number;
}

const BACKOFF_MIN_MS = 1000;
/** Share of the poll period, so that the back-off has ended when the next slot is due. */
const BACKOFF_SHARE = 0.9;
/** An answer is expected for at most this many response timeouts; the late-byte window is that long. */
const LATE_TIMEOUTS = 4;
const PROBE_TIMEOUT_MIN_MS = 80;
/** A probe is cut short at this many times the slowest response known. */
const PROBE_TIMEOUT_FACTOR = 4;
/**
 * One probe in this many waits for the full timeout, because a device may be slower than the others or than it was.
 * Each such wait delays the polls of all other devices; with a probe every 10 s it comes once in ten minutes.
 */
const FULL_PROBE_EVERY = { known: 64, unknown: 8 };

/** A device with its read plan for this line, before the first question. */
export function createUnit(device: DevicePlan, isRtu: boolean, line: Line | undefined): Unit {
  const blocks = planReads(device.definition, device.pollMs, line);
  const probes = probesOf(blocks);
  const timeoutMs = device.definition.responseTimeoutMs;
  const lateMaxMs = isRtu ? LATE_TIMEOUTS * timeoutMs : 0;
  const quietMs = lateMaxMs / Math.max(1, probes.length);
  const backoffMs = Math.max(BACKOFF_SHARE * Math.max(device.pollMs, BACKOFF_MIN_MS), quietMs);
  const health = createHealth();
  const counters = createUnitCounters();
  return {
    device,
    blocks,
    probes,
    hasSplit: false,
    refused: new Set(),
    failing: new Map(),
    tables: new Set(),
    silentTables: new Set(),
    health,
    counters,
    timeoutMs,
    backoffMs,
    quietMs,
  };
}

/** The requests by which a suspect or suspended device with these blocks is probed. */
export function probesOf(blocks: readonly ReadBlock[]): readonly ModbusRequest[] {
  const distinct = distinctProbes(blocks);
  const smallest = smallestRead(blocks);
  return distinct.length === 0 && smallest !== undefined ? [smallest] : distinct;
}

/** The next probe of this unit. Probes alternate with each failure. */
export function probeOf({ probes, health }: Unit): ModbusRequest | undefined {
  return probes[health.consecutiveFailures % Math.max(1, probes.length)];
}

/** The suspended unit whose probe has been due the longest. */
export function dueProbe(units: readonly Unit[], nowMs: number): Unit | undefined {
  let first: Unit | undefined;
  let firstMs = nowMs;
  for (const unit of units) {
    const { isSuspended, backoffUntilMs } = unit.health;
    if (!isSuspended || backoffUntilMs > firstMs || unit.probes.length === 0) continue;
    first = unit;
    firstMs = backoffUntilMs;
  }
  return first;
}

/** When the next suspended unit is to be probed; Infinity without one. */
export function nextProbeMs(units: readonly Unit[]): number {
  let nextMs = Number.POSITIVE_INFINITY;
  for (const { health } of units) if (health.isSuspended) nextMs = Math.min(nextMs, health.backoffUntilMs);
  return nextMs;
}

/** Timeout of a probe: cut short by the response times known, so that a dead device costs the bus little. */
export function probeTimeoutMs(unit: Unit, units: readonly Unit[]): number {
  const fullMs = unit.timeoutMs;
  const { times, probes } = unit.health;
  const isKnown = times.count > 0;
  if (probes % FULL_PROBE_EVERY[isKnown ? 'known' : 'unknown'] === 0) return fullMs;
  return shortTimeoutMs(unit, isKnown ? [unit] : units);
}

/** A timeout long enough for what these units have taken to answer so far. */
export function shortTimeoutMs({ timeoutMs }: Unit, units: readonly Unit[]): number {
  const slowestMs = Math.max(0, ...units.map((other) => percentileMs(other.health.times, 0.99) ?? 0));
  if (slowestMs === 0) return timeoutMs;
  return Math.min(timeoutMs, Math.max(PROBE_TIMEOUT_MIN_MS, PROBE_TIMEOUT_FACTOR * slowestMs));
}

/** Why a unit that is in back-off or suspended is not asked now. */
export function backoffFault({ isSuspended, backoffUntilMs, lastFault }: Health, nowMs: number): Fault {
  return isSuspended ? { kind: 'suspended', retryInMs: Math.max(0, backoffUntilMs - nowMs) } : lastFault;
}
