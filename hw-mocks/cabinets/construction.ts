/**
 * The true properties of one cabinet's equipment where they differ from the defaults: only the simulator knows them. A
 * cabinet with `sound` has its levels from sound power, cover and distance, none from the site file.
 */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';

/** The true properties of one cabinet. */
export interface CabinetConstruction {
  readonly physics?: Partial<PhysicsParameters> | undefined;
  readonly sound?: SoundConstruction | undefined;
  readonly derating?: Derating | undefined;
  /** Where its sensors are, in their order; absent: modules, inlet, then the air. */
  readonly sensorsAt?: readonly HeatPlace[] | undefined;
  /** By fan device. */
  readonly fans?: Readonly<Record<string, FanConstruction>> | undefined;
}

/** A place in a cabinet whose temperature is asked for. */
export type HeatPlace = 'module' | 'air' | 'inlet';

/** By which temperature the modules take their power back, and how: points of a data sheet, rising, straight between. */
export interface Derating {
  readonly by: HeatPlace;
  readonly curve: readonly (readonly [tempC: number, share: number])[];
}

/** A-weighted. `Lp = Lw - IL - 20 lg d - 8 + reflections`, hemisphere (docs/acoustics.md, Propagation and covers). */
export interface SoundConstruction {
  /** Sound power of one fan at full speed, and of the electronics at full power, dB. */
  readonly fanPowerDb: number;
  readonly humPowerDb: number;
  /** Insertion loss of the cover, dB. */
  readonly insertionLossDb: number;
  /** By name of the receptor or level, m. */
  readonly distanceM: Readonly<Record<string, number>>;
  /** What facades and walls add there, dB. */
  readonly reflectionDb?: Readonly<Record<string, number>> | undefined;
}

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
