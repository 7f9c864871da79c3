/** The fans in the covers: speed, air, power and how loud they are for it. */

import type { PhysicsParameters } from './physics-parameters.ts';
import type { Random } from './random.ts';

export interface Fan {
  readonly device: string;
  readonly fullRpm: number;
  /** Sound energy grows with this power of the speed: 5 is the 50 lg n law, real fans lie between 4.5 and 5.5. */
  readonly exponent: number;
  readonly fullPowerW: number;
  /** Air at full speed through the cover, m3/s. */
  readonly fullFlowM3PerS: number;
  setPct: number;
  /** 0 to 1 of full speed. */
  speed: number;
  powerW: number;
  energyWh: number;
  /** Sound energy relative to full speed. */
  loudness: number;
  /** The motor is blocked: it does not turn whatever is set. */
  stalled: boolean;
}

/** `fan.status` of a blocked motor; 0 is healthy (ebm-papst D011: any set bit is a fault). */
export const fanBlockedStatus = 0x0001;

/** `share`: this fan's part of the air of a cabinet of reference size. */
export function createFan(
  device: string,
  fullRpm: number,
  share: number,
  setPct: number,
  physics: PhysicsParameters,
  random: Random,
): Fan {
  return {
    device,
    fullRpm,
    exponent: random.between(4.5, 5.5),
    fullPowerW: physics.fanFullPowerW * share,
    fullFlowM3PerS: physics.fullFlowM3PerS * physics.coverFlowFactor * share,
    setPct,
    speed: setPct / 100,
    powerW: 0,
    energyWh: 0,
    loudness: 0,
    stalled: false,
  };
}

/** One second: first order towards the set value; power with the cube of the speed. */
export function stepFan(fan: Fan, lagS: number): void {
  const target = fan.stalled ? 0 : fan.setPct / 100;
  fan.speed += (target - fan.speed) * (1 - Math.exp(-1 / lagS));
  if (fan.speed < 0.001) fan.speed = 0;
  fan.powerW = fan.fullPowerW * fan.speed ** 3;
  fan.energyWh += fan.powerW / 3600;
  fan.loudness = fan.speed ** fan.exponent;
}

/** Speed is shown in whole turns. */
export function showFan(fan: Fan, surroundingsC: () => number): Record<string, () => number> {
  const motorC = () => surroundingsC() + 20 * fan.speed ** 2;
  return {
    'fan.speed': () => Math.round(fan.speed * fan.fullRpm),
    'fan.setpoint': () => fan.setPct,
    'fan.status': () => (fan.stalled ? fanBlockedStatus : 0),
    'power.active': () => fan.powerW,
    temperature: motorC,
    'temperature.motor': motorC,
    'temperature.electronics': motorC,
  };
}
