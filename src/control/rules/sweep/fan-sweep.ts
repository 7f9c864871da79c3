/**
 * The commissioning sweep: one fan after the other runs through its speeds while all others are at their slowest, with
 * the background measured before and after. The result is how loud each fan is at each receptor, and what the electronics
 * give at rest, for the site file. It is a rule, so that interlocks stay above it; only `quietpost commission sweep` adds it.
 */

import type { Bound } from '../../../model/bound.ts';
import { message } from '../../../model/message.ts';
import type { ControlPlan } from '../../../plan/control-plan.ts';
import type { SealedRule } from '../rule.ts';

/** Name of the sweep's rule. */
export const SWEEP = 'commission-sweep';

/** Plain JSON. */
export interface SweepState {
  readonly step: number;
  /** When the step began, monotonic; null until everything needed has been good. */
  readonly sinceMs: number | null;
  /** By step, then by receptor or meter under a cover: levels of the seconds after the fans had settled, dB. */
  readonly levelsDb: readonly Readonly<Record<string, readonly number[]>>[];
}

interface SweepStep {
  /** Null: the background, all fans at their slowest. */
  readonly fan: string | null;
  readonly pct: number;
}

/** Of each fan in turn, percent. */
export const SWEEP_SPEEDS_PCT = [40, 60, 80, 100];
const SETTLE_MS = 10_000;
/** Background, then for each fan its speeds and the background again. */
export function sweepSteps(plan: ControlPlan): readonly SweepStep[] {
  const background: SweepStep = { fan: null, pct: 0 };
  const fans = plan.cabinets.flatMap((cabinet) => cabinet.fans);
  return [
    background,
    ...fans.flatMap(({ output }) => [...SWEEP_SPEEDS_PCT.map((pct) => ({ fan: output, pct })), background]),
  ];
}

/** The rule of the sweep; each step takes `holdMs`. */
export function sweepRule(holdMs: number): SealedRule {
  return {
    name: SWEEP,
    needs: (plan) => [
      ...plan.receptors.map(({ level }) => level),
      ...plan.cabinets.flatMap(({ temperatures }) => temperatures),
    ],
    initial: (): SweepState => ({ step: 0, sinceMs: null, levelsDb: [] }),
    evaluate({ image, plan, decided }, state) {
      const before = state as SweepState;
      const steps = sweepSteps(plan);
      const step = steps[before.step];
      if (step === undefined) return { state: before, bounds: [], events: [] };
      const bounds = boundsOf(step, plan);
      // A step counts from when its speeds are commanded.
      const isCommanded = bounds.every(({ output, min }) => decided[output] === min);
      const sinceMs = before.sinceMs ?? (isCommanded ? image.nowMs : null);
      if (sinceMs === null) return { state: before, bounds, events: [] };
      const ageMs = image.nowMs - sinceMs;
      const levelsDb = ageMs < SETTLE_MS ? before.levelsDb : withSamples(before, image.samples, plan);
      const next: SweepState =
        ageMs < holdMs
          ? { step: before.step, sinceMs, levelsDb }
          : { step: before.step + 1, sinceMs: null, levelsDb };
      return { state: next, bounds, events: [] };
    },
  };
}

/** True when the last step has been measured. */
export function isSwept({ step }: SweepState, plan: ControlPlan): boolean {
  return step >= sweepSteps(plan).length;
}

function boundsOf(step: SweepStep, plan: ControlPlan): readonly Bound[] {
  const reason =
    step.fan === null ? message('sweep-background') : message('sweep-fan', { fan: step.fan, pct: step.pct });
  return plan.cabinets.flatMap(({ fans }) =>
    fans.map(({ output }) => {
      const least = leastOf(plan, output);
      const pct = output === step.fan ? Math.max(step.pct, least) : least;
      return { output, min: pct, max: pct, priority: 'operator', rule: SWEEP, reason };
    }),
  );
}

function withSamples(
  { step, levelsDb }: SweepState,
  samples: readonly { readonly channel: string; readonly value: number | null }[],
  plan: ControlPlan,
): SweepState['levelsDb'] {
  const before = levelsDb[step] ?? {};
  const covers = plan.otherLevels.filter(({ place }) => place === 'cover');
  const now = Object.fromEntries(
    [...plan.receptors, ...covers].map(({ id, level }) => {
      const values = samples.flatMap(({ channel, value }) =>
        channel === level && value !== null ? [value] : [],
      );
      return [id, [...(before[id] ?? []), ...values]];
    }),
  );
  return [...levelsDb.slice(0, step), now];
}

/** The slowest a fan may be told, percent. */
export function leastOf(plan: ControlPlan, fan: string): number {
  return plan.outputs.find(({ id }) => id === fan)?.min ?? 0;
}
