/** Minutes in and out of their table, and on to the chain. */

import { MINUTE_MS } from '../../model/duration.ts';
import { qualities } from '../../model/reading.ts';
import type { EquipmentCertainty } from '../../model/sound/gate.ts';
import { equipmentChanges, gateStates, type NoiseKind, noiseKinds } from '../../model/sound/gate.ts';
import type { Sql, SqlRow, SqlValue } from '../../ports/database.ts';
import type { Marking, Minute, MinuteHistogram, MinuteRecord, MinuteSpectrum } from '../../ports/history.ts';
import { linkHash } from '../codec/minute-chain.ts';
import type { StringTable } from '../codec/string-table.ts';
import { varintReader, varintWriter } from '../codec/varints.ts';

const INSERT_MINUTE = `
  INSERT INTO minutes (seq, level, meter, start_ms, offset_min, energy_s, valid_s, span_s, count, lafmax_db, histogram,
    equipment_db, weather_s, clock_synced, clock_source, clock_stepped, config, calibration, expanded_db, learned, gate,
    change, noise_kind, spectrum, prev, hash, number)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** All columns, the strings in full; add conditions on `m`. */
export const SELECT_MINUTES = `
  SELECT m.*, level.text AS level, meter.text AS meter, source.text AS clock_source, config.text AS config,
    calibration.text AS calibration
  FROM minutes m
  LEFT JOIN words level ON level.id = m.level LEFT JOIN words meter ON meter.id = m.meter
  LEFT JOIN words source ON source.id = m.clock_source LEFT JOIN words config ON config.id = m.config
  LEFT JOIN words calibration ON calibration.id = m.calibration`;

/** Adds minutes to the end of the chain. `lastNumber`: that of the log before them; null for none. */
export function appendMinutes(
  sql: Sql,
  minutes: readonly Minute[],
  strings: StringTable,
  lastNumber: number | null = null,
): void {
  if (minutes.length === 0) return;
  const end = sql.get('SELECT head_seq, head FROM chain');
  let seq = Number(end?.['head_seq']);
  let prev = hexOf(end?.['head']);
  for (const [index, minute] of minutes.entries()) {
    requireFinite(minute);
    seq += 1;
    const hash = linkHash(prev, minute);
    const number = lastNumber === null ? null : lastNumber + index + 1;
    sql.run(INSERT_MINUTE, ...valuesOf(sql, seq, minute, strings), bytesOf(prev), bytesOf(hash), number);
    prev = hash;
  }
  sql.run('UPDATE chain SET head_seq = ?, head = ?', seq, bytesOf(prev));
}

/** JSON and SQL have no NaN; it would be read back as something else, and the chain would seem broken. */
function requireFinite(minute: Minute): void {
  const wrong = Object.entries(minute).find(
    ([, value]) => typeof value === 'number' && !Number.isFinite(value),
  );
  if (wrong !== undefined) throw new Error(`assertion: ${wrong[0]} of a minute is ${wrong[1]}`);
}

function valuesOf(sql: Sql, seq: number, minute: Minute, strings: StringTable): SqlValue[] {
  return [
    seq,
    strings.idOf(sql, minute.level),
    strings.idOf(sql, minute.meter),
    minute.startWallMs,
    minute.utcOffsetMin,
    minute.energyS,
    minute.validS,
    minute.spanS,
    minute.count,
    minute.lafmaxDb,
    packHistogram(minute.histogram),
    minute.equipmentDb,
    minute.weatherS,
    minute.clockSynced ? 1 : 0,
    strings.idOf(sql, minute.clockSource),
    minute.clockStepped ? 1 : 0,
    strings.idOf(sql, minute.config),
    minute.calibration === null ? null : strings.idOf(sql, minute.calibration),
    ...certaintyValues(minute.equipment),
    minute.noiseKind === undefined ? null : noiseKinds.indexOf(minute.noiseKind),
    minute.spectrum === undefined ? null : packSpectrum(minute.spectrum),
  ];
}

function certaintyValues(equipment: EquipmentCertainty | undefined): SqlValue[] {
  if (equipment === undefined) return [null, null, null, null];
  const { expandedDb, isLearned, gate, change } = equipment;
  return [expandedDb, isLearned ? 1 : 0, gateStates.indexOf(gate), equipmentChanges.indexOf(change)];
}

function noiseKindOf(row: SqlRow): { readonly noiseKind?: NoiseKind } {
  const place = row['noise_kind'];
  const noiseKind = typeof place === 'number' ? noiseKinds[place] : undefined;
  return noiseKind === undefined ? {} : { noiseKind };
}

/** A file of before has no such columns. */
function certaintyOf(row: SqlRow): { readonly equipment?: EquipmentCertainty } {
  const columns = [row['expanded_db'], row['learned'], row['gate'], row['change']];
  if (columns.every((value) => value === null || value === undefined)) return {};
  const expandedDb = Number(row['expanded_db']);
  const gate = gateStates[Number(row['gate'])] ?? 'no-meter';
  const change = equipmentChanges[Number(row['change'])] ?? 'none';
  return { equipment: { expandedDb, isLearned: row['learned'] === 1, gate, change } };
}

/** The minute in a row of `SELECT_MINUTES`, without its place in the chain. */
export function minuteOf(row: SqlRow): Minute {
  return {
    level: textOf(row['level']),
    meter: textOf(row['meter']),
    startWallMs: Number(row['start_ms']),
    utcOffsetMin: Number(row['offset_min']),
    energyS: Number(row['energy_s']),
    validS: Number(row['valid_s']),
    spanS: Number(row['span_s']),
    count: Number(row['count']),
    lafmaxDb: numberOf(row['lafmax_db']),
    histogram: unpackHistogram(row['histogram']),
    equipmentDb: numberOf(row['equipment_db']),
    ...certaintyOf(row),
    ...noiseKindOf(row),
    weatherS: Number(row['weather_s']),
    clockSynced: row['clock_synced'] === 1,
    clockSource: textOf(row['clock_source']),
    clockStepped: row['clock_stepped'] === 1,
    config: textOf(row['config']),
    calibration: row['calibration'] === null ? null : textOf(row['calibration']),
    ...(row['spectrum'] instanceof Uint8Array ? { spectrum: unpackSpectrum(row['spectrum']) } : {}),
  };
}

/** The record in a row of `SELECT_MINUTES`; its quality is the worst that a marking of its meter and time gives. */
export function recordOf(row: SqlRow, markings: readonly Marking[]): MinuteRecord {
  const minute = minuteOf(row);
  const { meter, startWallMs } = minute;
  const worst = markings
    .filter((one) => one.meter === meter && one.fromMs < startWallMs + MINUTE_MS && one.toMs > startWallMs)
    .reduce((most, { quality }) => Math.max(most, qualities.indexOf(quality)), 0);
  const quality = qualities[worst] ?? 'good';
  return { ...minute, seq: Number(row['seq']), hash: hexOf(row['hash']), quality };
}

/** A hash as hex digits; empty where there is none. */
export function hexOf(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : '';
}

/** Hex digits as bytes. */
export function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

/** Everything in hundredths: frequencies, levels, seconds. LCeq, where there is one, at the end. */
function packSpectrum({ bandsHz, bandsDb, validS, lceqDb }: MinuteSpectrum): Uint8Array {
  const out = varintWriter();
  out.put(bandsHz.length);
  out.put(Math.round(100 * validS));
  for (const list of [bandsHz, bandsDb]) {
    let last = 0;
    for (const value of list) {
      out.put(Math.round(100 * value) - last);
      last = Math.round(100 * value);
    }
  }
  if (lceqDb !== null) out.put(Math.round(100 * lceqDb));
  return out.bytes();
}

function unpackSpectrum(bytes: Uint8Array): MinuteSpectrum {
  const source = varintReader(bytes);
  const length = source.take();
  const validS = source.take() / 100;
  const row = (): number[] => {
    let last = 0;
    return Array.from({ length }, () => {
      last += source.take();
      return last / 100;
    });
  };
  const bandsHz = row();
  const bandsDb = row();
  return { bandsHz, bandsDb, validS, lceqDb: source.isAtEnd ? null : source.take() / 100 };
}

function packHistogram({ firstClass, counts }: MinuteHistogram): Uint8Array {
  const out = varintWriter();
  out.put(firstClass);
  for (const count of counts) out.put(count);
  return out.bytes();
}

function unpackHistogram(value: SqlValue | undefined): MinuteHistogram {
  const source = varintReader(value instanceof Uint8Array ? value : new Uint8Array());
  const firstClass = source.take();
  const counts: number[] = [];
  while (!source.isAtEnd) counts.push(source.take());
  return { firstClass, counts };
}

function textOf(value: SqlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
