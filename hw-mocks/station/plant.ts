/**
 * The true properties of the simulated plant: its parameters, its sound at each receptor, and the cars that will come.
 * For benches that compute what would have been possible; no controller sees it.
 */

import { type Cabinet, isChannelOf } from '../cabinets/cabinets.ts';
import type { BladeTone } from '../cabinets/fans.ts';
import type { CarWish } from '../charging/sessions.ts';
import type { StationEvent } from '../inputs/events.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { SoundMeter } from '../sound/sound-meters.ts';

/** What the upper bound needs of the physics. */
export interface Plant {
  readonly cabinets: readonly PlantCabinet[];
}

/** Everything that is true of the plant. */
export interface PlantDescription extends Plant {
  readonly cabinets: readonly CabinetDescription[];
  /** The parameters of the station; those of a cabinet may differ. */
  readonly physics: PhysicsParameters;
  readonly events: readonly StationEvent[];
  /** Every car that arrives from the start until `untilS`, whatever the station does. */
  arrivals(untilS: number): readonly Arrival[];
}

/** One car that will come, and what it wants. */
export interface Arrival {
  /** Seconds since the start. */
  readonly atS: number;
  readonly wish: CarWish;
}

/** One cabinet as heat and sound have it. */
export interface PlantCabinet {
  readonly id: string;
  readonly ratedW: number;
  /**
   * The parameters of this cabinet. Its heat numbers are those of `referenceRatedW`: smaller cabinets have their share.
   */
  readonly physics: PhysicsParameters;
  readonly fans: readonly PlantFan[];
  /** By receptor: energy of the electronics at full power (10 lg gives dB), without varying reflections. */
  readonly humEnergyAt: Readonly<Record<string, number>>;
  /** `humShareAt` of cabinets.ts: standby share + rest * share of rated power ** exponent. */
  readonly humExponent: number;
  readonly humStandbyShare: number;
  /** Whether a hot module node takes its power back; where air does, the node is bound by the hard limit alone. */
  readonly deratesByModule: boolean;
}

/** A cabinet with its guns and the names of its fans. */
export interface CabinetDescription extends PlantCabinet {
  readonly guns: number;
  readonly fans: readonly FanDescription[];
}

/** One fan: how its sound grows with its speed, its air at full speed, and its sound at each receptor. */
export interface PlantFan {
  readonly exponent: number;
  readonly fullFlowM3PerS: number;
  /** By receptor: energy at full speed without the blade tone; `loudnessAt` of fans.ts gives other speeds. */
  readonly energyAt: Readonly<Record<string, number>>;
}

/** A fan with the device and output of the plan that it belongs to. */
export interface FanDescription extends PlantFan {
  readonly device: string;
  readonly output: string;
  readonly bladeTone: BladeTone;
  readonly fullPowerW: number;
}

/** `meters` in the order of their gains: all fans of the first cabinet, then those of the next. */
export function describeCabinets(
  cabinets: readonly Cabinet[],
  meters: readonly SoundMeter[],
): readonly CabinetDescription[] {
  const receptors = meters.filter((meter) => meter.receptor !== undefined);
  const energies = (gain: (meter: SoundMeter) => number | undefined) =>
    Object.fromEntries(receptors.map((meter) => [meter.name, gain(meter) ?? 0]));
  let fansBefore = 0;
  return cabinets.map(({ layout, plan, physics, fans, construction }, index) => {
    const first = fansBefore;
    fansBefore += fans.length;
    return {
      id: layout.id,
      ratedW: plan.ratedW,
      guns: layout.guns.length,
      physics,
      fans: fans.map(({ device, exponent, bladeTone, fullFlowM3PerS, fullPowerW }, fan) => ({
        device,
        output: plan.fans.find(({ speed }) => isChannelOf(speed, device))?.output ?? device,
        exponent,
        bladeTone,
        fullFlowM3PerS,
        fullPowerW,
        energyAt: energies((meter) => meter.fanGains[first + fan]),
      })),
      humEnergyAt: energies((meter) => meter.humGains[index]),
      humExponent: physics.humExponent,
      humStandbyShare: physics.humStandbyShare,
      deratesByModule: construction.derating === undefined,
    };
  });
}
