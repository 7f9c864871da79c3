/** Whether the registers between the points of a definition allow the reads that it needs. */

import type { DefinitionProblem } from '../description/problem.ts';
import type { DeviceDefinition, Point } from './definition.ts';
import { type Atom, atomsOf, maySpan, namedRegisters } from './read-plan.ts';

/** All problems of the register map as a whole. */
export function checkLayout(definition: DeviceDefinition): DefinitionProblem[] {
  return [
    ...checkForbidden(definition),
    ...checkOverlaps(definition.points),
    ...checkAtoms(definition),
    ...checkEven(definition),
  ];
}

function checkForbidden({ forbidden = [], points }: DeviceDefinition): DefinitionProblem[] {
  return forbidden.flatMap(({ table, from, to }, index) => {
    const path = ['limits', 'forbidden', index];
    if (to < from) {
      return [
        { path, message: `${from} to ${to} is no range`, fix: 'write the first and the last register' },
      ];
    }
    const inside = points.find(
      (point) => point.table === table && point.address <= to && point.address + point.width > from,
    );
    if (inside === undefined) return [];
    const message = `no read may touch ${table} ${from} to ${to}, where ${inside.id} stands`;
    return [{ path, message, fix: 'narrow the range, or leave the point out' }];
  });
}

/** A register belongs to one value; a decimal point may serve several values, but is no value itself. */
function checkOverlaps(points: readonly Point[]): DefinitionProblem[] {
  const owners = new Map<string, string>();
  const problems: DefinitionProblem[] = [];
  const claim = (index: number, key: string, place: string, owner: string) => {
    const other = owners.get(place);
    if (other === undefined) owners.set(place, owner);
    else if (other !== owner) {
      const fix = 'check both addresses and types against the manual';
      problems.push({ path: ['points', index, key], message: `${owner} overlaps ${other} at ${place}`, fix });
    }
    return other === undefined || other === owner;
  };
  points.forEach((point, index) => {
    for (let offset = 0; offset < point.width; offset++) {
      const place = `${point.table} ${point.address + offset}`;
      if (!claim(index, 'address', place, `${point.id} (point ${index + 1})`)) break;
    }
  });
  points.forEach(({ scale, table }, index) => {
    if (typeof scale === 'object') {
      claim(index, 'scale', `${table} ${scale.register}`, `a decimal point (${scale.type})`);
    }
  });
  return problems;
}

/** What must be read together must fit one read. */
function checkAtoms(definition: DeviceDefinition): DefinitionProblem[] {
  const tables = [...new Set(definition.points.map((point) => point.table))];
  return tables.flatMap((table) => {
    const named = namedRegisters(definition.points, table);
    return atomsOf(definition.points.filter((point) => point.table === table)).flatMap((atom) => {
      const tied = atom.points.find(
        (point) => typeof point.scale === 'object' || point.countedBy !== undefined,
      );
      const isReadable =
        atom.end - atom.start <= definition.maxRegistersPerRead &&
        maySpan(definition, table, named, atom.start, atom.end);
      if (tied === undefined || isReadable) return [];
      const key = tied.countedBy === undefined ? 'scale' : 'countedBy';
      return [
        {
          path: ['points', definition.points.indexOf(tied), key],
          message: `${tied.id} needs ${table} ${atom.start} to ${atom.end - 1} in one read`,
          fix: 'check the addresses; raise maxRegistersPerRead or allow holes if the device can',
        },
      ];
    });
  });
}

/** Devices with register pairs refuse a read that begins or ends inside a pair. */
function checkEven(definition: DeviceDefinition): DefinitionProblem[] {
  if (definition.even !== true) return [];
  return atomsOf(definition.points).flatMap((atom: Atom) => {
    const point = atom.points[0];
    if (point === undefined || (atom.start % 2 === 0 && atom.end % 2 === 0)) return [];
    return [
      {
        path: ['points', definition.points.indexOf(point), 'address'],
        message: `${point.id} needs a read of ${atom.end - atom.start} from ${atom.start}: an odd block`,
        fix: 'check address and type against the manual, or write even: false',
      },
    ];
  });
}
