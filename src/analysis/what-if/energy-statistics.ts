/** Sums what changed limits take from the measured power and give to it. */

import type { ChannelId } from '../../model/reading.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import { type CabinetEnergy, type Cut, cutOf } from './power-cut.ts';

/**
 * Sums of energy by cabinet, one cycle after the other. A cycle of unknown power counts as unknown seconds.
 */
export interface EnergyAccumulator {
  /** Values of outputs under the old site and the changed one. Gives the cuts of this cycle by cabinet. */
  add(
    read: (channel: ChannelId) => number | null,
    old: Readonly<Record<string, number>>,
    changed: Readonly<Record<string, number>>,
    seconds: number,
  ): Readonly<Record<string, Cut>>;
  sums(): readonly CabinetEnergy[];
}

const WS_PER_KWH = 3.6e6;

/** Begins at zero. An output that decides nothing stands at 100 %. */
export function createEnergyAccumulator(cabinets: readonly CabinetPlan[]): EnergyAccumulator {
  const sums = cabinets.map((cabinet) => ({ cabinet, measuredWs: 0, cutWs: 0, freedWs: 0, unknownS: 0 }));
  return {
    add(read, old, changed, seconds) {
      const cuts: Record<string, Cut> = {};
      for (const sum of sums) {
        const { id, limit } = sum.cabinet;
        const changedPct = changed[limit] ?? 100;
        const cut = cutOf(sum.cabinet, read, old[limit] ?? changedPct, changedPct);
        if (cut === null) {
          sum.unknownS += seconds;
          continue;
        }
        cuts[id] = cut;
        sum.measuredWs += cut.powerW * seconds;
        sum.cutWs += cut.cutW * seconds;
        sum.freedWs += cut.freedW * seconds;
      }
      return cuts;
    },
    sums: () =>
      sums.map(({ cabinet, measuredWs, cutWs, freedWs, unknownS }) => ({
        cabinet: cabinet.id,
        measuredKwh: measuredWs / WS_PER_KWH,
        cutKwh: cutWs / WS_PER_KWH,
        freedKwh: freedWs / WS_PER_KWH,
        unknownS,
      })),
  };
}
