/** Rows of the attribution streams: the equipment's level minute by minute, and noise events. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { minuteStart } from '../../acoustics/periods/periods.ts';
import type { StreamPlan } from '../../contract/streams.ts';
import { gateStates, type ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { beganWallMs } from '../../model/image.ts';
import { qualityCode } from '../../model/reading.ts';
import type { ReceptorPlan } from '../../plan/control-plan.ts';
import { type Batch, numberText } from './batch.ts';
import type { TakeCycle } from './rows.ts';

const good = qualityCode('good');
const uncertain = qualityCode('uncertain');
const stale = qualityCode('stale');

/** A sample may still be on its way for this long; the row of its minute waits for it. */
const LATE_SAMPLE_MS = 4000;

interface OpenMinute {
  /** Of the samples that began in it: the level of the minute itself. */
  readonly total: Mean;
  /** Energies summed over the cycles that had them. */
  readonly equipment: Mean;
  readonly background: Mean;
  uncertaintyDb: number | null;
  /** Index in gateStates: the worst of the minute. */
  gate: number;
}

interface Mean {
  energy: number;
  seconds: number;
}

/** A row for each receptor when a minute of the wall clock has ended, at the time the minute began. */
export function attributionRows(
  { columns }: StreamPlan,
  batch: Batch,
  receptors: readonly ReceptorPlan[],
): TakeCycle {
  const resolutions = columns.slice(1).map(({ resolution }) => resolution);
  const open = new Map<number, Map<string, OpenMinute>>();

  return ({ image, result }, clock) => {
    const { nowMs, wallMs } = image;
    for (const [startMs, minutes] of open) {
      if (startMs <= wallMs && wallMs < startMs + MINUTE_MS + LATE_SAMPLE_MS) continue;
      open.delete(startMs);
      for (const [receptor, minute] of minutes) {
        const values = rowOf(receptor, minute, resolutions);
        batch.add({ nowMs, wallMs: startMs, values, quality: qualityOf(minute), clock });
      }
    }
    for (const own of result.attribution) addTo(minuteAt(open, minuteStart(wallMs), own.receptor), own);
    for (const sample of image.samples) {
      const receptor = receptors.find(({ level }) => level === sample.channel);
      const minutes = open.get(minuteStart(beganWallMs(image, sample)));
      const minute = receptor === undefined ? undefined : minutes?.get(receptor.id);
      if (minute !== undefined) add(minute.total, sample.value, sample.seconds);
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

function minuteAt(open: Map<number, Map<string, OpenMinute>>, startMs: number, receptor: string): OpenMinute {
  const minutes = open.get(startMs) ?? new Map<string, OpenMinute>();
  const minute = minutes.get(receptor) ?? emptyMinute();
  open.set(startMs, minutes.set(receptor, minute));
  return minute;
}

function addTo(minute: OpenMinute, own: ReceptorAttribution): void {
  add(minute.equipment, own.equipmentDb, 1);
  add(minute.background, own.backgroundDb, 1);
  minute.uncertaintyDb = own.uncertaintyDb;
  minute.gate = Math.max(minute.gate, gateStates.indexOf(own.gate));
}

function add(mean: Mean, levelDb: number | null, seconds: number): void {
  if (levelDb === null) return;
  mean.energy += seconds * energyOf(levelDb);
  mean.seconds += seconds;
}

function rowOf(receptor: string, minute: OpenMinute, resolutions: readonly number[]): string {
  const { total, equipment, background, uncertaintyDb, gate } = minute;
  const numbers = [levelOfMean(total), levelOfMean(equipment), levelOfMean(background), uncertaintyDb, gate];
  const texts = numbers.map((value, index) => numberText(value, resolutions[index] ?? 1));
  return `${JSON.stringify(receptor)},${texts.join(',')}`;
}

function qualityOf({ total, gate }: OpenMinute): number {
  if (total.seconds === 0) return stale;
  return gate === gateStates.indexOf('trusted') ? good : uncertain;
}

function levelOfMean({ energy, seconds }: Mean): number | null {
  return seconds === 0 ? null : levelOf(energy / seconds);
}

function emptyMinute(): OpenMinute {
  const mean = (): Mean => ({ energy: 0, seconds: 0 });
  return { total: mean(), equipment: mean(), background: mean(), uncertaintyDb: null, gate: 0 };
}
