/**
 * What a change of the world makes of the estimate. The steps say how loud each group of fans is now. Where that is more than
 * the estimate's own doubt of them, what the electronics of the same cabinets give is taken to have changed with them, since
 * a way or a cover carries both; less has been learnt late, of the fans alone. Where nothing is louder the steps have measured
 * the fans.
 */

import {
  changeFactors,
  combinedFans,
  type KnownFans,
  measuredFans,
} from '../../acoustics/estimation/known-fans.ts';
import {
  type Prior,
  priorFit,
  type SourceFit,
  sourceDeviation,
  sourceEnergy,
  sourceStep,
} from '../../acoustics/estimation/source-fit.ts';
import { louderFactors, ownFactor, type StepResult } from '../../acoustics/estimation/step-factors.ts';
import { levelOf } from '../../acoustics/levels/level.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { Estimate } from './estimator.ts';
import { type SourceOwner, sourceOwners } from './sources.ts';
import { groupEnergies, stepGroups } from './step-groups.ts';

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
  /** What steps have said of the fans of each group, with these; after a change these alone: it is another world. */
  readonly known: readonly (KnownFans | null)[];
}

/** What the steps said, and what was known as they were begun. */
export interface Steps extends StepResult {
  /** What was heard beyond model and calm, over the model. */
  readonly jump: number;
  /** Nothing was suspected: they were run to measure the fans. */
  readonly isRoutine: boolean;
  /** Energies of the fit; null: those of now. */
  readonly begun: readonly number[] | null;
  /** What earlier steps have said of the fans of each group. */
  readonly known: readonly (KnownFans | null)[];
}

/** After steps every source is as unsure as this at least, and all of them together. */
const LEAST_UNCERTAINTY = 0.2;
const SHARED_UNCERTAINTY = 0.8;
/** Steps and fit contradict each other when they lie further apart than so many of their standard deviations. */
const CONTRADICTION = 1.5;
/** Quieter by what lies so many standard deviations above what the steps say. */
const SURELY = 2;
const SITE_FILE_DEVIATIONS = 3;
/** All of it: at least this share of what the factors say has come. */
const AT_ONCE = 0.75;
/** At least this share of what does not follow the fans is background. */
const BACKGROUND_LEAST_SHARE = 0.1;
/** A background that has become louder by the same factor, within this: the meter shows more of everything. */
const SAME_FACTOR = 0.15;
/** This can be told only where the background is at least this share of the rest. */
const BACKGROUND_AUDIBLE = 0.5;

/** The estimate after the steps. `activity`: the drives now. */
export function worldChange(
  before: Estimate,
  steps: Steps,
  prior: Prior,
  activity: readonly number[],
  plan: ControlPlan,
  receptor: string,
): WorldChange {
  const result = { ...steps, groups: steps.groups.map(ownFactor), together: ownFactor(steps.together) };
  const groups = stepGroups(plan, receptor);
  const owners = sourceOwners(plan, receptor);
  // What the estimator has learnt of the steps meanwhile is in their result.
  const begun: SourceFit = { ...before.fit, energies: result.begun ?? before.fit.energies };
  const full = groupEnergies(
    begun.energies,
    owners.map(() => 1),
    owners,
    groups,
  );
  const explained = groupEnergies(
    [0, ...prior.energies.map(explainedBy(prior))],
    owners.map(() => 1),
    owners,
    groups,
  );
  const measured = groups.map((_, index) => measuredFans(result.groups[index] ?? null, full[index] ?? 0));
  const known = groups.map((_, index) => combinedFans(result.known[index] ?? null, measured[index] ?? null));
  const factors = louderFactors(result);
  if (!factors.some((factor) => factor > 1)) {
    const confirmed = { ...before, fit: measuredFit(before.fit, begun, result, groups, owners, activity) };
    return { ...unchanged(confirmed, result, prior, activity, owners), known };
  }
  const factorOf = (cabinet: string) => factors[groups.findIndex((group) => group.includes(cabinet))] ?? 1;
  const isAtOnce = cameAtOnce(result.jump, factorOf, begun, activity, owners);
  const changes = changeFactors(
    groups.map((group, index) => ({
      factor: factors[index] ?? 1,
      deviation: (result.groups[index] ?? result.together)?.deviation ?? 0,
      full: full[index] ?? 0,
      known: result.known[index] ?? null,
      modelUncertainty: uncertaintyOf(begun, owners, group),
      explained: explained[index] ?? 0,
    })),
    result.isRoutine,
    isAtOnce,
  );
  const isChange = changes.some((factor) => factor > 1);
  const ofSource = owners.map(({ cabinet, kind }) => (isChange || kind === 'fans' ? factorOf(cabinet) : 1));
  const louder = louderFit(before.fit, begun, ofSource, isChange, result.rest, activity, owners);
  const estimate = relearning(before, louder);
  if (!isChange) return { kind: 'learnt', estimate, told: null, known };
  const then = converterEnergy(begun.energies.slice(1), activity, owners);
  const kind = kindOf(changes, result.rest, begun, then, Math.max(...changes));
  return { kind, estimate, told: toldOf(kind, changes, groups, receptor), known: measured };
}

/** The level of the site file, and three times what that may be wrong by. */
function explainedBy({ deviations }: Prior): (energy: number, index: number) => number {
  return (energy, index) => energy + SITE_FILE_DEVIATIONS * (deviations[index] ?? 0);
}

function toldOf(
  kind: ChangeKind,
  changes: readonly number[],
  groups: readonly (readonly string[])[],
  receptor: string,
): Message {
  const most = Math.max(...changes);
  const louderDb = rounded(levelOf(most) ?? 0, 1);
  if (kind === 'meter') return message('meter-shows-more', { receptor, louderDb });
  if (kind !== 'cabinet') return message('path-carries-more', { receptor, louderDb });
  return message('cabinet-carries-more', {
    receptor,
    louderDb,
    cabinets: groups[changes.indexOf(most)] ?? [],
  });
}

/** The fit with sources so many times louder than as the steps began, and what they left for others. */
function louderFit(
  fit: SourceFit,
  begun: SourceFit,
  ofSource: readonly number[],
  isChange: boolean,
  rest: number,
  activity: readonly number[],
  owners: readonly SourceOwner[],
): SourceFit {
  const energies = begun.energies.slice(1).map((energy, index) => energy * (ofSource[index] ?? 1));
  const converters = converterEnergy(energies, activity, owners);
  const background = Math.max(BACKGROUND_LEAST_SHARE * rest, rest - converters);
  const deviations = energies.map((energy, index) => {
    const known = Math.sqrt(Math.max(0, fit.covariance[index + 1]?.[index + 1] ?? 0));
    if (!isChange && owners[index]?.kind === 'fans') return LEAST_UNCERTAINTY * energy;
    return (ofSource[index] ?? 1) > 1 ? Math.max(LEAST_UNCERTAINTY * energy, known) : known;
  });
  return priorFit({ energies, deviations, correlation: isChange ? SHARED_UNCERTAINTY : 0 }, background);
}

/** Whether what is heard rose at once by as much as the fans are louder. */
function cameAtOnce(
  jump: number,
  factorOf: (cabinet: string) => number,
  { energies }: SourceFit,
  activity: readonly number[],
  owners: readonly SourceOwner[],
): boolean {
  let [ours, more] = [0, 0];
  owners.forEach(({ cabinet }, index) => {
    const energy = (energies[index + 1] ?? 0) * (activity[index] ?? 0);
    ours += energy;
    more += (factorOf(cabinet) - 1) * energy;
  });
  return jump * ours >= AT_ONCE * more;
}

/** Relative standard deviation of what is known of the fans of a group. */
function uncertaintyOf(fit: SourceFit, owners: readonly SourceOwner[], group: readonly string[]): number {
  const own = owners.map(({ cabinet, kind }) => (kind === 'fans' && group.includes(cabinet) ? 1 : 0));
  const energy = own.reduce((sum: number, one, index) => sum + one * (fit.energies[index + 1] ?? 0), 0);
  return energy > 0 ? sourceDeviation(fit, [...own, 0]) / energy : 0;
}

/**
 * Steps have measured the fans, louder or quieter than they were known: their deviation is honest, that of the fit less so.
 * Where the two contradict each other the fit was surer than it was right, of the other sources as well.
 */
function measuredFit(
  before: SourceFit,
  begun: SourceFit,
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
    const energy = sourceEnergy(begun, [...own, 0]);
    if (step === null || !(energy > 0)) return fit;
    // Quieter only by as much as the steps are sure of: a model that is too quiet costs the neighbours their sleep.
    const measured = Math.max(step.factor, Math.min(1, step.factor + SURELY * step.deviation)) * energy;
    const deviation = Math.max(LEAST_UNCERTAINTY, step.deviation) * energy;
    const known = sourceDeviation(fit, [...own, 0]);
    const apart =
      ((measured - sourceEnergy(fit, [...own, 0])) ** 2 / CONTRADICTION ** 2 - deviation ** 2) / known ** 2;
    return sourceStep(lessSure(fit, Math.max(1, apart)), [...own, 0], measured, deviation ** -2);
  }, before);
}

/** The sources with so many times their variance. */
function lessSure({ energies, covariance }: SourceFit, times: number): SourceFit {
  if (times <= 1) return { energies, covariance };
  const root = (index: number) => (index === 0 ? 1 : Math.sqrt(times));
  return {
    energies,
    covariance: covariance.map((row, index) =>
      row.map((value, column) => value * root(index) * root(column)),
    ),
  };
}

/** Steps that left the rest as it was say that the background has risen; steps that nobody heard say nothing. */
function unchanged(
  before: Estimate,
  result: StepResult,
  prior: Prior,
  activity: readonly number[],
  owners: readonly SourceOwner[],
): Omit<WorldChange, 'known'> {
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
