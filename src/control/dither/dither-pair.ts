/** One pair of half periods as it runs: its speeds, and what was heard in each half. */

import { energyOf } from '../../acoustics/levels/level.ts';
import type { DitherInput } from './dither-input.ts';

/** Plain JSON. */
export interface Pair {
  readonly cabinet: string;
  readonly startMs: number;
  /** Speeds of the two halves, percent. */
  readonly speedsPct: readonly [number, number];
  /** By receptor: energies heard in each half. */
  readonly energies: Readonly<Record<string, readonly [readonly number[], readonly number[]]>>;
}

/** With what was heard in this cycle. */
export function withMeasured(
  before: Pair['energies'],
  half: 0 | 1,
  { image, plan }: DitherInput,
): Pair['energies'] {
  return Object.fromEntries(
    plan.receptors.map(({ id, level }) => {
      const [first, second] = before[id] ?? [[], []];
      const now = image.samples.flatMap(({ channel, value }) =>
        channel === level && value !== null ? [energyOf(value)] : [],
      );
      return [id, half === 0 ? [[...first, ...now], second] : [first, [...second, ...now]]];
    }),
  );
}
