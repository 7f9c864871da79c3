/** A device that refuses a block of registers is asked for smaller ones, for as long as this process runs. */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import { splitBlock } from '../../devices/modbus/split-block.ts';
import type { Fault } from '../../model/fault.ts';
import type { BusChange } from './bus-change.ts';
import { createPolls, type Poll } from './poll-schedule.ts';
import { probesOf, type Unit } from './unit.ts';

/**
 * Puts two blocks in the place of one: in the polls of the bus, both due soon, and in the unit. Does nothing where the
 * fault is another. Gives what is to be told: once for each unit that it is read in smaller blocks, and once for each
 * block that cannot be parted that its points are refused.
 */
export function splitRefused(
  bus: { polls: readonly Poll<Unit>[] },
  unit: Unit,
  block: ReadBlock,
  fault: Fault,
  nowMs: number,
): BusChange | undefined {
  if (!isRefusal(fault)) return undefined;
  const halves = splitBlock(block, unit.device.pollMs);
  if (halves.length === 0) return refusedOnce(unit, block, fault);
  unit.blocks = [...unit.blocks.filter((other) => other !== block), ...halves];
  unit.probes = probesOf(unit.blocks);
  const polls = halves.map((half) => ({ owner: unit, block: half }));
  bus.polls = [...bus.polls.filter((poll) => poll.block !== block), ...createPolls(polls, nowMs)];
  if (unit.hasSplit) return undefined;
  unit.hasSplit = true;
  const { table, address, count } = block;
  return { kind: 'block-split', device: unit.device.id, table, address, count, fault };
}

function refusedOnce(unit: Unit, block: ReadBlock, fault: Fault): BusChange | undefined {
  if (unit.refused.has(block)) return undefined;
  unit.refused.add(block);
  const points = block.points.map(({ id }) => id);
  const { table, address, count } = block;
  return { kind: 'points-refused', device: unit.device.id, points, table, address, count, fault };
}

/** An address in it is none of the device's (V1.1b3, section 7: exception 2), or it is longer than it answers (3). */
function isRefusal(fault: Fault): boolean {
  return fault.kind === 'modbus-exception' && (fault.code === 2 || fault.code === 3);
}
