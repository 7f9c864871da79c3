/**
 * The evidence of a night for somebody who does not have our program: rows as they were hashed, the entries that seal them,
 * a proof of each entry, and the signed head. `config/evidence/verify.py` holds them against each other.
 */

import { MINUTE_MS } from '../../model/duration.ts';
import type { SignedHead } from '../../model/signed-head.ts';
import type { Sql } from '../../ports/database.ts';
import type { TimeSpan } from '../../ports/history.ts';
import { inclusionProofs, isIncluded, leafHash } from '../seal/merkle.ts';
import { type Entry, hex } from '../seal/seal.ts';
import { rowText, type SealedTable, sealedTables } from '../seal/sealed-tables.ts';
import { keptHeads } from '../seal/tree-head.ts';

/** Files by name. */
export type NightFiles = Readonly<Record<string, string>>;

/** What a night is read with, from whenever it is; of all other tables what was written in the night. */
const always = ['words', 'configs', 'config_uses', 'calibrations', 'markings', 'prunes'];
/** Rows of the night are sealed a few minutes after they were made. */
const SEALED_LATER_MS = 15 * MINUTE_MS;

/** The files; null without a signed head after the night, for nothing could be proved by them. */
export function exportNight(sql: Sql, span: TimeSpan): NightFiles | null {
  const head = headFor(sql, span);
  if (head === null) return null;
  const texts = sql
    .all('SELECT text FROM entries ORDER BY n LIMIT ?', head.head.size)
    .map((row) => String(row['text']));
  const entries = texts.map((text) => JSON.parse(text) as Entry);
  const numbers: Record<string, readonly number[]> = {};
  const files: Record<string, string> = {};
  for (const table of sealedTables) {
    const own = entries.filter((entry) => isWanted(entry, table.name, span)).map(({ n }) => n);
    numbers[table.name] = own;
    files[`records/${table.name}.ndjson`] = rowsOf(sql, table, own);
  }
  const wanted = [...new Set(Object.values(numbers).flat())].sort((a, b) => a - b);
  files['head.json'] = JSON.stringify(head);
  files['tables.json'] = JSON.stringify(numbers);
  files['proofs.json'] = JSON.stringify(proofsOf(texts, wanted));
  return files;
}

/** The first head by which all of the night was sealed. */
function headFor(sql: Sql, { toMs }: TimeSpan): SignedHead | null {
  const heads = keptHeads(sql).filter((head) => head !== null);
  return heads.find(({ head }) => head.wallMs >= toMs) ?? null;
}

function isWanted({ wallMs, parts }: Entry, table: string, { fromMs, toMs }: TimeSpan): boolean {
  if (parts[table] === undefined) return false;
  return always.includes(table) || (wallMs >= fromMs && wallMs <= toMs + SEALED_LATER_MS);
}

/** A line a row: number of its entry, and the text that was hashed. */
function rowsOf(sql: Sql, table: SealedTable, entries: readonly number[]): string {
  const lines: string[] = [];
  for (const n of entries) {
    const rows = sql.each(
      `SELECT ${table.columns.join(', ')} FROM ${table.name} WHERE entry = ? ORDER BY ${table.order}`,
      n,
    );
    for (const row of rows) lines.push(`${JSON.stringify([n, rowText(table, row)])}\n`);
  }
  return lines.join('');
}

interface Proof {
  /** Counts from 0. */
  readonly index: number;
  readonly text: string;
  readonly proof: readonly string[];
}

/** A proof that does not hold is left as it is: whoever verifies shall see it. */
function proofsOf(texts: readonly string[], numbers: readonly number[]): readonly Proof[] {
  const proofOf = inclusionProofs(texts.map(leafHash));
  return numbers.map((n) => {
    const index = n - 1;
    return { index, text: texts[index] ?? '', proof: proofOf(index).map(hex) };
  });
}

/** How many of the entries the head does not prove: the history was changed before the export. */
export function unproved(files: NightFiles): number {
  const { head } = JSON.parse(files['head.json'] ?? '') as SignedHead;
  const proofs = JSON.parse(files['proofs.json'] ?? '[]') as readonly Proof[];
  const root = Buffer.from(head.root, 'hex');
  return proofs.filter(({ index, text, proof }) => {
    const hashes = proof.map((part) => Buffer.from(part, 'hex'));
    return !isIncluded(leafHash(text), index, head.size, hashes, root);
  }).length;
}
