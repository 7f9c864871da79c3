/** `quietpost calibrate`: records an acoustic check of a sound level meter and what follows from it. */

import { createSqliteFiles } from '../../../adapters/sqlite.ts';
import { loadSite } from '../../../config/load/load-site.ts';
import { parseDuration } from '../../../model/duration.ts';
import { EXIT } from '../../../model/exit-code.ts';
import { deviceOf } from '../../../model/reading.ts';
import { failed, ok, type Result } from '../../../model/result.ts';
import { levelsOf } from '../../../plan/control-plan.ts';
import type { SitePlan } from '../../../plan/site-plan.ts';
import type { Database, Sql } from '../../../ports/database.ts';
import { type CheckOutcome, recordCheck } from '../../../store/evidence/calibrate.ts';
import { signedDb } from '../../../store/file/calibration-rows.ts';
import { migrate } from '../../../store/file/schema.ts';
import { languageHere } from '../../terminal/language.ts';
import { tell, tellMessage } from '../../terminal/tell.ts';
import { type CliFault, openHistoryAt } from '../source/history-path.ts';
import { presentLevel } from './present-level.ts';

/** The options as typed: levels in dB, `took` a duration. */
export interface CalibrateOptions {
  readonly level: string;
  readonly by: string;
  readonly before?: string;
  readonly after?: string;
  readonly meterSerial?: string;
  readonly calibratorSerial?: string;
  readonly note?: string;
  readonly took: string;
  readonly history?: string;
}

interface CalibrateIo {
  readonly wallMs: number;
  write(line: string): void;
  complain(line: string): void;
}

/** A meter further off than this after adjusting is broken, or the calibrator has another level. */
const OFFSET_MAX_DB = 3;
const LOWEST_DB = 60;
const HIGHEST_DB = 130;

/**
 * Writes the check into the history and prints what follows from it. Gives the exit code; what is wrong is
 * complained of, and nothing written.
 */
export function calibrate(what: string, site: string, options: CalibrateOptions, io: CalibrateIo): number {
  const done = record(what, site, options, io.wallMs);
  if (!done.ok) {
    io.complain(
      done.fault.code === EXIT.CONFIG
        ? done.fault.text
        : tell('command-says', { command: 'calibrate', why: done.fault.text }),
    );
    return done.fault.code;
  }
  for (const line of outcomeLines(done.value, options.took)) io.write(line);
  return EXIT.OK;
}

function record(
  what: string,
  site: string,
  options: CalibrateOptions,
  wallMs: number,
): Result<CheckOutcome, CliFault> {
  const numbers = numbersOf(options);
  if (!numbers.ok) return numbers;
  const loaded = loadSite(site, [], languageHere());
  if (!loaded.ok) return failed({ code: EXIT.CONFIG, text: loaded.report });
  const meter = meterOf(what, loaded.plan);
  if (!meter.ok) return meter;
  const opened = openOrMake(options.history ?? loaded.plan.history.path);
  if (!opened.ok) return opened;
  const { levelDb, tookMs } = numbers.value;
  const attempted = opened.value.attempt('durable', (sql) => {
    const read = readingsOf(sql, numbers.value, { ...meter.value, levelDb, wallMs });
    if (!read.ok) return read;
    const check = {
      ...{ wallMs, meter: meter.value.meter, levelDb, ...read.value, by: options.by },
      meterSerial: options.meterSerial ?? null,
      calibratorSerial: options.calibratorSerial ?? null,
      note: options.note ?? null,
    };
    return ok(recordCheck(sql, check, tookMs));
  });
  opened.value.close();
  if (!attempted.ok) return failed({ code: EXIT.IOERR, text: tellMessage(attempted.fault.why) });
  return attempted.value;
}

interface Numbers {
  readonly levelDb: number;
  readonly tookMs: number;
  /** Null: ask the history. */
  readonly readings: Readings | null;
}

interface Readings {
  readonly beforeDb: number;
  readonly afterDb: number;
}

function numbersOf({ level, before, after, took }: CalibrateOptions): Result<Numbers, CliFault> {
  const usage = (text: string): Result<never, CliFault> => failed({ code: EXIT.USAGE, text });
  const levelDb = Number(level);
  if (!(levelDb >= LOWEST_DB && levelDb <= HIGHEST_DB)) {
    return usage(tell('calibrate-level', { lowestDb: LOWEST_DB, highestDb: HIGHEST_DB }));
  }
  const tookMs = parseDuration(took);
  if (tookMs === undefined) return usage(tell('calibrate-took'));
  if (before === undefined && after === undefined) return ok({ levelDb, tookMs, readings: null });
  if (before === undefined || after === undefined) {
    return usage(tell('calibrate-both'));
  }
  const readings = { beforeDb: Number(before), afterDb: Number(after) };
  if (!Number.isFinite(readings.beforeDb + readings.afterDb)) {
    return usage(tell('calibrate-levels'));
  }
  return ok({ levelDb, tookMs, readings });
}

/** The readings given, or the present level for both if the meter itself was not adjusted. */
function readingsOf(
  sql: Sql,
  { readings, levelDb }: Numbers,
  present: Parameters<typeof presentLevel>[1],
): Result<Readings, CliFault> {
  let read = readings;
  if (read === null) {
    const level = presentLevel(sql, present);
    if (!level.ok) {
      const text = tell('calibrate-or-give', { why: level.fault });
      return failed({ code: EXIT.DATAERR, text });
    }
    read = { beforeDb: Math.round(100 * level.value) / 100, afterDb: Math.round(100 * level.value) / 100 };
  }
  if (Math.abs(levelDb - read.afterDb) <= OFFSET_MAX_DB) return ok(read);
  const text = tell('calibrate-far', { shownDb: read.afterDb, levelDb, mostDb: OFFSET_MAX_DB });
  return failed({ code: EXIT.DATAERR, text });
}

/** The meter behind a device, a channel or a level of the site. */
function meterOf(what: string, plan: SitePlan): Result<{ meter: string; channel: string }, CliFault> {
  const levels = levelsOf(plan.control).map(({ id, level }) => {
    return { id, channel: level, meter: deviceOf(level) };
  });
  const found = levels.find(({ id, channel, meter }) => [id, channel, meter].includes(what));
  if (found !== undefined) return ok({ meter: found.meter, channel: found.channel });
  const known = levels.map(({ meter }) => meter);
  return failed({ code: EXIT.USAGE, text: tell('meter-unknown', { given: what, known }) });
}

/** A meter may be checked before the gateway first runs. */
function openOrMake(path: string): Result<Database, CliFault> {
  const files = createSqliteFiles();
  if (files.bytes(path) > 0) {
    const opened = openHistoryAt(path, 'write');
    return opened.ok ? ok(opened.value.db) : opened;
  }
  const made = files.open(path, 'write');
  if (!made.ok)
    return failed({
      code: EXIT.CANTCREAT,
      text: tell('system-at', { path, why: tellMessage(made.fault.why) }),
    });
  const migrated = migrate(made.value);
  return migrated.ok
    ? made
    : failed({
        code: EXIT.CANTCREAT,
        text: tell('system-at', { path, why: tellMessage(migrated.fault.why) }),
      });
}

function outcomeLines({ calibration, previous, hasDrifted }: CheckOutcome, took: string): readonly string[] {
  const { meter, driftDb, offsetDb, id } = calibration;
  const found = { meter, drift: signedDb(driftDb), id };
  return [
    previous === null
      ? tell('calibrate-found', found)
      : tell('calibrate-found-since', {
          ...found,
          since: new Date(previous.wallMs).toISOString().slice(0, 10),
        }),
    tell(hasDrifted ? 'calibrate-drifted' : 'calibrate-within'),
    tell('calibrate-marked', { took }),
    tell('calibrate-offset', { offset: signedDb(offsetDb) }),
  ];
}
