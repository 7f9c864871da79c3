/**
 * The read requests of a device: those that take its line for the least time (line.ts, cheapest-spans.ts), within what
 * the device allows. On RS-485 at 9600 baud an unwanted register costs 2 ms; another request costs 20 ms of characters
 * and silence, the device's turnaround and the gap it needs.
 */

import { specOf } from '../../model/quantity.ts';
import { cheapestSpans, type Need, type Span, serves } from './cheapest-spans.ts';
import type { DeviceDefinition, Point, ReadBlock } from './definition.ts';
import { type Line, readMs, serialLine } from './line.ts';

const tableOrder: readonly Point['table'][] = ['coil', 'discrete', 'holding', 'input'];

/**
 * The read requests for `definition` on `line`, fastest period first, then by table and address. No point is read less
 * often than its period. Without a line, as behind TCP, the plan suits the factory setting: a gateway may have such a
 * line, and for a device with a network port one request more hardly matters.
 */
export function planReads(
  definition: DeviceDefinition,
  pollMs: number,
  line: Line = serialLine(definition.serial),
): ReadBlock[] {
  const blocks = tableOrder.flatMap((table) => planTable(definition, table, pollMs, line));
  return blocks.sort((a, b) => a.everyMs - b.everyMs);
}

/** Points that are only valid when read together, and the registers from `start` up to before `end`. */
export interface Atom {
  readonly start: number;
  readonly end: number;
  readonly points: readonly Point[];
}

/** Groups a value with its decimal point register, and a sample counter with its samples. In address order. */
export function atomsOf(points: readonly Point[]): Atom[] {
  const together = new Map<string, Point[]>();
  for (const point of points) {
    const key = point.countedBy ?? point.id;
    together.set(key, [...(together.get(key) ?? []), point]);
  }
  const atoms = [...together.values()].map((group) => ({
    start: Math.min(...group.map(startOf)),
    end: Math.max(...group.map(endOf)),
    points: group,
  }));
  return atoms.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** One request for all of `atoms`, at the fastest of their periods. */
export function blockOf(atoms: readonly Atom[], pollMs: number): ReadBlock {
  const points = atoms.flatMap((atom) => atom.points).sort((a, b) => a.address - b.address);
  const address = Math.min(...atoms.map((atom) => atom.start));
  const count = Math.max(...atoms.map((atom) => atom.end)) - address;
  const everyMs = Math.min(...points.map((point) => point.everyMs ?? pollMs));
  return { table: points[0]?.table ?? 'holding', address, count, everyMs, points };
}

/** The registers of `table` that some point or decimal point names, whatever its period. */
export function namedRegisters(points: readonly Point[], table: Point['table']): ReadonlySet<number> {
  const named = new Set<number>();
  for (const point of points) {
    if (point.table !== table) continue;
    for (let offset = 0; offset < point.width; offset++) named.add(point.address + offset);
    if (typeof point.scale === 'object') named.add(point.scale.register);
  }
  return named;
}

/** Whether a read of `table` may run over the registers from `start` up to before `end`. */
export function maySpan(
  definition: DeviceDefinition,
  table: Point['table'],
  named: ReadonlySet<number>,
  start: number,
  end: number,
): boolean {
  const isForbidden = (definition.forbidden ?? []).some(
    (range) => range.table === table && range.from < end && range.to >= start,
  );
  if (isForbidden) return false;
  if (definition.holes === 'allowed') return true;
  for (let register = start; register < end; register++) if (!named.has(register)) return false;
  return true;
}

function planTable(
  definition: DeviceDefinition,
  table: Point['table'],
  pollMs: number,
  line: Line,
): ReadBlock[] {
  const points = definition.points.filter((point) => point.table === table);
  if (points.length === 0) return [];
  const named = namedRegisters(points, table);
  const atoms = fused(definition, atomsOf(points), pollMs);
  const requestMs = readMs({ table, count: 0 }, definition, line);
  const spans = cheapestSpans(atoms, {
    requestMs,
    // Measured over many registers, so that the eight bits of a byte share its cost.
    registerMs: (readMs({ table, count: 1000 }, definition, line) - requestMs) / 1000,
    countMax: definition.maxRegistersPerRead,
    maySpan: (start, end) => maySpan(definition, table, named, start, end),
  });
  if (spans === undefined) throw new Error(`assertion: ${definition.model} was checked to be readable`);
  return blocksOf(atoms, spans, pollMs);
}

/** Joins atoms of one period that share registers where one request can hold them. */
function fused({ maxRegistersPerRead }: DeviceDefinition, atoms: readonly Atom[], pollMs: number) {
  const result: (Atom & Need)[] = [];
  for (const atom of atoms) {
    const need = { ...atom, ...needOf(atom, pollMs) };
    const index = result.findIndex(
      (other) =>
        other.end > need.start &&
        other.periodMs === need.periodMs &&
        other.isExact === need.isExact &&
        Math.max(other.end, need.end) - other.start <= maxRegistersPerRead,
    );
    const other = result[index];
    if (other === undefined) result.push(need);
    else {
      const points = [...other.points, ...need.points];
      result[index] = { ...other, end: Math.max(other.end, need.end), points };
    }
  }
  return result;
}

function needOf({ start, end, points }: Atom, pollMs: number): Need {
  const periodMs = Math.min(...points.map((point) => point.everyMs ?? pollMs));
  const isExact = points.some(
    (point) => specOf(point.quantity).integrates === true && point.countedBy === undefined,
  );
  return { start, end, periodMs, isExact };
}

/** A need that several spans cover is read by the slowest. */
function blocksOf(atoms: readonly (Atom & Need)[], spans: readonly Span[], pollMs: number): ReadBlock[] {
  const slowestFirst = spans.toSorted((a, b) => b.periodMs - a.periodMs || a.start - b.start);
  const bySpan = new Map<Span | undefined, Atom[]>(spans.map((span) => [span, []]));
  for (const atom of atoms) bySpan.get(slowestFirst.find((span) => reads(span, atom)))?.push(atom);
  return [...bySpan.values()]
    .filter((members) => members.length > 0)
    .map((members) => blockOf(members, pollMs))
    .sort((a, b) => a.address - b.address);
}

function reads(span: Span, need: Need): boolean {
  return serves(need, span.periodMs) && span.start <= need.start && span.end >= need.end;
}

function startOf(point: Point): number {
  return typeof point.scale === 'object' ? Math.min(point.address, point.scale.register) : point.address;
}

function endOf(point: Point): number {
  const end = point.address + point.width;
  return typeof point.scale === 'object' ? Math.max(end, point.scale.register + 1) : end;
}
