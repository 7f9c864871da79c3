/**
 * Heat of one cabinet under its cover as two nodes: the modules, and the air around them that the fans exchange.
 * acoustics reference: loss = P_out (1/eta - 1), C dT/dt = loss - (UA + rho cp V) dT, full power up to 55 C.
 */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { Random } from '../inputs/random.ts';
import type { Derating, HeatPlace } from './construction.ts';

/** Density times heat capacity of air, J/(m3 K). */
const AIR_J_PER_M3_K = 1206;
/** Full power up to this temperature, none from `DERATING_SPAN_C` above it. */
const FULL_POWER_C = 55;
const DERATING_SPAN_C = 20;

/** The temperatures of one cabinet. */
export interface CabinetHeat {
  moduleC: number;
  airC: number;
  inletC: number;
  readonly sensors: readonly HeatSensor[];
}

const nodes = { module: 'moduleC', air: 'airC', inlet: 'inletC' } as const;

/** A temperature sensor in a cabinet. */
export interface HeatSensor {
  readonly device: string;
  /** Its place: the first sensor of a cabinet at the modules, the second in the inlet, others in the cover. */
  readonly node: 'moduleC' | 'inletC' | 'airC';
  laggedC: number;
  shownC: number;
  /** What it shows too much, K. */
  biasK: number;
}

/** A cabinet at outdoor temperature. */
export function createCabinetHeat(
  devices: readonly string[],
  outdoorC: number,
  sensorsAt: readonly HeatPlace[] = [],
): CabinetHeat {
  const sensors = devices.map((device, index): HeatSensor => {
    const usual = index === 0 ? 'module' : index === 1 ? 'inlet' : 'air';
    const node = nodes[sensorsAt[index] ?? usual];
    return { device, node, laggedC: outdoorC, shownC: outdoorC, biasK: 0 };
  });
  return { moduleC: outdoorC, airC: outdoorC, inletC: outdoorC, sensors };
}

/** One second with this loss, W, and this air flow, m3/s, both as of a cabinet of reference size. */
export function stepHeat(
  heat: CabinetHeat,
  lossW: number,
  flowM3PerS: number,
  outdoorC: number,
  physics: PhysicsParameters,
): void {
  const { toAirWPerK, outdoorsWPerK } = conductance(flowM3PerS, physics);
  const passedW = toAirWPerK * (heat.moduleC - heat.airC);
  const removedW = outdoorsWPerK * (heat.airC - outdoorC);
  heat.moduleC += (lossW - passedW) / physics.moduleHeatJPerK;
  heat.airC += (passedW - removedW) / physics.airHeatJPerK;
  heat.inletC = outdoorC + physics.recirculation * (heat.airC - outdoorC);
}

/** From the modules to the air under the cover, and from there outdoors, at this air flow, W/K. */
export function conductance(
  flowM3PerS: number,
  physics: PhysicsParameters,
): { readonly toAirWPerK: number; readonly outdoorsWPerK: number } {
  // Forced convection grows with about the 0.8th power of the flow.
  const fullFlowM3PerS = physics.fullFlowM3PerS * physics.coverFlowFactor;
  const blown = (flowM3PerS / fullFlowM3PerS) ** 0.8;
  return {
    toAirWPerK: physics.stillTransferWPerK + physics.blownTransferWPerK * blown,
    outdoorsWPerK: physics.wallWPerK + AIR_J_PER_M3_K * flowM3PerS,
  };
}

/** One second of the sensors: a lag and a little noise. */
export function stepSensors(heat: CabinetHeat, physics: PhysicsParameters, random: Random): void {
  const share = 1 - Math.exp(-1 / physics.sensorLagS);
  for (const sensor of heat.sensors) {
    sensor.laggedC += (heat[sensor.node] - sensor.laggedC) * share;
    sensor.shownC = sensor.laggedC + sensor.biasK + physics.sensorNoiseC * random.normal();
  }
}

/** Share of their power that modules give at this temperature: data sheet of the 20-kW module SD75050. */
export function selfDerating(moduleC: number): number {
  return Math.min(1, Math.max(0, 1 - (moduleC - FULL_POWER_C) / DERATING_SPAN_C));
}

/** Share of their power that the modules of a cabinet give now. */
export function deratedShare(heat: CabinetHeat, derating: Derating | undefined): number {
  if (derating === undefined) return selfDerating(heat.moduleC);
  const tempC = heat[nodes[derating.by]];
  const { curve } = derating;
  const above = curve.findIndex(([pointC]) => pointC > tempC);
  if (above < 0) return curve.at(-1)?.[1] ?? 1;
  const [fromC, from] = curve[above - 1] ?? [tempC, curve[0]?.[1] ?? 1];
  const [toC, to] = curve[above] ?? [tempC, from];
  return toC > fromC ? from + ((to - from) * (tempC - fromC)) / (toC - fromC) : from;
}

/** The highest temperature at which modules give this share of their power, 0 to 1. */
export function warmestAtShareC(share: number): number {
  return FULL_POWER_C + DERATING_SPAN_C * (1 - share);
}

/** Efficiency at a share of rated power (0 to 1): low without load, best in the middle. */
export function efficiency(share: number, physics: PhysicsParameters): number {
  const lowLoadLoss = physics.efficiencyLowLoadDrop * Math.exp(-share / 0.06);
  return physics.efficiencyPeak - lowLoadLoss - physics.efficiencyFullLoadDrop * share * share;
}

/** What a climate sensor in the cabinet shows, by point: degrees C and percent. */
export function showSensor(sensor: HeatSensor): Record<string, () => number> {
  return {
    temperature: () => sensor.shownC,
    // Constant water content in warmer air: half the relative humidity for each 11 K.
    humidity: () => Math.min(100, Math.max(5, 60 * 2 ** ((20 - sensor.shownC) / 11))),
  };
}
