/**
 * The commissioning sweep: one fan after the other runs through its speeds while all others are at their slowest, with
 * the background measured before and after. The result is how loud each fan is at each receptor, for the site file. It
 * is a rule, so that interlocks stay above it; only `quietpost commission sweep` adds it.
 */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { exceededLevel } from '../../acoustics/levels/percentile.ts';
import type { Bound } from '../../model/bound.ts';
import { message } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { SealedRule } from './rule.ts';

/** Name of the sweep's rule. */
export const SWEEP = 'commission-sweep';

/** Plain JSON. */
export interface SweepState {
  readonly step: number;
  /** When the step began, monotonic; null until everything needed has been good. */
  readonly sinceMs: number | null;
  /** By step, then by receptor: levels of the seconds after the fans had settled, dB. */
  readonly levelsDb: readonly Readonly<Record<string, readonly number[]>>[];
}

interface SweepStep {
  /** Null: the background, all fans at their slowest. */
  readonly fan: string | null;
  readonly pct: number;
}

/** What the sweep found about one fan at one receptor. */
export interface FanFinding {
  readonly fan: string;
  readonly receptor: string;
  /** Level of this fan alone at full speed, dB; null where `problem` says why not. */
  readonly fullDb: number | null;
  /** How far the levels lie from the fan law, dB. */
  readonly spreadDb: number | null;
  readonly backgroundDb: number | null;
  readonly problem: string | null;
}

const SPEEDS_PCT = [40, 60, 80, 100];
const SETTLE_MS = 10_000;
/** If the background changes by more than this, the level of the fan cannot be told. */
const SWING_MAX_DB = 3;
/**
 * Less than 3 dB above the background is no measurement (ISO 1996-2:2017 10.4), so the fan must add at least the energy
 * of the background.
 */
const LEAST_RISE = 1;
/** The fan must also add at least this many times the change of the background. */
const LEAST_WANDERS = 3;
const FAN_LAW = 5;

/** Background, then for each fan its speeds and the background again. */
export function sweepSteps(plan: ControlPlan): readonly SweepStep[] {
  const background: SweepStep = { fan: null, pct: 0 };
  const fans = plan.cabinets.flatMap((cabinet) => cabinet.fans);
  return [
    background,
    ...fans.flatMap(({ output }) => [...SPEEDS_PCT.map((pct) => ({ fan: output, pct })), background]),
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

/** The findings for each fan at each receptor. */
export function sweepFindings({ levelsDb }: SweepState, plan: ControlPlan): readonly FanFinding[] {
  const steps = sweepSteps(plan);
  const fans = plan.cabinets.flatMap((cabinet) => cabinet.fans.map(({ output }) => output));
  return fans.flatMap((fan) =>
    plan.receptors.map(({ id }) => {
      const median = (index: number): number | null => exceededLevel(levelsDb[index]?.[id] ?? [], 50);
      const first = steps.findIndex((step) => step.fan === fan);
      const points = SPEEDS_PCT.map((pct, offset) => ({ pct, db: median(first + offset) }));
      return finding(
        fan,
        id,
        median(first - 1),
        median(first + SPEEDS_PCT.length),
        points,
        leastOf(plan, fan),
      );
    }),
  );
}

function finding(
  fan: string,
  receptor: string,
  beforeDb: number | null,
  afterDb: number | null,
  points: readonly { readonly pct: number; readonly db: number | null }[],
  leastPct: number,
): FanFinding {
  const none = { fan, receptor, fullDb: null, spreadDb: null, backgroundDb: beforeDb };
  if (beforeDb === null || afterDb === null || points.some(({ db }) => db === null)) {
    return { ...none, problem: 'the meter gave no level in a step' };
  }
  if (Math.abs(beforeDb - afterDb) > SWING_MAX_DB) {
    const swing = Math.abs(beforeDb - afterDb).toFixed(1);
    return { ...none, problem: `the background swung by ${swing} dB: repeat it in a calmer hour` };
  }
  const background = (energyOf(beforeDb) + energyOf(afterDb)) / 2;
  const rises = points.map(({ pct, db }) => ({
    activity: (pct / 100) ** FAN_LAW - (leastPct / 100) ** FAN_LAW,
    rise: energyOf(db ?? 0) - background,
  }));
  const squares = rises.reduce((sum, { activity }) => sum + activity * activity, 0);
  const full = rises.reduce((sum, { activity, rise }) => sum + activity * rise, 0) / squares;
  const fullDb = levelOf(full);
  const off = Math.sqrt(
    rises.reduce((sum, { activity, rise }) => sum + (rise - full * activity) ** 2, 0) / rises.length,
  );
  const wander = Math.max(off, Math.abs(energyOf(beforeDb) - energyOf(afterDb)));
  if (fullDb === null || full < Math.max(LEAST_RISE * background, LEAST_WANDERS * wander)) {
    return {
      ...none,
      problem: 'the fan cannot be measured above the background: repeat it in a quieter hour',
    };
  }
  return { ...none, fullDb, spreadDb: (levelOf(full + off) ?? fullDb) - fullDb, problem: null };
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
  const now = Object.fromEntries(
    plan.receptors.map(({ id, level }) => {
      const values = samples.flatMap(({ channel, value }) =>
        channel === level && value !== null ? [value] : [],
      );
      return [id, [...(before[id] ?? []), ...values]];
    }),
  );
  return [...levelsDb.slice(0, step), now];
}

function leastOf(plan: ControlPlan, fan: string): number {
  return plan.outputs.find(({ id }) => id === fan)?.min ?? 0;
}
