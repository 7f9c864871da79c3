/**
 * What a change of the world makes of the estimate. The steps say how loud each group of fans is now. Where that is more than
 * the estimate's own doubt of them, what the electronics of the same cabinets give is taken to have changed with them, since
 * a way or a cover carries both; less has been learnt late, of the fans alone. Never quieter: that is learnt in peace.
 */

import {
  type Prior,
  priorFit,
  type SourceFit,
  sourceDeviation,
  sourceEnergy,
  sourceStep,
} from '../../acoustics/estimation/source-fit.ts';
import { isLouder, type StepFactor, type StepResult } from '../../acoustics/estimation/step-factors.ts';
import { levelOf } from '../../acoustics/levels/level.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { Estimate } from './estimator.ts';
import { nominalLoudness, type SourceOwner, sourceOwners } from './sources.ts';

/**
 * What has changed: the way to the receptor, one cabinet, what the meter shows, nothing but what is known of the fans,
 * something that is not ours, or nobody can tell.
 */
export type ChangeKind = 'path' | 'cabinet' | 'meter' | 'learnt' | 'not-ours' | 'unclear';

/** The change by its kind, the estimate after it, and what is told. */
export interface WorldChange {
  readonly kind: ChangeKind;
  readonly estimate: Estimate;
  /** Null: nothing of ours has changed. */
  readonly told: Message | null;
}

/** What the steps said, and what was heard beyond model and calm as they were begun, over the model. */
export interface Steps extends StepResult {
  readonly jump: number;
}

/** After steps every source is as unsure as this at least, and all of them together. */
const LEAST_UNCERTAINTY = 0.2;
const SHARED_UNCERTAINTY = 0.8;
/** Two groups whose factors lie within so many standard deviations may have changed alike. */
const ALIKE = 2;
/**
 * Louder by more than so many standard deviations of what was known of these fans is a change. Fewer are enough where all of it
 * came at once: an error of the model is there before, and grows only with the speed.
 */
const BEYOND_UNCERTAINTY = 3;
const BEYOND_UNCERTAINTY_AT_ONCE = 1;
/** All of it: at least this share of what the factors say has come. */
const AT_ONCE = 0.75;
/** At least this share of what does not follow the fans is background. */
const BACKGROUND_LEAST_SHARE = 0.1;
/** A background that has become louder by the same factor, within this: the meter shows more of everything. */
const SAME_FACTOR = 0.15;
/** This can be told only where the background is at least this share of the rest. */
const BACKGROUND_AUDIBLE = 0.5;

/** Cabinets whose fans are stepped together: the loudest at the receptor, and the rest. */
export function stepGroups(plan: ControlPlan, receptor: string): readonly (readonly string[])[] {
  const audible = plan.cabinets
    .map((cabinet) => ({ id: cabinet.id, energy: nominalLoudness(cabinet, receptor) }))
    .filter(({ energy }) => energy > 0)
    .toSorted((a, b) => b.energy - a.energy)
    .map(({ id }) => id);
  return [audible.slice(0, 1), audible.slice(1)].filter((group) => group.length > 0);
}

/** What the fans of each group give now by the model. */
export function groupEnergies(
  fit: SourceFit,
  activity: readonly number[],
  owners: readonly SourceOwner[],
  groups: readonly (readonly string[])[],
): readonly number[] {
  return groups.map((group) =>
    owners.reduce(
      (sum, { cabinet, kind }, index) =>
        kind === 'fans' && group.includes(cabinet)
          ? sum + (fit.energies[index + 1] ?? 0) * (activity[index] ?? 0)
          : sum,
      0,
    ),
  );
}

/** The estimate after the steps. `activity`: the drives now. */
export function worldChange(
  before: Estimate,
  result: Steps,
  prior: Prior,
  activity: readonly number[],
  plan: ControlPlan,
  receptor: string,
): WorldChange {
  const groups = stepGroups(plan, receptor);
  const owners = sourceOwners(plan, receptor);
  const factors = louderFactors(result);
  if (!factors.some((factor) => factor > 1)) {
    const confirmed = { ...before, fit: confirmedFit(before.fit, result, groups, owners, activity) };
    return unchanged(confirmed, result, prior, activity, owners);
  }
  const { fit } = before;
  const most = Math.max(...factors);
  const factorOf = (cabinet: string) => factors[groups.findIndex((group) => group.includes(cabinet))] ?? 1;
  const needed = beyond(result.jump, factorOf, fit, activity, owners);
  const isChange = groups.some(
    (group, index) => (factors[index] ?? 1) - 1 > needed * uncertaintyOf(fit, owners, group),
  );
  const ofSource = owners.map(({ cabinet, kind }) => (isChange || kind === 'fans' ? factorOf(cabinet) : 1));
  const energies = prior.energies.map((_, index) => (fit.energies[index + 1] ?? 0) * (ofSource[index] ?? 1));
  const converters = converterEnergy(energies, activity, owners);
  const background = Math.max(BACKGROUND_LEAST_SHARE * result.rest, result.rest - converters);
  const deviations = energies.map((energy, index) => {
    const known = Math.sqrt(Math.max(0, fit.covariance[index + 1]?.[index + 1] ?? 0));
    if (!isChange && owners[index]?.kind === 'fans') return LEAST_UNCERTAINTY * energy;
    return (ofSource[index] ?? 1) > 1 ? Math.max(LEAST_UNCERTAINTY * energy, known) : known;
  });
  const corrected = priorFit(
    { energies, deviations, correlation: isChange ? SHARED_UNCERTAINTY : 0 },
    background,
  );
  const estimate = relearning(before, corrected);
  if (!isChange) return { kind: 'learnt', estimate, told: null };
  const then = converterEnergy(fit.energies.slice(1), activity, owners);
  const kind = kindOf(factors, result.rest, fit, then, most);
  const louderDb = rounded(levelOf(most) ?? 0, 1);
  const cabinets = groups[factors.indexOf(most)] ?? [];
  const told =
    kind === 'cabinet'
      ? message('cabinet-carries-more', { receptor, louderDb, cabinets })
      : message(kind === 'meter' ? 'meter-shows-more' : 'path-carries-more', { receptor, louderDb });
  return { kind, estimate, told };
}

/** By group, 1 where it is as before. A group of which the steps said too little is taken to have changed as the other did. */
function louderFactors({ groups, together }: StepResult): readonly number[] {
  const isAll = together !== null && isLouder(together);
  const louder = [...groups.filter(isLouder), ...(isAll ? [together] : [])];
  const most = Math.max(1, ...louder.map((one) => one?.factor ?? 1));
  return groups.map((group) => {
    if (group !== null && isLouder(group)) return group.factor;
    return group === null || mayBe(group, most) ? most : 1;
  });
}

function mayBe({ factor, deviation }: StepFactor, most: number): boolean {
  return factor + ALIKE * deviation >= most;
}

/** By how many standard deviations fans must be louder than known, so that it is a change. */
function beyond(
  jump: number,
  factorOf: (cabinet: string) => number,
  { energies }: SourceFit,
  activity: readonly number[],
  owners: readonly SourceOwner[],
): number {
  let [ours, more] = [0, 0];
  owners.forEach(({ cabinet }, index) => {
    const energy = (energies[index + 1] ?? 0) * (activity[index] ?? 0);
    ours += energy;
    more += (factorOf(cabinet) - 1) * energy;
  });
  return jump * ours >= AT_ONCE * more ? BEYOND_UNCERTAINTY_AT_ONCE : BEYOND_UNCERTAINTY;
}

/** Relative standard deviation of what is known of the fans of a group. */
function uncertaintyOf(fit: SourceFit, owners: readonly SourceOwner[], group: readonly string[]): number {
  const own = owners.map(({ cabinet, kind }) => (kind === 'fans' && group.includes(cabinet) ? 1 : 0));
  const energy = own.reduce((sum: number, one, index) => sum + one * (fit.energies[index + 1] ?? 0), 0);
  return energy > 0 ? sourceDeviation(fit, [...own, 0]) / energy : 0;
}

/** Steps that found the fans as they were known have measured them: so much less is doubted. */
function confirmedFit(
  before: SourceFit,
  { groups: steps }: StepResult,
  groups: readonly (readonly string[])[],
  owners: readonly SourceOwner[],
  activity: readonly number[],
): SourceFit {
  return groups.reduce((fit, group, index) => {
    const step = steps[index] ?? null;
    const own = owners.map(({ cabinet, kind }, source) =>
      kind === 'fans' && group.includes(cabinet) ? (activity[source] ?? 0) : 0,
    );
    const energy = sourceEnergy(fit, [...own, 0]);
    if (step === null || !mayBe(step, 1) || !(energy > 0)) return fit;
    const deviation = Math.max(LEAST_UNCERTAINTY, step.deviation) * energy;
    return sourceStep(fit, [...own, 0], Math.max(1, step.factor) * energy, deviation ** -2);
  }, before);
}

/** Steps that left the rest as it was say that the background has risen; steps that nobody heard say nothing. */
function unchanged(
  before: Estimate,
  result: StepResult,
  prior: Prior,
  activity: readonly number[],
  owners: readonly SourceOwner[],
): WorldChange {
  const { fit } = before;
  const converters = converterEnergy(fit.energies.slice(1), activity, owners);
  const left = result.rest - converters;
  if (result.together === null) {
    // Somebody else, or all of what is ours: its doubt grows by what it would take for that.
    const ours = sourceEnergy(fit, activity);
    const share = Math.max(0, result.rest - ours - (fit.energies[0] ?? 0)) / Math.max(1, ours);
    const variances = fit.covariance.map((row, index) => {
      const most = index === 0 ? 0 : (prior.deviations[index - 1] ?? 0);
      return Math.max(row[index] ?? 0, Math.min(most, share * (fit.energies[index] ?? 0)) ** 2);
    });
    const covariance = fit.covariance.map((row, index) => row.with(index, variances[index] ?? 0));
    return { kind: 'unclear', estimate: { ...before, fit: { ...fit, covariance } }, told: null };
  }
  const background = Math.max(fit.energies[0] ?? 0, left);
  const energies = fit.energies.with(0, background);
  return { kind: 'not-ours', estimate: { ...before, fit: { ...fit, energies } }, told: null };
}

function relearning(before: Estimate, fit: SourceFit): Estimate {
  return { ...before, fit, slice: [], loudShare: 0, deepShare: 0 };
}

function kindOf(
  factors: readonly number[],
  rest: number,
  fit: SourceFit,
  converters: number,
  most: number,
): ChangeKind {
  if (factors.includes(1)) return 'cabinet';
  const background = fit.energies[0] ?? 0;
  const then = background + converters;
  const isAudible = background > BACKGROUND_AUDIBLE * then;
  return isAudible && Math.abs(rest - most * then) < SAME_FACTOR * rest ? 'meter' : 'path';
}

function converterEnergy(
  energies: readonly number[],
  activity: readonly number[],
  owners: readonly SourceOwner[],
): number {
  return owners.reduce(
    (sum, { kind }, index) =>
      kind === 'converters' ? sum + (energies[index] ?? 0) * (activity[index] ?? 0) : sum,
    0,
  );
}
