/** From the definition of an instrument as written to the one that is used: defaults filled in, cross-checked. */

import { type Phrase, phrase } from '../../model/phrase.ts';
import { specOf } from '../../model/quantity.ts';
import { bandPointId, bandsOf, checkBands } from '../description/bands.ts';
import type { DefinitionProblem } from '../description/problem.ts';
import { canConvert, deviceUnitsFor } from '../description/units.ts';
import type {
  AsciiFile,
  BinaryFile,
  InstrumentDefinition,
  InstrumentFile,
  InstrumentPoint,
} from './instrument.ts';
import { parseTemplate, templateProblem } from './line-template.ts';

/** Lists every problem; use the definition only without any. */
export function resolveInstrument(file: InstrumentFile): {
  definition: InstrumentDefinition;
  problems: DefinitionProblem[];
} {
  switch (file.kind) {
    case 'ascii': {
      const definition = { ...file, points: [...file.points.map(resolvePoint), ...bandPoints(file)] };
      const bands = checkBands(file.bands, file.points);
      return {
        definition,
        problems: [...checkPoints(definition), ...checkWays(file), ...checkAscii(file), ...bands],
      };
    }
    case 'binary': {
      const definition = { ...file, points: file.points.map(resolvePoint) };
      return { definition, problems: [...checkPoints(definition), ...checkWays(file), ...checkBinary(file)] };
    }
    case 'one-wire': {
      const definition = { ...file, points: file.points.map(resolvePoint) };
      return { definition, problems: checkPoints(definition) };
    }
  }
}

function resolvePoint<P extends InstrumentFile['points'][number]>(point: P): InstrumentPoint<P> {
  const { scale, range, ...rest } = point;
  const spec = specOf(point.quantity);
  return {
    ...rest,
    id: point.quantity,
    scale: scale ?? 1,
    min: range?.min ?? spec.min,
    max: range?.max ?? spec.max,
    everyMs: undefined,
    countedBy: undefined,
  };
}

/** A point for each band, behind the others. */
function bandPoints({ bands }: AsciiFile): InstrumentPoint<AsciiFile['points'][number]>[] {
  if (bands === undefined) return [];
  const { decimals, status, field } = bands;
  return bandsOf(bands).map((hz, place) => ({
    ...resolvePoint({ quantity: 'sound.band', unit: 'dB', field: field + place, decimals, status }),
    id: bandPointId(hz),
  }));
}

function checkPoints(definition: InstrumentDefinition): DefinitionProblem[] {
  return [...definition.points.flatMap(checkPoint), ...checkIds(definition)];
}

function checkPoint(point: InstrumentPoint<unknown>, index: number): DefinitionProblem[] {
  const { unit } = specOf(point.quantity);
  const problems: DefinitionProblem[] = [];
  const add = (key: string, message: Phrase, fix: Phrase) =>
    problems.push({ path: ['points', index, key], message, fix });
  if (!canConvert(point.unit, unit)) {
    const fix = phrase('use-units', { units: deviceUnitsFor(unit) });
    add(
      'unit',
      phrase('unit-cannot-become', { unit: point.unit, target: unit, quantity: point.quantity }),
      fix,
    );
  }
  if (point.scale === 0) add('scale', phrase('scale-zero'), phrase('write-raw-step'));
  if (point.min >= point.max) add('range', phrase('range-empty'), phrase('min-below-max'));
  return problems;
}

function checkIds({ points }: InstrumentDefinition): DefinitionProblem[] {
  return points.flatMap(({ id }, index) => {
    if (points.findIndex((other) => other.id === id) === index) return [];
    const fix = phrase('keep-one');
    return [{ path: ['points', index, 'quantity'], message: phrase('point-twice', { point: id }), fix }];
  });
}

/** An instrument either answers questions, and then has one that cannot be mistaken for a reading, or it streams. */
function checkWays({ ask, stream, sync }: AsciiFile | BinaryFile): DefinitionProblem[] {
  if ((ask === undefined) === (stream === undefined)) {
    const fix = phrase('ask-or-stream');
    const message = ask === undefined ? phrase('neither-ask-nor-stream') : phrase('both-ask-and-stream');
    return [{ path: [ask === undefined ? 'kind' : 'stream'], message, fix }];
  }
  if (ask !== undefined && sync === undefined) {
    const message = phrase('no-sync');
    const fix = phrase('write-other-question');
    return [{ path: ['ask'], message, fix }];
  }
  if (ask !== undefined && ask.length === 0)
    return [{ path: ['ask'], message: phrase('nothing-asked'), fix: phrase('write-step') }];
  return [];
}

function checkAscii(file: AsciiFile): DefinitionProblem[] {
  const lines = templatesOf(file);
  const wrong = lines.flatMap(({ path, text }) => {
    const message = templateProblem(text);
    return message === undefined
      ? []
      : [{ path, message, fix: phrase('write', { what: '{level} dB, {status}' }) }];
  });
  if (wrong.length > 0) return wrong;
  const read = lines.filter(({ isRead }) => isRead).map(({ text }) => parseTemplate(text));
  const names = new Set(read.flatMap((template) => template.names));
  const lists = read.filter(({ hasList }) => hasList).length;
  const known = names.size === 0 ? phrase('none') : [...names].map((name) => `{${name}}`);
  const list = lists > 0 ? phrase('and-list-numbers', { list: '{list}' }) : '';
  const fix = phrase('names-in-answers', { known, list });
  const missing = (path: (string | number)[], name: string) => ({
    path,
    message: phrase('no-answer-has', { name: `{${name}}` }),
    fix,
  });
  const ofBands = missingOfBands(file, names, lists).map(([key, name]) => missing(['bands', key], name));
  const ofPoints = file.points.flatMap(({ field, status = [] }, index) => [
    ...(typeof field === 'string' && !names.has(field) ? [missing(['points', index, 'field'], field)] : []),
    ...(typeof field === 'number' && lists !== 1 ? [missing(['points', index, 'field'], 'list')] : []),
    ...status
      .filter((name) => !names.has(name))
      .map((name) => missing(['points', index, 'status', status.indexOf(name)], name)),
  ]);
  return [...ofPoints, ...ofBands];
}

/** What the list and the status words of the bands need. */
function missingOfBands({ bands }: AsciiFile, names: ReadonlySet<string>, lists: number): [string, string][] {
  if (bands === undefined) return [];
  return [
    ...(lists === 1 ? [] : ([['field', 'list']] as [string, string][])),
    ...(bands.status ?? [])
      .filter((name) => !names.has(name))
      .map((name): [string, string] => ['status', name]),
  ];
}

function templatesOf({ sync, open, ask = [], stream }: AsciiFile) {
  const ofSteps = (key: 'open' | 'ask', steps: typeof ask) =>
    steps.flatMap(({ answer }, step) =>
      answer.map((text, index) => ({ path: [key, step, 'answer', index], text, isRead: key === 'ask' })),
    );
  return [
    ...(sync === undefined ? [] : [{ path: ['sync', 'answer'], text: sync.answer, isRead: false }]),
    ...ofSteps('open', open),
    ...ofSteps('ask', ask),
    ...(stream === undefined ? [] : [{ path: ['stream', 'line'], text: stream.line, isRead: true }]),
  ];
}

const widths = { uint8: 1, uint16: 2, int16: 2, float32: 4 } as const;

function checkBinary({ ask = [], stream, points, require, sync }: BinaryFile): DefinitionProblem[] {
  const length = stream?.frame.split(' ').length ?? ask.reduce((sum, { answer }) => sum + answer, 0);
  const fix = phrase('frame-length', { bytes: length });
  const beyond = points.flatMap(({ at, type }, index) =>
    at + widths[type] <= length ? [] : [{ path: ['points', index, 'at'], message: phrase('runs-past'), fix }],
  );
  const unseen = require.flatMap(({ at, mask, is }, index) => {
    if (at >= length) return [{ path: ['require', index, 'at'], message: phrase('is-past'), fix }];
    if ((is & ~mask) === 0) return [];
    const message = phrase('outside-mask', { value: is, mask });
    return [{ path: ['require', index, 'is'], message, fix: phrase('write-mask-bits') }];
  });
  const tooLong = sync !== undefined && sync.begins.length > sync.answer;
  const shortSync = {
    path: ['sync', 'begins'],
    message: phrase('longer-than-answer'),
    fix: phrase('shorten'),
  };
  return [...beyond, ...unseen, ...(tooLong ? [shortSync] : [])];
}
