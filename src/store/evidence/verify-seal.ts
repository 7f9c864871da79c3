/**
 * Recomputes every entry from the rows that are there, the tree from the entries, and holds the signed heads against it.
 * What is missing must have been deleted for its age, as the prune records say; all else is named.
 */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { DAY_MS, HOUR_MS } from '../../model/duration.ts';
import type { SignedHead } from '../../model/signed-head.ts';
import type { Sql } from '../../ports/database.ts';
import { type GrowingTree, growingTree, leafHash } from '../seal/merkle.ts';
import { type Entry, entryText } from '../seal/seal.ts';
import { rowText, type SealedTable, sealedTables, selectedColumns } from '../seal/sealed-tables.ts';
import { isSigned, keptHeads, type TreeRoots, treeRoots } from '../seal/tree-head.ts';

/** What was sealed, and what does not fit. */
export interface SealReport {
  readonly entries: number;
  /** Root of all entries, hex. */
  readonly root: string;
  readonly heads: number;
  /** None when all is well. */
  readonly findings: readonly ConsoleText[];
}

const FINDINGS_MAX = 100;
/** Nothing younger is ever deleted for its age: seconds are kept for days, all else for months. */
const YOUNGEST_MS = { seconds: DAY_MS, others: 30 * DAY_MS };

/** Rows by the minute and more. All other tables are small, and recomputed whenever anything is. */
const LARGE: ReadonlySet<string> = new Set(['minutes', 'seconds', 'events', 'decisions', 'states']);

/** `expected`: a head that somebody kept elsewhere. `onlyNew`: of large tables what the last head covers is taken as proved. */
export function verifySeal(sql: Sql, expected: SignedHead | null = null, onlyNew = false): SealReport {
  const findings: ConsoleText[] = [];
  const entries = readEntries(sql, findings);
  const heads = keptHeads(sql);
  const from = onlyNew ? (heads.at(-1)?.head.size ?? 0) : 0;
  for (const table of sealedTables)
    findings.push(...checkTable(sql, table, entries, LARGE.has(table.name) ? from : 0));
  findings.push(...entries.filter(({ by }) => by === 'unknown').map(foreignText));
  const known = [...heads, expected].flatMap((signed) => (signed === null ? [] : [signed.head.size]));
  const tree = treeRoots(sql, new Set(known));
  const asked = onlyNew ? heads.slice(-1) : heads;
  findings.push(...asked.flatMap((head) => checkHead(tree, head)));
  if (expected !== null) findings.push(...checkExpected(tree, expected, heads));
  return {
    ...{ entries: entries.length, root: tree.root, heads: heads.length },
    findings: findings.slice(0, FINDINGS_MAX),
  };
}

function readEntries(sql: Sql, findings: ConsoleText[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (const row of sql.each('SELECT n, text FROM entries ORDER BY n')) {
    const text = String(row['text']);
    const entry = parsedEntry(text);
    const isNext = Number(row['n']) === entries.length + 1 && entry?.n === entries.length + 1;
    if (entry === null || !isNext || entryText(entry) !== text) {
      findings.push(consoleText('seal-entry-changed', { n: Number(row['n']) }));
      return entries;
    }
    entries.push(entry);
  }
  return entries;
}

function parsedEntry(text: string): Entry | null {
  try {
    const entry = JSON.parse(text) as Entry;
    return typeof entry.n === 'number' && typeof entry.parts === 'object' ? entry : null;
  } catch {
    // Text that is no JSON was not written by us.
    return null;
  }
}

/** Each entry of a table against the rows that carry its number. */
function checkTable(
  sql: Sql,
  table: SealedTable,
  entries: readonly Entry[],
  from: number,
): readonly ConsoleText[] {
  const { name } = table;
  const findings: ConsoleText[] = [];
  // Of minutes there are millions: what stands among the proved ones is only counted.
  const afterSeq = name === 'minutes' && from > 0 ? minutesProved(sql) : null;
  const young = afterSeq === null ? '' : `AND seq > ${afterSeq}`;
  const unsealed = sql.get(
    `SELECT (SELECT count(*) FROM ${name} WHERE entry IS NULL) +
       (SELECT count(*) FROM ${name} WHERE (entry < 1 OR entry > ?) ${young}) AS n`,
    entries.length,
  )?.['n'];
  if (Number(unsealed) > 0)
    findings.push(consoleText('seal-unsealed', { count: Number(unsealed), table: name }));
  const trees = treesOf(sql, table, from, young);
  const prune = prunedOf(sql, name);
  if (afterSeq !== null) findings.push(...miscounted(sql, entries, prune));
  let missing = 0;
  for (const entry of entries.slice(from)) {
    const sealed = entry.parts[name] ?? [0, ''];
    const tree = trees.get(entry.n);
    const rows = tree?.size ?? 0;
    const at = (): string => moment(entry.wallMs);
    if (rows < sealed[0]) {
      missing += sealed[0] - rows;
      // What was adopted is older than its entry.
      if (entry.by !== 'before' && entry.wallMs > prune.untilMs)
        findings.push(consoleText('seal-missing', { count: sealed[0] - rows, table: name, at: at() }));
    } else if (rows > sealed[0])
      findings.push(consoleText('seal-put-in', { count: rows - sealed[0], table: name, at: at() }));
    else if (
      tree !== undefined &&
      tree.root() !== sealed[1] &&
      !(name === 'seconds' && entry.wallMs <= prune.untilMs)
    )
      findings.push(consoleText('seal-changed', { table: name, at: at() }));
  }
  // At first only the content of seconds that are still to be sent is deleted, and their rows stay.
  const isTold = name === 'seconds' ? missing <= prune.rows : missing === prune.rows;
  if (from === 0 && !isTold && findings.length === 0)
    findings.push(consoleText('seal-gone', { count: missing, table: name, pruned: prune.rows }));
  return [...findings, ...prune.findings];
}

/**
 * By entry, from the rows that carry its number. In the order of the table's key, which needs no sorting: within an entry it is
 * the same, and its rows need not stand together.
 */
function treesOf(
  sql: Sql,
  table: SealedTable,
  from: number,
  young: string,
): ReadonlyMap<number, GrowingTree> {
  const { name, columns, order } = table;
  const trees = new Map<number, GrowingTree>();
  const rows = sql.rows(
    `SELECT ${selectedColumns(table)}, entry FROM ${name} WHERE entry > ? ${young} ORDER BY ${order}`,
    from,
  );
  for (const values of rows) {
    const n = Number(values[columns.length]);
    let tree = trees.get(n);
    if (tree === undefined) {
      tree = growingTree();
      trees.set(n, tree);
    }
    tree.add(leafHash(rowText(table, values)));
  }
  return trees;
}

/** The number of the last minute before the last signed head: they are sealed in the order of their numbers. */
export function minutesProved(sql: Sql): number {
  const size = Number(sql.get('SELECT max(size) AS size FROM heads')?.['size'] ?? 0);
  const ends = sql.get('SELECT min(seq) AS first, max(seq) AS last FROM minutes');
  let [proved, last] = [Number(ends?.['first'] ?? 1) - 1, Number(ends?.['last'] ?? 0)];
  while (proved < last) {
    const middle = Math.ceil((proved + last) / 2);
    const row = sql.get('SELECT seq, entry FROM minutes WHERE seq <= ? ORDER BY seq DESC LIMIT 1', middle);
    const entry = row?.['entry'] ?? null;
    if (typeof entry === 'number' && entry <= size) proved = middle;
    else last = Number(row?.['seq']) - 1;
  }
  return proved;
}

/** As many minutes as the entries hold, without those deleted for their age. */
function miscounted(sql: Sql, entries: readonly Entry[], { rows }: Pruned): readonly ConsoleText[] {
  const sealed = entries.reduce((sum, { parts }) => sum + (parts['minutes']?.[0] ?? 0), 0) - rows;
  const open = Number(sql.get('SELECT count(*) AS n FROM minutes WHERE entry IS NULL')?.['n']);
  const there = Number(sql.get('SELECT count(*) AS n FROM minutes')?.['n']) - open;
  if (there === sealed) return [];
  return [
    there > sealed
      ? consoleText('seal-more-minutes', { count: there - sealed })
      : consoleText('seal-fewer-minutes', { count: sealed - there }),
  ];
}

interface Pruned {
  readonly rows: number;
  /** Rows sealed later than this were never deleted. */
  readonly untilMs: number;
  readonly findings: readonly ConsoleText[];
}

function prunedOf(sql: Sql, name: string): Pruned {
  const records = sql.all('SELECT * FROM prunes WHERE what = ? ORDER BY id', name);
  const youngestMs = name === 'seconds' || name === 'states' ? YOUNGEST_MS.seconds : YOUNGEST_MS.others;
  const findings = records
    .filter((row) => row['cause'] === 'age')
    .filter((row) => Number(row['wall_ms']) - Number(row['before_ms']) < youngestMs)
    .map((row) =>
      consoleText('seal-too-early', {
        count: Number(row['rows']),
        table: name,
        at: moment(Number(row['wall_ms'])),
      }),
    );
  const rows = records.reduce((sum, row) => sum + Number(row['rows']), 0);
  // A row is sealed some minutes after the time that it is deleted by.
  const untilMs = records.reduce(
    (latest, row) => Math.max(latest, Number(row['before_ms']) + HOUR_MS),
    Number.NEGATIVE_INFINITY,
  );
  return { rows, untilMs, findings };
}

function foreignText({ n, wallMs, parts }: Entry): ConsoleText {
  return consoleText('seal-foreign', { tables: Object.keys(parts), n, at: moment(wallMs) });
}

function checkHead(tree: TreeRoots, signed: SignedHead | null): readonly ConsoleText[] {
  if (signed === null) return [consoleText('head-unreadable')];
  const { head } = signed;
  if (!isSigned(signed)) return [consoleText('head-unsigned', { size: head.size })];
  return tree.rootAt.get(head.size) === head.root
    ? []
    : [consoleText('head-other', { at: moment(head.wallMs) })];
}

function checkExpected(
  tree: TreeRoots,
  { head, ...signed }: SignedHead,
  heads: readonly (SignedHead | null)[],
): readonly ConsoleText[] {
  if (!isSigned({ head, ...signed })) return [consoleText('expected-unsigned')];
  const own = heads.at(-1)?.head.key;
  const otherKey =
    own === undefined || own === head.key ? [] : [consoleText('expected-other-key', { own, key: head.key })];
  if (head.size > tree.size)
    return [consoleText('expected-longer', { expected: head.size, entries: tree.size }), ...otherKey];
  return tree.rootAt.get(head.size) === head.root
    ? otherKey
    : [consoleText('expected-other', { size: head.size }), ...otherKey];
}

function moment(wallMs: number): string {
  return Number.isFinite(wallMs) && Math.abs(wallMs) < 8e15 ? new Date(wallMs).toISOString() : `${wallMs}`;
}
