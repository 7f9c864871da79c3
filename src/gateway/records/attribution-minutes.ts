/** What attribution says of each receptor, minute by minute of the wall clock. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { minuteStart } from '../../acoustics/periods/periods.ts';
import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import type { TickResult } from '../../control/tick.ts';
import type { ProcessImage } from '../../model/image.ts';
import { gateStates } from '../../model/sound/gate.ts';
import type { AttributionMinute } from '../../ports/history.ts';

/** Cycles in, whole minutes out; a cycle in another minute closes the one before. */
export interface AttributionMinutes {
  /** Takes one cycle; gives the minutes that have ended. */
  add(
    image: Pick<ProcessImage, 'wallMs'>,
    result: Pick<TickResult, 'attribution'>,
  ): readonly AttributionMinute[];
}

interface OpenMinute {
  startMs: number;
  readonly receptors: Map<string, OpenReceptor>;
}

interface OpenReceptor {
  readonly equipment: Mean;
  readonly background: Mean;
  uncertaintyDb: number | null;
  /** Index in gateStates: the worst of the minute. */
  gate: number;
}

/** Of the cycles that had a level. */
interface Mean {
  energy: number;
  cycles: number;
}

/** No minute yet; the first one may be short. */
export function createAttributionMinutes(): AttributionMinutes {
  const open: OpenMinute = { startMs: Number.NaN, receptors: new Map() };
  return {
    add({ wallMs }, { attribution }) {
      const startMs = minuteStart(wallMs);
      const ended = startMs === open.startMs ? [] : closed(open);
      open.startMs = startMs;
      for (const one of attribution) addTo(open.receptors, one);
      return ended;
    },
  };
}

function closed({ startMs, receptors }: OpenMinute): readonly AttributionMinute[] {
  const minutes = [...receptors].map(([receptor, { equipment, background, uncertaintyDb, gate }]) => ({
    receptor,
    startWallMs: startMs,
    equipmentDb: levelOfMean(equipment),
    backgroundDb: levelOfMean(background),
    uncertaintyDb,
    gate: gateStates[gate] ?? 'no-meter',
  }));
  receptors.clear();
  return minutes;
}

function addTo(receptors: Map<string, OpenReceptor>, one: ReceptorAttribution): void {
  const open = receptors.get(one.receptor) ?? {
    equipment: { energy: 0, cycles: 0 },
    background: { energy: 0, cycles: 0 },
    uncertaintyDb: null,
    gate: 0,
  };
  receptors.set(one.receptor, open);
  add(open.equipment, one.equipmentDb);
  add(open.background, one.backgroundDb);
  open.uncertaintyDb = one.uncertaintyDb;
  open.gate = Math.max(open.gate, gateStates.indexOf(one.gate));
}

function add(mean: Mean, levelDb: number | null): void {
  if (levelDb === null) return;
  mean.energy += energyOf(levelDb);
  mean.cycles += 1;
}

function levelOfMean({ energy, cycles }: Mean): number | null {
  return cycles === 0 ? null : levelOf(energy / cycles);
}
