/**
 * The evidence of a night for somebody who does not have our program: rows as they were hashed, the entries that seal them,
 * a proof of each entry, and the signed head. `config/evidence/verify.py` holds them against each other.
 */

import { MINUTE_MS } from '../../model/duration.ts';
import type { SignedHead } from '../../model/signed-head.ts';
import type { Sql } from '../../ports/database.ts';
import type { TimeSpan } from '../../ports/history.ts';
import { inclusionProofs, isIncluded, leafHash } from '../seal/merkle.ts';
import type { Entry } from '../seal/seal.ts';
import { rowText, type SealedTable, sealedTables, selectedColumns } from '../seal/sealed-tables.ts';
import { keptHeads } from '../seal/tree-head.ts';

/** Files by name. */
export type NightFiles = Readonly<Record<string, string>>;

/** What a night is read with, from whenever it is; of all other tables what was written from the night to the head. */
const always = ['words', 'configs', 'config_uses', 'calibrations', 'markings', 'prunes'];
/** Rows of the night are sealed a few minutes after they were made. */
const SEALED_LATER_MS = 15 * MINUTE_MS;
/** Rows that are deleted after two weeks: a night of before goes without them, and the program says so. */
const deleted = ['seconds', 'states'];

/** The files; null without a signed head after the night, for nothing could be proved by them. */
export function exportNight(sql: Sql, { fromMs, toMs }: TimeSpan): NightFiles | null {
  const head = headFor(sql, toMs);
  if (head === null) return null;
  const texts = sql
    .all('SELECT text FROM entries ORDER BY n LIMIT ?', head.head.size)
    .map((row) => String(row['text']));
  const entries = texts.map((text) => JSON.parse(text) as Entry);
  // The last one from before the night shows that none is left out at its begin.
  const inNight = entries.findIndex(({ wallMs }) => wallMs > fromMs);
  const first = Math.max(1, inNight < 0 ? head.head.size : inNight);
  const files: Record<string, string> = {};
  for (const table of sealedTables) {
    const own = entries.filter(({ n, parts }) => {
      return parts[table.name] !== undefined && (n >= first || always.includes(table.name));
    });
    const rows = rowsOf(sql, table, own);
    if (rows !== null) files[`records/${table.name}.ndjson`] = rows;
  }
  const wanted = entries.filter(({ n, parts }) => n >= first || always.some((table) => table in parts));
  files['head.json'] = JSON.stringify(head);
  files['night.json'] = JSON.stringify({ fromMs, toMs, first });
  files['proofs.json'] = JSON.stringify(
    proofsOf(
      texts,
      wanted.map(({ n }) => n),
    ),
  );
  return files;
}

/** The first head by which surely all of the night was sealed; where there is none yet, the first one after its end. */
function headFor(sql: Sql, toMs: number): SignedHead | null {
  const heads = keptHeads(sql).filter((head) => head !== null);
  const since = (ms: number) => heads.find(({ head }) => head.wallMs >= ms);
  return since(toMs + SEALED_LATER_MS) ?? since(toMs) ?? null;
}

/** A line a row: number of its entry, and the text that was hashed. Null when some of them were deleted for their age. */
function rowsOf(sql: Sql, table: SealedTable, entries: readonly Entry[]): string | null {
  const lines: string[] = [];
  for (const { n, parts } of entries) {
    const before = lines.length;
    const rows = sql.rows(
      `SELECT ${selectedColumns(table)} FROM ${table.name} WHERE entry = ? ORDER BY ${table.order}`,
      n,
    );
    for (const values of rows) lines.push(`${JSON.stringify([n, rowText(table, values)])}\n`);
    const isShort = lines.length - before < (parts[table.name]?.[0] ?? 0);
    if (isShort && deleted.includes(table.name)) return null;
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
    return { index, text: texts[index] ?? '', proof: proofOf(index) };
  });
}

/** How many of the entries the head does not prove: the history was changed before the export. */
export function unproved(files: NightFiles): number {
  const { head } = JSON.parse(files['head.json'] ?? '') as SignedHead;
  const proofs = JSON.parse(files['proofs.json'] ?? '[]') as readonly Proof[];
  return proofs.filter(
    ({ index, text, proof }) => !isIncluded(leafHash(text), index, head.size, proof, head.root),
  ).length;
}
