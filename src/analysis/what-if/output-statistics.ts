/** What each output did: how often it changed, at which value for how long. */

import type { Decision } from '../../model/decision.ts';
import type { OutputSpec } from '../../plan/control-plan.ts';

export interface OutputTally {
  readonly id: string;
  readonly kind: OutputSpec['kind'];
  readonly changes: number;
  /** Mean over time, percent; null before the first second. */
  readonly meanPct: number | null;
  /** Time at each step, s, lowest step first; null for an output without steps. */
  readonly secondsAt: readonly { readonly stepPct: number; readonly seconds: number }[] | null;
}

export interface OutputTallies {
  add(decisions: readonly Decision[], seconds: number): void;
  tallies(): readonly OutputTally[];
}

interface Open {
  readonly spec: OutputSpec;
  readonly secondsAt: Map<number, number>;
  last: number | undefined;
  changes: number;
  seconds: number;
  sum: number;
}

export function createOutputTallies(outputs: readonly OutputSpec[]): OutputTallies {
  const open = new Map(outputs.map((spec) => [spec.id, begin(spec)]));
  return {
    add(decisions, seconds) {
      for (const { output, value } of decisions) {
        const own = open.get(output);
        if (own === undefined) continue;
        if (own.last !== undefined && own.last !== value) own.changes += 1;
        own.last = value;
        own.seconds += seconds;
        own.sum += value * seconds;
        if (own.spec.steps !== undefined) own.secondsAt.set(value, (own.secondsAt.get(value) ?? 0) + seconds);
      }
    },
    tallies: () => [...open.values()].map(tallyOf),
  };
}

function begin(spec: OutputSpec): Open {
  const secondsAt = new Map(spec.steps?.map((step) => [step, 0]));
  return { spec, secondsAt, last: undefined, changes: 0, seconds: 0, sum: 0 };
}

function tallyOf({ spec: { id, kind, steps }, secondsAt, changes, seconds, sum }: Open): OutputTally {
  const atSteps = [...secondsAt].map(([stepPct, at]) => ({ stepPct, seconds: at }));
  return {
    id,
    kind,
    changes,
    meanPct: seconds === 0 ? null : sum / seconds,
    secondsAt: steps === undefined ? null : atSteps.toSorted((a, b) => a.stepPct - b.stepPct),
  };
}
