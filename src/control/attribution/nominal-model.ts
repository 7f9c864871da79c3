/**
 * The equipment's sound at a receptor by the site file's nominal levels, without any estimate: fans follow the fan law
 * of 50 lg n (energy ~ n^5), converter noise follows the cabinet's power. The look back uses it,
 * since it can be recomputed from what is stored; control and the record of a night use attribution.
 */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

const FAN_LAW_EXPONENT = 5;

type Read = (channel: string) => number | null;

/** Energies at one receptor, relative to 20 uPa squared. */
export interface EquipmentEnergy {
  readonly converterNoise: number;
  /** The fans at their present speed; a fan without a good speed counts as commanded. */
  readonly fansNow: number;
}

/** Evaluates the model for one receptor. */
export function equipmentEnergy(
  plan: ControlPlan,
  receptor: string,
  read: Read,
  decided: Readonly<Record<string, number>>,
): EquipmentEnergy {
  let converterNoise = 0;
  let fansNow = 0;
  for (const cabinet of plan.cabinets) {
    const converterDb = cabinet.humAtDb[receptor];
    const powerW = read(cabinet.powerIn) ?? cabinet.ratedW;
    if (converterDb !== undefined)
      converterNoise += energyOf(converterDb) * Math.min(1.2, Math.max(0, powerW / cabinet.ratedW));
    for (const fan of cabinet.fans) {
      const fullDb = fan.atDb[receptor];
      if (fullDb === undefined) continue;
      const speedRpm = read(fan.speed);
      const share = speedRpm === null ? (decided[fan.output] ?? 100) / 100 : speedRpm / fan.fullRpm;
      fansNow += energyOf(fullDb) * Math.min(1.2, Math.max(0, share)) ** FAN_LAW_EXPONENT;
    }
  }
  return { converterNoise, fansNow };
}

/** Level of converters and fans now, dB; null when the model knows no source at this receptor. */
export function equipmentLevelDb(energy: EquipmentEnergy): number | null {
  return levelOf(energy.converterNoise + energy.fansNow);
}
