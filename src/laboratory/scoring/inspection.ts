/**
 * A night as an inspector and a critic see it: minutes that begin at any second, what was told and when, and whether the
 * uncertainty of the model covered the truth.
 */

import type { StationTruth } from '../../../hw-mocks/station/truth.ts';
import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { TickResult } from '../../control/tick.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** How the uncertainty of the model held in minutes within 6 dB of the limit. */
export interface CoverageScore {
  readonly nearMinutes: number;
  /** Minutes in which the truth lay above the model and its uncertainty. */
  readonly uncoveredMinutes: number;
  /** Mean of the uncertainty over trusted seconds, dB; null without any. */
  readonly meanDb: number | null;
}

/** What the inspection of a night found. */
export interface Inspected {
  /** Time in which the last 60 s were above the limit, after the first 15 minutes, min. */
  readonly rollingMinutesAbove: number;
  readonly coverage: CoverageScore;
  /** Alarms of control, by key and minute of the night. */
  readonly told: readonly { readonly key: string; readonly minute: number }[];
}

/** Plain state of an inspection. */
export interface Inspection {
  readonly receptors: readonly ReceptorState[];
  readonly told: { readonly key: string; readonly minute: number }[];
  seconds: number;
  rollingS: number;
  nearMinutes: number;
  uncoveredMinutes: number;
  trustedS: number;
  trustedDb: number;
}

interface ReceptorState {
  readonly id: string;
  readonly limit: number;
  /** Ring of the last minute's true energies, and their sum. */
  readonly ring: Float64Array;
  sum: number;
  minuteTrue: number;
  minuteClaimed: number;
}

const GRACE_S = 900;
const MINUTE_S = 60;
const NEAR = energyOf(-6);

/** An inspection before the first second of the night. */
export function createInspection(plan: ControlPlan): Inspection {
  const receptors = plan.receptors.map(({ id, nightDb }) => ({
    id,
    limit: energyOf(nightDb),
    ring: new Float64Array(MINUTE_S),
    sum: 0,
    minuteTrue: 0,
    minuteClaimed: 0,
  }));
  const nothing = { seconds: 0, rollingS: 0, nearMinutes: 0, uncoveredMinutes: 0, trustedS: 0, trustedDb: 0 };
  return { receptors, told: [], ...nothing };
}

/** Takes one second. */
export function inspectSecond(inspection: Inspection, truth: StationTruth, result: TickResult): void {
  let isAbove = false;
  for (const receptor of inspection.receptors) {
    addSecond(inspection, receptor, truth, result);
    if (inspection.seconds >= GRACE_S && receptor.sum / MINUTE_S > receptor.limit) isAbove = true;
  }
  if (isAbove) inspection.rollingS += 1;
  for (const { severity, state, message } of result.events) {
    if (severity !== 'alarm' || state === 'cleared') continue;
    inspection.told.push({ key: message.key, minute: Math.floor(inspection.seconds / MINUTE_S) });
  }
  inspection.seconds += 1;
}

/** What it found so far. */
export function inspected(inspection: Inspection): Inspected {
  const { rollingS, nearMinutes, uncoveredMinutes, trustedS, trustedDb, told } = inspection;
  const meanDb = trustedS === 0 ? null : trustedDb / trustedS;
  return {
    rollingMinutesAbove: rollingS / MINUTE_S,
    coverage: { nearMinutes, uncoveredMinutes, meanDb },
    told,
  };
}

function addSecond(
  inspection: Inspection,
  receptor: ReceptorState,
  truth: StationTruth,
  result: TickResult,
): void {
  const energy = energyOf(truth.receptors[receptor.id]?.equipmentDb ?? 0);
  const place = inspection.seconds % MINUTE_S;
  receptor.sum += energy - (receptor.ring[place] ?? 0);
  receptor.ring[place] = energy;
  const sound = result.sound.find((one) => one.receptor === receptor.id);
  const model = result.attribution.find((one) => one.receptor === receptor.id);
  receptor.minuteTrue += energy / MINUTE_S;
  receptor.minuteClaimed += (sound?.most ?? 0) / MINUTE_S;
  if (sound?.isTrusted === true) {
    inspection.trustedS += 1;
    inspection.trustedDb += levelOf(sound.most / Math.max(1, energyOf(model?.equipmentDb ?? 0))) ?? 0;
  }
  if (place === MINUTE_S - 1) closeMinute(inspection, receptor);
}

function closeMinute(inspection: Inspection, receptor: ReceptorState): void {
  if (inspection.seconds >= GRACE_S && receptor.minuteTrue >= NEAR * receptor.limit) {
    inspection.nearMinutes += 1;
    if (receptor.minuteTrue > receptor.minuteClaimed) inspection.uncoveredMinutes += 1;
  }
  receptor.minuteTrue = 0;
  receptor.minuteClaimed = 0;
}
