/** Whether the registers between the points of a definition allow the reads that it needs. */

import { type Phrase, phrase } from '../../../model/phrase.ts';
import type { DefinitionProblem } from '../../description/problem.ts';
import type { DeviceDefinition, Point } from '../definition.ts';
import { type Atom, atomsOf, maySpan, namedRegisters } from '../read-plan.ts';

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
      return [{ path, message: phrase('no-range', { from, to }), fix: phrase('first-and-last') }];
    }
    const inside = points.find(
      (point) => point.table === table && point.address <= to && point.address + point.width > from,
    );
    if (inside === undefined) return [];
    const message = phrase('forbidden-holds', { table, from, to, point: inside.id });
    return [{ path, message, fix: phrase('narrow-range') }];
  });
}

/** Points with a decimal point of one type may share its register. */
interface Owner {
  readonly id: string;
  readonly said: Phrase;
}

/** A register belongs to one value; a decimal point may serve several values, but is no value itself. */
function checkOverlaps(points: readonly Point[]): DefinitionProblem[] {
  const owners = new Map<string, Owner>();
  const problems: DefinitionProblem[] = [];
  const claim = (index: number, key: string, place: string, owner: Owner) => {
    const other = owners.get(place);
    if (other === undefined) owners.set(place, owner);
    else if (other.id !== owner.id) {
      const message = phrase('overlaps', { owner: owner.said, other: other.said, place });
      problems.push({ path: ['points', index, key], message, fix: phrase('check-both') });
    }
    return other === undefined || other.id === owner.id;
  };
  points.forEach((point, index) => {
    const said = phrase('point-number', { point: point.id, number: index + 1 });
    for (let offset = 0; offset < point.width; offset++) {
      const place = `${point.table} ${point.address + offset}`;
      if (!claim(index, 'address', place, { id: `point ${index}`, said })) break;
    }
  });
  points.forEach(({ scale, table }, index) => {
    if (typeof scale !== 'object') return;
    const said = phrase('decimal-register', { type: scale.type });
    claim(index, 'scale', `${table} ${scale.register}`, { id: `decimal ${scale.type}`, said });
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
          message: phrase('one-read-needed', { point: tied.id, table, from: atom.start, to: atom.end - 1 }),
          fix: phrase('check-addresses'),
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
        message: phrase('odd-block', { point: point.id, count: atom.end - atom.start, from: atom.start }),
        fix: phrase('check-or-uneven'),
      },
    ];
  });
}
