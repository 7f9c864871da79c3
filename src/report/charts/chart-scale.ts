/** Axes of the night's curve: time and values to page units, round ticks, and lines that break where nothing is known. */

/** One axis, from its lowest value to its highest. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Page unit of a value. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** A scale from `low` to `high` on page units `from` to `to`, with ticks at multiples of `step`. */
export function linearScale(low: number, high: number, from: number, to: number, step: number): Scale {
  const perUnit = (to - from) / (high - low);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return {
    low,
    high,
    at: (value) => from + (Math.min(Math.max(value, low), high) - low) * perUnit,
    ticks: Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step),
  };
}

/** Decibels from below everything to above everything that is shown, in tens; 30 to 60 where there is nothing. */
export function levelBounds(levelsDb: readonly (number | null)[]): { lowDb: number; highDb: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const level of levelsDb) {
    if (level === null) continue;
    low = Math.min(low, level);
    high = Math.max(high, level);
  }
  if (low > high) return { lowDb: 30, highDb: 60 };
  const lowDb = Math.min(90, Math.max(0, Math.floor((low - 1) / 10) * 10));
  return { lowDb, highDb: Math.max(lowDb + 30, Math.min(140, Math.ceil((high + 1) / 10) * 10)) };
}

/** The next round number that is not below `value` and has a round half; 1 for nothing. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.6, 2, 3, 4, 5, 6, 8].find((factor) => factor * power >= value) ?? 10) * power;
}

/** One value a minute, in page units; null breaks the line. */
export interface Step {
  readonly fromX: number;
  readonly toX: number;
  readonly y: number | null;
}

/** A line that keeps each value for its whole stretch and breaks at holes: path data. */
export function stepPath(steps: readonly Step[]): string {
  let path = '';
  let endX: number | null = null;
  for (const { fromX, toX, y } of steps) {
    if (y === null) {
      endX = null;
      continue;
    }
    const touches = endX !== null && Math.abs(fromX - endX) < 0.01;
    path += `${touches ? 'L' : 'M'}${short(fromX)} ${short(y)}L${short(toX)} ${short(y)}`;
    endX = toX;
  }
  return path;
}

/** The area between such a line and `baseY`: path data. */
export function stepArea(steps: readonly Step[], baseY: number): string {
  return runsOf(steps)
    .map((run) => {
      const top = run.map(({ fromX, toX, y }) => `L${short(fromX)} ${short(y)}L${short(toX)} ${short(y)}`);
      const first = run[0];
      const last = run.at(-1);
      if (first === undefined || last === undefined) return '';
      return `M${short(first.fromX)} ${short(baseY)}${top.join('')}L${short(last.toX)} ${short(baseY)}Z`;
    })
    .join('');
}

/** The area between two such lines of the same stretches: path data. */
export function stepBand(upper: readonly Step[], lower: readonly Step[]): string {
  return upper
    .map(({ fromX, toX, y }, index) => {
      const low = lower[index]?.y ?? null;
      if (y === null || low === null) return '';
      return `M${short(fromX)} ${short(y)}H${short(toX)}V${short(low)}H${short(fromX)}Z`;
    })
    .join('');
}

/** A dot in the middle of each stretch: path data for a round line cap. */
export function dots(steps: readonly Step[]): string {
  return steps
    .map(({ fromX, toX, y }) => (y === null ? '' : `M${short((fromX + toX) / 2)} ${short(y)}h0`))
    .join('');
}

type Known = Step & { readonly y: number };

function runsOf(steps: readonly Step[]): Known[][] {
  const runs: Known[][] = [];
  let run: Known[] | undefined;
  for (const { fromX, toX, y } of steps) {
    if (y === null) {
      run = undefined;
      continue;
    }
    if (run === undefined || Math.abs((run.at(-1)?.toX ?? fromX) - fromX) > 0.01) {
      run = [];
      runs.push(run);
    }
    run.push({ fromX, toX, y });
  }
  return runs;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
