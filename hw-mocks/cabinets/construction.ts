/**
 * What the equipment of one cabinet truly is, where that differs from the usual numbers: only the simulator knows. A
 * cabinet with `sound` has its levels from sound power, cover and distance and none from the site file.
 */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';

export interface CabinetConstruction {
  readonly physics?: Partial<PhysicsParameters> | undefined;
  readonly sound?: SoundConstruction | undefined;
  /** By fan device. */
  readonly fans?: Readonly<Record<string, FanConstruction>> | undefined;
}

/** A-weighted. `Lp = Lw - IL - 20 lg d - 8 + reflections`, hemisphere (docs/acoustics.md, Propagation and covers). */
export interface SoundConstruction {
  /** Sound power of one fan at full speed, and of the electronics at full power, dB. */
  readonly fanPowerDb: number;
  readonly humPowerDb: number;
  /** What the cover takes off, dB. */
  readonly insertionLossDb: number;
  /** By name of the receptor or level, m. */
  readonly distanceM: Readonly<Record<string, number>>;
  /** What facades and walls add there, dB. */
  readonly reflectionDb?: Readonly<Record<string, number>> | undefined;
}

export interface FanConstruction {
  /** Of this fan, instead of the cabinet's `fanPowerDb`. */
  readonly powerDb?: number | undefined;
  readonly exponent?: number | undefined;
  /** Air at full speed beside that of a usual fan. */
  readonly flowFactor?: number | undefined;
  /** Where its blade tone sits, share of full speed, and how much it adds there, dB. */
  readonly bladeToneAt?: number | undefined;
  readonly bladeToneDb?: number | undefined;
}

/** Level of a source of this sound power outside its cover at a distance, dB. */
export function outsideDb(powerDb: number, insertionLossDb: number, distanceM: number): number {
  return powerDb - insertionLossDb - 20 * Math.log10(distanceM) - 8;
}
