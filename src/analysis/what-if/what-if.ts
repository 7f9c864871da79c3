/**
 * Two sites on the same recorded inputs: the recorded one and a changed one, both decided by the present rules, so that
 * any difference comes from the site. The inputs do not respond: a fan that would have turned faster cools nothing
 * here.
 */

import { freshReader } from '../../control/inputs/fresh-reader.ts';
import { type ControlState, tick } from '../../control/tick.ts';
import type { Decision } from '../../model/decision.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { TimeSpan } from '../../ports/history.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';
import { createDivergences, type Divergence } from './divergence.ts';
import { createEnergyAccumulator } from './energy-statistics.ts';
import { createNoiseAccumulator, type ModelNoise, type NoiseAccumulator } from './model-noise.ts';
import {
  createOutputAccumulator,
  type OutputAccumulator,
  type OutputStatistics,
} from './output-statistics.ts';
import type { CabinetEnergy, Cut } from './power-cut.ts';
import { stateUnder } from './site-fit.ts';

/** The sites to compare, and over which span. */
export interface WhatIfQuestion {
  /** The recorded site. */
  readonly old: ControlPlan;
  readonly state: ControlState;
  readonly changed: ControlPlan;
  /** The span that counts; cycles before it bring both sides into step. */
  readonly span: TimeSpan;
  readonly differencesMax: number;
}

/** What one site would have done. */
export interface SideResult {
  readonly outputs: readonly OutputStatistics[];
  readonly noise: readonly ModelNoise[];
}

/** The comparison of the two sites. */
export interface WhatIf {
  /** Replayed in the span, s. */
  readonly seconds: number;
  readonly old: SideResult;
  readonly changed: SideResult;
  /** The equipment by measured speeds and powers, which shows how far off the model by commands is. */
  readonly measured: readonly ModelNoise[];
  readonly energy: readonly CabinetEnergy[];
  /** Time in which any output differed, s. */
  readonly differingS: number;
  /** Stretches in which an output differed, of which `first` shows the first. */
  readonly differences: number;
  readonly first: readonly Divergence[];
  /** Time in which a stepped output differs under the old site from what was recorded, s. */
  readonly unlikeS: number;
}

/** A comparison on its way: it sees recorded cycles in order, and gives what differed up to the last. */
export interface Comparison {
  see(cycle: RecordedCycle): void;
  /** The gateway was started again, with what it knew then: both sides begin with that. */
  restart(state: ControlState): void;
  result(): WhatIf;
}

/** A longer step is a gap in the records. */
const STEP_MAX_MS = 5000;

/** Begins both sides in the state of the question. */
export function createComparison(question: WhatIfQuestion): Comparison {
  const { old: oldPlan, state, changed: changedPlan, span } = question;
  // One model for both, if it fits both, so that only decisions differ.
  const model = canModel(changedPlan, oldPlan) ? changedPlan : oldPlan;
  const old = createSide(oldPlan, state, model);
  const changed = createSide(changedPlan, stateUnder(changedPlan, state, oldPlan), changedPlan);
  const measured = createNoiseAccumulator(model);
  const energy = createEnergyAccumulator(changedPlan.cabinets);
  const divergences = createDivergences(question.differencesMax);
  let lastMs: number | undefined;
  let seconds = 0;
  let unlikeS = 0;

  function accumulate(image: ProcessImage, recorded: readonly Decision[], elapsedS: number): void {
    const decided = { old: old.decisions(), changed: changed.decisions() };
    const cuts = energy.add(
      freshReader(image, changedPlan),
      valuesOf(decided.old),
      valuesOf(decided.changed),
      elapsedS,
    );
    old.accumulate(image, elapsedS, {});
    changed.accumulate(image, elapsedS, cuts);
    measured.add(image.wallMs, elapsedS, { read: freshReader(image, model), decided: valuesOf(recorded) });
    divergences.add(image.wallMs, elapsedS, decided.old, decided.changed);
    seconds += elapsedS;
    if (isUnlike(oldPlan, decided.old, recorded)) unlikeS += elapsedS;
  }

  return {
    see({ image, decisions }) {
      old.decide(image);
      changed.decide(image);
      const stepMs = lastMs === undefined ? oldPlan.periodMs : image.nowMs - lastMs;
      lastMs = image.nowMs;
      if (image.wallMs < span.fromMs || image.wallMs >= span.toMs) return;
      accumulate(image, decisions, Math.min(STEP_MAX_MS, Math.max(0, stepMs)) / 1000);
    },
    restart(begun) {
      old.begin(begun);
      changed.begin(stateUnder(changedPlan, begun, oldPlan));
    },
    result: () => ({
      seconds,
      old: old.result(),
      changed: changed.result(),
      measured: measured.noise(),
      energy: energy.sums(),
      differingS: divergences.seconds,
      differences: divergences.count,
      first: divergences.first,
      unlikeS,
    }),
  };
}

/** True if `other` has every output that `model` needs. */
export function canModel(model: ControlPlan, other: ControlPlan): boolean {
  const ids = new Set(other.outputs.map(({ id }) => id));
  return model.cabinets.every(
    ({ limit, fans }) => ids.has(limit) && fans.every(({ output }) => ids.has(output)),
  );
}

interface Side {
  begin(state: ControlState): void;
  decide(image: ProcessImage): void;
  accumulate(image: ProcessImage, seconds: number, cuts: Readonly<Record<string, Cut>>): void;
  readonly decisions: () => readonly Decision[];
  readonly result: () => SideResult;
}

/** One site in operation; its sound is computed by the model of a plan. */
function createSide(plan: ControlPlan, from: ControlState, model: ControlPlan): Side {
  const noise: NoiseAccumulator = createNoiseAccumulator(model);
  const outputs: OutputAccumulator = createOutputAccumulator(plan.outputs);
  let state = from;
  return {
    begin(begun) {
      state = begun;
    },
    decide(image) {
      state = tick(state, image, plan).state;
    },
    accumulate(image, seconds, cuts) {
      const read = asCommanded(model, freshReader(image, model), cuts);
      noise.add(image.wallMs, seconds, { read, decided: valuesOf(state.decisions) });
      outputs.add(state.decisions, seconds);
    },
    decisions: () => state.decisions,
    result: () => ({ outputs: outputs.statistics(), noise: noise.noise() }),
  };
}

/**
 * Fans turn as decided and cabinets take what a limit leaves them, because measured speeds belong to other commands.
 */
function asCommanded(
  { cabinets }: ControlPlan,
  read: (channel: ChannelId) => number | null,
  cuts: Readonly<Record<string, Cut>>,
): (channel: ChannelId) => number | null {
  const speeds = new Set(cabinets.flatMap(({ fans }) => fans.map(({ speed }) => speed)));
  const cutW = new Map(cabinets.map(({ id, powerIn }) => [powerIn, cuts[id]?.cutW ?? 0]));
  return (channel) => {
    if (speeds.has(channel)) return null;
    const value = read(channel);
    return value === null ? null : value - (cutW.get(channel) ?? 0);
  };
}

function valuesOf(decisions: readonly Decision[]): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { output, value } of decisions) values[output] = value;
  return values;
}

/** Fans may differ by a percent for a second in a coarser source, but not a step. */
function isUnlike(
  { outputs }: ControlPlan,
  decided: readonly Decision[],
  recorded: readonly Decision[],
): boolean {
  return outputs.some(({ id, steps }) => {
    if (steps === undefined) return false;
    const was = recorded.find(({ output }) => output === id);
    return was !== undefined && decided.find(({ output }) => output === id)?.value !== was.value;
  });
}
