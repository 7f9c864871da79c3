/** A device that does not give a block of registers is asked for smaller ones until this process ends. */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import { splitBlock } from '../../devices/modbus/split-block.ts';
import type { Fault } from '../../model/fault.ts';
import type { FreezeGrid } from '../schedule/freeze-grid.ts';
import { createPolls, type Poll } from '../schedule/poll-schedule.ts';
import { createLooks, type Look } from '../schedule/second-look.ts';
import { restBlock } from './block-failures.ts';
import type { BusChange } from './bus-change.ts';
import { probesOf, type Unit } from './unit.ts';

interface Schedule {
  polls: readonly Poll<Unit>[];
  looks: readonly Look<Unit>[];
  readonly freeze: FreezeGrid | undefined;
}

/**
 * Handles a poll that the device refused. Gives what is to be reported: nothing, or once per unit that it is read in
 * smaller blocks, once per block that its points are not given.
 */
export function takeRefusal(
  bus: Schedule,
  unit: Unit,
  block: ReadBlock,
  fault: Fault,
  nowMs: number,
): BusChange | undefined {
  if (fault.kind !== 'modbus-exception') return undefined;
  if (fault.code === 1) return refusedOnce(unit, block, fault);
  return isRefusal(fault.code) ? split(bus, unit, block, fault, nowMs) : undefined;
}

/**
 * The same for an unanswered block, before it would be asked again. Legal only while nothing is on its way from the
 * device: a late answer to an earlier probe may be as long as one of the halves.
 */
export function takeSilence(
  bus: Schedule,
  unit: Unit,
  block: ReadBlock,
  nowMs: number,
): BusChange | undefined {
  const fault = unit.failing.get(block)?.fault ?? { kind: 'never-read' };
  restBlock(unit, block, nowMs);
  const isTableSilent = !unit.tables.has(block.table) && unit.tables.size > 0;
  return isTableSilent ? silentOnce(unit, block) : split(bus, unit, block, fault, nowMs);
}

/** A block was answered. */
export function forgetRefusal(unit: Unit, block: ReadBlock): void {
  unit.failing.delete(block);
  unit.refused.delete(block);
}

/** The device lacks an address in it (V1.1b3, section 7: exception 2), or it is longer than the device answers (3). */
function isRefusal(code: number): boolean {
  return code === 2 || code === 3;
}

/** Replaces a block by two: in the polls of the bus, both due soon, and in the unit. */
function split(
  bus: Schedule,
  unit: Unit,
  block: ReadBlock,
  fault: Fault,
  nowMs: number,
): BusChange | undefined {
  const halves = splitBlock(block, unit.device.pollMs);
  if (halves.length === 0) return refusedOnce(unit, block, fault);
  unit.blocks = [...unit.blocks.filter((other) => other !== block), ...halves];
  unit.probes = probesOf(unit.blocks.filter(({ table }) => !unit.silentTables.has(table)));
  unit.failing.delete(block);
  const polls = halves.map((half) => ({ owner: unit, block: half }));
  bus.polls = [
    ...bus.polls.filter((poll) => poll.block !== block),
    ...createPolls(polls, nowMs, undefined, bus.freeze),
  ];
  bus.looks = createLooks(bus.polls);
  if (unit.hasSplit) return undefined;
  unit.hasSplit = true;
  const { table, address, count } = block;
  return { kind: 'block-split', device: unit.device.id, table, address, count, fault };
}

/** Nothing of this table was ever answered, so it is no longer used for probes. */
function silentOnce(unit: Unit, block: ReadBlock): BusChange | undefined {
  const { table } = block;
  unit.refused.add(block);
  if (unit.silentTables.has(table)) return undefined;
  unit.silentTables.add(table);
  unit.probes = probesOf(unit.blocks.filter((other) => !unit.silentTables.has(other.table)));
  return { kind: 'table-silent', device: unit.device.id, table };
}

function refusedOnce(unit: Unit, block: ReadBlock, fault: Fault): BusChange | undefined {
  if (unit.refused.has(block)) return undefined;
  unit.refused.add(block);
  const points = block.points.map(({ id }) => id);
  const { table, address, count } = block;
  return { kind: 'points-refused', device: unit.device.id, points, table, address, count, fault };
}
