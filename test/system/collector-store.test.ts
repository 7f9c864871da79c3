/** The database of a collector in PostgreSQL: each record once, holes found, and nothing lost with the server. */

import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../../src/adapters/collector/postgres-store.ts';
import { topics } from '../../src/contract/topics.ts';
import type { CollectedMessage, CollectorStore } from '../../src/ports/collector-store.ts';
import { outsidePrograms } from './outside-programs.ts';
import { createPostgres, type Postgres } from './postgres.ts';

const needed = outsidePrograms('initdb', 'postgres');

function batch(firstSeq: number, station = 'st-1'): CollectedMessage {
  const place = { site: 'lane-7', station, stream: 'spl', epoch: 1_767_640_000 };
  const payload = JSON.stringify({ ...Object(topics.data.example), seq: [firstSeq, firstSeq + 9] });
  return { ...place, firstSeq, lastSeq: firstSeq + 9, receivedMs: 1_767_646_800_000, payload };
}

describe.skipIf(needed.skip)(`a collector's PostgreSQL${needed.note}`, () => {
  let postgres: Postgres;
  let store: CollectorStore;

  beforeAll(async () => {
    postgres = await createPostgres();
    store = await openPostgresStore(postgres.url);
  });

  afterAll(async () => {
    await store?.close();
    await postgres?.remove();
  });

  test('a message that comes again is there once, and two collectors may start at once', async () => {
    const other = await openPostgresStore(postgres.url);
    expect(await store.insert([batch(1), batch(11), batch(1)])).toBe(2);
    expect(await other.insert([batch(11), batch(31), batch(1, 'st-2')])).toBe(2);
    await other.close();
    expect(await store.coverage()).toMatchObject([
      { station: 'st-1', firstSeq: 1, lastSeq: 40, present: 30, messages: 3 },
      { station: 'st-2', present: 10 },
    ]);
    expect(await store.holes(10)).toMatchObject([
      { station: 'st-1', stream: 'spl', firstSeq: 21, lastSeq: 30 },
    ]);
  });

  test('a view unpacks rows and series, with their own times', async () => {
    const rowsOfOld = [
      [11, 1_767_646_700_000, ['slm-old', 50, 51], 0],
      [12, 1_767_646_701_000, ['slm-old', null, null], [0, 5, 5]],
    ];
    const old = { ...Object(topics.data.example), seq: [11, 20], rows: rowsOfOld, series: undefined };
    await store.insert([{ ...batch(11, 'st-2'), payload: JSON.stringify(old) }]);
    const pool = new Pool({ connectionString: postgres.url });
    const { rows } = await pool.query(
      "SELECT meter, laeq, extract(epoch FROM ts) * 1000 AS ms FROM levels WHERE station = 'st-2' ORDER BY ts",
    );
    const whole = await pool.query(
      `SELECT seq, "values", quality FROM rows WHERE station = 'st-2' ORDER BY ts`,
    );
    await pool.end();
    expect(rows.map(({ meter, laeq, ms }) => [meter, laeq, Number(ms)])).toEqual([
      ['slm-old', 50, 1_767_646_700_000],
      ['slm-old', null, 1_767_646_701_000],
      ['slm-north', 51.2, 1_767_646_800_000],
      ['slm-north', null, 1_767_646_801_020],
    ]);
    expect(whole.rows.map(({ seq, values, quality }) => [Number(seq), values, quality])).toEqual([
      [11, ['slm-old', 50, 51], 0],
      [12, ['slm-old', null, null], [0, 5, 5]],
      [1, ['slm-north', 51.2, 55], 0],
      [2, ['slm-north', null, null], [0, 5, 5]],
    ]);
  });

  test('a server that is killed keeps what was stored, and is written again when it is back', async () => {
    await postgres.kill();
    await expect(store.insert([batch(21)])).rejects.toThrow();
    await postgres.start();
    expect(await store.insert([batch(1), batch(21)])).toBe(1);
    expect(await store.holes(10)).toEqual([]);
  });
});
