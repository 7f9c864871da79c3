/** Ratios that the site file states: in place of a register, or where no register gives them. */

import type { DeviceDefinition, Point } from './definition.ts';

/** Ratios by the part of their id: `{ current: 40 }` is `ratio.current`. */
export type StatedRatios = Readonly<Record<string, number>>;

/**
 * The definition with these ratios as constants: their registers are not read. A ratio without a register has its usual
 * value where `stated` lacks it.
 */
export function stateRatios(definition: DeviceDefinition, stated: StatedRatios): DeviceDefinition {
  const known = new Map(
    [
      ...Object.entries(definition.ratios ?? {}).map(([part, { usual }]) => [part, usual] as const),
      ...Object.entries(stated),
    ].map(([part, value]) => [`ratio.${part}`, value]),
  );
  if (known.size === 0) return definition;
  return {
    ...definition,
    points: definition.points.filter(({ id }) => !known.has(id)).map((point) => multiplied(point, known)),
  };
}

/** The ratios that a device entry may state: those without a register, and those of registers. */
export function ratiosToState({ points, ratios = {} }: DeviceDefinition): readonly string[] {
  const ofRegisters = points.flatMap(({ id, quantity }) =>
    quantity === 'ratio' ? [id.slice('ratio.'.length)] : [],
  );
  return [...new Set([...Object.keys(ratios), ...ofRegisters])].filter((part) => part !== '');
}

/** The ratio to state so that a value becomes `times` smaller, where the definition has one. */
export function ratioThatFits(
  { points, ratios = {} }: DeviceDefinition,
  pointId: string,
  times: number,
): { readonly part: string; readonly value: number } | undefined {
  const point = points.find(({ id }) => id === pointId);
  const wanted = (point?.factor ?? 1) / times;
  for (const id of point?.stated ?? []) {
    const part = id.slice('ratio.'.length);
    // A measured ratio must come within half a power of ten.
    const value = ratios[part]?.oneOf?.find((one) => Math.abs(Math.log10(one / wanted)) < 0.5);
    if (value !== undefined) return { part, value };
  }
  return undefined;
}

function multiplied(point: Point, known: ReadonlyMap<string, number>): Point {
  const all = [...(point.times ?? []), ...(point.stated ?? [])];
  const stated = all.filter((id) => known.has(id));
  if (stated.length === 0) return point;
  return {
    ...point,
    times: all.filter((id) => !known.has(id)),
    stated,
    factor: stated.reduce((product, id) => product * (known.get(id) ?? 1), 1),
  };
}
