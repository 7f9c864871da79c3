/** Calibrations in and out of their table, and the markings they bring. */

import { createHash } from 'node:crypto';
import type { Event } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import { type Quality, qualities } from '../../model/reading.ts';
import type { Sql, SqlRow } from '../../ports/database.ts';
import type { Calibration, Marking } from '../../ports/history.ts';
import { messageJson, messageReader, NO_TEXT } from '../codec/message-column.ts';

/** The check with its id, a hash of all its fields: a changed check has another id, and its minutes refer to none. */
export function withId(check: Omit<Calibration, 'id'>): Calibration {
  const { wallMs, meter, levelDb, beforeDb, afterDb, driftDb, offsetDb, by } = check;
  const { meterSerial, calibratorSerial, note } = check;
  const text = JSON.stringify({
    ...{ wallMs, meter, levelDb, beforeDb, afterDb, driftDb, offsetDb, by },
    ...{ meterSerial, calibratorSerial, note },
  });
  return { ...check, id: createHash('sha256').update(text).digest('hex').slice(0, 12) };
}

/** Adds a check; its id must be new. */
export function insertCalibration(sql: Sql, check: Calibration): void {
  sql.run(
    `INSERT INTO calibrations (id, wall_ms, meter, level_db, before_db, after_db, drift_db, offset_db, by_name, meter_serial,
       calibrator_serial, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[check.id, check.wallMs, check.meter, check.levelDb, check.beforeDb, check.afterDb],
    ...[check.driftDb, check.offsetDb, check.by, check.meterSerial, check.calibratorSerial, check.note],
  );
}

/** All calibrations, oldest first. */
export function selectCalibrations(sql: Sql): readonly Calibration[] {
  return sql.all('SELECT * FROM calibrations ORDER BY wall_ms, rowid').map((row) => ({
    id: String(row['id']),
    wallMs: Number(row['wall_ms']),
    meter: String(row['meter']),
    levelDb: Number(row['level_db']),
    beforeDb: Number(row['before_db']),
    afterDb: Number(row['after_db']),
    driftDb: Number(row['drift_db']),
    offsetDb: Number(row['offset_db']),
    by: String(row['by_name']),
    meterSerial: textOrNull(row, 'meter_serial'),
    calibratorSerial: textOrNull(row, 'calibrator_serial'),
    note: textOrNull(row, 'note'),
  }));
}

/** The last one of each meter. */
export function inForce(checks: readonly Calibration[]): ReadonlyMap<string, Calibration> {
  return new Map(checks.map((check) => [check.meter, check]));
}

/** The events of checks that were recorded while the gateway runs. */
export function calibrationEvents(
  before: ReadonlyMap<string, Calibration>,
  now: ReadonlyMap<string, Calibration>,
  wallMs: number,
): readonly Event[] {
  return [...now.values()]
    .filter((check) => before.get(check.meter)?.id !== check.id)
    .map((check) => ({
      class: 'audit',
      severity: 'info',
      wallMs,
      subject: check.meter,
      state: 'noted',
      message: message('meter-checked', {
        meter: check.meter,
        by: check.by,
        driftDb: check.driftDb,
        offsetDb: check.offsetDb,
      }),
    }));
}

/** "+0.2 dB". */
export function signedDb(levelDb: number): string {
  const rounded = Math.round(100 * levelDb) / 100;
  return `${rounded < 0 ? '' : '+'}${rounded} dB`;
}

/** Adds a marking; the minutes it speaks of stay as they are. */
export function insertMarking(sql: Sql, marking: Marking): void {
  const { fromMs, toMs, meter, quality, reason, calibration } = marking;
  sql.run(
    `INSERT INTO markings (from_ms, to_ms, meter, quality, reason, calibration, message)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[fromMs, toMs, meter, quality, NO_TEXT, calibration, messageJson(reason)],
  );
}

/**
 * The markings that touch the span, oldest first. Where one was withdrawn later, its stretch counts as good again, with both
 * reasons.
 */
export function selectMarkings(sql: Sql, fromMs: number, toMs: number): readonly Marking[] {
  const rows = sql.all('SELECT * FROM markings WHERE from_ms < ? AND to_ms > ? ORDER BY id', toMs, fromMs);
  const { messageOf } = messageReader(sql);
  const written = rows.map((row) => ({
    fromMs: Number(row['from_ms']),
    toMs: Number(row['to_ms']),
    meter: String(row['meter']),
    quality: qualityOf(row['quality']),
    reason: messageOf(row, 'reason'),
    calibration: textOrNull(row, 'calibration'),
  }));
  return withoutWithdrawn(written).toSorted((a, b) => a.fromMs - b.fromMs);
}

/** Markings in the order in which they were written. A withdrawal speaks of what lay within its stretch until then. */
function withoutWithdrawn(written: readonly Marking[]): readonly Marking[] {
  return written.flatMap((marking, index) => {
    const { reason: excluded } = marking;
    if (excluded.key === 'withdrawn') return [];
    if (excluded.key !== 'excluded') return [marking];
    const later = written
      .slice(index + 1)
      .find((one) => one.reason.key === 'withdrawn' && covers(one, marking));
    if (later === undefined) return [marking];
    const reason = message('excluded-withdrawn', { excluded, withdrawn: later.reason });
    return [{ ...marking, quality: 'good', reason }];
  });
}

function covers(one: Marking, { meter, fromMs, toMs }: Marking): boolean {
  return one.meter === meter && one.fromMs <= fromMs && one.toMs >= toMs;
}

function qualityOf(value: unknown): Quality {
  return qualities.find((quality) => quality === value) ?? 'sensor-fault';
}

function textOrNull(row: SqlRow, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}
