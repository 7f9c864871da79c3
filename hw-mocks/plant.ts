/** What physics allows the cabinets of a station: the numbers behind its heat and its sound, for the upper bound. */

import type { PhysicsParameters } from './physics-parameters.ts';

export interface Plant {
  readonly cabinets: readonly PlantCabinet[];
}

export interface PlantCabinet {
  readonly id: string;
  readonly ratedW: number;
  /** As they hold for this cabinet, a clogged filter included. */
  readonly physics: PhysicsParameters;
  readonly fans: readonly PlantFan[];
  /** Sound energy of the electronics at full power by receptor, relative to 20 uPa squared. */
  readonly humEnergyAt: Readonly<Record<string, number>>;
  /** This part of it is always there, the rest grows with this power of the load. */
  readonly humStandbyShare: number;
  readonly humExponent: number;
}

export interface PlantFan {
  /** Sound energy grows with this power of the speed. */
  readonly exponent: number;
  /** Air at full speed, m3/s. */
  readonly fullFlowM3PerS: number;
  /** Sound energy at full speed by receptor. */
  readonly energyAt: Readonly<Record<string, number>>;
}

/** The parts of a station that its plant is read from, each list in the order of the cabinets and their fans. */
export interface PlantParts {
  readonly physics: PhysicsParameters;
  readonly cabinets: readonly {
    readonly plan: { readonly id: string; readonly ratedW: number };
    readonly fans: readonly { readonly exponent: number; readonly fullFlowM3PerS: number }[];
  }[];
  readonly ears: readonly {
    readonly device: string;
    readonly fanGains: Float64Array;
    readonly humGains: Float64Array;
  }[];
}

/** `receptors`: id to the sound meter that stands for it. */
export function plantOf(parts: PlantParts, receptors: Readonly<Record<string, string>>): Plant {
  const gainsAt = (gain: (ear: PlantParts['ears'][number]) => number | undefined) =>
    Object.fromEntries(
      Object.entries(receptors).map(([receptor, device]) => {
        const ear = parts.ears.find((candidate) => candidate.device === device);
        return [receptor, (ear && gain(ear)) ?? 0];
      }),
    );
  let fanIndex = 0;
  const cabinets = parts.cabinets.map(
    ({ plan, fans }, index): PlantCabinet => ({
      id: plan.id,
      ratedW: plan.ratedW,
      physics: parts.physics,
      fans: fans.map(({ exponent, fullFlowM3PerS }) => {
        const position = fanIndex++;
        return { exponent, fullFlowM3PerS, energyAt: gainsAt((ear) => ear.fanGains[position]) };
      }),
      humEnergyAt: gainsAt((ear) => ear.humGains[index]),
      humStandbyShare: 0,
      humExponent: 1,
    }),
  );
  return { cabinets };
}
