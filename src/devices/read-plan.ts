/**
 * Which read requests a device gets. Points of one table and one period share a request where the device allows it.
 * On RS-485 an unwanted register costs 2 characters; one more request costs about 20 (8 out, 5 around the answer,
 * two silent intervals of 3.5) and the device's turnaround. So a short hole is read over, a long one is not.
 */

import type { DeviceDefinition, Point, ReadBlock } from './definition.ts';

const longestHole = 12;
const tableOrder: readonly Point['table'][] = ['coil', 'discrete', 'holding', 'input'];

/** The read requests for `definition`, fastest period first, then by table and address. */
export function planReads(definition: DeviceDefinition, pollMs: number): ReadBlock[] {
  const periodOf = (point: Point) => point.everyMs ?? pollMs;
  const periods = [...new Set(definition.points.map(periodOf))].sort((a, b) => a - b);
  return periods.flatMap((everyMs) =>
    tableOrder.flatMap((table) => {
      const points = definition.points.filter(
        (point) => point.table === table && periodOf(point) === everyMs,
      );
      return pack(atomsOf(points), definition, table).map((run) => ({
        table,
        address: run.start,
        count: run.end - run.start,
        everyMs,
        points: run.points,
      }));
    }),
  );
}

/** Points that only mean something when read together, and the registers from `start` up to before `end`. */
export interface Atom {
  readonly start: number;
  readonly end: number;
  readonly points: readonly Point[];
}

/** A value goes with its decimal point register, a sample counter with the samples it counts. In address order. */
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

/** Whether a read may run over the registers from `start` up to before `end`. */
export function maySpan(
  definition: DeviceDefinition,
  named: ReadonlySet<number>,
  start: number,
  end: number,
): boolean {
  if (definition.holes === 'allowed') return true;
  for (let register = start; register < end; register++) if (!named.has(register)) return false;
  return true;
}

function pack(atoms: readonly Atom[], definition: DeviceDefinition, table: Point['table']): Atom[] {
  const named = namedRegisters(definition.points, table);
  const runs: Atom[] = [];
  for (const atom of atoms) {
    const last = runs.at(-1);
    const isOneRead =
      last !== undefined &&
      Math.max(last.end, atom.end) - last.start <= definition.maxRegistersPerRead &&
      atom.start - last.end <= longestHole &&
      maySpan(definition, named, last.end, atom.start);
    if (isOneRead) runs[runs.length - 1] = joined(last, atom);
    else runs.push(atom);
  }
  return runs;
}

function joined(a: Atom, b: Atom): Atom {
  const points = [...a.points, ...b.points].sort((p, q) => p.address - q.address);
  return { start: a.start, end: Math.max(a.end, b.end), points };
}

function startOf(point: Point): number {
  return typeof point.scale === 'object' ? Math.min(point.address, point.scale.register) : point.address;
}

function endOf(point: Point): number {
  const end = point.address + point.width;
  return typeof point.scale === 'object' ? Math.max(end, point.scale.register + 1) : end;
}
