/** From the definition of an instrument as written to the one that is used: defaults filled in, cross-checked. */

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
  const add = (key: string, message: string, fix: string) =>
    problems.push({ path: ['points', index, key], message, fix });
  if (!canConvert(point.unit, unit)) {
    const fix = `use ${deviceUnitsFor(unit).join(', ')}`;
    add('unit', `${point.unit} cannot become ${unit}, the unit of ${point.quantity}`, fix);
  }
  if (point.scale === 0) add('scale', 'a scale of 0 makes every value 0', 'write the unit of one raw step');
  if (point.min >= point.max) add('range', 'the range holds no value', 'write a min below max');
  return problems;
}

function checkIds({ points }: InstrumentDefinition): DefinitionProblem[] {
  return points.flatMap(({ id }, index) => {
    if (points.findIndex((other) => other.id === id) === index) return [];
    const fix = 'keep one of the two';
    return [{ path: ['points', index, 'quantity'], message: `a second point is ${id}`, fix }];
  });
}

/** An instrument either answers questions, and then has one that cannot be mistaken for a reading, or it streams. */
function checkWays({ ask, stream, sync }: AsciiFile | BinaryFile): DefinitionProblem[] {
  if ((ask === undefined) === (stream === undefined)) {
    const fix = 'write ask for an instrument that answers, stream for one that talks by itself';
    const message = ask === undefined ? 'neither ask nor stream is given' : 'both ask and stream are given';
    return [{ path: [ask === undefined ? 'kind' : 'stream'], message, fix }];
  }
  if (ask !== undefined && sync === undefined) {
    const message = 'without sync, a late answer could be taken for the next one';
    const fix = 'write a question with an answer of another form, such as the one for the version';
    return [{ path: ['ask'], message, fix }];
  }
  if (ask !== undefined && ask.length === 0)
    return [{ path: ['ask'], message: 'nothing is asked', fix: 'write at least one step' }];
  return [];
}

function checkAscii(file: AsciiFile): DefinitionProblem[] {
  const lines = templatesOf(file);
  const wrong = lines.flatMap(({ path, text }) => {
    const message = templateProblem(text);
    return message === undefined ? [] : [{ path, message, fix: 'write {level} dB, {status}' }];
  });
  if (wrong.length > 0) return wrong;
  const read = lines.filter(({ isRead }) => isRead).map(({ text }) => parseTemplate(text));
  const names = new Set(read.flatMap((template) => template.names));
  const lists = read.filter(({ hasList }) => hasList).length;
  const known = [...names].map((name) => `{${name}}`).join(', ') || 'none';
  const fix = `names in the answers: ${known}${lists > 0 ? ', and numbers for the {list}' : ''}`;
  const missing = (path: (string | number)[], name: string) => ({
    path,
    message: `no answer has {${name}}`,
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
  const fix = `an answer or frame has ${length} bytes, the first is 0`;
  const beyond = points.flatMap(({ at, type }, index) =>
    at + widths[type] <= length
      ? []
      : [{ path: ['points', index, 'at'], message: 'runs past the last byte', fix }],
  );
  const unseen = require.flatMap(({ at, mask, is }, index) => {
    if (at >= length) return [{ path: ['require', index, 'at'], message: 'is past the last byte', fix }];
    if ((is & ~mask) === 0) return [];
    const message = `${is} has bits outside the mask ${mask}`;
    return [{ path: ['require', index, 'is'], message, fix: 'write the bits of the mask that must be set' }];
  });
  const tooLong = sync !== undefined && sync.begins.length > sync.answer;
  const shortSync = { path: ['sync', 'begins'], message: 'is longer than the answer', fix: 'shorten it' };
  return [...beyond, ...unseen, ...(tooLong ? [shortSync] : [])];
}
