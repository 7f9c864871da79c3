/**
 * What a fan does at another speed: flow ~ n, pressure ~ n2, power ~ n3, sound energy ~ n5.
 * For commissioning and the physics of the mocks. Control does not call it; sources: docs/acoustics.md, Fans, heat and power.
 */

import { levelOf } from '../levels/level.ts';

/** 50 lg n follows from Lw = K + 10 lg Q + 20 lg p; some makers state 55. */
const FAN_LAW_DB = 50;

/** A fan at another speed, relative to full speed. */
export interface FanChange {
  /** Change of the sound power level, dB; null for a fan that stands still. */
  readonly levelDb: number | null;
  readonly energyFactor: number;
  readonly flowFactor: number;
  readonly pressureFactor: number;
  readonly powerFactor: number;
}

/** Change relative to full speed at a share of the speed, with the same filter and grille. */
export function fanAt(speedShare: number, fanLawDb = FAN_LAW_DB): FanChange {
  const energyFactor = speedShare ** (fanLawDb / 10);
  return {
    levelDb: levelOf(energyFactor),
    energyFactor,
    flowFactor: speedShare,
    pressureFactor: speedShare ** 2,
    powerFactor: speedShare ** 3,
  };
}
