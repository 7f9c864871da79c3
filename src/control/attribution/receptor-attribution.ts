/** What attribution keeps of one receptor, and what it says: how much of the sound is the equipment's, and how sure that is. */

import { type Contrast, emptyContrast } from '../../acoustics/estimation/quantile-contrast.ts';
import { emptyQuietRatio, type QuietRatio } from '../../acoustics/estimation/quiet-seconds-bound.ts';
import { noQuietestSeconds, type QuietestSeconds } from '../../acoustics/estimation/quietest-seconds.ts';
import { fittedEnergy, type SourceFit, sourceEnergy } from '../../acoustics/estimation/source-fit.ts';
import { levelOf } from '../../acoustics/levels/level.ts';
import type { Message } from '../../model/message.ts';
import type { EquipmentChange, GateState } from '../../model/sound/gate.ts';
import type { ReceptorPlan } from '../../plan/control-plan.ts';
import { type ChangeWatch, isSuspected, newChangeWatch } from './change-watch.ts';
import type { Estimate } from './estimator.ts';
import type { SourceActivity } from './sources.ts';
import type { Standby } from './standby.ts';
import { CHANGED_MAX_S, gateState, uncertaintyOf } from './trust.ts';

/** What attribution keeps of one receptor. */
export interface ReceptorState {
  /** Null before the first valid sound. */
  readonly estimate: Estimate | null;
  readonly contrast: Contrast;
  readonly quiet: QuietRatio;
  /** Bounds what never changes; absent in a state that an older version kept. */
  readonly quietest?: QuietestSeconds;
  /** The modelled energy of the equipment in the cycle before, and time since it last changed fast, s. */
  readonly modelled: number;
  readonly steadyS: number;
  /** The equipment over the last minute: energy and its standard deviation. */
  readonly energy: number;
  readonly deviation: number;
  /** The latest valid level, and the time since, s. */
  readonly totalDb: number | null;
  readonly silentS: number | null;
  readonly change: ChangeWatch;
  /** How active the sources have been of late; absent in a state that an older version kept. */
  readonly usual?: readonly number[];
}

/** What attribution says of one receptor in one cycle. */
export interface ReceptorAttribution {
  readonly receptor: string;
  /** LAeq of the latest second, dB; null without one. */
  readonly totalDb: number | null;
  /** Level of fans and electronics now, dB; null where the site has no source. */
  readonly equipmentDb: number | null;
  /** Level of the steady rest, dB: city, road, the fans of the cars, without passing events. */
  readonly backgroundDb: number | null;
  /** Standard uncertainty of the equipment level over the last minute, dB. */
  readonly uncertaintyDb: number | null;
  readonly gate: GateState;
  /** Why the gate has this state, one sentence. */
  readonly reason: Message;
  /** False: nothing was learned yet, and the level is that of the site file. */
  readonly isLearned: boolean;
  /** A change of the world is suspected here, or was found a short time ago. */
  readonly change: EquipmentChange;
}

/** Of the rest at least this share is background. */
const BACKGROUND_LEAST_SHARE = 0.1;

/** The state before the first cycle. */
export function initialReceptor(): ReceptorState {
  return {
    estimate: null,
    contrast: emptyContrast(),
    quiet: emptyQuietRatio(),
    quietest: noQuietestSeconds(),
    modelled: 0,
    steadyS: 0,
    energy: 0,
    deviation: 0,
    totalDb: null,
    silentS: null,
    change: newChangeWatch(),
  };
}

/** What is said of a receptor by its state after the cycle. */
export function describe(
  state: ReceptorState,
  fit: SourceFit,
  activity: SourceActivity,
  standby: Standby,
  receptor: ReceptorPlan,
  isNight: boolean,
): ReceptorAttribution {
  const limitDb = limitOf(receptor, isNight);
  // Written out, not spread: this runs every second for every receptor.
  const { gate, reason } = gateState({
    estimate: state.estimate,
    contrast: state.contrast,
    energy: state.energy,
    deviation: state.deviation,
    standbyUnknown: standby.unknown,
    silentS: state.silentS,
    meter: receptor.level,
    missing: activity.missing,
    limitDb,
    changedS: state.change.changedS,
  });
  const hasMeter = gate !== 'no-meter';
  const sources = sourceEnergy(fit, activity.equipment);
  const rest = fittedEnergy(fit, activity.all) - sources;
  return {
    receptor: receptor.id,
    totalDb: hasMeter ? state.totalDb : null,
    equipmentDb: levelOf(sources + standby.energy),
    // The standby is no background, though the fit cannot tell; a tenth of the rest is always other people's.
    backgroundDb: hasMeter ? levelOf(Math.max(BACKGROUND_LEAST_SHARE * rest, rest - standby.energy)) : null,
    uncertaintyDb: uncertaintyOf(state),
    gate,
    reason,
    isLearned: (state.estimate?.excitedS ?? 0) > 0,
    change: changeOf(state),
  };
}

/** The limit that holds now, dB. */
export function limitOf({ nightDb, dayDb }: ReceptorPlan, isNight: boolean): number {
  return isNight ? nightDb : dayDb;
}

function changeOf({ change }: ReceptorState): EquipmentChange {
  if (isSuspected(change)) return 'suspected';
  const { changedS } = change;
  return changedS !== null && changedS < CHANGED_MAX_S ? 'found' : 'none';
}
