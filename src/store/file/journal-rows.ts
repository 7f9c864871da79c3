/** The state of the log in its tables: epochs, last numbers, what is to be sent. Numbers stand in the order of `recordKinds`. */

import type { Sql } from '../../ports/database.ts';
import { type Cursors, type Epoch, type KindNumbers, numbersOf, recordKinds } from '../../ports/journal.ts';
import type { PartCounts } from '../batch.ts';

/** Where a file was when it was last written, and how it was left. */
export interface JournalRow {
  readonly lastSeqs: KindNumbers;
  readonly cursors: Cursors | null;
  readonly file: string;
  readonly boot: string;
  readonly isClosed: boolean;
}

/** Undefined in a file that was made before there was a log, or has just been made. */
export function selectJournal(sql: Sql): JournalRow | undefined {
  const row = sql.get('SELECT * FROM journal');
  if (row === undefined) return undefined;
  const cursors = row['cursors'];
  return {
    lastSeqs: numbersIn(String(row['last_seqs'])),
    cursors: typeof cursors === 'string' ? (JSON.parse(cursors) as Cursors) : null,
    file: String(row['file']),
    boot: String(row['boot']),
    isClosed: row['is_closed'] === 1,
  };
}

/** Writes the state of the log in the place of the one before. */
export function writeJournal(sql: Sql, { lastSeqs, cursors, file, boot, isClosed }: JournalRow): void {
  sql.run(
    'INSERT OR REPLACE INTO journal VALUES (1, ?, ?, ?, ?, ?)',
    ...[numbersText(lastSeqs), cursors === null ? null : JSON.stringify(cursors), file, boot],
    isClosed ? 1 : 0,
  );
}

/** With a batch, in its transaction. */
export function updateJournal(sql: Sql, lastSeqs: KindNumbers, cursors: Cursors | null): void {
  sql.run('UPDATE journal SET last_seqs = ?', numbersText(lastSeqs));
  if (cursors !== null) sql.run('UPDATE journal SET cursors = ?', JSON.stringify(cursors));
}

/** All is on the medium: another start of the computer may go on with the numbers. */
export function markClosed(sql: Sql): void {
  sql.run('UPDATE journal SET is_closed = 1');
}

/** Oldest first. */
export function selectEpochs(sql: Sql): readonly Epoch[] {
  return sql.all('SELECT * FROM epochs ORDER BY epoch').map((row) => ({
    epoch: Number(row['epoch']),
    sinceMs: Number(row['since_ms']),
    why: String(row['why']) as Epoch['why'],
    before: row['before'] === null ? null : Number(row['before']),
    lastSeqs: numbersIn(String(row['last_seqs'])),
  }));
}

/** Adds an epoch; one that is there stays as it is. */
export function insertEpoch(sql: Sql, { epoch, sinceMs, why, before, lastSeqs }: Epoch): void {
  sql.run(
    'INSERT OR IGNORE INTO epochs VALUES (?, ?, ?, ?, ?)',
    ...[epoch, Math.round(sinceMs), why, before, numbersText(lastSeqs)],
  );
}

/** The numbers as a JSON list. */
export function numbersText(numbers: KindNumbers): string {
  return JSON.stringify(recordKinds.map((kind) => numbers[kind]));
}

/** The numbers of such a list; kinds that an older program did not know are 0. */
export function numbersIn(text: string): KindNumbers {
  const list = JSON.parse(text) as readonly number[];
  return numbersOf((kind) => list[recordKinds.indexOf(kind)] ?? 0);
}

/** `[[id, count, count, ..., synchronised], ...]`. */
export function partsText(parts: readonly PartCounts[]): string {
  const rows = parts.map(({ id, counts, isSynced }) => [
    id,
    ...recordKinds.map((kind) => counts[kind]),
    isSynced ? 1 : 0,
  ]);
  return JSON.stringify(rows);
}

/** The parts of such a text. */
export function partsIn(text: string): readonly PartCounts[] {
  return (JSON.parse(text) as readonly (readonly number[])[]).map(([id = 0, ...counts]) => ({
    id,
    counts: numbersOf((kind) => counts[recordKinds.indexOf(kind)] ?? 0),
    isSynced: counts[recordKinds.length] === 1,
  }));
}
