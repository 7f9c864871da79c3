/** A few cabinets, guns and minutes, on the real heat and the real park, with a policy given as a function. */

import { createCabinetHeat, efficiency, selfDerating, stepHeat } from '../../../../hw-mocks/cabinets/heat.ts';
import { createChargingPark } from '../../../../hw-mocks/charging/cars.ts';
import type { ChargingCurve } from '../../../../hw-mocks/charging/curves.ts';
import type { CarWish } from '../../../../hw-mocks/charging/sessions.ts';
import { defaultPhysics, type PhysicsParameters } from '../../../../hw-mocks/inputs/physics-parameters.ts';
import type { Arrival, Plant, PlantCabinet } from '../../../../hw-mocks/station/plant.ts';
import type { SpanMinute } from '../../../../src/laboratory/bound/upper-bound.ts';

export const receptor = 'north';

export interface Span {
  readonly plant: Plant;
  readonly gunsOfCabinets: readonly (readonly string[])[];
  readonly arrivals: readonly Arrival[];
  readonly minutes: readonly SpanMinute[];
  readonly hardC: number;
  readonly startC: number;
}

/** What a policy sets for a second, by cabinet: speed of its fans and share of its power, 0 to 1. */
export type Policy = (
  nowS: number,
  modulesC: readonly number[],
  askedW: readonly number[],
) => readonly Setting[];
export interface Setting {
  readonly speed: number;
  readonly limit: number;
}

export interface Outcome {
  readonly servedWh: number;
  readonly hottestC: number;
  /** Largest share of a minute's cap that was used. */
  readonly loudest: number;
}

export function runPolicy(span: Span, policy: Policy): Outcome {
  const { plant, minutes, startC } = span;
  const { cabinets } = plant;
  const physics = cabinets[0]?.physics ?? defaultPhysics;
  const park = createChargingPark(span.gunsOfCabinets, physics, () => {});
  const heats = cabinets.map(() => createCabinetHeat([], startC));
  const limitsW = new Float64Array(cabinets.length);
  let hottestC = startC;
  let loudest = 0;
  minutes.forEach(({ outdoorC, capEnergyAt }, minute) => {
    let energy = 0;
    for (let nowS = minute * 60; nowS < minute * 60 + 60; nowS++) {
      const settings = policy(
        nowS,
        heats.map(({ moduleC }) => moduleC),
        park.loads.map(({ askedW }) => askedW),
      );
      cabinets.forEach(({ ratedW }, index) => {
        limitsW[index] =
          ratedW * Math.min(settings[index]?.limit ?? 1, selfDerating(heats[index]?.moduleC ?? 0));
      });
      park.step(nowS, span.arrivals.find(({ atS }) => atS === nowS)?.wish, limitsW);
      cabinets.forEach((cabinet, index) => {
        const heat = heats[index];
        const servedW = park.loads[index]?.servedW ?? 0;
        const speed = settings[index]?.speed ?? 0;
        if (heat === undefined) return;
        const size = cabinet.ratedW / cabinet.physics.referenceRatedW;
        stepHeat(
          heat,
          lossOf(cabinet, servedW) / size,
          flowOf(cabinet, speed) / size,
          outdoorC,
          cabinet.physics,
        );
        hottestC = Math.max(hottestC, heat.moduleC);
        energy += soundOf(cabinet, speed, servedW) / 60;
      });
    }
    loudest = Math.max(loudest, energy / (capEnergyAt[receptor] ?? Number.POSITIVE_INFINITY));
  });
  return { servedWh: park.loads.reduce((sum, load) => sum + load.servedWh, 0), hottestC, loudest };
}

export function lossOf({ ratedW, physics }: PlantCabinet, servedW: number): number {
  const size = ratedW / physics.referenceRatedW;
  return size * physics.standbyW + servedW * (1 / efficiency(servedW / ratedW, physics) - 1);
}

export function flowOf({ fans }: PlantCabinet, speed: number): number {
  return fans.reduce((sum, fan) => sum + fan.fullFlowM3PerS * speed, 0);
}

export function soundOf(cabinet: PlantCabinet, speed: number, servedW: number): number {
  const { fans, humEnergyAt, humStandbyShare, humExponent, ratedW } = cabinet;
  const fanEnergy = fans.reduce((sum, fan) => sum + (fan.energyAt[receptor] ?? 0) * speed ** fan.exponent, 0);
  const share = humStandbyShare + (1 - humStandbyShare) * (servedW / ratedW) ** humExponent;
  return fanEnergy + (humEnergyAt[receptor] ?? 0) * share;
}

export function cabinetOf(
  fanDb: number,
  humDb: number,
  physics: Partial<PhysicsParameters> = {},
): PlantCabinet {
  const all = { ...defaultPhysics, ...physics };
  return {
    id: 'a',
    ratedW: all.referenceRatedW,
    physics: all,
    fans: [4.6, 5.3].map((exponent) => ({
      exponent,
      fullFlowM3PerS: (all.fullFlowM3PerS * all.coverFlowFactor) / 2,
      energyAt: { [receptor]: 10 ** (fanDb / 10) },
    })),
    humEnergyAt: { [receptor]: 10 ** (humDb / 10) },
    humStandbyShare: 0,
    deratesByModule: true,
    humExponent: 1,
  };
}

/** Takes the same power to the end. */
export function carOf(index: number, powerW: number, batteryWh: number, stayS: number): CarWish {
  const curve: ChargingCurve = {
    name: 'flat',
    batteryWh,
    peakW: powerW,
    powerW: new Float64Array(101).fill(powerW),
  };
  return {
    index,
    curve,
    curveScale: 1,
    batteryWh,
    socPct: 10,
    targetSocPct: 90,
    stayS,
    coolingDb: 50,
    coolingOnW: 40_000,
    packV: 400,
  };
}
