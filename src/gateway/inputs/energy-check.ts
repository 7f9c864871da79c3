/**
 * Whether the energy counter of a meter and the power it shows mean the same unit. Makers' tables are read wrong by
 * tens (Wh or 0.1 Wh a count): nothing is scaled by this, the technician is informed.
 */

import type { DecodedPoint } from '../../devices/modbus/decode.ts';
import { HOUR_MS } from '../../model/duration.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';

/** Before a verdict this much energy is integrated, so that coarse counters and the age of readings count for little. */
const ENOUGH_WH = 1000;
/** Counted over integrated energy: about 10 or about 0.1. Meters of one unit agree to a few percent. */
const TENFOLD = { from: 5, to: 20 };

/** Compares energy counters with power. */
export interface EnergyCheck {
  /** Takes the values a device has just given. */
  observe(device: DevicePlan, decoded: readonly DecodedPoint[], takenMs: number): void;
}

/** What a meter has shown since an energy reading. */
interface Watch {
  power: { readonly watts: number; readonly takenMs: number } | undefined;
  /** The counter at the start of the watch; undefined: the next reading starts it. */
  fromWh: number | undefined;
  integratedWh: number;
  isAnnounced: boolean;
}

/**
 * `onDisagree` is called once for each device, with how many times too much its counter moves: about 10 or about 0.1.
 * A counter that falls, or power that is missing for longer than its readings are valid, starts the watch anew.
 */
export function createEnergyCheck(onDisagree: (device: DevicePlan, times: number) => void): EnergyCheck {
  const watches = new Map<string, Watch>();
  return {
    observe(device, decoded, takenMs) {
      const watch = watches.get(device.id) ?? {
        power: undefined,
        fromWh: undefined,
        integratedWh: 0,
        isAnnounced: false,
      };
      watches.set(device.id, watch);
      if (watch.isAnnounced) return;
      for (const { point, result } of decoded) {
        if (!result.ok) continue;
        if (point.id === 'power.active') addPower(watch, device.validMs, result.value, takenMs);
        else if (point.id === 'energy.import' && compareEnergy(watch, result.value)) {
          watch.isAnnounced = true;
          onDisagree(device, times(watch, result.value));
        }
      }
    },
  };
}

/** Only imported power counts: export has a counter of its own. */
function addPower(watch: Watch, validMs: number, watts: number, takenMs: number): void {
  const { power } = watch;
  if (power !== undefined) {
    const passedMs = takenMs - power.takenMs;
    if (passedMs > validMs) watch.fromWh = undefined;
    watch.integratedWh += ((Math.max(power.watts, 0) + Math.max(watts, 0)) / 2) * (passedMs / HOUR_MS);
  }
  watch.power = { watts, takenMs };
}

/** Whether the counter has moved about ten times too much or too little. */
function compareEnergy(watch: Watch, countedWh: number): boolean {
  const isWatched = watch.fromWh !== undefined && countedWh >= watch.fromWh;
  if (isWatched && watch.integratedWh < ENOUGH_WH) return false;
  const ratio = times(watch, countedWh);
  if (isWatched && (isTenfold(ratio) || isTenfold(1 / ratio))) return true;
  watch.fromWh = countedWh;
  watch.integratedWh = 0;
  return false;
}

function times({ fromWh = 0, integratedWh }: Watch, countedWh: number): number {
  return (countedWh - fromWh) / integratedWh;
}

function isTenfold(ratio: number): boolean {
  return ratio >= TENFOLD.from && ratio <= TENFOLD.to;
}
