/** Rows of the attribution streams: the equipment's level minute by minute, and noise events. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { minuteStart } from '../../acoustics/periods/periods.ts';
import type { StreamPlan } from '../../contract/streams.ts';
import { gateStates, type ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import { qualityCode } from '../../model/reading.ts';
import { type Batch, numberText } from './batch.ts';
import type { TakeCycle } from './rows.ts';

const good = qualityCode('good');
const uncertain = qualityCode('uncertain');
const stale = qualityCode('stale');

/** Energies summed over the cycles of a minute that had them. */
interface OpenMinute {
  readonly total: Mean;
  readonly equipment: Mean;
  readonly background: Mean;
  uncertaintyDb: number | null;
  /** Index in gateStates: the worst of the minute. */
  gate: number;
}

interface Mean {
  energy: number;
  count: number;
}

/** A row for each receptor when a minute of the wall clock has ended, at the time the minute began. */
export function attributionRows({ columns }: StreamPlan, batch: Batch): TakeCycle {
  const resolutions = columns.slice(1).map(({ resolution }) => resolution);
  const open = new Map<string, OpenMinute>();
  let openMs = Number.NaN;

  return ({ image, result }, clock) => {
    const { nowMs, wallMs } = image;
    const startMs = minuteStart(wallMs);
    if (startMs !== openMs) {
      for (const [receptor, minute] of open) {
        const values = rowOf(receptor, minute, resolutions);
        batch.add({ nowMs, wallMs: openMs, values, quality: qualityOf(minute), clock });
      }
      open.clear();
      openMs = startMs;
    }
    for (const own of result.attribution) {
      const minute = open.get(own.receptor) ?? emptyMinute();
      open.set(own.receptor, minute);
      addTo(minute, own);
    }
  };
}

/** A row for each event, at the time it began. */
export function noiseEventRows({ columns }: StreamPlan, batch: Batch): TakeCycle {
  const resolutions = columns.slice(2).map(({ resolution }) => resolution);
  return ({ image, result }, clock) => {
    const { nowMs } = image;
    for (const { level, kind, confidence, startWallMs, seconds, maxDb, aboveDb } of result.noiseEvents) {
      const numbers = [confidence, seconds, maxDb, aboveDb];
      const texts = numbers.map((value, index) => numberText(value, resolutions[index] ?? 1));
      const values = `${JSON.stringify(level)},${JSON.stringify(kind)},${texts.join(',')}`;
      const quality = kind === 'unknown' ? uncertain : good;
      batch.add({ nowMs, wallMs: startWallMs, values, quality, clock });
    }
  };
}

function addTo(minute: OpenMinute, own: ReceptorAttribution): void {
  add(minute.total, own.totalDb);
  add(minute.equipment, own.equipmentDb);
  add(minute.background, own.backgroundDb);
  minute.uncertaintyDb = own.uncertaintyDb;
  minute.gate = Math.max(minute.gate, gateStates.indexOf(own.gate));
}

function add(mean: Mean, levelDb: number | null): void {
  if (levelDb === null) return;
  mean.energy += energyOf(levelDb);
  mean.count += 1;
}

function rowOf(receptor: string, minute: OpenMinute, resolutions: readonly number[]): string {
  const { total, equipment, background, uncertaintyDb, gate } = minute;
  const numbers = [levelOfMean(total), levelOfMean(equipment), levelOfMean(background), uncertaintyDb, gate];
  const texts = numbers.map((value, index) => numberText(value, resolutions[index] ?? 1));
  return `${JSON.stringify(receptor)},${texts.join(',')}`;
}

function qualityOf({ total, gate }: OpenMinute): number {
  if (total.count === 0) return stale;
  return gate === gateStates.indexOf('trusted') ? good : uncertain;
}

function levelOfMean({ energy, count }: Mean): number | null {
  return count === 0 ? null : levelOf(energy / count);
}

function emptyMinute(): OpenMinute {
  const mean = (): Mean => ({ energy: 0, count: 0 });
  return { total: mean(), equipment: mean(), background: mean(), uncertaintyDb: null, gate: 0 };
}
