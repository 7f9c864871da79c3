/** Checks beyond the schema: whether the parts of a device definition agree with each other and with the quantities. */

import { specOf } from '../../model/quantity.ts';
import type { DefinitionProblem } from '../description/problem.ts';
import { canConvert, deviceUnitsFor } from '../description/units.ts';
import { checkCommands } from './check-commands.ts';
import { checkLayout } from './check-layout.ts';
import type { DefinitionFile, DeviceDefinition, Point } from './definition.ts';
import { registerTypeSpecs } from './register-types.ts';

/** All problems of a definition, in the order of its points, then of what lies between points, then of commands. */
export function checkDefinition(file: DefinitionFile, definition: DeviceDefinition): DefinitionProblem[] {
  return [
    ...definition.points.flatMap((point, index) => [
      ...checkStated(file, point, index),
      ...checkPlace(definition, point, index),
      ...checkValues(point, index),
    ]),
    ...checkIds(definition.points),
    ...checkCounters(definition.points),
    ...checkRatios(definition),
    ...checkStatedRatios(definition),
    ...checkLayout(definition),
    ...checkCommands(definition.commands),
  ];
}

function checkStated(file: DefinitionFile, point: Point, index: number): DefinitionProblem[] {
  const stated = file.points[index];
  const problems: DefinitionProblem[] = [];
  const add = (key: string, message: string, fix: string) =>
    problems.push({ path: ['points', index, key], message, fix });
  for (const key of ['table', 'type'] as const) {
    if (stated?.[key] === undefined && file.defaults[key] === undefined) {
      add(key, `${point.id} has no ${key}`, `write ${key} here or under defaults`);
    }
  }
  if (point.type === 'bits' && stated?.count === undefined) {
    add('count', `${point.id} is a mask of unknown width`, 'write how many coils or inputs make the mask');
  }
  if (point.type !== 'bits' && stated?.count !== undefined) {
    add('count', `count means nothing for a ${point.type}`, 'leave it out, or write type: bits');
  }
  return problems;
}

function checkPlace(definition: DeviceDefinition, point: Point, index: number): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const add = (key: string, message: string, fix: string) =>
    problems.push({ path: ['points', index, key], message, fix });
  const isBits = registerTypeSpecs[point.type].of === 'bits';
  const isOfBits = point.table === 'coil' || point.table === 'discrete';
  // On some boards the relays are registers of 0 or 1: a mask of these is `bits` too.
  if (isBits !== isOfBits && point.type !== 'bits') {
    add(
      'type',
      `${point.type} does not fit table ${point.table}`,
      'coil and discrete hold bit or bits, holding and input hold numbers, or bits of one register each',
    );
  }
  if (point.address + point.width > 0x1_0000) {
    add('address', `${point.id} runs past address 65535`, 'write the 0-based address of its first register');
  }
  if (point.width > definition.maxRegistersPerRead) {
    const limit = definition.maxRegistersPerRead;
    add('type', `${point.id} is ${point.width} wide, one read carries ${limit}`, 'raise maxRegistersPerRead');
  }
  return problems;
}

function checkValues(point: Point, index: number): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const add = (key: string, message: string, fix: string) =>
    problems.push({ path: ['points', index, key], message, fix });
  const quantity = specOf(point.quantity);
  const raw = registerTypeSpecs[point.type];
  if (!canConvert(point.unit, quantity.unit)) {
    const units = deviceUnitsFor(quantity.unit).join(', ') || 'none yet: add a unit in convert.ts';
    add(
      'unit',
      `${point.unit} cannot become ${quantity.unit}, the unit of ${point.quantity}`,
      `use ${units}`,
    );
  }
  if (point.scale === 0) add('scale', 'a scale of 0 makes every value 0', 'write the unit of one raw step');
  if (typeof point.scale === 'object' && raw.of !== 'integer') {
    add('scale', `a ${point.type} has no decimal point register`, 'use an integer type or a constant scale');
  } else if (raw.of === 'bits' && point.scale !== 1) {
    add('scale', `a ${point.type} has no scale`, 'leave it out');
  }
  if (point.min >= point.max || point.min < quantity.min || point.max > quantity.max) {
    add(
      'range',
      `${point.min} to ${point.max} is not inside what ${point.quantity} can be`,
      `stay within ${quantity.min} to ${quantity.max} ${quantity.unit}, min below max`,
    );
  }
  for (const sentinel of point.sentinels) {
    const fits = sentinel >= raw.min && sentinel <= raw.max;
    if (fits && (raw.of === 'float' || Number.isInteger(sentinel))) continue;
    const fix = `write the raw value, ${raw.min} to ${raw.max}; 64-bit values beyond are refused anyway`;
    add('sentinels', `a ${point.type} can never be ${sentinel}`, fix);
  }
  return problems;
}

function checkIds(points: readonly Point[]): DefinitionProblem[] {
  return points.flatMap((point, index) => {
    if (points.findIndex((other) => other.id === point.id) === index) return [];
    const fix = 'give each a part of its own: l1, l2, in, out';
    return [{ path: ['points', index, 'part'], message: `a second point is named ${point.id}`, fix }];
  });
}

/** A factor is a point of quantity ratio, or a ratio that the site states; it has no factors of its own. */
function checkRatios({ points, ratios = {} }: DeviceDefinition): DefinitionProblem[] {
  const known = points.filter((point) => point.quantity === 'ratio').map((point) => point.id);
  known.push(...Object.keys(ratios).map((part) => `ratio.${part}`));
  return points.flatMap((point, index) =>
    (point.times ?? []).flatMap((id, place) => {
      const path = ['points', index, 'times', place];
      if (point.quantity === 'ratio') {
        return [{ path, message: `${point.id} is a ratio itself`, fix: 'name both ratios at the values' }];
      }
      if (known.includes(id)) return [];
      const choice = known.length > 0 ? `one of: ${known.join(', ')}` : 'a point of quantity ratio first';
      return [{ path, message: `there is no point ${id}`, fix: `write ${choice}` }];
    }),
  );
}

/** What a site may state must be used by a point, and its usual value be one of the known ones. */
function checkStatedRatios({ points, ratios = {} }: DeviceDefinition): DefinitionProblem[] {
  return Object.entries(ratios).flatMap(([part, { usual, oneOf }]) => {
    const path = ['ratios', part];
    const id = `ratio.${part}`;
    if (points.some((point) => point.id === id)) {
      return [
        { path, message: `${id} is read from a register`, fix: 'leave it out: a site may state it too' },
      ];
    }
    if (!points.some((point) => point.times?.includes(id))) {
      return [{ path, message: `no point is multiplied by ${id}`, fix: `write "times: [${id}]" at a point` }];
    }
    if (oneOf === undefined || oneOf.includes(usual)) return [];
    return [{ path: [...path, 'usual'], message: `${usual} is none of oneOf`, fix: 'write one of them' }];
  });
}

function checkCounters(points: readonly Point[]): DefinitionProblem[] {
  return points.flatMap((point, index) => {
    if (point.countedBy === undefined) return [];
    const counter = points.find((other) => other.id === point.countedBy);
    const isReadTogether = counter?.table === point.table && counter.everyMs === point.everyMs;
    if (isReadTogether) return [];
    const message =
      counter === undefined
        ? `${point.id} is counted by ${point.countedBy}, which is not defined`
        : `${point.id} and its counter ${counter.id} are never in one read`;
    const fix = 'define a point sound.count in the same table and with the same period';
    return [{ path: ['points', index, 'countedBy'], message, fix }];
  });
}
