/** The fans in the covers: speed, air, power and sound. */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { createRandom, type Random } from '../inputs/random.ts';
import type { DuctConstruction, FanConstruction } from './construction.ts';

/** The state of one fan. */
export interface Fan {
  readonly device: string;
  readonly fullRpm: number;
  /** Sound energy grows with this power of the speed: 5 is the 50 lg n law, real fans lie between 4.5 and 5.5. */
  readonly exponent: number;
  readonly bladeTone: BladeTone;
  readonly blades: number;
  /** Share of its energy that its blade tone has at any speed. */
  readonly toneShare: number;
  /** Turns at this times the speed that it is set to: no two motors are alike. */
  readonly speedFactor: number;
  readonly fullPowerW: number;
  /** Air at full speed through the cover, m3/s. */
  readonly fullFlowM3PerS: number;
  setPct: number;
  /** 0 to 1 of full speed. */
  speed: number;
  powerW: number;
  energyWh: number;
  /** Where the blades stand in their pass at the end of the second, cycles. */
  passPhase: number;
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
  /** A duct that answers to the pass; absent: none. */
  readonly duct?: DuctTone;
}

/** What a duct or cover makes of a blade tone: a resonance, of a pipe a quarter wave long f = c / 4 l. */
export interface DuctTone {
  /** Speed at which the pass meets the resonance, share of full. */
  readonly at: number;
  readonly q: number;
  /** Energy gain at the resonance. */
  readonly gain: number;
  /** Share of the fan's energy that its tone has without the duct. */
  readonly share: number;
}

/** Of the A-weighted energy of a blade tone, by harmonic. */
const HARMONICS = [0.85, 0.12, 0.03] as const;

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
  duct?: DuctConstruction,
): Fan {
  const drawn = random.between(...physics.fanExponent);
  const fullFlowM3PerS = physics.fullFlowM3PerS * physics.coverFlowFactor * share;
  return {
    device,
    fullRpm,
    exponent: construction.exponent ?? drawn,
    bladeTone: {
      ...bladeToneOf(device, physics, construction),
      ...(duct === undefined ? {} : { duct: ductToneOf(duct, fullRpm, physics) }),
    },
    blades: physics.fanBlades,
    toneShare: physics.bladeToneShare,
    speedFactor: 1 + physics.fanSpeedSpreadShare * createRandom(0, `speed:${device}`).between(-1, 1),
    fullPowerW: physics.fanFullPowerW * share,
    fullFlowM3PerS: fullFlowM3PerS * (construction.flowFactor ?? 1),
    setPct,
    speed: setPct / 100,
    powerW: 0,
    energyWh: 0,
    passPhase: createRandom(0, `phase:${device}`).next(),
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

function ductToneOf(
  { resonanceHz, q, gainDb }: DuctConstruction,
  fullRpm: number,
  physics: PhysicsParameters,
): DuctTone {
  const at = (60 * resonanceHz) / (physics.fanBlades * fullRpm);
  return { at, q, gain: 10 ** (gainDb / 10), share: physics.bladeToneShare };
}

/** One second: first order towards the set value, slower downwards; power with the cube of the speed. */
export function stepFan(fan: Fan, lagS: number, runDownFactor = 1): void {
  const target = fan.stalled ? 0 : (fan.speedFactor * fan.setPct) / 100;
  const timeConstantS = target < fan.speed ? lagS * runDownFactor : lagS;
  fan.speed += (target - fan.speed) * (1 - Math.exp(-1 / timeConstantS));
  if (fan.speed < 0.001) fan.speed = 0;
  fan.passPhase = (fan.passPhase + passHzOf(fan)) % 1;
  fan.powerW = fan.fullPowerW * fan.speed ** 3;
  fan.energyWh += fan.powerW / 3600;
  fan.loudness = fan.strain * loudnessAt(fan, fan.speed);
}

/** Sound energy at a speed (0 to 1), relative to full speed without the blade tone. */
export function loudnessAt(fan: Pick<Fan, 'exponent' | 'bladeTone'>, speed: number): number {
  return speed ** fan.exponent * (1 + peakAt(fan.bladeTone, speed) + ductAt(fan.bladeTone, speed));
}

/** How often a blade passes, Hz. */
export function passHzOf({ speed, fullRpm, blades }: Pick<Fan, 'speed' | 'fullRpm' | 'blades'>): number {
  return (speed * fullRpm * blades) / 60;
}

/** The blade tone at the present speed: its share of the fan's energy, and the shares of its harmonics in it. */
export function toneNow({ bladeTone, speed, toneShare }: Fan): {
  readonly share: number;
  readonly harmonics: readonly number[];
} {
  const peak = peakAt(bladeTone, speed);
  const duct = ductAt(bladeTone, speed);
  const own = Math.max(toneShare, peak / (1 + peak)) * (1 + peak);
  const weights = HARMONICS.map((share, order) => share * ductGain(bladeTone.duct, speed * (order + 1)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { share: (own + duct) / (1 + peak + duct), harmonics: weights.map((weight) => weight / sum) };
}

/** What the tone adds around its own speed, relative to the fan without it. */
function peakAt({ at, width, gain }: BladeTone, speed: number): number {
  const off = (speed - at) / width;
  return gain * Math.exp(-0.5 * off * off);
}

/** What the duct adds, the same. */
function ductAt({ duct }: BladeTone, speed: number): number {
  if (duct === undefined) return 0;
  return HARMONICS.reduce(
    (sum, share, order) => sum + duct.share * share * (ductGain(duct, speed * (order + 1)) - 1),
    0,
  );
}

/** Of a resonator at a frequency, as the speed whose pass it is; it takes nothing away. */
function ductGain(duct: DuctTone | undefined, passSpeed: number): number {
  if (duct === undefined) return 1;
  const off = 2 * duct.q * (passSpeed / duct.at - 1);
  return 1 + (duct.gain - 1) / (1 + off * off);
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
