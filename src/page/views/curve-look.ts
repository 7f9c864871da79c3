/** How the curves of a chart are told from each other: by colour, and where there are more curves than colours, by dashes. */

import type { Curve } from '../../web/http/night-table.ts';

/** A colour of the page by its name, and lengths of strokes and gaps in px; none: a line without gaps. */
export interface CurveLook {
  readonly colour: string;
  readonly dash: readonly number[];
}

/** Of each kind in order. */
const colours: Readonly<Record<Curve['kind'], readonly [string, ...string[]]>> = {
  level: ['--heard'],
  equipment: ['--ours'],
  'other-level': ['--warn'],
  fan: ['--ours', '--heat', '--heard', '--limit'],
  power: ['--heat', '--ours', '--heard', '--limit'],
};
const dashes: readonly (readonly number[])[] = [[], [2, 3], [8, 4], [10, 3, 2, 3]];

/** How a curve looks among those of its kind. */
export function lookOf(kind: Curve['kind'], index: number): CurveLook {
  const list = colours[kind];
  const round = Math.floor(index / list.length);
  return { colour: list[index % list.length] ?? list[0], dash: dashes[round % dashes.length] ?? [] };
}

/** The stroke of a curve as the filling of its sign below the drawing. */
export function keyFill({ colour, dash }: CurveLook): string {
  const [stroke, gap] = dash;
  if (stroke === undefined || gap === undefined) return `var(${colour})`;
  const ends = `var(${colour}) 0 ${stroke}px, transparent ${stroke}px ${stroke + gap}px`;
  return `repeating-linear-gradient(90deg, ${ends})`;
}
