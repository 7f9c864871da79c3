/** Rows of the streams that come from readings, decisions and closed minutes. */

import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import { periodLedger } from '../../acoustics/periods/level-track.ts';
import type { ClockState } from '../../contract/fields.ts';
import type { StreamPlan } from '../../contract/streams.ts';
import type { TickResult } from '../../control/tick.ts';
import { qualityCode } from '../../model/reading.ts';
import type { FinishedCycle } from '../../ports/observer.ts';
import { type Batch, numberText, rounded } from './batch.ts';
import { qualityNow, trusted } from './live.ts';

/** Adds the rows that a cycle makes of one stream to its batch. */
export type TakeCycle = (finished: FinishedCycle<TickResult>, clock: ClockState) => void;
/** Creates the function that makes the rows of a stream. */
export type CreateRows = (stream: StreamPlan, batch: Batch) => TakeCycle;

const OUTPUT_REPEAT_MS = 60_000;
/** A minute with fewer valid seconds has an uncertain level. */
const FULL_MINUTE_S = 54;
const good = qualityCode('good');
const uncertain = qualityCode('uncertain');
const stale = qualityCode('stale');

/** A row of latest readings per period of the stream. */
export function channelRows(stream: StreamPlan, batch: Batch, cycleMs: number): TakeCycle {
  const { columns, periodMs } = stream;
  const dueAfterMs = periodMs - cycleMs / 2;
  let lastMs = Number.NEGATIVE_INFINITY;
  return ({ image }, clock) => {
    const { nowMs, wallMs } = image;
    if (nowMs - lastMs < dueAfterMs) return;
    lastMs = nowMs;
    let values = '';
    let worst = good;
    for (const { id, validMs, resolution } of columns) {
      const reading = image.channels[id];
      const value = trusted(reading, nowMs, validMs);
      worst = Math.max(worst, qualityCode(qualityNow(reading, nowMs, validMs)));
      values += `${values === '' ? '' : ','}${value === null ? 'null' : rounded(value, resolution)}`;
    }
    batch.add({ nowMs, wallMs, values, quality: worst, clock });
  };
}

/** A row when a value has changed, and every minute. */
export function outputRows({ columns }: StreamPlan, batch: Batch): TakeCycle {
  let last = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  return ({ image, result }, clock) => {
    const { nowMs, wallMs } = image;
    const byOutput = new Map(result.decisions.map(({ output, value }) => [output, value]));
    const known = columns.map(({ id, resolution }) => numberText(byOutput.get(id), resolution));
    const values = known.join(',');
    if (values === last && nowMs - lastMs < OUTPUT_REPEAT_MS) return;
    last = values;
    lastMs = nowMs;
    batch.add({ nowMs, wallMs, values, quality: known.includes('null') ? stale : good, clock });
  };
}

/** A row per closed minute of a level point, at the time the minute began. */
export function minuteRows({ columns }: StreamPlan, batch: Batch): TakeCycle {
  const resolutions = columns.slice(1).map(({ resolution }) => resolution);
  return ({ image, result }, clock) => {
    for (const { level, period } of result.closed) {
      if (period.kind !== 'minute') continue;
      const { startWallMs, laeqDb, lafmaxDb, validS } = period;
      const numbers = [laeqDb, lafmaxDb, validS, nightLevelDb(result, level)];
      const texts = numbers.map((value, index) => numberText(value, resolutions[index] ?? 1));
      const quality = laeqDb === null ? stale : validS < FULL_MINUTE_S ? uncertain : good;
      const values = `${JSON.stringify(level)},${texts.join(',')}`;
      batch.add({ nowMs: image.nowMs, wallMs: startWallMs, values, quality, clock });
    }
  };
}

/** Level of the night so far, or of the night that has just ended; null by day. */
function nightLevelDb(result: TickResult, level: string): number | null {
  const ended = result.closed.find((closed) => closed.level === level && closed.period.kind === 'night');
  if (ended !== undefined) return ended.period.laeqDb;
  const track = result.state.levels[level];
  return track === undefined || !result.isNight ? null : ledgerLevel(periodLedger(track));
}
