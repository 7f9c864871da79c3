/**
 * When each block of registers is due: fixed grids, one for each block. Beside a cycle they stand in a row before the
 * moment at which it freezes its inputs (lead-times.ts); without one they are spread over their period.
 */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { ModbusRequest } from '../../ports/field/modbus-client.ts';
import { aligned, type FreezeGrid, fits } from './freeze-grid.ts';

/** Slow blocks are not spread further than this: what is read once a minute should not be unknown for a minute. */
const SPREAD_MAX_MS = 10_000;

/** The slots of one block. */
export interface Poll<Owner> {
  readonly owner: Owner;
  readonly block: ReadBlock;
  readonly request: ModbusRequest;
  /** The freeze before which it has its place; undefined for a block whose period does not go with that of the cycle. */
  readonly grid: FreezeGrid | undefined;
  /** How long before the freeze it is due. */
  leadMs: number;
  dueMs: number;
  /** For a slot that is asked again (busy.ts): how often that was, and when the slot ends; absent once it is sent. */
  readonly again?: { readonly times: number; readonly untilMs: number };
}

interface Owned<Owner> {
  readonly owner: Owner;
  readonly block: ReadBlock;
}

/**
 * A poll for each block, the first of them due at `startMs`, or before the first freeze. Values that others are
 * multiplied by are read before all else, and so is what a start waits for; on their grid from then on.
 */
export function createPolls<Owner>(
  blocks: readonly Owned<Owner>[],
  startMs: number,
  isAwaited: (owner: Owner, block: ReadBlock) => boolean = () => false,
  freeze?: FreezeGrid,
): Poll<Owner>[] {
  const ofPeriod = new Map<number, number>();
  for (const { block } of blocks) ofPeriod.set(block.everyMs, (ofPeriod.get(block.everyMs) ?? 0) + 1);
  const placed = new Map<number, number>();
  return blocks.map(({ owner, block }) => {
    const { table, address, count, everyMs } = block;
    const index = placed.get(everyMs) ?? 0;
    placed.set(everyMs, index + 1);
    const stepMs = Math.min(everyMs, SPREAD_MAX_MS) / (ofPeriod.get(everyMs) ?? 1);
    const grid = freeze !== undefined && fits(freeze, everyMs) ? freeze : undefined;
    const firstMs = grid === undefined ? startMs + stepMs * index : cycleOf(grid, stepMs * index, startMs);
    const isFirst = block.points.some(({ quantity }) => quantity === 'ratio') || isAwaited(owner, block);
    // Overdue by less than a period: the slot after it is the first of the grid.
    const dueMs = isFirst ? firstMs + (grid === undefined ? stepMs : 0) - everyMs : firstMs;
    return { owner, block, request: { kind: 'read', table, address, count }, grid, leadMs: 0, dueMs };
  });
}

/** The freeze of the cycle in which something `afterMs` after the start falls. */
function cycleOf({ firstMs, periodMs }: FreezeGrid, afterMs: number, startMs: number): number {
  const cycles = Math.max(0, Math.ceil((startMs - firstMs) / periodMs)) + Math.floor(afterMs / periodMs);
  return firstMs + cycles * periodMs;
}

/** The poll due first. */
export function earliest<Owner>(polls: readonly Poll<Owner>[]): Poll<Owner> | undefined {
  let first: Poll<Owner> | undefined;
  let firstMs = Number.POSITIVE_INFINITY;
  for (const poll of polls) {
    if (poll.dueMs >= firstMs) continue;
    first = poll;
    firstMs = poll.dueMs;
  }
  return first;
}

/** Uses the slot that is due and moves on along the grid. Gives the number of whole slots missed. */
export function takeSlot<Owner>(
  bus: { polls: readonly Poll<Owner>[] },
  poll: Poll<Owner>,
  nowMs: number,
): number {
  if (poll.again !== undefined) {
    bus.polls = bus.polls.filter((other) => other !== poll);
    return 0;
  }
  const missed = Math.max(0, Math.floor((nowMs - poll.dueMs) / poll.block.everyMs));
  poll.dueMs += (missed + 1) * poll.block.everyMs;
  align(poll);
  return missed;
}

/** Puts a poll where its lead says, which changes a little with what is learnt of the line. */
export function align(poll: Poll<unknown>): void {
  const { grid, block, leadMs } = poll;
  if (grid !== undefined) poll.dueMs = aligned(grid, block.everyMs, leadMs, poll.dueMs);
}
