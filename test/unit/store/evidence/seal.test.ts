/** Whatever is printed is sealed: each tampering is named, also one that leaves the chain of minutes whole. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { message } from '../../../../src/model/message.ts';
import type { SignedHead } from '../../../../src/model/signed-head.ts';
import type { Database, Sql } from '../../../../src/ports/database.ts';
import { createStringTable } from '../../../../src/store/codec/string-table.ts';
import { recordExclusion } from '../../../../src/store/evidence/exclude.ts';
import { verifySeal } from '../../../../src/store/evidence/verify-seal.ts';
import { insertMarking } from '../../../../src/store/file/calibration-rows.ts';
import { prune } from '../../../../src/store/file/prune.ts';
import { seal, sealForeign } from '../../../../src/store/seal/seal.ts';
import { sealedTables } from '../../../../src/store/seal/sealed-tables.ts';
import { isSigned, readHead, signHead } from '../../../../src/store/seal/tree-head.ts';
import { said } from '../../language/said.ts';
import { eveningMs, must, newDatabase, write } from '../fixture.ts';
import { addMinute, evening, key, testKey } from '../sealed-evening.ts';

const DAY_MS = 86_400_000;

/** Tampers in a transaction that is taken back, and gives what is found. */
function found(
  db: Database,
  tamper: (sql: Sql) => void,
  expected: SignedHead | null = null,
  onlyNew = false,
): readonly string[] {
  class Undo extends Error {}
  let findings: readonly string[] = [];
  try {
    write(db, (sql) => {
      tamper(sql);
      findings = verifySeal(sql, expected, onlyNew).findings.map(said);
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return findings;
}

test('what nobody touched is intact, with its head and without', () => {
  const { db, head } = evening();
  expect(must(db.attempt('read', (sql) => verifySeal(sql)))).toMatchObject({
    entries: 6,
    heads: 1,
    findings: [],
  });
  expect(must(db.attempt('read', (sql) => verifySeal(sql, head))).findings).toEqual([]);
  expect(must(db.attempt('read', (sql) => verifySeal(sql, head, true))).findings).toEqual([]);
});

describe('of what came after the last signed head:', () => {
  /** Ten minutes more than the head knows. */
  const later = () => {
    const { db } = evening();
    write(db, (sql) => {
      for (let index = 40; index < 50; index += 1) addMinute(sql, index, createStringTable());
      seal(sql, eveningMs + DAY_MS, 'gateway');
    });
    return db;
  };
  const foundSince = (tamper: string) => {
    const db = later();
    return write(db, (sql) => {
      sql.run(tamper);
      return verifySeal(sql, null, true).findings.map(said).join();
    });
  };

  test('nothing, where nobody touched it', () => {
    expect(must(later().attempt('read', (sql) => verifySeal(sql, null, true))).findings).toEqual([]);
  });

  test.each([
    [
      'a minute changed',
      'UPDATE minutes SET energy_s = energy_s / 2 WHERE seq = 45',
      /changed: a row of minutes/,
    ],
    ['the last ones deleted', 'DELETE FROM minutes WHERE seq > 47', /missing: 3 rows of minutes/],
    ['one deleted among the proved ones', 'DELETE FROM minutes WHERE seq = 9', /missing: 1 rows of minutes/],
    ['one put among the proved ones', 'UPDATE minutes SET seq = -5, entry = NULL WHERE seq = 9', /no entry/],
    ['one whose entry is not there', 'UPDATE minutes SET entry = 99 WHERE seq = 50', /no entry/],
    [
      'one more, as if it were proved',
      'INSERT INTO minutes SELECT -1, level, meter, start_ms, offset_min, energy_s, valid_s, span_s, count, lafmax_db, histogram, equipment_db, weather_s, clock_synced, clock_source, clock_stepped, config, calibration, prev, hash, number, expanded_db, learned, gate, change, noise_kind, entry, spectrum FROM minutes WHERE seq = 9',
      /put in: 1 rows of minutes more than were sealed/,
    ],
  ])('%s', (_name, tamper, says) => {
    expect(foundSince(tamper)).toMatch(says);
  });
});

test('rows of one entry need not stand together: a clock that was set back puts later ones between', () => {
  const { db } = evening();
  write(db, (sql) => {
    for (const offMs of [-7000, 3000, 61_000])
      sql.run(
        "INSERT INTO seconds (key_ms, batch, channels, count, content) VALUES (?, 99, 1, 10, x'07')",
        eveningMs + offMs,
      );
    seal(sql, eveningMs + DAY_MS, 'gateway');
  });
  expect(must(db.attempt('read', (sql) => verifySeal(sql)))).toMatchObject({ entries: 7, findings: [] });
  expect(found(db, (sql) => sql.run("UPDATE seconds SET content = x'08' WHERE batch = 99")).join()).toMatch(
    /changed: a row of seconds/,
  );
});

const tamperings: Readonly<Record<string, (sql: Sql) => void>> = {
  'the limit in the recorded configuration': (sql) =>
    sql.run('UPDATE configs SET plan = ?', Buffer.from('{"nightDb":55}')),
  'a maintenance marking over two loud hours': (sql) =>
    insertMarking(sql, {
      ...{ fromMs: eveningMs, toMs: eveningMs + 2 * 3_600_000, meter: 'slm-north' },
      ...{ quality: 'maintenance', reason: message('calibrator-sounded'), calibration: null },
    }),
  'a blank in an entry, which says the same': (sql) =>
    sql.run("UPDATE entries SET text = replace(text, ',', ', ') WHERE n = 2"),
  'an entry under another number': (sql) => sql.run('UPDATE entries SET n = 60 WHERE n = 6'),
  'an entry that is no JSON': (sql) => sql.run("UPDATE entries SET text = 'x' WHERE n = 2"),
  'an entry with nothing in it': (sql) => sql.run("UPDATE entries SET text = '{}' WHERE n = 2"),
  'a shortened marking': (sql) => sql.run('UPDATE markings SET to_ms = to_ms - 60000'),
  'a longer marking': (sql) => sql.run('UPDATE markings SET to_ms = to_ms + 7200000'),
  'a deleted marking': (sql) => sql.run('DELETE FROM markings'),
  'all events deleted': (sql) => sql.run('DELETE FROM events'),
  'one event deleted': (sql) => sql.run('DELETE FROM events WHERE key = (SELECT min(key) FROM events)'),
  'an event made harmless': (sql) => sql.run("UPDATE events SET severity = 'info'"),
  'the time of an event': (sql) =>
    sql.run('UPDATE events SET key = key + 1 WHERE key = (SELECT max(key) FROM events)'),
  'decisions deleted': (sql) => sql.run('DELETE FROM decisions WHERE value > 5'),
  'a decision changed': (sql) => sql.run('UPDATE decisions SET value = 20 WHERE value = 7'),
  'a calibration deleted': (sql) => sql.run('DELETE FROM calibrations'),
  'the name in a calibration': (sql) => sql.run("UPDATE calibrations SET by_name = 'nobody'"),
  'a calibration put in': (sql) => {
    sql.run(
      `INSERT INTO calibrations (id, wall_ms, meter, level_db, before_db, after_db, drift_db, offset_db, by_name)
       VALUES ('id', 1, 'slm-north', 94, 94, 94, 0, 0, 'x')`,
    );
  },
  'the first minutes cut, with the chain anchored anew': (sql) => {
    sql.run('UPDATE chain SET anchor_seq = 20, anchor = (SELECT hash FROM minutes WHERE seq = 20)');
    sql.run('DELETE FROM minutes WHERE seq <= 20');
  },
  'a minute changed': (sql) => sql.run('UPDATE minutes SET energy_s = energy_s / 2 WHERE seq = 9'),
  'the bytes of a minute as a text of their digits': (sql) =>
    sql.run('UPDATE minutes SET histogram = hex(histogram) WHERE seq = 9'),
  'the same, marked as digits of bytes': (sql) =>
    sql.run("UPDATE minutes SET histogram = 'x' || hex(histogram) WHERE seq = 9"),
  'no histogram in a minute': (sql) => sql.run("UPDATE minutes SET histogram = x'' WHERE seq = 9"),
  'two minutes that change their entries': (sql) => {
    sql.run('UPDATE minutes SET entry = -1 WHERE seq = 10');
    sql.run('UPDATE minutes SET entry = (SELECT entry FROM minutes WHERE seq = 10 + 1) WHERE seq = 9');
    sql.run('UPDATE minutes SET entry = (SELECT entry FROM minutes WHERE seq = 8) WHERE seq IN (10, 11)');
  },
  'the certainty of a minute': (sql) => sql.run('UPDATE minutes SET gate = 0, expanded_db = 0.1'),
  'what was heard in a minute': (sql) => sql.run('UPDATE minutes SET noise_kind = 1'),
  'two minutes swapped': (sql) => {
    sql.run('UPDATE minutes SET seq = -1 WHERE seq = 5');
    sql.run('UPDATE minutes SET seq = 5 WHERE seq = 6');
    sql.run('UPDATE minutes SET seq = 6 WHERE seq = -1');
  },
  'seconds changed': (sql) => sql.run("UPDATE seconds SET content = x'00' WHERE batch = 3"),
  'seconds deleted': (sql) => sql.run('DELETE FROM seconds WHERE batch = 3'),
  'a gap deleted': (sql) => sql.run('DELETE FROM gaps WHERE id = 1'),
  'a gap made shorter': (sql) => sql.run('UPDATE gaps SET to_ms = from_ms WHERE id = 2'),
  'the time from which a configuration was used': (sql) =>
    sql.run('UPDATE config_uses SET since_ms = since_ms + 1'),
  'a word that rows refer to': (sql) => sql.run("UPDATE words SET text = 'south' WHERE text = 'north'"),
  'rows moved into another entry': (sql) => sql.run('UPDATE events SET entry = 4 WHERE entry = 3'),
  'rows taken out of the seal': (sql) => sql.run('UPDATE events SET entry = NULL WHERE entry = 3'),
  'a row in an entry that is not there': (sql) => sql.run('UPDATE gaps SET entry = 99 WHERE id = 1'),
  'an entry deleted at the end': (sql) => sql.run('DELETE FROM entries WHERE n = 6'),
  'an entry deleted in the middle': (sql) => sql.run('DELETE FROM entries WHERE n = 3'),
  'rows deleted with a prune record that nobody sealed': (sql) => {
    const rows = sql.run('DELETE FROM minutes WHERE seq <= 10');
    sql.run(
      "INSERT INTO prunes (wall_ms, what, rows, before_ms, cause) VALUES (?, 'minutes', ?, ?, 'age')",
      ...[eveningMs + 500 * DAY_MS, rows, eveningMs + 100 * DAY_MS],
    );
  },
  'rows deleted as if for their age, and sealed so': (sql) => {
    const rows = sql.run('DELETE FROM minutes WHERE seq <= 10');
    sql.run(
      "INSERT INTO prunes (wall_ms, what, rows, before_ms, cause) VALUES (?, 'minutes', ?, ?, 'age')",
      ...[eveningMs + DAY_MS, rows, eveningMs + DAY_MS],
    );
    seal(sql, eveningMs + DAY_MS, 'gateway');
  },
  'rows put in, and taken by the next gateway for somebody else’s': (sql) => {
    sql.run("INSERT INTO gaps (from_ms, to_ms, cause, records, reason) VALUES (1, 2, 'off', 0, '')");
    sealForeign(sql, eveningMs + DAY_MS);
  },
  'the signature of a head': (sql) => {
    sql.run('UPDATE heads SET text = replace(text, \'"size":6\', \'"size":5\')');
  },
};

describe('found in the file alone:', () => {
  test('each of them', () => {
    const { db } = evening();
    const missed = Object.entries(tamperings).filter(([, tamper]) => found(db, tamper).length === 0);
    expect(Object.keys(tamperings).length).toBeGreaterThanOrEqual(30);
    expect(missed.map(([name]) => name)).toEqual([]);
  });
});

/** What `verify --since-head` takes as proved, by the row of docs/evidence.md that says so. */
const leftToAll: Readonly<Record<string, readonly string[]>> = {
  'minutes, seconds, events, decisions or kept states from before the last head changed in place': [
    'an event made harmless',
    'the time of an event',
    'a decision changed',
    'a minute changed',
    'the bytes of a minute as a text of their digits',
    'the same, marked as digits of bytes',
    'no histogram in a minute',
    'two minutes that change their entries',
    'the certainty of a minute',
    'what was heard in a minute',
    'two minutes swapped',
    'seconds changed',
  ],
  'seconds, events, decisions or kept states from before the last head removed, put in, or moved to another entry':
    [
      'all events deleted',
      'one event deleted',
      'decisions deleted',
      'seconds deleted',
      'rows moved into another entry',
    ],
};

test('two kinds of tampering from before the last head are left to the whole of verify, and the document says so', () => {
  const { db } = evening();
  const missed = Object.entries(tamperings)
    .filter(([, tamper]) => found(db, tamper, null, true).length === 0)
    .map(([name]) => name);
  expect(missed.toSorted()).toEqual(Object.values(leftToAll).flat().toSorted());
  const document = readFileSync(join(import.meta.dirname, '../../../../docs/evidence.md'), 'utf8');
  for (const kind of Object.keys(leftToAll))
    expect(document).toContain(`| ${kind} | file, but not by \`--since-head\``);
});

/** Seals all anew, as somebody does who can run our program on the file but has not the key. */
function sealedAnew(sql: Sql): void {
  sql.run('DELETE FROM entries');
  sql.run('DELETE FROM heads');
  for (const { name } of sealedTables) sql.run(`UPDATE ${name} SET entry = NULL`);
  seal(sql, eveningMs, 'gateway');
}

describe('found by a head that somebody kept:', () => {
  const rewritten = (sql: Sql): void => {
    sql.run('UPDATE minutes SET energy_s = energy_s / 2');
    sealedAnew(sql);
  };

  test('all of it rewritten 3 dB lower and sealed anew', () => {
    const { db, head } = evening();
    expect(found(db, rewritten)).toEqual([]);
    expect(found(db, rewritten, head)[0]).toMatch(/older copy|not those of the expected head/);
  });

  test('all of it rewritten, with as many entries and signed by another key', () => {
    const { db, head } = evening();
    const forged = (sql: Sql): void => {
      rewritten(sql);
      for (let n = 2; n <= 8; n += 1) {
        sql.run("INSERT INTO gaps (from_ms, to_ms, cause, records, reason) VALUES (1, 2, 'off', 0, '')");
        seal(sql, eveningMs, 'gateway');
      }
      signHead(sql, testKey(), eveningMs, true);
    };
    expect(found(db, forged)).toEqual([]);
    const findings = found(db, forged, head).join(' ');
    expect(findings).toContain('not those of the expected head');
    expect(findings).toContain('another key');
  });

  test('an older copy put back with its older head', () => {
    const { db, head } = evening();
    const back = (sql: Sql): void => {
      for (const { name } of sealedTables) sql.run(`DELETE FROM ${name} WHERE entry > 4`);
      sql.run('DELETE FROM entries WHERE n > 4');
      sql.run('DELETE FROM heads');
      signHead(sql, key, eveningMs, true);
    };
    expect(found(db, back)).toEqual([]);
    expect(found(db, back, head)[0]).toContain('an older copy');
  });

  test('a head that the key did not sign proves nothing', () => {
    const { db, head } = evening();
    const other = { ...head, head: { ...head.head, root: 'ab'.repeat(32) } };
    expect(isSigned(other)).toBe(false);
    expect(found(db, () => {}, other)[0]).toContain('not signed');
  });
});

test('a head is read from its text and from a report, and nothing else is one', () => {
  const { head } = evening();
  const text = JSON.stringify(head);
  expect(readHead(text)).toEqual(head);
  expect(readHead(JSON.stringify({ evidence: { signedHead: head } }))).toEqual(head);
  for (const other of ['', '{}', 'null', '[]', '{"head":{"size":"1"}}']) expect(readHead(other)).toBeNull();
  for (const part of ['head', 'signature', 'publicKey'])
    expect(readHead(JSON.stringify({ ...head, [part]: 7 })), part).toBeNull();
});

test('what is deleted for its age is told as such, and the rest still proves itself', () => {
  const { db: old } = evening();
  const nowMs = eveningMs + 400 * DAY_MS;
  write(old, (sql) => {
    const retention = { secondsMs: 14 * DAY_MS, minutesMs: 399 * DAY_MS, fileBytesMax: 1e9 };
    expect(prune(sql, nowMs, retention)).toBeGreaterThan(0);
    seal(sql, nowMs, 'gateway');
  });
  expect(must(old.attempt('read', (sql) => verifySeal(sql))).findings).toEqual([]);
  expect(found(old, (sql) => sql.run('DELETE FROM calibrations'))).not.toEqual([]);
});

test('a history from before is adopted whole, and sealed from then on', () => {
  const older = newDatabase();
  write(older, (sql) => {
    for (let index = 0; index < 5; index += 1) addMinute(sql, index, createStringTable());
    sealForeign(sql, eveningMs + DAY_MS);
  });
  expect(must(older.attempt('read', (sql) => verifySeal(sql)))).toMatchObject({ entries: 1, findings: [] });
  expect(found(older, (sql) => sql.run('UPDATE minutes SET energy_s = 1 WHERE seq = 2'))).not.toEqual([]);
});

describe('minutes that a person left out', () => {
  const exclusion = {
    ...{ fromMs: eveningMs, toMs: eveningMs + 600_000, meters: ['slm-north'] },
    ...{ by: 'Li Wei', why: 'fireworks', wallMs: eveningMs + DAY_MS, on: '2026-07-16 22:00' },
  };
  const excluded = () => {
    const { db } = evening();
    write(db, (sql) => recordExclusion(sql, exclusion));
    return db;
  };

  test('are sealed as the words of a command, beside minutes that stay as they were', () => {
    const db = excluded();
    const { findings, entries } = must(db.attempt('read', (sql) => verifySeal(sql)));
    expect(findings).toEqual([]);
    expect(entries).toBe(7);
    expect(must(db.attempt('read', (sql) => sql.get('SELECT count(*) AS n FROM minutes')?.['n']))).toBe(40);
  });

  test('are not left out twice', () => {
    expect(write(excluded(), (sql) => recordExclusion(sql, exclusion))).toBeNull();
  });

  test.each([
    ['made longer', 'UPDATE markings SET to_ms = to_ms + 7200000 WHERE quality = ?'],
    ['made to end before they began', 'UPDATE markings SET to_ms = from_ms WHERE quality = ?'],
    ['taken back', 'DELETE FROM markings WHERE quality = ?'],
    ['signed with another name', "UPDATE markings SET message = '{}' WHERE quality = ?"],
    ['given to another meter', "UPDATE markings SET meter = 'slm-rest' WHERE quality = ?"],
  ])('are found when they are %s', (_name, change) => {
    const findings = found(excluded(), (sql) => void sql.run(change, 'uncertain'));
    expect(findings.join()).toMatch(/markings/);
  });

  test('are found when somebody puts them in without the command', () => {
    const { db } = evening();
    const put = (sql: Sql) =>
      insertMarking(sql, {
        ...{ ...exclusion, meter: 'slm-north', quality: 'uncertain', calibration: null },
        reason: message('excluded', { by: 'Li Wei', why: 'fireworks', on: '2026-07-16 22:00' }),
      });
    expect(found(db, put).join()).toMatch(/put in: 1 rows of markings/);
    // Also when the gateway has sealed them with what it wrote next.
    const later = (sql: Sql) => {
      put(sql);
      sealForeign(sql, eveningMs + DAY_MS);
    };
    expect(found(db, later).join()).toMatch(/put in: markings of entry 7/);
  });
});

test('a year of heads is held against the tree in one pass', () => {
  const db = newDatabase();
  const [entries, heads] = [20_000, 2000];
  write(db, (sql) => {
    sql.run("INSERT INTO configs (hash, plan) VALUES ('a', ?)", Buffer.from('{}'));
    seal(sql, eveningMs, 'gateway');
    const text = JSON.parse(String(sql.get('SELECT text FROM entries')?.['text'])) as object;
    for (let n = 2; n <= entries; n += 1) {
      const entry = { ...text, n, wallMs: eveningMs + n, parts: {} };
      sql.run('INSERT INTO entries (n, text) VALUES (?, ?)', n, JSON.stringify(entry));
    }
    const head = signHead(sql, key, eveningMs, true);
    // The same head under many sizes: none of them is one that was signed, and each has to be looked at.
    for (let size = 1; size < heads; size += 1)
      sql.run('INSERT INTO heads (size, text) VALUES (?, ?)', size, JSON.stringify(head));
  });
  const before = process.cpuUsage();
  const { findings } = must(db.attempt('read', (sql) => verifySeal(sql)));
  expect(findings).toEqual([]);
  const { user, system } = process.cpuUsage(before);
  // 2000 times 20,000 hashes took more than half a minute of the processor, however busy it is otherwise.
  expect((user + system) / 1e6).toBeLessThan(8);
});
