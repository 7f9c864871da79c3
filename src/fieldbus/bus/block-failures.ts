/**
 * A block that gets no whole answer while its device answers other questions: too long for the device, in a table that
 * it does not serve, or of registers it does not have and passes over in silence. Such a block must not cost the others
 * their time: it is waited for no longer than the device usually takes, it does not let the device rest, and when that
 * has gone on for a while it is read in smaller parts, or seldom (refused-block.ts).
 */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Fault } from '../../model/fault.ts';
import { shortTimeoutMs, type Unit } from './unit.ts';

/** A line that loses one answer in ten hits a block so often once in ten thousand polls. */
const FAILURES_TO_PART = { first: 4, next: 3 };
/** One question in this many waits as long as the device may take. */
const FULL_EVERY = 8;
/** How often what the device does not give is asked for all the same. */
const REST_MS = 60_000;

/**
 * Counts a failed poll. `late`: the bytes that ever came late on this wire, when the block was asked and now. A device
 * that answers late, answers: between two failures nothing but what was asked for may have come.
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

/** The block is not to be asked like this any more, and nothing is on its way from the device. */
export function isHopeless(unit: Unit, block: ReadBlock): boolean {
  const { failures } = unit.failing.get(block) ?? { failures: 0 };
  if (failures < FAILURES_TO_PART[unit.hasSplit ? 'next' : 'first']) return false;
  return !unit.refused.has(block) && !unit.health.isSuspect;
}

/** The device has answered another question since this block failed last: the block it is, not the device. */
export function isBlockAlone({ failing, health }: Unit, block: ReadBlock): boolean {
  const before = failing.get(block);
  return before !== undefined && (health.lastOkMs ?? Number.NEGATIVE_INFINITY) > before.lastFailureMs;
}

/** From now on the block is asked for once a minute. */
export function restBlock({ failing }: Unit, block: ReadBlock, nowMs: number): void {
  const before = failing.get(block);
  if (before !== undefined) before.restUntilMs = nowMs + REST_MS;
}

/** Why a block that rests is not asked; undefined where it is. */
export function restFault({ failing }: Unit, block: ReadBlock, nowMs: number): Fault | undefined {
  const before = failing.get(block);
  return before !== undefined && before.restUntilMs > nowMs ? before.fault : undefined;
}

/** How long the answer to a block is waited for, without its time on the wire. */
export function pollTimeoutMs(unit: Unit, block: ReadBlock): number {
  const failures = unit.failing.get(block)?.failures ?? 0;
  return failures < 2 || failures % FULL_EVERY === 0 ? unit.timeoutMs : shortTimeoutMs(unit, [unit]);
}
