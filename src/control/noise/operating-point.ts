/**
 * Fans and noise together: at which common temperature can all cabinets be held within the allowances of the receptors?
 * Sound grows with the fifth power of the speed, so air is cheapest where it is spread over all fans; each cabinet gets
 * just the speed that holds the common temperature.
 */

import type { HeatPlan } from '../../plan/control-plan.ts';
import { type HeatModel, speedToHold } from '../heat/heat-model.ts';
import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';

/** One cabinet as it would run. */
export interface Load {
  readonly model: HeatModel;
  readonly outdoorC: number;
  readonly modules: HeatPlan;
  /** Share of rated power that must be cooled, and share that counts for its converter noise now. */
  readonly power: number;
  readonly converters: number;
  /** Slowest speed of its fans, share of full. */
  readonly leastSpeed: number;
}

/** What each cabinet gives at one receptor, in the order of the loads, and what is allowed there; energies. */
export interface ReceptorConstraint {
  readonly fans: readonly number[];
  readonly converters: readonly number[];
  /** What all electronics give at rest; absent: nothing. */
  readonly standby?: number;
  readonly allowed: number;
}

/** A common temperature and the speeds that hold it. */
export interface OperatingPoint {
  /** The lowest common temperature of the hottest sensors, C; infinite when even the slowest fans are too loud. */
  readonly tempC: number;
  /** Speed of each cabinet's fans, share of full; above 1 where the receptors would allow more than full speed. */
  readonly speeds: readonly number[];
}

const COOLEST_ABOVE_OUTDOORS_K = 0.5;
const HOTTEST_C = 120;
/** Finds the temperature to a hundredth of a degree. */
const HALVINGS = 14;

/** The coolest operating point that every receptor allows. */
export function coolestPoint(
  loads: readonly Load[],
  constraints: readonly ReceptorConstraint[],
): OperatingPoint {
  // One array for all tries: this runs every second.
  const speeds = loads.map(({ leastSpeed }) => leastSpeed);
  const isAllowedAt = (tempC: number): boolean => {
    for (let index = 0; index < loads.length; index++) {
      const load = loads[index];
      if (load !== undefined) speeds[index] = speedAt(load, tempC);
    }
    return isAllowed(loads, speeds, constraints);
  };
  if (!isAllowedAt(HOTTEST_C)) {
    return { tempC: Number.POSITIVE_INFINITY, speeds: loads.map(({ leastSpeed }) => leastSpeed) };
  }
  let tooCoolC = loads.reduce((most, { outdoorC }) => Math.max(most, outdoorC), Number.NEGATIVE_INFINITY);
  tooCoolC += COOLEST_ABOVE_OUTDOORS_K;
  let tempC = HOTTEST_C;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middleC = (tooCoolC + tempC) / 2;
    if (isAllowedAt(middleC)) tempC = middleC;
    else tooCoolC = middleC;
  }
  isAllowedAt(tempC);
  return { tempC, speeds };
}

/** Whether the loads can be held at this common temperature: whether the coolest point is no warmer. */
export function canHold(
  loads: readonly Load[],
  constraints: readonly ReceptorConstraint[],
  tempC: number,
): boolean {
  return isAllowed(
    loads,
    loads.map((load) => speedAt(load, tempC)),
    constraints,
  );
}

/** Whether every receptor allows these speeds at these loads. */
function isAllowed(
  loads: readonly Load[],
  speeds: readonly number[],
  constraints: readonly ReceptorConstraint[],
): boolean {
  for (const { fans, converters, standby = 0, allowed } of constraints) {
    let energy = standby;
    for (let index = 0; index < loads.length; index++) {
      const speed = speeds[index] ?? 0;
      energy += (fans[index] ?? 0) * speed * speed * speed * speed * speed;
      energy += (converters[index] ?? 0) * (loads[index]?.converters ?? 0);
    }
    if (!(energy <= allowed)) return false;
  }
  return true;
}

/** Power of the cabinet at this temperature, share of rated power: hot modules reduce it by themselves. */
export function powerAt({ power, modules }: Pick<Load, 'power' | 'modules'>, tempC: number): number {
  const share = (modules.noPowerC - tempC) / (modules.noPowerC - modules.fullPowerC);
  return Math.min(power, INPUT_PER_OUTPUT * Math.max(0, share));
}

function speedAt(load: Load, tempC: number): number {
  return Math.max(load.leastSpeed, speedToHold(load.model, powerAt(load, tempC), tempC, load.outdoorC));
}
