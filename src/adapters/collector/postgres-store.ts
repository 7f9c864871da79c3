/** The database of a collector in PostgreSQL, for many stations: one insert a group, divided by station. */

import { Pool } from 'pg';
import type { CollectedMessage, CollectorStore, Hole, StreamCoverage } from '../../ports/collector-store.ts';

const DIVISIONS = 8;
/** `rows`: what came as rows and what came as series (src/contract/form/series.ts), all as rows. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS messages (
    site text NOT NULL, station text NOT NULL, stream text NOT NULL, epoch bigint NOT NULL, first_seq bigint NOT NULL,
    last_seq bigint NOT NULL, received timestamptz NOT NULL, payload jsonb NOT NULL,
    PRIMARY KEY (site, station, stream, epoch, first_seq)
  ) PARTITION BY HASH (site, station);
  ${Array.from(
    { length: DIVISIONS },
    (_, index) =>
      `CREATE TABLE IF NOT EXISTS messages_${index} PARTITION OF messages FOR VALUES WITH (MODULUS ${DIVISIONS}, REMAINDER ${index});`,
  ).join('\n  ')}
  CREATE OR REPLACE VIEW rows AS
    SELECT m.site, m.station, m.stream, m.epoch, (r.value ->> 0)::bigint AS seq,
      to_timestamp((r.value ->> 1)::bigint / 1000.0) AS ts, r.value -> 2 AS "values", r.value -> 3 AS quality
    FROM messages m, jsonb_array_elements(m.payload -> 'rows') r WHERE m.stream NOT IN ('event', 'ack')
    UNION ALL SELECT m.site, m.station, m.stream, m.epoch,
      coalesce((s.value -> 'seq' ->> n)::bigint, m.first_seq + n),
      to_timestamp(((s.value ->> 'ts')::bigint + 1000 * n + coalesce((s.value -> 'late' ->> n)::bigint, 0)) / 1000.0),
      jsonb_build_array(s.value -> 'of') || (SELECT jsonb_agg(c.value -> n ORDER BY c.ordinality)
        FROM jsonb_array_elements(s.value -> 'values') WITH ORDINALITY c),
      CASE jsonb_typeof(s.value -> 'quality') WHEN 'array' THEN coalesce(nullif('[0]'::jsonb || (
        SELECT jsonb_agg(c.value -> n ORDER BY c.ordinality) FROM jsonb_array_elements(s.value -> 'quality') WITH ORDINALITY c
      ), '[0, 0, 0]'::jsonb), '0'::jsonb) ELSE '0'::jsonb END
    FROM messages m, jsonb_array_elements(m.payload -> 'series') s,
      generate_series(0, jsonb_array_length(s.value -> 'values' -> 0) - 1) n WHERE m.stream NOT IN ('event', 'ack');
  CREATE OR REPLACE VIEW levels AS
    SELECT site, station, ts, "values" ->> 0 AS meter, ("values" ->> 1)::float AS laeq, ("values" ->> 2)::float AS lafmax
    FROM rows WHERE stream = 'spl';
  CREATE OR REPLACE VIEW minutes AS
    SELECT site, station, ts, "values" ->> 0 AS level, ("values" ->> 1)::float AS laeq, ("values" ->> 2)::float AS lafmax,
      ("values" ->> 3)::float AS valid_s
    FROM rows WHERE stream = 'minute';
  CREATE OR REPLACE VIEW events AS
    SELECT site, station, to_timestamp((payload ->> 'ts')::bigint / 1000.0) AS ts, payload ->> 'class' AS class,
      payload ->> 'severity' AS severity, payload ->> 'state' AS state, payload ->> 'subject' AS subject, payload ->> 'text' AS text
    FROM messages WHERE stream = 'event';
`;
/** Two collectors that start at once make the tables one after the other. */
const LOCK = 7_107_374;

/** Rejects where it cannot be reached. */
export async function openPostgresStore(url: string): Promise<CollectorStore> {
  const pool = new Pool({ connectionString: url, max: 4 });
  // A connection that breaks while it rests is replaced at the next use.
  pool.on('error', () => {});
  const client = await pool.connect();
  try {
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK}); ${TABLES} COMMIT;`);
  } finally {
    client.release();
  }
  return {
    insert: (messages) => insert(pool, messages),
    coverage: async () => (await pool.query<Row>(COVERAGE)).rows.map(coverageOf),
    holes: async (most) => (await pool.query<Row>(HOLES, [most])).rows.map(holeOf),
    close: () => pool.end(),
  };
}

type Row = Readonly<Record<string, unknown>>;

async function insert(pool: Pool, messages: readonly CollectedMessage[]): Promise<number> {
  const columns = [
    messages.map(({ site }) => site),
    messages.map(({ station }) => station),
    messages.map(({ stream }) => stream),
    messages.map(({ epoch }) => epoch),
    messages.map(({ firstSeq }) => firstSeq),
    messages.map(({ lastSeq }) => lastSeq),
    messages.map(({ receivedMs }) => new Date(receivedMs).toISOString()),
    messages.map(({ payload }) => payload),
  ];
  const result = await pool.query(
    `INSERT INTO messages SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
      $7::timestamptz[], $8::jsonb[]) ON CONFLICT DO NOTHING`,
    columns,
  );
  return result.rowCount ?? 0;
}

const COVERAGE = `
  SELECT site, station, stream, epoch, min(first_seq) AS first_seq, max(last_seq) AS last_seq,
    sum(last_seq - first_seq + 1) AS present, count(*) AS messages
  FROM messages GROUP BY site, station, stream, epoch ORDER BY site, station, stream, epoch`;

const HOLES = `
  SELECT * FROM (
    SELECT site, station, stream, epoch, lag(last_seq) OVER w + 1 AS first_seq, first_seq - 1 AS last_seq FROM messages
    WINDOW w AS (PARTITION BY site, station, stream, epoch ORDER BY first_seq)
  ) gaps WHERE first_seq <= last_seq ORDER BY epoch, first_seq LIMIT $1`;

function coverageOf(row: Row): StreamCoverage {
  return { ...holeOf(row), present: Number(row['present']), messages: Number(row['messages']) };
}

function holeOf(row: Row): Hole {
  return {
    ...{ site: String(row['site']), station: String(row['station']), stream: String(row['stream']) },
    ...{ epoch: Number(row['epoch']), firstSeq: Number(row['first_seq']), lastSeq: Number(row['last_seq']) },
  };
}
