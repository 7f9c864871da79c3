/** `quietpost calibrate`: records an acoustic check of a sound level meter and what follows from it. */

import { createSqliteFiles } from '../../../adapters/sqlite.ts';
import { loadSite } from '../../../config/load/load-site.ts';
import { inEnglish } from '../../../language/say.ts';
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
      done.fault.code === EXIT.CONFIG ? done.fault.text : `quietpost calibrate: ${done.fault.text}`,
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
  if (!attempted.ok) return failed({ code: EXIT.IOERR, text: inEnglish(attempted.fault.why) });
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
    return usage(`--level is what the calibrator gives, ${LOWEST_DB} to ${HIGHEST_DB} dB, for example 94.0`);
  }
  const tookMs = parseDuration(took);
  if (tookMs === undefined) return usage('--took is a duration: 5m');
  if (before === undefined && after === undefined) return ok({ levelDb, tookMs, readings: null });
  if (before === undefined || after === undefined) {
    return usage('--before and --after go together: what the meter showed before and after it was adjusted');
  }
  const readings = { beforeDb: Number(before), afterDb: Number(after) };
  if (!Number.isFinite(readings.beforeDb + readings.afterDb)) {
    return usage('--before and --after are levels in dB, for example 93.8');
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
      const text = `${level.fault} Or give what the meter showed: --before 93.8 --after 94.0`;
      return failed({ code: EXIT.DATAERR, text });
    }
    read = { beforeDb: Math.round(100 * level.value) / 100, afterDb: Math.round(100 * level.value) / 100 };
  }
  if (Math.abs(levelDb - read.afterDb) <= OFFSET_MAX_DB) return ok(read);
  const text = `the meter shows ${read.afterDb} dB where the calibrator gives ${levelDb} dB: more than ${OFFSET_MAX_DB} dB off is a broken meter or a wrong --level; nothing was recorded`;
  return failed({ code: EXIT.DATAERR, text });
}

/** The meter behind a device, a channel or a level of the site. */
function meterOf(what: string, plan: SitePlan): Result<{ meter: string; channel: string }, CliFault> {
  const levels = levelsOf(plan.control).map(({ id, level }) => {
    return { id, channel: level, meter: deviceOf(level) };
  });
  const found = levels.find(({ id, channel, meter }) => [id, channel, meter].includes(what));
  if (found !== undefined) return ok({ meter: found.meter, channel: found.channel });
  const names = levels.map(({ meter }) => meter).join(', ');
  return failed({ code: EXIT.USAGE, text: `${what} is no sound level meter of this site; it has ${names}` });
}

/** A meter may be checked before the gateway first runs. */
function openOrMake(path: string): Result<Database, CliFault> {
  const files = createSqliteFiles();
  if (files.bytes(path) > 0) {
    const opened = openHistoryAt(path, 'write');
    return opened.ok ? ok(opened.value.db) : opened;
  }
  const made = files.open(path, 'write');
  if (!made.ok) return failed({ code: EXIT.CANTCREAT, text: `${path}: ${inEnglish(made.fault.why)}` });
  const migrated = migrate(made.value);
  return migrated.ok
    ? made
    : failed({ code: EXIT.CANTCREAT, text: `${path}: ${inEnglish(migrated.fault.why)}` });
}

function outcomeLines({ calibration, previous, hasDrifted }: CheckOutcome, took: string): readonly string[] {
  const { meter, driftDb, offsetDb, id } = calibration;
  const since = previous === null ? '' : ` since ${new Date(previous.wallMs).toISOString().slice(0, 10)}`;
  const found = `${meter}: found ${signedDb(driftDb)} off${since}, by calibration ${id}.`;
  const verdict = hasDrifted
    ? 'That is more than 0.5 dB: nothing this meter measured since the check before counts; its minutes are marked, not changed.'
    : 'That is within 0.5 dB: what it measured since the check before counts.';
  const marked = `The last ${took} are marked as maintenance, because the calibrator sounded.`;
  const offset = `${signedDb(offsetDb)} is added to its levels from now on; a running gateway does so within ten seconds.`;
  return [found, verdict, marked, offset];
}
