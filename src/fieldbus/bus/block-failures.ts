/**
 * A block that gets no whole answer while its device answers other questions: too long for the device, in a table that
 * it does not serve, or of registers that it lacks and does not refuse. Such a block must not delay the others: its
 * timeout is no longer than the device usually takes, its failures do not start the device's back-off, and after a
 * while it is read in smaller parts, or seldom (refused-block.ts).
 */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Fault } from '../../model/fault.ts';
import { shortTimeoutMs, type Unit } from './unit.ts';

/** A line that loses one answer in ten loses this many of a block in a row once in ten thousand polls. */
const FAILURES_TO_PART = { first: 4, next: 3 };
/** One question in this many waits for the full timeout of the device. */
const FULL_EVERY = 8;
/** Interval at which a block that is not given is tried all the same. */
const REST_MS = 60_000;

/**
 * Counts a failed poll. `late`: all bytes so far that arrived late on this wire, when the block was asked and now. A
 * device that answers late does answer: between two failures only requested bytes may have arrived.
 */
export function recordBlockFailure(
  unit: Unit,
  block: ReadBlock,
  fault: Fault,
  nowMs: number,
  late: { readonly before: number; readonly now: number },
): void {
  if (fault.kind !== 'timeout' && fault.kind !== 'frame') return;
  const before = unit.failing.get(block);
  const isAgain = before?.lateBytes === late.before && isBlockAlone(unit, block);
  unit.failing.set(block, {
    failures: isAgain ? before.failures + 1 : 1,
    lastFailureMs: nowMs,
    lateBytes: late.now,
    fault,
    restUntilMs: unit.refused.has(block) ? nowMs + REST_MS : nowMs,
  });
}

/** The block is not worth asking in this form, and no answer of the device is still on its way. */
export function isHopeless(unit: Unit, block: ReadBlock): boolean {
  const { failures } = unit.failing.get(block) ?? { failures: 0 };
  if (failures < FAILURES_TO_PART[unit.hasSplit ? 'next' : 'first']) return false;
  return !unit.refused.has(block) && !unit.health.isSuspect;
}

/** The device has answered another question since this block last failed, so the block is at fault, not the device. */
export function isBlockAlone({ failing, health }: Unit, block: ReadBlock): boolean {
  const before = failing.get(block);
  return before !== undefined && (health.lastOkMs ?? Number.NEGATIVE_INFINITY) > before.lastFailureMs;
}

/** From now on the block is asked once a minute. */
export function restBlock({ failing }: Unit, block: ReadBlock, nowMs: number): void {
  const before = failing.get(block);
  if (before !== undefined) before.restUntilMs = nowMs + REST_MS;
}

/** Why a block is not asked now; undefined if it is. */
export function restFault({ failing }: Unit, block: ReadBlock, nowMs: number): Fault | undefined {
  const before = failing.get(block);
  return before !== undefined && before.restUntilMs > nowMs ? before.fault : undefined;
}

/** Timeout of a block, without its time on the wire. */
export function pollTimeoutMs(unit: Unit, block: ReadBlock): number {
  const failures = unit.failing.get(block)?.failures ?? 0;
  return failures < 2 || failures % FULL_EVERY === 0 ? unit.timeoutMs : shortTimeoutMs(unit, [unit]);
}
