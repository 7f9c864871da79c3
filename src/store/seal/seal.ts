/**
 * Seals what was written: the rows of one transaction become an entry, one root a table, and the entries are the leaves of
 * a tree (merkle.ts) whose root is signed each hour (tree-head.ts). Rows that nobody has sealed when the next ones come
 * were put in by somebody else: they are sealed as such, and `verify` names them.
 */

import type { Sql } from '../../ports/database.ts';
import { type GrowingTree, growingTree, leafHash } from './merkle.ts';
import { rowText, type SealedTable, sealedTables, selectedColumns } from './sealed-tables.ts';

/** Who wrote: the gateway, a command, nobody who seals, or a program of before that did not. */
export type SealedBy = 'gateway' | 'command' | 'unknown' | 'before';

/** One entry: what each table got. */
export interface Entry {
  /** Counts from 1. */
  readonly n: number;
  readonly wallMs: number;
  readonly by: SealedBy;
  /** By table: number of rows and their root, hex. */
  readonly parts: Readonly<Record<string, readonly [rows: number, root: string]>>;
}

/** Seals what is not sealed yet; null where there is nothing. */
export function seal(sql: Sql, wallMs: number, by: SealedBy): Entry | null {
  const n = Number(sql.get('SELECT max(n) AS n FROM entries')?.['n'] ?? 0) + 1;
  const parts: Record<string, readonly [number, string]> = {};
  for (const table of sealedTables) {
    const tree = treeOf(sql, table, 'entry IS NULL');
    if (tree.size === 0) continue;
    parts[table.name] = [tree.size, tree.root()];
    sql.run(`UPDATE ${table.name} SET entry = ? WHERE entry IS NULL`, n);
  }
  if (Object.keys(parts).length === 0) return null;
  const entry: Entry = { n, wallMs: Math.round(wallMs), by, parts };
  sql.run('INSERT INTO entries (n, text) VALUES (?, ?)', n, entryText(entry));
  return entry;
}

/** Before the first own rows of a transaction: what is there was written by somebody else. */
export function sealForeign(sql: Sql, wallMs: number): void {
  const isFirst = sql.get('SELECT 1 FROM entries LIMIT 1') === undefined;
  seal(sql, wallMs, isFirst ? 'before' : 'unknown');
}

/** The text that is hashed as the leaf of an entry. */
export function entryText({ n, wallMs, by, parts }: Entry): string {
  return JSON.stringify({ n, wallMs, by, parts });
}

function treeOf(sql: Sql, table: SealedTable, where: string): GrowingTree {
  const tree = growingTree();
  const rows = sql.rows(
    `SELECT ${selectedColumns(table)} FROM ${table.name} WHERE ${where} ORDER BY ${table.order}`,
  );
  for (const values of rows) tree.add(leafHash(rowText(table, values)));
  return tree;
}
