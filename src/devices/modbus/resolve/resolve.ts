/** From a definition as written to the one the interpreters use: defaults filled in, and everything cross-checked. */

import { specOf } from '../../../model/quantity.ts';
import { bandsOf, checkBands } from '../../description/bands.ts';
import type { DefinitionProblem } from '../../description/problem.ts';
import type { DefinitionFile, DeviceDefinition, Point } from '../definition.ts';
import { registerTypeSpecs } from '../register-types.ts';
import { stateRatios } from '../state-ratios.ts';
import { checkDefinition } from './check-definition.ts';

/** Lists every problem; use the definition only without any. */
export function resolveDefinition(written: DefinitionFile): {
  definition: DeviceDefinition;
  problems: DefinitionProblem[];
} {
  const bands = bandPoints(written);
  const file = { ...written, points: [...written.points, ...bands] };
  const definition: DeviceDefinition = {
    model: file.model,
    title: file.title,
    source: file.source,
    confidence: file.confidence,
    verified: file.verified,
    serial: file.serial,
    maxRegistersPerRead: file.limits.maxRegistersPerRead,
    minGapMs: file.limits.minGap,
    responseTimeoutMs: file.limits.responseTimeout,
    ...known({ turnaroundMs: file.limits.turnaround, base: file.base, probe: file.probe }),
    ratios: file.ratios,
    unitIds: file.unitIds,
    holes: file.limits.holes,
    forbidden: (file.limits.forbidden ?? []).map(({ from, to, table }) => {
      return { table: table ?? file.defaults.table ?? 'holding', from, to };
    }),
    even: file.limits.even,
    onSilence: file.onSilence,
    unassigned: file.unassigned,
    points: file.points.map((point) => resolvePoint(point, file.defaults)),
    commands: file.commands,
  };
  const problems = [
    ...checkBands(written.bands, written.points),
    ...placedAtBands(checkDefinition(file, definition), written.points.length),
  ];
  return { definition: stateRatios(definition, {}), problems };
}

/** A point for each band, behind the others. */
function bandPoints({ bands, defaults }: DefinitionFile): readonly PointFile[] {
  if (bands === undefined) return [];
  const { per: _per, from: _from, to: _to, address, ...common } = bands;
  const { width } = registerTypeSpecs[bands.type ?? defaults.type ?? 'uint16'];
  return bandsOf(bands).map((hz, place) => ({
    ...common,
    quantity: 'sound.band',
    part: String(hz),
    address: address + place * width,
    unit: 'dB',
  }));
}

/** What is wrong with the points of the bands is wrong with their entry, and is said once. */
function placedAtBands(problems: readonly DefinitionProblem[], pointCount: number): DefinitionProblem[] {
  const isOfBand = ({ path }: DefinitionProblem) => path[0] === 'points' && Number(path[1]) >= pointCount;
  const ofBands = problems.filter(isOfBand).map((one) => ({ ...one, path: ['bands', ...one.path.slice(2)] }));
  return [...problems.filter((one) => !isOfBand(one)), ...ofBands.slice(0, 1)];
}

type PointFile = DefinitionFile['points'][number];

function resolvePoint(point: PointFile, defaults: DefinitionFile['defaults']): Point {
  const spec = specOf(point.quantity);
  const type = point.type ?? defaults.type ?? 'uint16';
  return {
    id: point.part === undefined ? point.quantity : `${point.quantity}.${point.part}`,
    quantity: point.quantity,
    table: point.table ?? defaults.table ?? 'holding',
    address: point.address,
    type,
    // Most devices order words as MODBUS V1.1b3 section 4.2 orders the bytes of a word.
    wordOrder: point.wordOrder ?? defaults.wordOrder ?? 'msw-first',
    width: type === 'bits' ? (point.count ?? 1) : registerTypeSpecs[type].width,
    unit: point.unit,
    scale: point.scale ?? 1,
    sentinels: (point.sentinels ?? []).map(type === 'float32' ? Math.fround : (raw) => raw),
    min: point.range?.min ?? spec.min,
    max: point.range?.max ?? spec.max,
    everyMs: point.every,
    countedBy: point.countedBy,
    times: point.times ?? [],
  };
}

/** Removes the keys whose value is undefined. */
function known<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
