/** Checks beyond the schema: whether the parts of a device definition agree with each other and with the quantities. */

import { type Phrase, phrase } from '../../../model/phrase.ts';
import { specOf } from '../../../model/quantity.ts';
import type { DefinitionProblem } from '../../description/problem.ts';
import { canConvert, deviceUnitsFor } from '../../description/units.ts';
import type { DefinitionFile, DeviceDefinition, Point } from '../definition.ts';
import { registerTypeSpecs } from '../register-types.ts';
import { checkCommands } from './check-commands.ts';
import { checkLayout } from './check-layout.ts';

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
  const add = (key: string, message: Phrase, fix: Phrase) =>
    problems.push({ path: ['points', index, key], message, fix });
  for (const key of ['table', 'type'] as const) {
    if (stated?.[key] === undefined && file.defaults[key] === undefined) {
      add(key, phrase('point-lacks', { point: point.id, key }), phrase('write-here-or-defaults', { key }));
    }
  }
  if (point.type === 'bits' && stated?.count === undefined) {
    add('count', phrase('mask-width', { point: point.id }), phrase('write-mask-width'));
  }
  if (point.type !== 'bits' && stated?.count !== undefined) {
    add('count', phrase('count-means-nothing', { type: point.type }), phrase('out-or-bits'));
  }
  return problems;
}

function checkPlace(definition: DeviceDefinition, point: Point, index: number): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const add = (key: string, message: Phrase, fix: Phrase) =>
    problems.push({ path: ['points', index, key], message, fix });
  const isBits = registerTypeSpecs[point.type].of === 'bits';
  const isOfBits = point.table === 'coil' || point.table === 'discrete';
  // On some boards the relays are registers of 0 or 1: a mask of these is `bits` too.
  if (isBits !== isOfBits && point.type !== 'bits') {
    add('type', phrase('type-unfit', { type: point.type, table: point.table }), phrase('tables-hold'));
  }
  if (point.address + point.width > 0x1_0000) {
    add('address', phrase('point-beyond', { point: point.id }), phrase('first-register'));
  }
  if (point.width > definition.maxRegistersPerRead) {
    const limit = definition.maxRegistersPerRead;
    add(
      'type',
      phrase('point-too-wide', { point: point.id, width: point.width, limit }),
      phrase('raise-max'),
    );
  }
  return problems;
}

function checkValues(point: Point, index: number): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const add = (key: string, message: Phrase, fix: Phrase) =>
    problems.push({ path: ['points', index, key], message, fix });
  const quantity = specOf(point.quantity);
  const raw = registerTypeSpecs[point.type];
  if (!canConvert(point.unit, quantity.unit)) {
    const known = deviceUnitsFor(quantity.unit);
    const units = known.length === 0 ? phrase('no-units') : known;
    add(
      'unit',
      phrase('unit-cannot-become', {
        unit: point.unit,
        target: quantity.unit,
        quantity: point.quantity,
      }),
      phrase('use-units', { units }),
    );
  }
  if (point.scale === 0) add('scale', phrase('scale-zero'), phrase('write-raw-step'));
  if (typeof point.scale === 'object' && raw.of !== 'integer') {
    add('scale', phrase('no-decimal-point', { type: point.type }), phrase('integer-or-constant'));
  } else if (raw.of === 'bits' && point.scale !== 1) {
    add('scale', phrase('no-scale', { type: point.type }), phrase('leave-it-out'));
  }
  if (point.min >= point.max || point.min < quantity.min || point.max > quantity.max) {
    add(
      'range',
      phrase('range-outside', { min: point.min, max: point.max, quantity: point.quantity }),
      phrase('stay-within', { min: quantity.min, max: quantity.max, unit: quantity.unit }),
    );
  }
  for (const sentinel of point.sentinels) {
    const fits = sentinel >= raw.min && sentinel <= raw.max;
    if (fits && (raw.of === 'float' || Number.isInteger(sentinel))) continue;
    const fix = phrase('write-raw', { min: raw.min, max: raw.max });
    add('sentinels', phrase('never-sentinel', { type: point.type, value: sentinel }), fix);
  }
  return problems;
}

function checkIds(points: readonly Point[]): DefinitionProblem[] {
  return points.flatMap((point, index) => {
    if (points.findIndex((other) => other.id === point.id) === index) return [];
    const fix = phrase('part-each');
    return [
      { path: ['points', index, 'part'], message: phrase('point-name-twice', { point: point.id }), fix },
    ];
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
        return [{ path, message: phrase('ratio-itself', { point: point.id }), fix: phrase('both-ratios') }];
      }
      if (known.includes(id)) return [];
      const fix = known.length > 0 ? phrase('write-one-of', { values: known }) : phrase('write-ratio-first');
      return [{ path, message: phrase('no-point', { point: id }), fix }];
    }),
  );
}

/** What a site may state must be used by a point, and its usual value be one of the known ones. */
function checkStatedRatios({ points, ratios = {} }: DeviceDefinition): DefinitionProblem[] {
  return Object.entries(ratios).flatMap(([part, { usual, oneOf }]) => {
    const path = ['ratios', part];
    const id = `ratio.${part}`;
    if (points.some((point) => point.id === id)) {
      return [{ path, message: phrase('ratio-read', { ratio: id }), fix: phrase('out-site-states') }];
    }
    if (!points.some((point) => point.times?.includes(id))) {
      return [
        { path, message: phrase('ratio-unused', { ratio: id }), fix: phrase('write-times', { ratio: id }) },
      ];
    }
    if (oneOf === undefined || oneOf.includes(usual)) return [];
    return [
      { path: [...path, 'usual'], message: phrase('usual-not-one', { usual }), fix: phrase('one-of-them') },
    ];
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
        ? phrase('counter-undefined', { point: point.id, counter: point.countedBy })
        : phrase('counter-apart', { point: point.id, counter: counter.id });
    const fix = phrase('define-count');
    return [{ path: ['points', index, 'countedBy'], message, fix }];
  });
}
