/**
 * The true properties of one cabinet's equipment where they differ from the defaults: only the simulator knows them. A
 * cabinet with `sound` has its levels from sound power, cover and distance, none from the site file.
 */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';

/** The true properties of one cabinet. */
export interface CabinetConstruction {
  readonly physics?: Partial<PhysicsParameters> | undefined;
  readonly sound?: SoundConstruction | undefined;
  readonly duct?: DuctConstruction | undefined;
  readonly derating?: Derating | undefined;
  /** Where its sensors are, in their order; absent: modules, inlet, then the air. */
  readonly sensorsAt?: readonly HeatPlace[] | undefined;
  /** By fan device. */
  readonly fans?: Readonly<Record<string, FanConstruction>> | undefined;
}

/** A resonance of the air duct that its fans blow through. */
export interface DuctConstruction {
  /** A duct of the length l, open at one end: c / 4 l, 95 Hz for 0.9 m. */
  readonly resonanceHz: number;
  /** Resonance over the width at half power. */
  readonly q: number;
  /** How much louder a blade tone at the resonance is, dB. */
  readonly gainDb: number;
}

/** A place in a cabinet whose temperature is asked for. */
export type HeatPlace = 'module' | 'air' | 'inlet';

/** By which temperature the modules take their power back, and how: points of a data sheet, rising, straight between. */
export interface Derating {
  readonly by: HeatPlace;
  readonly curve: readonly (readonly [tempC: number, share: number])[];
}

/** A-weighted. `Lp = Lw - IL - 20 lg d - 8 + D + reflections`, hemisphere (docs/acoustics.md, Propagation and covers). */
export interface SoundConstruction {
  /** Sound power of one fan at full speed, and of the electronics at full power, dB. */
  readonly fanPowerDb: number;
  readonly humPowerDb: number;
  /**
   * Length, width and height of the body, m, where both figures (and those of single fans) are a data sheet's levels at 1 m
   * around it; absent: they are sound powers.
   */
  readonly sheetBodyM?: readonly [lengthM: number, widthM: number, heightM: number] | undefined;
  /** Insertion loss of the cover, dB. */
  readonly insertionLossDb: number;
  /** By name of the receptor or level, m. */
  readonly distanceM: Readonly<Record<string, number>>;
  /** What facades and walls add there, dB. */
  readonly reflectionDb?: Readonly<Record<string, number>> | undefined;
  /** Bearing of the place from the exhaust side, degrees: 0 in front of it, 180 behind; absent: alike all round. */
  readonly bearingDeg?: Readonly<Record<string, number>> | undefined;
  /** How much louder it is in front of the exhaust than behind, dB. */
  readonly frontToBackDb?: number | undefined;
}

/** Fans all round give 2 dB, an exhaust on one side up to 20 (measured cabinets of that size). */
const FRONT_TO_BACK_DB = 8;
const STEP_DEG = 10;

/** The true properties of one fan. */
export interface FanConstruction {
  /** Sound power of this fan instead of the cabinet's `fanPowerDb`, dB. */
  readonly powerDb?: number | undefined;
  readonly exponent?: number | undefined;
  /** Air at full speed relative to a fan of default size. */
  readonly flowFactor?: number | undefined;
  /** Speed of its blade tone, share of full, and what the tone adds there, dB. */
  readonly bladeToneAt?: number | undefined;
  readonly bladeToneDb?: number | undefined;
}

/** Level of a source of this sound power outside its cover at a distance, dB. */
export function outsideDb(powerDb: number, insertionLossDb: number, distanceM: number): number {
  return powerDb - insertionLossDb - 20 * Math.log10(distanceM) - 8;
}

/**
 * Sound power above the mean level at 1 m around a body, dB: the area of the measurement surface, a box whose sides are 1 m
 * away (ISO 3744). 14 for a wall unit, 17 for a power cabinet.
 */
export function boxDb([lengthM, widthM, heightM]: readonly [number, number, number]): number {
  const [a, b, c] = [lengthM / 2 + 1, widthM / 2 + 1, heightM + 1];
  return 10 * Math.log10(4 * (a * b + b * c + c * a));
}

/** What a bearing from the exhaust side adds, dB; over all bearings the energy stays what it is. */
export function directivityDb(bearingDeg: number, frontToBackDb = FRONT_TO_BACK_DB): number {
  const at = (deg: number) => (frontToBackDb / 2) * Math.cos((deg * Math.PI) / 180);
  const bearings = Array.from({ length: 360 / STEP_DEG }, (_, step) => step * STEP_DEG);
  const mean = bearings.reduce((sum, deg) => sum + 10 ** (at(deg) / 10), 0) / bearings.length;
  return at(bearingDeg) - 10 * Math.log10(mean);
}
