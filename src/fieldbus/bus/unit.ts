/** A device on a bus as its owner sees it: what to read from it, and how it fares. */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Line } from '../../devices/modbus/line.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import type { Fault } from '../../model/fault.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';
import type { ModbusRequest } from '../../ports/modbus-client.ts';
import { createUnitTally, type UnitTally } from './device-counters.ts';
import { createHealth, type Health } from './device-health.ts';
import { distinctProbes, smallestRead } from './probe.ts';
import { percentileMs } from './response-times.ts';

export interface Unit {
  readonly device: DevicePlan;
  /** Both change when the device refuses a block. */
  blocks: readonly ReadBlock[];
  probes: readonly ModbusRequest[];
  hasSplit: boolean;
  readonly health: Health;
  readonly tally: UnitTally;
  /** How long it may think about a question. */
  readonly timeoutMs: number;
  /** After a timeout it is left alone for so long, counted from the question. */
  readonly restMs: number;
  /** Least time between two probes: with few of them to take turns, a late answer must not meet its like again. */
  readonly quietMs: number;
}

const restMinMs = 1000;
/** An answer later than so many response timeouts is not expected any more. */
const lateFactor = 4;
const probeTimeoutMinMs = 80;
/** One probe in so many waits the full response time: a device may be slower than the others or than it was. Each such
 * wait puts the polls of all others off; with a probe every 10 s it comes once in ten minutes. */
const patientProbeEvery = { known: 64, unknown: 8 };

export function createUnit(device: DevicePlan, isRtu: boolean, line: Line | undefined): Unit {
  const blocks = planReads(device.definition, device.pollMs, line);
  const probes = probesOf(blocks);
  const timeoutMs = device.definition.responseTimeoutMs;
  const lateMaxMs = isRtu ? lateFactor * timeoutMs : 0;
  const quietMs = lateMaxMs / Math.max(1, probes.length);
  const restMs = Math.max(0.9 * Math.max(device.pollMs, restMinMs), quietMs);
  const health = createHealth();
  const tally = createUnitTally();
  return { device, blocks, probes, hasSplit: false, health, tally, timeoutMs, restMs, quietMs };
}

/** What a doubted or parked device with these blocks is asked. */
export function probesOf(blocks: readonly ReadBlock[]): readonly ModbusRequest[] {
  const distinct = distinctProbes(blocks);
  const smallest = smallestRead(blocks);
  return distinct.length === 0 && smallest !== undefined ? [smallest] : distinct;
}

/** The question that is this unit's turn. Probes alternate with each failure. */
export function probeOf({ probes, health }: Unit): ModbusRequest | undefined {
  return probes[health.consecutiveFailures % Math.max(1, probes.length)];
}

/** The parked unit whose probe is due for the longest. */
export function dueProbe(units: readonly Unit[], nowMs: number): Unit | undefined {
  let first: Unit | undefined;
  let firstMs = nowMs;
  for (const unit of units) {
    const { isParked, restUntilMs } = unit.health;
    if (!isParked || restUntilMs > firstMs || unit.probes.length === 0) continue;
    first = unit;
    firstMs = restUntilMs;
  }
  return first;
}

/** When the next unit that is parked is to be probed. */
export function nextProbeMs(units: readonly Unit[]): number {
  let nextMs = Number.POSITIVE_INFINITY;
  for (const { health } of units) if (health.isParked) nextMs = Math.min(nextMs, health.restUntilMs);
  return nextMs;
}

/** A probe is cut short by what is known of response times, so that a dead device costs the bus little. */
export function probeTimeoutMs(unit: Unit, units: readonly Unit[]): number {
  const fullMs = unit.timeoutMs;
  const { times, probes } = unit.health;
  const isKnown = times.count > 0;
  if (probes % patientProbeEvery[isKnown ? 'known' : 'unknown'] === 0) return fullMs;
  const known = isKnown ? [unit] : units;
  const slowestMs = Math.max(0, ...known.map((other) => percentileMs(other.health.times, 0.99) ?? 0));
  if (slowestMs === 0) return fullMs;
  return Math.min(fullMs, Math.max(probeTimeoutMinMs, 4 * slowestMs));
}

/** Why a resting unit is not asked now. */
export function restFault({ isParked, restUntilMs, lastFault }: Health, nowMs: number): Fault {
  return isParked ? { kind: 'parked', retryInMs: Math.max(0, restUntilMs - nowMs) } : lastFault;
}
