/**
 * The fans inside the power modules, which nobody commands: their own electronics run them by inlet air and load, with
 * lags of minutes, and let them run on after a session; some types stand still in between. So heat makes noise by itself,
 * and a power limit is heard only minutes later. Numbers: docs/acoustics.md, Module fans.
 */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';

/** The module fans of one cabinet. */
export interface ModuleFans {
  /** 0 to 1 of full speed. */
  speed: number;
  isOn: boolean;
  /** Since the last load, s. */
  idleS: number;
}

/** Below this share of rated power a module counts as idle. */
const IDLE_SHARE = 0.005;
const COOL_C = 25;
const SPAN_K = 20;
/** A type that stands still starts again only when the air is so much warmer than where it stopped. */
const HYSTERESIS_K = 5;
const EXPONENT = 5;

/** Fans at rest. */
export function createModuleFans(): ModuleFans {
  return { speed: 0, isOn: false, idleS: Number.POSITIVE_INFINITY };
}

/** One second at this share of rated power and this temperature of the air that the modules take in. */
export function stepModuleFans(
  fans: ModuleFans,
  share: number,
  inletC: number,
  physics: PhysicsParameters,
): void {
  const { moduleFanLeast, moduleFanRest, moduleFanPerHeat, moduleFanPerLoad } = physics;
  fans.idleS = share > IDLE_SHARE ? 0 : fans.idleS + 1;
  const isLoaded = fans.idleS <= physics.moduleFanRunOnS;
  const stopC = physics.moduleFanStopC;
  fans.isOn = isLoaded || inletC > (fans.isOn ? stopC : stopC + HYSTERESIS_K);
  const asked = moduleFanRest + (moduleFanPerHeat * (inletC - COOL_C)) / SPAN_K + moduleFanPerLoad * share;
  const target = fans.isOn ? Math.min(1, Math.max(moduleFanLeast, asked)) : moduleFanLeast;
  const lagS = target > fans.speed ? physics.moduleFanUpS : physics.moduleFanDownS;
  fans.speed += (target - fans.speed) * (1 - Math.exp(-1 / lagS));
}

/** Their sound energy now, relative to the electronics at full power; nothing where the physics has no such fans. */
export function moduleFanShare({ speed }: ModuleFans, { moduleFansAboveHumDb }: PhysicsParameters): number {
  if (moduleFansAboveHumDb <= NO_FANS_DB) return 0;
  return 10 ** (moduleFansAboveHumDb / 10) * speed ** EXPONENT;
}

/** From here down there are none. */
const NO_FANS_DB = -60;
