/**
 * The equipment's own sound at a receptor, from operating states and the site file's nominal levels. Fans follow
 * the fan law of 50 lg n (energy ~ n^5), the electronics' hum follows the cabinet's power. It is what the noise
 * rules steer by: people and traffic are not in it, so they can never cost a car power.
 */

import { energyOf, levelOf } from '../acoustics/level.ts';
import type { ControlPlan } from './plan.ts';

const FAN_LAW_EXPONENT = 5;

type Read = (channel: string) => number | null;

/** Energies at one receptor, relative to 20 uPa squared: the hum now, and all fans if they ran at full speed. */
export interface EquipmentEnergy {
  readonly hum: number;
  readonly fansAtFull: number;
  /** The fans as they turn now; a fan without a good speed counts as commanded. */
  readonly fansNow: number;
}

/** Evaluates the model for one receptor. */
export function equipmentEnergy(
  plan: ControlPlan,
  receptor: string,
  read: Read,
  decided: Readonly<Record<string, number>>,
): EquipmentEnergy {
  let hum = 0;
  let fansAtFull = 0;
  let fansNow = 0;
  for (const cabinet of plan.cabinets) {
    const humDb = cabinet.humAtDb[receptor];
    const powerW = read(cabinet.powerIn) ?? cabinet.ratedW;
    if (humDb !== undefined) hum += energyOf(humDb) * Math.min(1.2, Math.max(0, powerW / cabinet.ratedW));
    for (const fan of cabinet.fans) {
      const fullDb = fan.atDb[receptor];
      if (fullDb === undefined) continue;
      const speedRpm = read(fan.speed);
      const share = speedRpm === null ? (decided[fan.output] ?? 100) / 100 : speedRpm / fan.fullRpm;
      fansAtFull += energyOf(fullDb);
      fansNow += energyOf(fullDb) * Math.min(1.2, Math.max(0, share)) ** FAN_LAW_EXPONENT;
    }
  }
  return { hum, fansAtFull, fansNow };
}

/** Level of hum and fans now, dB; null when the model knows no source at this receptor. */
export function equipmentLevelDb(energy: EquipmentEnergy): number | null {
  return levelOf(energy.hum + energy.fansNow);
}

/** The common speed, percent, at which all fans together with the hum stay within `targetDb`; 0 when the hum alone exceeds it. */
export function fanCapPct(energy: EquipmentEnergy, targetDb: number): number {
  const left = energyOf(targetDb) - energy.hum;
  if (energy.fansAtFull <= 0) return 100;
  if (left <= 0) return 0;
  return Math.min(100, 100 * (left / energy.fansAtFull) ** (1 / FAN_LAW_EXPONENT));
}
