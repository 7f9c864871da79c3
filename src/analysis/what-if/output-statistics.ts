/** What each output did: how often it changed, and how long it had which value. */

import type { Decision } from '../../model/decision.ts';
import type { OutputSpec } from '../../plan/control-plan.ts';

/** What one output did in a span. */
export interface OutputStatistics {
  readonly id: string;
  readonly kind: OutputSpec['kind'];
  readonly changes: number;
  /** Mean over time, percent; null before the first second. */
  readonly meanPct: number | null;
  /** Time at each step, s, lowest step first; null for an output without steps. */
  readonly secondsAt: readonly { readonly stepPct: number; readonly seconds: number }[] | null;
}

/** Adds the decisions of each cycle (`seconds` long); `statistics` gives one entry for each output. */
export interface OutputAccumulator {
  add(decisions: readonly Decision[], seconds: number): void;
  statistics(): readonly OutputStatistics[];
}

interface Open {
  readonly spec: OutputSpec;
  readonly secondsAt: Map<number, number>;
  last: number | undefined;
  changes: number;
  seconds: number;
  sum: number;
}

/** Begins at zero, for these outputs; decisions of others are left out. */
export function createOutputAccumulator(outputs: readonly OutputSpec[]): OutputAccumulator {
  const open = new Map(outputs.map((spec) => [spec.id, begin(spec)]));
  return {
    add(decisions, seconds) {
      for (const { output, value } of decisions) {
        const sum = open.get(output);
        if (sum === undefined) continue;
        if (sum.last !== undefined && sum.last !== value) sum.changes += 1;
        sum.last = value;
        sum.seconds += seconds;
        sum.sum += value * seconds;
        if (sum.spec.steps !== undefined) sum.secondsAt.set(value, (sum.secondsAt.get(value) ?? 0) + seconds);
      }
    },
    statistics: () => [...open.values()].map(statisticsOf),
  };
}

function begin(spec: OutputSpec): Open {
  const secondsAt = new Map(spec.steps?.map((step) => [step, 0]));
  return { spec, secondsAt, last: undefined, changes: 0, seconds: 0, sum: 0 };
}

function statisticsOf({
  spec: { id, kind, steps },
  secondsAt,
  changes,
  seconds,
  sum,
}: Open): OutputStatistics {
  const atSteps = [...secondsAt].map(([stepPct, at]) => ({ stepPct, seconds: at }));
  return {
    id,
    kind,
    changes,
    meanPct: seconds === 0 ? null : sum / seconds,
    secondsAt: steps === undefined ? null : atSteps.toSorted((a, b) => a.stepPct - b.stepPct),
  };
}
