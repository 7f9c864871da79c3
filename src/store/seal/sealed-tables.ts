/**
 * What the seal covers: every table that a report prints from, its columns, and its rows as the one text that is hashed.
 * The latest level tracks and snapshot are not in it: they are what a restart goes on from, and nothing is printed from them.
 */

import { hash } from 'node:crypto';
import type { SqlValue } from '../../ports/database.ts';

/** A table and the order of its rows within an entry. */
export interface SealedTable {
  readonly name: string;
  readonly order: string;
  readonly columns: readonly string[];
  /** Of them, those with bytes that are read as text: bytes cost five times the time, and there are millions of minutes. */
  readonly inHex: readonly string[];
}

/** By table: its key, and the columns in the order in which they are hashed. */
export const sealedTables: readonly SealedTable[] = [
  table('words', 'id', 'id text'),
  table(
    'minutes',
    'seq',
    `seq level meter start_ms offset_min energy_s valid_s span_s count lafmax_db histogram equipment_db weather_s
     clock_synced clock_source clock_stepped config calibration prev hash expanded_db learned gate change noise_kind`,
    'histogram prev hash',
  ),
  table('seconds', 'key_ms', 'key_ms batch channels count content'),
  table('events', 'key', 'key class severity state subject text message'),
  table('decisions', 'key', 'key output value rule reason overruled message'),
  table('gaps', 'id', 'id from_ms to_ms cause records reason message'),
  table('markings', 'id', 'id from_ms to_ms meter quality reason calibration message'),
  table(
    'calibrations',
    'id',
    `id wall_ms meter level_db before_db after_db drift_db offset_db by_name meter_serial calibrator_serial note`,
  ),
  table('configs', 'hash', 'hash plan'),
  table('config_uses', 'id', 'id since_ms hash'),
  table('states', 'wall_ms', 'wall_ms snapshot tracks'),
  table('prunes', 'id', 'id wall_ms what rows before_ms cause'),
];

function table(name: string, order: string, columns: string, inHex = ''): SealedTable {
  return { name, order, columns: columns.split(/\s+/), inHex: inHex.split(' ') };
}

/** What to select for `rowText`; more columns may follow. */
export function selectedColumns({ columns, inHex }: SealedTable): string {
  return columns.map((column) => (inHex.includes(column) ? marked(column) : column)).join(', ');
}

/** Bytes as hex digits behind an x, and, so that no text is taken for them, text behind a t. */
function marked(column: string): string {
  return `CASE typeof(${column}) WHEN 'blob' THEN 'x' || hex(${column}) WHEN 'text' THEN 't' || ${column} ELSE ${column} END`;
}

/** A row as JSON: the table, then the value of each column; what is no text and no number as its SHA-256. */
export function rowText({ name, columns, inHex }: SealedTable, values: readonly SqlValue[]): string {
  const cells: (number | string | null)[] = [name];
  for (const [at, column] of columns.entries()) {
    const value = values[at] ?? null;
    cells.push(cellOf(inHex.includes(column) ? unmarked(value) : value));
  }
  return JSON.stringify(cells);
}

function unmarked(value: SqlValue): SqlValue {
  if (typeof value !== 'string') return value;
  return value.startsWith('x') ? Buffer.from(value.slice(1), 'hex') : value.slice(1);
}

function cellOf(value: SqlValue): number | string | null {
  return value instanceof Uint8Array ? `sha256:${hash('sha256', value)}` : value;
}
