import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consoleText } from '../../../../src/language/console/console-text.ts';
import type { Database } from '../../../../src/ports/database.ts';
import { canonical, linkHash } from '../../../../src/store/codec/minute-chain.ts';
import { createStringTable } from '../../../../src/store/codec/string-table.ts';
import { type ChainFinding, FINDINGS_MAX, verifyChain } from '../../../../src/store/evidence/verify-chain.ts';
import { appendMinutes, bytesOf, minuteReader } from '../../../../src/store/file/minute-rows.ts';
import { chainOf, eveningMs, minute, must, write } from '../fixture.ts';

/** The hash before the first record. */
const GENESIS = '0'.repeat(64);

const LENGTH = 12;

function findings(db: Database): readonly ChainFinding[] {
  return must(db.attempt('read', verifyChain)).findings;
}

/** Level and begin of the record at place `seq`, counted from 1. */
function nameOf(seq: number): object {
  const { level, startWallMs } = minute(seq - 1);
  return { level, startWallMs };
}

test('a chain as it was written is intact, and says where it begins and ends', () => {
  const report = must(chainOf(LENGTH).attempt('read', verifyChain));
  expect(report).toMatchObject({ records: LENGTH, findings: [], cutOff: 0 });
  expect(report.first).toEqual(minute(0));
  expect(report.last).toEqual(minute(LENGTH - 1));
});

test('the hash is that of the documented text', () => {
  expect(canonical(minute(0))).toBe(
    '{"level":"north","meter":"slm-north","startMs":1784124000000,"offsetMin":480,"energyS":1000000.1,"validS":60,' +
      '"spanS":60,"count":60,"lafmaxDb":51.25,"histogram":[421,10,0,50],"equipmentDb":38.5,' +
      '"equipment":[2.4,true,"trusted","none"],"weatherS":0,' +
      '"clock":{"synced":true,"source":"assumed","stepped":false},"config":"abcdef012345","calibration":null}',
  );
  // printf '%s\n%s' 000...0 '{"level":...}' | sha256sum
  expect(linkHash(GENESIS, minute(0))).toBe(
    '479e2cb4152431475b68654f83a0cac7d082a27312cf38ed4dbc3373aa119fad',
  );
});

test('a minute from before its certainty was recorded has the hash that it had', () => {
  const { equipment: _, ...older } = minute(0);
  expect(canonical(older)).not.toContain('"equipment":');
  expect(linkHash(GENESIS, older)).toBe('2d5c24362d007585309de002a9f88d1df46442dc436912108c0a9380d3038561');
});

/** Each column that a record is made of, with a value it does not have. */
const changes: Readonly<Record<string, string>> = {
  level: "(SELECT id FROM words WHERE text = (CASE level WHEN 1 THEN 'rest' ELSE 'north' END))",
  meter: 'level',
  start_ms: 'start_ms + 60000',
  offset_min: 'offset_min - 60',
  energy_s: 'energy_s * 0.999',
  valid_s: 'valid_s - 1',
  span_s: 'span_s + 1',
  count: 'count - 1',
  lafmax_db: 'NULL',
  histogram: "x'02'",
  equipment_db: '44.9',
  weather_s: '60',
  clock_synced: '1 - clock_synced',
  clock_source: 'level',
  clock_stepped: '1 - clock_stepped',
  config: 'level',
  calibration: 'level',
  prev: 'zeroblob(31)',
  hash: 'zeroblob(32)',
  expanded_db: '1',
  learned: 'learned IS NULL',
  gate: '1',
  change: '1',
  noise_kind: '1',
  spectrum: "x'0000'",
};

test('a change in any field of any record is found and named', () => {
  const places = fc.record({
    seq: fc.integer({ min: 1, max: LENGTH }),
    column: fc.constantFrom(...Object.keys(changes)),
  });
  const db = chainOf(LENGTH);
  const columns = write(db, (sql) => sql.all('SELECT name FROM pragma_table_info(?)', 'minutes'));
  // The number in the log begins anew in no file, and is no part of the evidence.
  const known = ['seq', ...Object.keys(changes), 'number', 'entry'];
  expect(columns.map(({ name }) => String(name)).sort()).toEqual(known.sort());
  fc.assert(
    fc.property(places, ({ seq, column }) => {
      let found: readonly ChainFinding[] = [];
      undone(db, (sql) => {
        sql.run(`UPDATE minutes SET ${column} = ${changes[column]} WHERE seq = ?`, seq);
        const { select, linkOf } = minuteReader(sql);
        const [row = []] = sql.rows(`${select} WHERE seq = ?`, seq);
        found = verifyChain(sql).findings;
        expect(found).toHaveLength(1);
        // Named as it now calls itself: its level or its minute may be what was changed.
        expect(found[0]).toMatchObject({ kind: 'changed', minute: linkOf(row).minute });
      });
    }),
  );
});

test('a record that was taken out is missed before the next one, or at the end', () => {
  for (let seq = 1; seq <= LENGTH; seq += 1) {
    undone(chainOf(LENGTH), (sql) => {
      sql.run('DELETE FROM minutes WHERE seq = ?', seq);
      const found = verifyChain(sql).findings;
      expect(found).toHaveLength(1);
      expect(found[0]?.kind).toBe('missing');
      if (seq === LENGTH) expect(found[0]?.minute).toBeNull();
      else expect(found[0]?.minute).toMatchObject(nameOf(seq + 1));
    });
  }
});

test('a stretch that was taken out is missed too, and so is everything', () => {
  const stretch = fc.tuple(fc.integer({ min: 1, max: LENGTH }), fc.integer({ min: 1, max: LENGTH }));
  const db = chainOf(LENGTH);
  fc.assert(
    fc.property(stretch, ([from, to]) => {
      fc.pre(from <= to);
      undone(db, (sql) => {
        sql.run('DELETE FROM minutes WHERE seq BETWEEN ? AND ?', from, to);
        expect(verifyChain(sql).findings).toMatchObject([{ kind: 'missing' }]);
      });
    }),
  );
});

test('a record that was put in is found and named, even with a hash that fits', () => {
  for (let after = 0; after <= LENGTH; after += 1) {
    undone(chainOf(LENGTH), (sql) => {
      const forged = minute(100, { startWallMs: eveningMs + 12_345 });
      sql.run('UPDATE minutes SET seq = -(seq + 1) WHERE seq > ?', after);
      sql.run('UPDATE minutes SET seq = -seq WHERE seq < 0');
      const before = sql.get('SELECT hash FROM minutes WHERE seq = ?', after)?.['hash'];
      const prev = before instanceof Uint8Array ? Buffer.from(before).toString('hex') : GENESIS;
      sql.run('UPDATE chain SET head_seq = ?, head = ?', after, bytesOf(prev));
      const head = sql.get('SELECT hash FROM minutes ORDER BY seq DESC LIMIT 1')?.['hash'];
      appendMinutes(sql, [forged], createStringTable());
      if (head instanceof Uint8Array) sql.run('UPDATE chain SET head = ?', head);
      const found = verifyChain(sql).findings;
      expect(found).toMatchObject([{ kind: 'inserted', minute: { startWallMs: forged.startWallMs } }]);
    });
  }
});

test('a record that replaces another with a hash that fits breaks the link to the next', () => {
  undone(chainOf(LENGTH), (sql) => {
    const prev = GENESIS;
    const forged = minute(0, { energyS: 1 });
    sql.run('UPDATE minutes SET energy_s = 1, hash = ? WHERE seq = 1', bytesOf(linkHash(prev, forged)));
    expect(verifyChain(sql).findings).toMatchObject([{ kind: 'missing', minute: nameOf(2) }]);
  });
});

test('records in another order are found', () => {
  const pairs = fc.tuple(fc.integer({ min: 1, max: LENGTH }), fc.integer({ min: 1, max: LENGTH }));
  const db = chainOf(LENGTH);
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      fc.pre(a !== b);
      undone(db, (sql) => {
        sql.run('UPDATE minutes SET seq = -1 WHERE seq = ?', a);
        sql.run('UPDATE minutes SET seq = ? WHERE seq = ?', a, b);
        sql.run('UPDATE minutes SET seq = ? WHERE seq = -1', b);
        const kinds = verifyChain(sql).findings.map(({ kind }) => kind);
        expect(kinds.length).toBeGreaterThan(0);
        for (const kind of kinds) expect(['moved', 'inserted', 'missing']).toContain(kind);
      });
    }),
  );
});

test('a minute that is no number is refused when it is written, not found years later', () => {
  const db = chainOf(1);
  const broken = minute(1, { energyS: Number.NaN });
  expect(() => write(db, (sql) => appendMinutes(sql, [broken], createStringTable()))).toThrow(
    'energyS of a minute is NaN',
  );
  expect(findings(db)).toEqual([]);
});

/** Tampers, looks, and takes it back. */
function undone(db: Database, work: Parameters<Database['attempt']>[1]): void {
  class Undo extends Error {}
  try {
    write(db, (sql) => {
      work(sql);
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
}

test('a chain that was cut off by age begins after its anchor, and a hole there is found', () => {
  undone(chainOf(LENGTH), (sql) => {
    const anchor = sql.get('SELECT hash FROM minutes WHERE seq = 4')?.['hash'] ?? null;
    sql.run('UPDATE chain SET anchor_seq = 4, anchor = ?', anchor);
    sql.run('DELETE FROM minutes WHERE seq <= 4');
    expect(verifyChain(sql)).toMatchObject({
      records: LENGTH - 4,
      cutOff: 4,
      findings: [],
      first: minute(4),
    });
    sql.run('DELETE FROM minutes WHERE seq = 5');
    expect(verifyChain(sql).findings).toMatchObject([{ kind: 'missing', minute: nameOf(6) }]);
  });
});

test('of a chain without a record the end is missing, unless it never had one', () => {
  expect(must(chainOf(0).attempt('read', verifyChain))).toEqual({
    ...{ records: 0, first: null, last: null, head: GENESIS, cutOff: 0 },
    findings: [],
  });
  undone(chainOf(LENGTH), (sql) => {
    sql.run('DELETE FROM minutes');
    expect(verifyChain(sql)).toMatchObject({
      records: 0,
      last: null,
      findings: [{ kind: 'missing', minute: null, text: consoleText('chain-all-missing') }],
    });
  });
});

test('after a changed record the next one is held against nothing, the one after that again', () => {
  undone(chainOf(LENGTH), (sql) => {
    sql.run('UPDATE minutes SET hash = zeroblob(32) WHERE seq = 3');
    expect(verifyChain(sql).findings).toMatchObject([{ kind: 'changed', minute: nameOf(3) }]);
    sql.run('DELETE FROM minutes WHERE seq = 6');
    expect(verifyChain(sql).findings).toMatchObject([
      { kind: 'changed', minute: nameOf(3) },
      { kind: 'missing', minute: nameOf(7) },
    ]);
  });
});

test('a changed last record is one finding, not also a wrong end', () => {
  undone(chainOf(LENGTH), (sql) => {
    sql.run('UPDATE minutes SET energy_s = 1 WHERE seq = ?', LENGTH);
    expect(verifyChain(sql).findings).toMatchObject([{ kind: 'changed', minute: nameOf(LENGTH) }]);
  });
});

test('a record that was moved is found where it was missed and where it is', () => {
  undone(chainOf(LENGTH), (sql) => {
    sql.run('UPDATE minutes SET seq = 100 WHERE seq = 5');
    const found = verifyChain(sql).findings;
    expect(found).toMatchObject([
      { kind: 'moved', minute: nameOf(6) },
      { kind: 'moved', minute: nameOf(5) },
      { kind: 'missing', minute: null },
    ]);
  });
});

test('the search stops at a hundred findings', () => {
  undone(chainOf(FINDINGS_MAX + 20), (sql) => {
    sql.run('UPDATE minutes SET energy_s = energy_s + 1');
    const { findings: found, records } = verifyChain(sql);
    expect([found.length, records]).toEqual([FINDINGS_MAX, FINDINGS_MAX]);
  });
});
