/** One cabinet under its cover: fans, heat, and one second of it. */

import type { CabinetPlan } from '../../src/plan/control-plan.ts';
import type { LayoutPlan, SitePlan } from '../../src/plan/site-plan.ts';
import type { CabinetLoad } from '../charging/cars.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { createRandom, type Random } from '../inputs/random.ts';
import type { CabinetConstruction } from './construction.ts';
import { createFan, type Fan } from './fans.ts';
import { type CabinetHeat, createCabinetHeat, efficiency, stepHeat, stepSensors } from './heat.ts';
import { createModuleFans, type ModuleFans, stepModuleFans } from './module-fans.ts';

/** The state of one cabinet. */
export interface Cabinet {
  readonly layout: LayoutPlan['cabinets'][number];
  readonly plan: CabinetPlan;
  readonly physics: PhysicsParameters;
  readonly construction: CabinetConstruction;
  readonly fans: readonly Fan[];
  readonly heat: CabinetHeat;
  readonly moduleFans: ModuleFans;
  /** The contact of its power limit is welded: the limit does not act. */
  isLimitWelded: boolean;
  /** Share of the air that a clogged filter lets through, 0 to 1. */
  filterFlow: number;
  /** Air through the cover now, m3/s. */
  flowM3PerS: number;
}

/** `constructions`: by cabinet id. */
export function buildCabinets(
  plan: SitePlan,
  seed: number,
  outdoorC: number,
  physics: PhysicsParameters,
  constructions: Readonly<Record<string, CabinetConstruction>>,
): readonly Cabinet[] {
  const random = createRandom(seed, 'fans');
  return plan.layout.cabinets.map((layout) => {
    const cabinetPlan = plan.control.cabinets.find((cabinet) => cabinet.id === layout.id);
    if (cabinetPlan === undefined) throw new Error(`assertion: control knows cabinet ${layout.id}`);
    const construction = constructions[layout.id] ?? {};
    const cabinetPhysics = { ...physics, ...construction.physics };
    const share = cabinetPlan.ratedW / cabinetPhysics.referenceRatedW / cabinetPlan.fans.length;
    const fans = cabinetPlan.fans.map((fan) => {
      const device = layout.fans.find((id) => isChannelOf(fan.speed, id)) ?? fan.output;
      const failSafe = plan.control.outputs.find((output) => output.id === fan.output)?.failSafe ?? 100;
      return createFan(
        device,
        fan.fullRpm,
        share,
        failSafe,
        cabinetPhysics,
        random,
        construction.fans?.[device],
        construction.duct,
      );
    });
    const heat = createCabinetHeat(layout.temperatures, outdoorC, construction.sensorsAt);
    return {
      layout,
      plan: cabinetPlan,
      physics: cabinetPhysics,
      construction,
      fans,
      heat,
      moduleFans: createModuleFans(),
      isLimitWelded: false,
      filterFlow: 1,
      flowM3PerS: 0,
    };
  });
}

/** Whether a channel id belongs to the device. */
export function isChannelOf(channel: string, device: string): boolean {
  return channel.startsWith(`${device}.`);
}

/** One second of heat, and of the power it draws from the grid for what it serves. */
export function stepCabinet(cabinet: Cabinet, load: CabinetLoad, outdoorC: number, random: Random): void {
  const { physics, plan } = cabinet;
  const size = plan.ratedW / physics.referenceRatedW;
  let flowM3PerS = 0;
  let fanPowerW = 0;
  for (const fan of cabinet.fans) {
    flowM3PerS += fan.speed * fan.fullFlowM3PerS;
    fanPowerW += fan.powerW;
  }
  cabinet.flowM3PerS = flowM3PerS * cabinet.filterFlow;
  const lossW = size * physics.standbyW + conversionLossW(load.servedW, plan.ratedW, physics);
  load.inputW = load.servedW + lossW + fanPowerW;
  load.inputWh += load.inputW / 3600;
  stepHeat(cabinet.heat, lossW / size, cabinet.flowM3PerS / size, outdoorC, physics);
  stepModuleFans(cabinet.moduleFans, load.servedW / plan.ratedW, cabinet.heat.inletC, physics);
  stepSensors(cabinet.heat, physics, random);
}

/** Heat of the rectifiers at this output, W, without the standby. */
export function conversionLossW(servedW: number, ratedW: number, physics: PhysicsParameters): number {
  return servedW * (1 / efficiency(servedW / ratedW, physics) - 1);
}

/** Sound energy of the electronics at a share of rated power, relative to that at full power. */
export function humShareAt(share: number, { humStandbyShare, humExponent }: PhysicsParameters): number {
  return humStandbyShare + (1 - humStandbyShare) * Math.max(0, share) ** humExponent;
}
