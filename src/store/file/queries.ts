/** The questions to the history, each one function over SQL. */

import { DAY_MS, MINUTE_MS } from '../../model/duration.ts';
import type { Event, EventClass } from '../../model/event.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { SignedHead } from '../../model/signed-head.ts';
import type { Sql } from '../../ports/database.ts';
import {
  type Calibration,
  type ChainStretch,
  type ConfigVersion,
  type DecisionRecord,
  type HistoryGap,
  type Marking,
  type MinuteRecord,
  READ_ROWS_MAX,
  type TimeSpan,
} from '../../ports/history.ts';
import { inflatedText } from '../codec/deflated.ts';
import { messageReader } from '../codec/message-column.ts';
import { linkHash } from '../codec/minute-chain.ts';
import { keyAt } from '../codec/time-key.ts';
import type { QueryName } from '../messages.ts';
import { keptHeads } from '../seal/tree-head.ts';
import { readSeconds } from '../seconds/read-seconds.ts';
import { thinnedMinutes, thinnedSeconds } from '../seconds/thinned.ts';
import { selectCalibrations, selectMarkings } from './calibration-rows.ts';
import { keptState } from './kept-states.ts';
import { minuteReader, recordOf } from './minute-rows.ts';
import { findParts, readParts } from './read-parts.ts';
import { decisionOf, eventOf, SELECT_DECISIONS } from './record-rows.ts';

/** The questions by name: asked here or across a thread. */
export const queries = {
  recorded,
  minutes,
  seconds: readSeconds,
  thinned: thinnedSeconds,
  thinnedMinutes,
  events,
  decisions,
  calibrations: (sql: Sql): Result<readonly Calibration[], string> => ok(selectCalibrations(sql)),
  markings: (sql: Sql, span: TimeSpan): Result<readonly Marking[], string> =>
    ok(selectMarkings(sql, span.fromMs, span.toMs)),
  configs,
  gaps,
  chain,
  state: keptState,
  parts: readParts,
  find: findParts,
} as const satisfies Readonly<Record<QueryName, unknown>>;

function recorded(sql: Sql): Result<TimeSpan | null, string> {
  // Each by itself is one look into the index; both in one query read every minute.
  const row = sql.get(
    'SELECT (SELECT min(start_ms) FROM minutes) AS first, (SELECT max(start_ms) FROM minutes) AS last',
  );
  if (typeof row?.['first'] !== 'number') return ok(null);
  return ok({ fromMs: row['first'], toMs: Number(row['last']) + MINUTE_MS });
}

function minutes(
  sql: Sql,
  span: TimeSpan,
  levels?: readonly string[],
): Result<readonly MinuteRecord[], string> {
  const { select, linkOf } = minuteReader(sql);
  const rows = sql.rows(
    `${select} WHERE start_ms >= ? AND start_ms < ? ORDER BY start_ms, seq LIMIT ${READ_ROWS_MAX}`,
    ...[span.fromMs, span.toMs],
  );
  const links = Array.from(rows, linkOf);
  if (links.length === READ_ROWS_MAX) return failed(TOO_MANY);
  const wanted = levels === undefined ? undefined : new Set(levels);
  const markings = selectMarkings(sql, span.fromMs, span.toMs + MINUTE_MS);
  const chosen = links.filter(({ minute }) => wanted === undefined || wanted.has(minute.level));
  return ok(chosen.map((link) => recordOf(link, markings)));
}

function events(sql: Sql, span: TimeSpan, classes?: readonly EventClass[]): Result<readonly Event[], string> {
  const wanted = classes === undefined ? '' : `AND class IN (${classes.map(() => '?').join(', ')})`;
  const rows = sql.all(
    `SELECT * FROM events WHERE key >= ? AND key < ? ${wanted} ORDER BY key LIMIT ${READ_ROWS_MAX}`,
    ...[keyAt(span.fromMs), keyAt(span.toMs), ...(classes ?? [])],
  );
  if (rows.length === READ_ROWS_MAX) return failed(TOO_MANY);
  const { messageOf } = messageReader(sql);
  return ok(rows.map((row) => eventOf(row, messageOf)));
}

/** Every output is written again once a day (batch-builder.ts). */
const LOOK_BACK_MS = 2 * DAY_MS;

function decisions(
  sql: Sql,
  span: TimeSpan,
  outputs?: readonly string[],
): Result<readonly DecisionRecord[], string> {
  // The fans of a station decide a hundred times as often as its power limits: rows of others are not even fetched.
  const wanted = outputs === undefined ? '' : `AND output.text IN (${outputs.map(() => '?').join(', ')})`;
  const before = sql.all(
    `${SELECT_DECISIONS} WHERE d.key IN
      (SELECT max(key) FROM decisions WHERE key >= ? AND key < ? GROUP BY output) ${wanted} ORDER BY d.key`,
    ...[keyAt(span.fromMs - LOOK_BACK_MS), keyAt(span.fromMs), ...(outputs ?? [])],
  );
  const within = sql.all(
    `${SELECT_DECISIONS} WHERE d.key >= ? AND d.key < ? ${wanted} ORDER BY d.key LIMIT ${READ_ROWS_MAX}`,
    ...[keyAt(span.fromMs), keyAt(span.toMs), ...(outputs ?? [])],
  );
  if (within.length === READ_ROWS_MAX) return failed(TOO_MANY);
  const reader = messageReader(sql);
  return ok([...before, ...within].map((row) => decisionOf(row, reader)).filter(isChange()));
}

/** True for a decision that differs from the one before on the same output. */
function isChange(): (decision: DecisionRecord) => boolean {
  const last = new Map<string, DecisionRecord>();
  return (decision) => {
    const before = last.get(decision.output);
    last.set(decision.output, decision);
    return before === undefined || before.value !== decision.value || before.by !== decision.by;
  };
}

function configs(sql: Sql, span: TimeSpan): Result<readonly ConfigVersion[], string> {
  const rows = sql.all(
    `SELECT u.since_ms, u.hash, c.plan FROM config_uses u JOIN configs c ON c.hash = u.hash
     WHERE u.since_ms < ? AND u.id >= coalesce((SELECT max(id) FROM config_uses WHERE since_ms <= ?), 0)
     ORDER BY u.since_ms, u.id`,
    ...[span.toMs, span.fromMs],
  );
  const versions: ConfigVersion[] = [];
  for (const row of rows) {
    const text = row['plan'] instanceof Uint8Array ? inflatedText(row['plan']) : null;
    if (text === null) return failed(`the configuration ${row['hash']} in the history is damaged`);
    versions.push({ sinceMs: Number(row['since_ms']), hash: String(row['hash']), text });
  }
  return ok(versions);
}

function gaps(sql: Sql, span: TimeSpan): Result<readonly HistoryGap[], string> {
  const rows = sql.all(
    'SELECT * FROM gaps WHERE from_ms < ? AND to_ms > ? ORDER BY from_ms, id',
    ...[span.toMs, span.fromMs],
  );
  const { messageOf } = messageReader(sql);
  return ok(
    rows.map((row) => ({
      fromMs: Number(row['from_ms']),
      toMs: Number(row['to_ms']),
      cause: String(row['cause']) as HistoryGap['cause'],
      records: Number(row['records']),
      reason: messageOf(row, 'reason'),
    })),
  );
}

/** The links from the first minute of the span to its last, in the order of writing. */
function chain(sql: Sql, span: TimeSpan): Result<ChainStretch, string> {
  const ends = sql.get(
    'SELECT min(seq) AS first, max(seq) AS last FROM minutes WHERE start_ms >= ? AND start_ms < ?',
    ...[span.fromMs, span.toMs],
  );
  const firstSeq = Number(ends?.['first'] ?? 0);
  const lastSeq = Number(ends?.['last'] ?? 0);
  if (lastSeq === 0) return ok({ firstSeq: null, lastSeq: null, hash: null, rows: 0, intact: true });
  let rows = 0;
  let hash: string | null = null;
  let intact = true;
  const { select, linkOf } = minuteReader(sql);
  for (const values of sql.rows(`${select} WHERE seq BETWEEN ? AND ? ORDER BY seq`, firstSeq, lastSeq)) {
    const link = linkOf(values);
    intact &&= (hash === null || link.prev === hash) && linkHash(link.prev, link.minute) === link.hash;
    hash = link.hash;
    rows += 1;
  }
  return ok({ firstSeq, lastSeq, hash, rows, intact, signedHead: headAfter(sql, span.toMs) });
}

/** A file of before has no heads. */
function headAfter(sql: Sql, wallMs: number): SignedHead | null {
  if (sql.get("SELECT 1 FROM sqlite_master WHERE name = 'heads'") === undefined) return null;
  const heads = keptHeads(sql).filter((head) => head !== null);
  return heads.find(({ head }) => head.wallMs >= wallMs) ?? heads.at(-1) ?? null;
}

const TOO_MANY = `more than ${READ_ROWS_MAX} records at once; ask for a shorter time`;
