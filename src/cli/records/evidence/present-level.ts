/** The present level of a meter, from the history of the running gateway. */

import { meanLevels } from '../../../acoustics/levels/level.ts';
import { failed, ok, type Result } from '../../../model/result.ts';
import type { Sql } from '../../../ports/database.ts';
import { inForce, selectCalibrations } from '../../../store/file/calibration-rows.ts';
import { readSeconds } from '../../../store/seconds/read-seconds.ts';
import { tell } from '../../terminal/tell.ts';

/** Seconds are written every 10 s; if the newest is older than this, no gateway is running. */
const PRESENT_MS = 25_000;
const LAST_SECONDS = 10;
const LEAST_SECONDS = 5;
/** The tone of a calibrator varies by less than the first, and no meter is off by more than the second. */
const STEADY_DB = 0.5;
const NEAR_DB = 5;

interface PresentOptions {
  readonly meter: string;
  readonly channel: string;
  /** Of the calibrator, dB. */
  readonly levelDb: number;
  readonly wallMs: number;
}

/** Level of the last ten seconds as the meter itself showed it, dB; or why it cannot be the calibrator's. */
export function presentLevel(
  sql: Sql,
  { meter, channel, levelDb, wallMs }: PresentOptions,
): Result<number, string> {
  const table = readSeconds(sql, { fromMs: wallMs - PRESENT_MS, toMs: wallMs + 1 }, [channel]);
  if (!table.ok) return table;
  const levelsDb = (table.value.columns[channel]?.values ?? [])
    .filter((value) => value !== null)
    .slice(-LAST_SECONDS);
  const meanDb = meanLevels(levelsDb);
  if (levelsDb.length < LEAST_SECONDS || meanDb === null) {
    return failed(tell('level-absent', { meter, seconds: PRESENT_MS / 1000 }));
  }
  const shown = { meter, levelDb: meanDb.toFixed(1) };
  if (Math.max(...levelsDb) - Math.min(...levelsDb) > STEADY_DB) return failed(tell('level-unsteady', shown));
  if (Math.abs(meanDb - levelDb) > NEAR_DB)
    return failed(tell('level-not-near', { ...shown, wantedDb: levelDb }));
  return ok(meanDb - (inForce(selectCalibrations(sql)).get(meter)?.offsetDb ?? 0));
}
