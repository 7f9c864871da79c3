/**
 * What a change of the world makes of the estimate. The steps say how loud each group of fans is now; what the electronics
 * of the same cabinets give is taken to have changed with them, since a way or a cover carries both. Never quieter: that
 * is learnt in peace.
 */

import { type Prior, priorFit, type SourceFit } from '../../acoustics/estimation/source-fit.ts';
import { levelOf } from '../../acoustics/levels/level.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { isLouder, type StepResult } from './change-watch.ts';
import type { Estimate } from './estimator.ts';
import { nominalLoudness, type SourceOwner, sourceOwners } from './sources.ts';

/**
 * What has changed: the way to the receptor, one cabinet, what the meter shows, something that is not ours,
 * or nobody can tell.
 */
export type ChangeKind = 'path' | 'cabinet' | 'meter' | 'not-ours' | 'unclear';

/** The change by its kind, the estimate after it, and what is told. */
export interface WorldChange {
  readonly kind: ChangeKind;
  readonly estimate: Estimate;
  /** Null: nothing of ours has changed. */
  readonly told: Message | null;
}

/** After steps every source is as unsure as this at least, and all of them together. */
const LEAST_UNCERTAINTY = 0.2;
const SHARED_UNCERTAINTY = 0.8;
/** Two groups whose factors lie within so many standard deviations may have changed alike. */
const ALIKE = 2;
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
  result: StepResult,
  prior: Prior,
  activity: readonly number[],
  plan: ControlPlan,
  receptor: string,
): WorldChange {
  const groups = stepGroups(plan, receptor);
  const owners = sourceOwners(plan, receptor);
  const louder = groups.map((_, group) => isLouder(result, group));
  if (!louder.includes(true)) return unchanged(before, result, prior, activity, owners);
  const most = Math.max(...result.factors.map((factor, group) => (louder[group] ? (factor ?? 1) : 1)));
  // A group of which the steps said too little is taken to have changed as the other did.
  const factors = result.factors.map((factor, group) => {
    if (factor !== null && louder[group] === true) return factor;
    const mayBe = factor === null || factor + ALIKE * (result.deviations[group] ?? 0) >= most;
    return mayBe ? most : 1;
  });
  const ofSource = owners.map(
    ({ cabinet }) => factors[groups.findIndex((group) => group.includes(cabinet))] ?? 1,
  );
  const { fit } = before;
  const energies = prior.energies.map((_, index) => (fit.energies[index + 1] ?? 0) * (ofSource[index] ?? 1));
  const converters = converterEnergy(energies, activity, owners);
  const background = Math.max(BACKGROUND_LEAST_SHARE * result.rest, result.rest - converters);
  const deviations = energies.map((energy, index) => {
    const known = Math.sqrt(Math.max(0, fit.covariance[index + 1]?.[index + 1] ?? 0));
    return (ofSource[index] ?? 1) > 1 ? Math.max(LEAST_UNCERTAINTY * energy, known) : known;
  });
  const kind = kindOf(
    factors,
    result.rest,
    fit,
    converterEnergy(fit.energies.slice(1), activity, owners),
    most,
  );
  const louderDb = rounded(levelOf(most) ?? 0, 1);
  const cabinets = groups[louder.indexOf(true)] ?? [];
  return {
    kind,
    estimate: relearning(
      before,
      priorFit({ energies, deviations, correlation: SHARED_UNCERTAINTY }, background),
    ),
    told:
      kind === 'cabinet'
        ? message('cabinet-carries-more', { receptor, louderDb, cabinets })
        : message(kind === 'meter' ? 'meter-shows-more' : 'path-carries-more', { receptor, louderDb }),
  };
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
  if (result.factors.every((factor) => factor === null)) {
    const variances = fit.covariance.map((row, index) =>
      Math.max(row[index] ?? 0, index === 0 ? 0 : (prior.deviations[index - 1] ?? 0) ** 2),
    );
    const covariance = fit.covariance.map((row, index) => row.with(index, variances[index] ?? 0));
    return { kind: 'unclear', estimate: { ...before, fit: { ...fit, covariance } }, told: null };
  }
  const converters = converterEnergy(fit.energies.slice(1), activity, owners);
  const background = Math.max(fit.energies[0] ?? 0, result.rest - converters);
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
