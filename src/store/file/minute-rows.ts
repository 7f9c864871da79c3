/** Minutes in and out of their table, and on to the chain. */

import { MINUTE_MS } from '../../model/duration.ts';
import { qualities } from '../../model/reading.ts';
import type { EquipmentCertainty } from '../../model/sound/gate.ts';
import { equipmentChanges, gateStates, type NoiseKind, noiseKinds } from '../../model/sound/gate.ts';
import type { Sql, SqlValue } from '../../ports/database.ts';
import type { Marking, Minute, MinuteHistogram, MinuteRecord, MinuteSpectrum } from '../../ports/history.ts';
import { linkHash } from '../codec/minute-chain.ts';
import type { StringTable } from '../codec/string-table.ts';
import { varintReader, varintWriter } from '../codec/varints.ts';

const INSERT_MINUTE = `
  INSERT INTO minutes (seq, level, meter, start_ms, offset_min, energy_s, valid_s, span_s, count, lafmax_db, histogram,
    equipment_db, weather_s, clock_synced, clock_source, clock_stepped, config, calibration, expanded_db, learned, gate,
    change, noise_kind, spectrum, prev, hash, number)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** What is read, in this order. */
const COLUMNS =
  `level meter start_ms offset_min energy_s valid_s span_s count lafmax_db histogram equipment_db weather_s
  clock_synced clock_source clock_stepped config calibration expanded_db learned gate change noise_kind spectrum
  seq prev hash`.split(/\s+/);

/** Bytes are read as text: they cost five times its time, and a history has millions of minutes. */
const IN_HEX = ['histogram', 'spectrum', 'prev', 'hash'];

/** Null for what are no bytes. */
function bytesAsHex(column: string): string {
  return `CASE typeof(${column}) WHEN 'blob' THEN lower(hex(${column})) END`;
}

/** A minute with its place in the chain; hashes in hex, empty where there is none. */
export interface MinuteLink {
  readonly minute: Minute;
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
}

/** Reads minutes out of `sql.rows`. */
export interface MinuteReader {
  /** Conditions may follow. */
  readonly select: string;
  linkOf(values: readonly SqlValue[]): MinuteLink;
}

/** For one query. A file of before has not all columns; the strings are looked up once each. */
export function minuteReader(sql: Sql): MinuteReader {
  const present = new Set(
    sql.all('SELECT name FROM pragma_table_info(?)', 'minutes').map(({ name }) => name),
  );
  const columns = COLUMNS.map((name) => {
    if (!present.has(name)) return 'NULL';
    return IN_HEX.includes(name) ? bytesAsHex(name) : name;
  });
  const wordOf = knownWords(sql);
  return {
    select: `SELECT ${columns.join(', ')} FROM minutes`,
    linkOf: (values) => linkFrom(values, wordOf),
  };
}

type WordOf = (id: SqlValue | undefined) => string | null;

/** Null where there is none. */
function knownWords(sql: Sql): WordOf {
  const known = new Map<SqlValue, string | null>();
  return (id = null) => {
    let word = known.get(id);
    if (word === undefined) {
      const text = sql.get('SELECT text FROM words WHERE id = ?', id)?.['text'];
      word = typeof text === 'string' ? text : null;
      known.set(id, word);
    }
    return word;
  };
}

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

/** The columns of COLUMNS as a minute and its place. */
function linkFrom(values: readonly SqlValue[], wordOf: WordOf): MinuteLink {
  const [level, meter, startMs, offsetMin, energyS, validS, spanS, count, lafmaxDb, histogram] = values;
  const [equipmentDb, weatherS, synced, source, stepped, config, calibration] = values.slice(10);
  const [expandedDb, learned, gate, change, noiseKind, spectrum, seq, prev, hash] = values.slice(17);
  const minute = {
    level: wordOf(level) ?? '',
    meter: wordOf(meter) ?? '',
    startWallMs: Number(startMs),
    utcOffsetMin: Number(offsetMin),
    energyS: Number(energyS),
    validS: Number(validS),
    spanS: Number(spanS),
    count: Number(count),
    lafmaxDb: numberOf(lafmaxDb),
    histogram: unpackHistogram(histogram),
    equipmentDb: numberOf(equipmentDb),
    ...certaintyOf([expandedDb, learned, gate, change]),
    ...noiseKindOf(noiseKind),
    weatherS: Number(weatherS),
    clockSynced: synced === 1,
    clockSource: wordOf(source) ?? '',
    clockStepped: stepped === 1,
    config: wordOf(config) ?? '',
    calibration: wordOf(calibration),
    ...(typeof spectrum === 'string' ? { spectrum: unpackSpectrum(bytesOf(spectrum)) } : {}),
  };
  return { minute, seq: Number(seq), prev: String(prev ?? ''), hash: String(hash ?? '') };
}

function noiseKindOf(place: SqlValue | undefined): { readonly noiseKind?: NoiseKind } {
  const noiseKind = typeof place === 'number' ? noiseKinds[place] : undefined;
  return noiseKind === undefined ? {} : { noiseKind };
}

/** All null in a minute from before it was recorded. */
function certaintyOf(columns: readonly (SqlValue | undefined)[]): {
  readonly equipment?: EquipmentCertainty;
} {
  if (columns.every((value) => value === null)) return {};
  const [expandedDb, learned, gate, change] = columns;
  return {
    equipment: {
      expandedDb: Number(expandedDb),
      isLearned: learned === 1,
      gate: gateStates[Number(gate)] ?? 'no-meter',
      change: equipmentChanges[Number(change)] ?? 'none',
    },
  };
}

/** The record of a link; its quality is the worst that a marking of its meter and time gives. */
export function recordOf({ minute, seq, hash }: MinuteLink, markings: readonly Marking[]): MinuteRecord {
  const { meter, startWallMs } = minute;
  const worst = markings
    .filter((one) => one.meter === meter && one.fromMs < startWallMs + MINUTE_MS && one.toMs > startWallMs)
    .reduce((most, { quality }) => Math.max(most, qualities.indexOf(quality)), 0);
  return { ...minute, seq, hash, quality: qualities[worst] ?? 'good' };
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

function unpackHistogram(hex: SqlValue | undefined): MinuteHistogram {
  const source = varintReader(bytesOf(typeof hex === 'string' ? hex : ''));
  const firstClass = source.take();
  const counts: number[] = [];
  while (!source.isAtEnd) counts.push(source.take());
  return { firstClass, counts };
}

function numberOf(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
