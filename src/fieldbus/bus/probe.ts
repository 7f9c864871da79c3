/**
 * The reads by which a suspect or suspended device is checked before its values are believed again: small reads of
 * lengths that none of its blocks has, so that no late answer to a block fits a probe, nor the reverse. There are
 * several, asked in turn, so that a late answer to one probe does not fit the next either.
 */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { ModbusRequest } from '../../ports/field/modbus-client.ts';
import { replyLength } from '../modbus/pdu.ts';

type ReadRequest = Extract<ModbusRequest, { kind: 'read' }>;

const PROBES_MAX = 8;

/**
 * Whole points from the start of a block, the shortest first, because devices may refuse half a value or not answer.
 * Empty if every such read is as long as one of the blocks.
 */
export function distinctProbes(blocks: readonly ReadBlock[]): readonly ReadRequest[] {
  const used = new Set(blocks.map((block) => shapeOf(wholeOf(block))));
  const probes: ReadRequest[] = [];
  for (const request of blocks.flatMap(prefixesOf).sort(byLength)) {
    if (used.has(shapeOf(request)) || probes.length === PROBES_MAX) continue;
    used.add(shapeOf(request));
    probes.push(request);
  }
  return probes;
}

/** The cheapest of the device's own blocks, for devices without distinct probes. */
export function smallestRead(blocks: readonly ReadBlock[]): ReadRequest | undefined {
  return blocks.map(wholeOf).sort(byLength)[0];
}

function byLength(a: ReadRequest, b: ReadRequest): number {
  return replyLength(a) - replyLength(b) || a.address - b.address;
}

function prefixesOf(block: ReadBlock): ReadRequest[] {
  return block.points
    .map((point) => point.address + point.width - block.address)
    .filter((count) => count > 0 && count < block.count)
    .map((count) => ({ ...wholeOf(block), count }));
}

function wholeOf({ table, address, count }: ReadBlock): ReadRequest {
  return { kind: 'read', table, address, count };
}

function shapeOf(request: ReadRequest): string {
  return `${request.table} ${replyLength(request)}`;
}
