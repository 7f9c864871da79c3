/** The watch for a change of the world at one receptor: what it is given of a second, and what its end makes of the rest. */

import {
  fittedEnergy,
  type Prior,
  sourceDeviation,
  sourceEnergy,
} from '../../acoustics/estimation/source-fit.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { type ChangeWatch, endSuspicion, stepResult, watchSecond } from './change-watch.ts';
import type { Estimate } from './estimator.ts';
import { type SourceActivity, sourceOwners } from './sources.ts';
import { groupEnergies, stepGroups, worldChange } from './world-change.ts';

/** A change is looked for once the equipment was heard moving for so long, and is so much of what is heard. */
const ESTIMATED_S = 1800;
const AUDIBLE_SHARE = 0.25;

/** Holds one second against the model, where that has been learnt and the equipment is heard. */
export function watchReceptor(
  before: ChangeWatch,
  { fit, excitedS }: Estimate,
  energy: number,
  receptor: string,
  activity: SourceActivity,
  plan: ControlPlan,
  isNight: boolean,
): ChangeWatch {
  const modelled = sourceEnergy(fit, activity.all);
  const isAudible = sourceEnergy(fit, activity.equipment) > AUDIBLE_SHARE * fittedEnergy(fit, activity.all);
  const deviation = sourceDeviation(fit, activity.all);
  const fans = groupEnergies(fit, activity.all, sourceOwners(plan, receptor), stepGroups(plan, receptor));
  const mayWatch = isNight && excitedS >= ESTIMATED_S && isAudible;
  return watchSecond(before, { energy, modelled, deviation, fans }, mayWatch);
}

/** What the steps of a suspicion have made of a receptor. */
export interface Settled {
  readonly estimate: Estimate;
  readonly change: ChangeWatch;
  /** Null: nothing of ours has changed. */
  readonly event: RuleEvent | null;
}

/** After the steps of a suspicion: what they said is taken over, and told where it is ours. Null before. */
export function settleChange(
  { estimate, change }: { readonly estimate: Estimate | null; readonly change: ChangeWatch },
  receptor: string,
  prior: Prior,
  activity: SourceActivity,
  plan: ControlPlan,
): Settled | null {
  const result = stepResult(change);
  if (estimate === null || result === null) return null;
  const {
    estimate: after,
    told,
    kind,
  } = worldChange(estimate, { ...result, jump: change.jump ?? 0 }, prior, activity.all, plan, receptor);
  const event =
    told === null
      ? null
      : ({ class: 'fault', severity: 'alarm', subject: receptor, state: 'noted', message: told } as const);
  const isOurs = kind !== 'not-ours' && kind !== 'unclear';
  const calm = isOurs ? (after.fit.energies[0] ?? 0) : null;
  return { estimate: after, change: endSuspicion(change, told !== null, calm), event };
}
