/** The watch for a change of the world at one receptor: what it is given of a second, and what its end makes of the rest. */

import {
  fittedEnergy,
  type Prior,
  sourceDeviation,
  sourceEnergy,
  sourceStep,
} from '../../acoustics/estimation/source-fit.ts';
import type { StepResult } from '../../acoustics/estimation/step-factors.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { type ChangeWatch, endSuspicion, measureFans, stepResult, watchSecond } from './change-watch.ts';
import type { Estimate } from './estimator.ts';
import { type SourceActivity, sourceOwners } from './sources.ts';
import { groupEnergies, stepGroups } from './step-groups.ts';
import { type Steps, worldChange } from './world-change.ts';

/** A change is looked for once the equipment was heard moving for so long, and is so much of what is heard. */
const ESTIMATED_S = 1800;
const AUDIBLE_SHARE = 0.25;
/** What steps have said counts again in this time. */
const SAID_AGAIN_S = 300;
/** Fans are measured by steps while they are this share of what is heard. */
const FANS_AUDIBLE_SHARE = 0.15;

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
  const groups = stepGroups(plan, receptor);
  const owners = sourceOwners(plan, receptor);
  const modelled = sourceEnergy(fit, activity.all);
  const isAudible = sourceEnergy(fit, activity.equipment) > AUDIBLE_SHARE * fittedEnergy(fit, activity.all);
  const deviation = sourceDeviation(fit, activity.all);
  const begun = before.stepsS === null ? fit.energies : (before.begun ?? fit.energies);
  const fans = groupEnergies(begun, activity.all, owners, groups);
  const mayWatch = isNight && excitedS >= ESTIMATED_S && isAudible;
  const after = watchSecond(before, { energy, modelled, deviation, fans }, mayWatch, fit.energies);
  const turning = fans.reduce((sum, one) => sum + one, 0);
  const areFansAudible = turning > FANS_AUDIBLE_SHARE * fittedEnergy(fit, activity.all);
  const everyS = plan.rules['fan-dither'].measureEvery / 1000;
  // In advise mode no fan is told to step.
  return isNight && areFansAudible && plan.mode === 'auto' ? measureFans(after, fit.energies, everyS) : after;
}

/**
 * The estimate, held to what steps have said of the fans. Second by second it follows a background that wanders, and takes
 * that for fans that became quieter or louder; steps do not, so they are said again as often as the seconds are counted.
 */
export function heldToSteps(
  before: Estimate,
  { known = [] }: ChangeWatch,
  receptor: string,
  plan: ControlPlan,
  seconds: number,
): Estimate {
  const owners = sourceOwners(plan, receptor);
  const fit = stepGroups(plan, receptor).reduce((fit, group, index) => {
    const fans = known[index] ?? null;
    if (fans === null) return fit;
    const own = owners.map(({ cabinet, kind }) => (kind === 'fans' && group.includes(cabinet) ? 1 : 0));
    return sourceStep(fit, [...own, 0], fans.energy, seconds / SAID_AGAIN_S / fans.deviation ** 2);
  }, before.fit);
  return { ...before, fit };
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
  elapsedS: number,
): Settled | null {
  const result = stepResult(change, elapsedS);
  if (estimate === null || result === null) return null;
  const {
    estimate: after,
    told,
    kind,
    known,
  } = worldChange(estimate, stepsOf(change, result), prior, activity.all, plan, receptor);
  const event =
    told === null
      ? null
      : ({ class: 'fault', severity: 'alarm', subject: receptor, state: 'noted', message: told } as const);
  const isOurs = kind !== 'not-ours' && kind !== 'unclear';
  // Steps that nobody heard leave the question open: it is asked again until the calm has followed.
  const open = kind === 'unclear' ? (change.calm ?? null) : null;
  const calm = isOurs ? (after.fit.energies[0] ?? 0) : open;
  return { estimate: after, change: endSuspicion(change, told !== null, calm, known), event };
}

function stepsOf({ jump = 0, isRoutine = false, begun, known = [] }: ChangeWatch, result: StepResult): Steps {
  return { ...result, jump, isRoutine, begun: begun ?? null, known };
}
