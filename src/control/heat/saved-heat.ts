/** The heat of each cabinet over a restart. */

import type { CabinetPlan, ControlPlan } from '../../plan/control-plan.ts';
import { isFlag, isNumber, listOf, objectOf, orNull, recordOf } from '../saved/check.ts';
import { type Away, agedS, isLong, isMoment, partById } from '../saved/part.ts';
import type { CabinetCheck } from './cabinet-check.ts';
import { type CabinetHeat, nominalOf, type SensorReading } from './cabinet-heat.ts';
import { agedHeat, type HeatModel } from './heat-model.ts';

const isModel = objectOf<HeatModel>({
  coefficients: listOf(isNumber),
  covariance: listOf(listOf(isNumber)),
  stretch: objectOf<HeatModel['stretch']>({
    seconds: isNumber,
    startC: orNull(isNumber),
    regressors: listOf(isNumber),
  }),
});

/** By cabinet. */
export const cabinetsHeatPart = partById<CabinetHeat>({
  isEntry: objectOf<CabinetHeat>({
    model: isModel,
    tempC: orNull(isNumber),
    isBlind: isFlag,
    sensors: recordOf(objectOf<SensorReading>({ tempC: isNumber, atMs: isNumber })),
    outdoorC: isNumber,
    power: isNumber,
    meanPower: isNumber,
    expectedC: orNull(isNumber),
    identifiedS: isNumber,
  }),
  basis: (plan, id) => basisOf(cabinetOf(plan, id)),
  age: agedCabinet,
});

/** By cabinet: the references of plant-health. */
export const cabinetChecksPart = partById<CabinetCheck>({
  isEntry: objectOf<CabinetCheck>({
    byPowerC: orNull(isNumber),
    air: isNumber,
    usualAir: isNumber,
    followedS: isNumber,
  }),
  basis: (plan, id) => basisOf(cabinetOf(plan, id)),
  age: (check, away) => (isLong(away) ? { ...check, byPowerC: null } : check),
});

function agedCabinet(heat: CabinetHeat, away: Away, plan: ControlPlan, id: string): CabinetHeat | undefined {
  const cabinet = cabinetOf(plan, id);
  if (cabinet === undefined) return undefined;
  // The minute that was begun goes on: begun anew with each restart, the model would learn from other minutes than without.
  if (isMoment(away)) return heat;
  const model = agedHeat(heat.model, nominalOf(cabinet), agedS(away));
  return isLong(away) ? { ...heat, model, tempC: null, expectedC: null } : { ...heat, model };
}

function cabinetOf({ cabinets }: ControlPlan, id: string): CabinetPlan | undefined {
  return cabinets.find((cabinet) => cabinet.id === id);
}

function basisOf(cabinet: CabinetPlan | undefined): unknown {
  if (cabinet === undefined) return undefined;
  const { temperatures, powerIn, ratedW, heat, fans } = cabinet;
  return [temperatures, powerIn, ratedW, heat, fans.map(({ output, fullRpm }) => [output, fullRpm])];
}
