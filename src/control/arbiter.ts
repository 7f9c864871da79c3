/**
 * From bounds to one decision per output. Bounds narrow the output's interval, highest priority first. A bound that
 * cannot be met pulls the interval to its nearest edge and is reported as overruled; it is never dropped. The value
 * is the rest value moved into what remains, on one of the output's steps.
 */

import { type Bound, priorities } from '../model/bound.ts';
import type { Decision, Overruled } from '../model/decision.ts';
import { message } from '../model/message.ts';
import type { OutputSpec } from '../plan/control-plan.ts';

interface Interval {
  readonly lo: number;
  readonly hi: number;
  /** Who set each edge; undefined for the output's own range. */
  readonly loBy?: Bound;
  readonly hiBy?: Bound;
  readonly overruled: readonly Overruled[];
}

const noRequest = message('no-request');

/**
 * One decision per output, in the order of `outputs`. Throws on a non-finite bound: the rule that gave it is broken.
 */
export function arbitrate(outputs: readonly OutputSpec[], bounds: readonly Bound[]): readonly Decision[] {
  for (const bound of bounds) assertFinite(bound);
  return outputs.map((output) => {
    const ofOutput = bounds.filter((bound) => bound.output === output.id);
    return decide(
      output,
      ofOutput.sort((a, b) => rank(a) - rank(b)),
    );
  });
}

function decide(output: OutputSpec, bounds: readonly Bound[]): Decision {
  let interval: Interval = { lo: output.min, hi: output.max, overruled: [] };
  for (const bound of bounds) interval = narrow(interval, bound, output);
  const preferred = Math.min(Math.max(output.rest, interval.lo), interval.hi);
  const value = output.steps === undefined ? preferred : onStep(preferred, interval, output.steps);
  const setter = setterOf(value, output, interval, bounds);
  return {
    output: output.id,
    value,
    by: setter?.rule ?? 'rest',
    reason: setter?.reason ?? noRequest,
    overruled: interval.overruled,
  };
}

/**
 * The bound that the value comes from; undefined where no bound holds it there. This also holds at the rest value: the
 * bound with an edge there set it, since without that bound the value could differ.
 */
function setterOf(
  value: number,
  { rest }: OutputSpec,
  { lo, hi, loBy, hiBy }: Interval,
  bounds: readonly Bound[],
): Bound | undefined {
  if (value > rest || value > hi) return loBy;
  if (value < rest || value < lo) return hiBy;
  const floor = lo === value ? loBy : undefined;
  const cap = hi === value ? hiBy : undefined;
  // Bounds come in the order of their rank.
  return bounds.find((bound) => bound === floor || bound === cap);
}

function narrow(interval: Interval, bound: Bound, output: OutputSpec): Interval {
  let next = interval;
  if (bound.min !== undefined) {
    const min = Math.min(bound.min, output.max);
    if (min > next.hi) next = { ...next, lo: next.hi, ...edge('loBy', next.hiBy), ...overrule(next, bound) };
    else if (min > next.lo) next = { ...next, lo: min, loBy: bound };
  }
  if (bound.max !== undefined) {
    const max = Math.max(bound.max, output.min);
    if (max < next.lo) next = { ...next, hi: next.lo, ...edge('hiBy', next.loBy), ...overrule(next, bound) };
    else if (max < next.hi) next = { ...next, hi: max, hiBy: bound };
  }
  return next;
}

/** The pulled edge lies where the stronger bound put it, so the stronger bound is its source. */
function edge(side: 'loBy' | 'hiBy', by: Bound | undefined): Partial<Interval> {
  return by === undefined ? {} : { [side]: by };
}

function overrule(interval: Interval, bound: Bound): Pick<Interval, 'overruled'> {
  return { overruled: [...interval.overruled, { rule: bound.rule, reason: bound.reason }] };
}

/**
 * The step nearest to `preferred` from below that the interval allows; if none lies inside, the higher-ranking edge
 * decides in which direction to leave it.
 */
function onStep(preferred: number, interval: Interval, steps: readonly number[]): number {
  const inside = steps.filter((step) => step >= interval.lo && step <= interval.hi);
  if (inside.length > 0) return inside.findLast((step) => step <= preferred) ?? inside[0] ?? preferred;
  const below = steps.findLast((step) => step <= interval.hi);
  const above = steps.find((step) => step >= interval.lo);
  const upward = rankOf(interval.loBy) < rankOf(interval.hiBy);
  return (upward ? (above ?? below) : (below ?? above)) ?? preferred;
}

function rank(bound: Bound): number {
  return priorities.indexOf(bound.priority);
}

function rankOf(bound: Bound | undefined): number {
  return bound === undefined ? priorities.length : rank(bound);
}

function assertFinite(bound: Bound): void {
  for (const edgeValue of [bound.min, bound.max]) {
    if (edgeValue !== undefined && !Number.isFinite(edgeValue)) {
      throw new Error(`assertion: rule ${bound.rule} gave a non-finite bound for ${bound.output}`);
    }
  }
}
