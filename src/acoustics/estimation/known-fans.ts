/**
 * How loud fans are by what steps have said of them, and whether they have become louder since. The deviations of steps are
 * honest: of 274 measurements in simulated nights half lay within 0.6 of them from the truth, and 90 % within 1.6.
 */

import { APART, type StepFactor } from './step-factors.ts';

/** Fans of a group as steps have measured them: energy at full speed, and its standard deviation. */
export interface KnownFans {
  readonly energy: number;
  readonly deviation: number;
}

/** What steps say of the fans of one group. */
export interface SteppedGroup {
  /** Against the model, and its standard deviation. */
  readonly factor: number;
  readonly deviation: number;
  /** Energy at full speed by the model. */
  readonly full: number;
  /** What steps have said before; null: nothing. */
  readonly known: KnownFans | null;
  /** Relative standard deviation of the model, which counts where nothing is known. */
  readonly modelUncertainty: number;
  /** Energy at full speed that the site file can explain: its level, and three times what that may be wrong by. */
  readonly explained: number;
}

/** Steps measure no better than this, share of the energy: fans follow 45 to 55 lg n between two speeds. */
const LEAST_UNCERTAINTY = 0.2;
/** Paths wander by this share from hour to hour, however often is measured. */
const LEAST_KNOWN_UNCERTAINTY = 0.15;
/** Steps that say less than this, share of the energy, are not remembered. */
const KNOWN_UNCERTAINTY = 0.4;
/** Old and new within so many standard deviations are of the same fans. */
const ALIKE = 2;
/** Fans have changed when they are so many times louder than known, by so many standard deviations. */
const LEAST_CHANGE = 1.3;
const CHANGE_DEVIATIONS = 2.5;
/**
 * Fewer are enough where all of it came at once: an error is there before. The model, where nothing else is known, is less sure
 * than it says: what the site file can explain does not contradict it, unless it came at once.
 */
const CHANGE_DEVIATIONS_AT_ONCE = 1.5;
const MODEL_DEVIATIONS = 3;
const MODEL_DEVIATIONS_AT_ONCE = 1;

/** What steps say of fans that the model has at `full`; null where that is too little to remember. */
export function measuredFans(step: StepFactor | null, full: number): KnownFans | null {
  if (step === null || step.factor <= 0 || step.deviation > KNOWN_UNCERTAINTY * step.factor) return null;
  return { energy: step.factor * full, deviation: Math.max(LEAST_UNCERTAINTY, step.deviation) * full };
}

/** The mean of what was known and what is measured now, by their deviations; what is measured now where they are too far apart. */
export function combinedFans(before: KnownFans | null, now: KnownFans | null): KnownFans | null {
  if (now === null || before === null) return now ?? before;
  if (Math.abs(now.energy - before.energy) > ALIKE * Math.hypot(now.deviation, before.deviation)) return now;
  const [weight, other] = [now.deviation ** -2, before.deviation ** -2];
  const energy = (weight * now.energy + other * before.energy) / (weight + other);
  return { energy, deviation: Math.max(LEAST_KNOWN_UNCERTAINTY * energy, (weight + other) ** -0.5) };
}

/**
 * By group: how many times louder its fans are than they were known to be, 1 where that is no change. A group that may have
 * changed as the other did is taken to have. `isRoutine`: nothing was suspected, so that a model without any steps behind it
 * cannot be contradicted. `isAtOnce`: what is heard rose at once by as much.
 */
export function changeFactors(
  groups: readonly SteppedGroup[],
  isRoutine: boolean,
  isAtOnce: boolean,
): readonly number[] {
  const changes = groups.map((group) => changeOf(group, isRoutine, isAtOnce));
  const most = Math.max(1, ...changes.map(({ factor, isSure }) => (isSure ? factor : 1)));
  return changes.map(({ factor, deviation, isSure }) => {
    if (isSure) return factor;
    return factor + APART * deviation >= most ? most : 1;
  });
}

/** How many times louder fans are than known, how sure that is, and whether it is a change beyond doubt. */
interface Change {
  readonly factor: number;
  readonly deviation: number;
  readonly isSure: boolean;
}

function changeOf(group: SteppedGroup, isRoutine: boolean, isAtOnce: boolean): Change {
  const { factor, full, known, modelUncertainty, explained } = group;
  if (known === null) {
    const needed = isAtOnce ? MODEL_DEVIATIONS_AT_ONCE : MODEL_DEVIATIONS;
    const isNew = isAtOnce || factor * full > explained;
    return { factor, deviation: 0, isSure: !isRoutine && isNew && factor - 1 > needed * modelUncertainty };
  }
  const change = (factor * full) / known.energy;
  const deviation = change * Math.hypot(known.deviation / known.energy, group.deviation / factor);
  const needed = isAtOnce ? CHANGE_DEVIATIONS_AT_ONCE : CHANGE_DEVIATIONS;
  const isSure = factor > 1 && change > LEAST_CHANGE && change - 1 > needed * deviation;
  return { factor: change, deviation, isSure };
}
