/** The fans in the covers: speed, air, power and sound. */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { createRandom, type Random } from '../inputs/random.ts';
import type { FanConstruction } from './construction.ts';

/** The state of one fan. */
export interface Fan {
  readonly device: string;
  readonly fullRpm: number;
  /** Sound energy grows with this power of the speed: 5 is the 50 lg n law, real fans lie between 4.5 and 5.5. */
  readonly exponent: number;
  readonly bladeTone: BladeTone;
  readonly fullPowerW: number;
  /** Air at full speed through the cover, m3/s. */
  readonly fullFlowM3PerS: number;
  setPct: number;
  /** 0 to 1 of full speed. */
  speed: number;
  powerW: number;
  energyWh: number;
  /** Sound energy relative to full speed without its blade tone. */
  loudness: number;
  /** Energy factor of a clogged filter: louder at the same speed. */
  strain: number;
  /** The motor is blocked and does not turn at any setting. */
  stalled: boolean;
  /** The fan turns but its tacho shows no speed. */
  tachoDead: boolean;
}

/** A speed around which the blades excite the cover. */
export interface BladeTone {
  /** Share of full speed. */
  readonly at: number;
  readonly width: number;
  /** Energy added at its peak, relative to the fan without it. */
  readonly gain: number;
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
  construction: FanConstruction = {},
): Fan {
  const drawn = random.between(...physics.fanExponent);
  const fullFlowM3PerS = physics.fullFlowM3PerS * physics.coverFlowFactor * share;
  return {
    device,
    fullRpm,
    exponent: construction.exponent ?? drawn,
    bladeTone: bladeToneOf(device, physics, construction),
    fullPowerW: physics.fanFullPowerW * share,
    fullFlowM3PerS: fullFlowM3PerS * (construction.flowFactor ?? 1),
    setPct,
    speed: setPct / 100,
    powerW: 0,
    energyWh: 0,
    loudness: 0,
    strain: 1,
    stalled: false,
    tachoDead: false,
  };
}

/** The speed of a fan's tone depends on its place in the cover, so it is the same in every run. */
function bladeToneOf(device: string, physics: PhysicsParameters, construction: FanConstruction): BladeTone {
  const drawn = createRandom(0, `blade tone:${device}`).between(...physics.bladeToneAt);
  const toneDb = construction.bladeToneDb ?? physics.bladeToneDb;
  return {
    at: construction.bladeToneAt ?? drawn,
    width: physics.bladeToneWidth,
    gain: 10 ** (toneDb / 10) - 1,
  };
}

/** One second: first order towards the set value, slower downwards; power with the cube of the speed. */
export function stepFan(fan: Fan, lagS: number, runDownFactor = 1): void {
  const target = fan.stalled ? 0 : fan.setPct / 100;
  const timeConstantS = target < fan.speed ? lagS * runDownFactor : lagS;
  fan.speed += (target - fan.speed) * (1 - Math.exp(-1 / timeConstantS));
  if (fan.speed < 0.001) fan.speed = 0;
  fan.powerW = fan.fullPowerW * fan.speed ** 3;
  fan.energyWh += fan.powerW / 3600;
  fan.loudness = fan.strain * loudnessAt(fan, fan.speed);
}

/** Sound energy at a speed (0 to 1), relative to full speed without the blade tone. */
export function loudnessAt(fan: Pick<Fan, 'exponent' | 'bladeTone'>, speed: number): number {
  const { at, width, gain } = fan.bladeTone;
  const off = (speed - at) / width;
  return speed ** fan.exponent * (1 + gain * Math.exp(-0.5 * off * off));
}

/** Speed is shown in whole turns, or in steps of its percentage by a fan that shows a share of full speed. */
export function showFan(fan: Fan, surroundingsC: () => number): Record<string, () => number> {
  const motorC = () => surroundingsC() + 20 * fan.speed ** 2;
  return {
    'fan.speed': () => (fan.tachoDead ? 0 : Math.round(fan.speed * fan.fullRpm)),
    'ratio.full-speed': () => fan.fullRpm,
    'fan.setpoint': () => fan.setPct,
    'fan.status': () => (fan.stalled ? fanBlockedStatus : 0),
    'power.active': () => fan.powerW,
    temperature: motorC,
    'temperature.motor': motorC,
    'temperature.electronics': motorC,
  };
}
