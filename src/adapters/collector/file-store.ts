/** The database of a collector in a file, for one station or a few: SQLite, as the history. */

import type { Message } from '../../model/message.ts';
import type { Result } from '../../model/result.ts';
import type { CollectedMessage, CollectorStore, Hole, StreamCoverage } from '../../ports/collector-store.ts';
import type { DatabaseFault, Sql, SqlRow } from '../../ports/database.ts';
import { createSqliteFiles } from '../sqlite.ts';

/** `rows`: what came as rows and what came as series (src/contract/form/series.ts), all as rows. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS messages (
    site TEXT NOT NULL, station TEXT NOT NULL, stream TEXT NOT NULL, epoch INTEGER NOT NULL, first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL, received_ms INTEGER NOT NULL, payload TEXT NOT NULL,
    PRIMARY KEY (site, station, stream, epoch, first_seq)
  ) WITHOUT ROWID;
  DROP VIEW IF EXISTS rows;
  CREATE VIEW rows AS
    SELECT m.site, m.station, m.stream, m.epoch, r.value ->> 0 AS seq, r.value ->> 1 AS ts_ms, r.value -> 2 AS "values",
      r.value -> 3 AS quality
    FROM messages m, json_each(m.payload, '$.rows') r WHERE m.stream NOT IN ('event', 'ack')
    UNION ALL SELECT m.site, m.station, m.stream, m.epoch,
      coalesce(s.value -> '$.seq' ->> n.key, m.first_seq + n.key), (s.value ->> 'ts') + 1000 * n.key + coalesce(s.value -> '$.late' ->> n.key, 0),
      (SELECT json_group_array(json(v)) FROM (
        SELECT json_quote(s.value ->> 'of') AS v UNION ALL SELECT c.value -> n.key FROM json_each(s.value, '$.values') c)),
      CASE json_type(s.value, '$.quality') WHEN 'array' THEN coalesce(nullif((SELECT json_group_array(json(v)) FROM (
        SELECT '0' AS v UNION ALL SELECT c.value -> n.key FROM json_each(s.value, '$.quality') c)), '[0,0,0]'), '0')
        ELSE '0' END
    FROM messages m, json_each(m.payload, '$.series') s, json_each(s.value, '$.values[0]') n WHERE m.stream NOT IN ('event', 'ack');
`;

/**
 * Throws where it cannot be opened, with a sentence by `explain`. One collector at a time stores into a file; to `read` it
 * others may come.
 */
export function openFileStore(
  path: string,
  explain: (why: Message) => string,
  mode: 'own' | 'read' = 'own',
): CollectorStore {
  const must = <T>(result: Result<T, DatabaseFault>): T => {
    if (!result.ok) throw new Error(explain(result.fault.why));
    return result.value;
  };
  const db = must(createSqliteFiles({ pageBytes: 4096 }).open(path, mode));
  if (mode === 'own') must(db.attempt('durable', (sql) => sql.exec(TABLES)));
  const settled = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));
  return {
    insert: (messages) =>
      settled(() =>
        must(db.attempt('durable', (sql) => messages.reduce((sum, one) => sum + put(sql, one), 0))),
      ),
    coverage: () => settled(() => must(db.attempt('read', (sql) => sql.all(COVERAGE).map(coverageOf)))),
    holes: (most) => settled(() => must(db.attempt('read', (sql) => sql.all(HOLES, most).map(holeOf)))),
    close: () => settled(() => db.close()),
  };
}

function put(sql: Sql, one: CollectedMessage): number {
  return sql.run(
    'INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[one.site, one.station, one.stream, one.epoch, one.firstSeq, one.lastSeq],
    ...[Math.round(one.receivedMs), one.payload],
  );
}

const COVERAGE = `
  SELECT site, station, stream, epoch, min(first_seq) AS first_seq, max(last_seq) AS last_seq,
    sum(last_seq - first_seq + 1) AS present, count(*) AS messages
  FROM messages GROUP BY site, station, stream, epoch ORDER BY site, station, stream, epoch`;

const HOLES = `
  SELECT * FROM (
    SELECT site, station, stream, epoch, lag(last_seq) OVER w + 1 AS first_seq, first_seq - 1 AS last_seq FROM messages
    WINDOW w AS (PARTITION BY site, station, stream, epoch ORDER BY first_seq)
  ) WHERE first_seq <= last_seq ORDER BY epoch, first_seq LIMIT ?`;

function coverageOf(row: SqlRow): StreamCoverage {
  return { ...holeOf(row), present: Number(row['present']), messages: Number(row['messages']) };
}

function holeOf(row: SqlRow): Hole {
  return {
    ...{ site: String(row['site']), station: String(row['station']), stream: String(row['stream']) },
    ...{ epoch: Number(row['epoch']), firstSeq: Number(row['first_seq']), lastSeq: Number(row['last_seq']) },
  };
}
