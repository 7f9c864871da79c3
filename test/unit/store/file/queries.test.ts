import { expect, onTestFinished, test } from 'vitest';
import { message, plain } from '../../../../src/model/message.ts';
import { READ_CELLS_MAX } from '../../../../src/ports/history.ts';
import { keyAt } from '../../../../src/store/codec/time-key.ts';
import { readerOf } from '../../../../src/store/file/reader.ts';
import { beginSession } from '../../../../src/store/file/session.ts';
import { chainOf, eveningMs, must, newDatabase, newHistory, testFiles, write } from '../fixture.ts';

const DAY_MS = 86_400_000;

function decided(output: string, value: number, by = 'night-noise') {
  return { output, value, by, reason: plain(`${output} at ${value}`), overruled: [] };
}

test('decisions come after the one in force when the span began, also when it was made weeks ago', async () => {
  const { history, second, clock } = newHistory({ gradual: new Set() });
  second({ decisions: [decided('limit', 75), decided('fan', 40)] });
  // A relay that rests for weeks, a fan that moves now and then.
  for (let day = 1; day <= 21; day += 1) {
    clock.stepWall(DAY_MS);
    second({ decisions: [decided('limit', 75), decided('fan', 40 + (day % 2))] });
  }
  const fromMs = clock.wallMs() + 500;
  for (let count = 0; count < 12; count += 1)
    second({ decisions: [decided('limit', 75), decided('fan', 60)] });
  const found = must(await history.decisions({ fromMs, toMs: fromMs + DAY_MS }));
  expect(found.map(({ output, value, wallMs }) => [output, value, wallMs < fromMs])).toEqual([
    ['limit', 75, true],
    ['fan', 41, true],
    ['fan', 60, false],
  ]);
  // Repetitions are for looking things up; they are no decisions.
  const all = must(await history.decisions({ fromMs: 0, toMs: 8e15 }, ['limit']));
  expect(all).toHaveLength(1);
});

test('configurations in force in a span: the one it began with, and each that followed', async () => {
  const db = newDatabase();
  const begin = (config: string, atMs: number) =>
    write(db, (sql) => {
      const retention = { secondsMs: 1, minutesMs: 1, fileBytesMax: 1 };
      const session = { path: '', channels: [], retention, planText: `{"plan":"${config}"}`, config };
      beginSession(sql, { ...session, wallMs: atMs }, null, null);
    });
  begin('one', 1000);
  begin('one', 2000);
  begin('two', 3000);
  begin('one', 4000);
  const inForce = async (fromMs: number, toMs: number) =>
    must(await readerOf(db).configs({ fromMs, toMs })).map(
      ({ sinceMs, hash, text }) => `${sinceMs} ${hash} ${text}`,
    );
  expect(await inForce(2500, 2600)).toEqual(['1000 one {"plan":"one"}']);
  expect(await inForce(2500, 5000)).toEqual([
    '1000 one {"plan":"one"}',
    '3000 two {"plan":"two"}',
    '4000 one {"plan":"one"}',
  ]);
  expect(await inForce(0, 500)).toEqual([]);
});

test('a stretch of the chain is recomputed for the asker', async () => {
  const db = chainOf(20);
  const span = { fromMs: eveningMs + 120_000, toMs: eveningMs + 300_000 };
  const before = must(await readerOf(db).chain(span));
  expect(before).toMatchObject({ firstSeq: 5, lastSeq: 10, rows: 6, intact: true });
  expect(before.hash).toMatch(/^[0-9a-f]{64}$/);
  write(db, (sql) => sql.run('DELETE FROM minutes WHERE seq = 7'));
  expect(must(await readerOf(db).chain(span))).toMatchObject({ rows: 5, intact: false });
  const nothing = { firstSeq: null, lastSeq: null, hash: null, rows: 0, intact: true };
  expect(must(await readerOf(db).chain({ fromMs: 0, toMs: 1 }))).toEqual(nothing);
});

test('a question for more than memory holds is refused in words', async () => {
  const { history, second } = newHistory();
  for (let count = 0; count < 1000; count += 1) second();
  const many = Array.from({ length: READ_CELLS_MAX / 800 }, (_, index) => `channel-${index}`);
  expect(await history.seconds({ fromMs: 0, toMs: 8e15 }, many)).toMatchObject({
    ok: false,
    fault: expect.stringContaining('fewer channels or a shorter time'),
  });
});

test('of one output decisions are told whatever stands in the rows of others: they are not even read', async () => {
  const { history, second, path } = newHistory();
  for (let count = 0; count < 10; count += 1)
    second({ decisions: [decided('limit', count), decided('fan', count)] });
  const db = must(testFiles().open(path, 'write'));
  onTestFinished(() => db.close());
  write(db, (sql) =>
    sql.run("UPDATE decisions SET message = '{' WHERE output = (SELECT id FROM words WHERE text = ?)", 'fan'),
  );
  expect(must(await history.decisions({ fromMs: 0, toMs: 8e15 }, ['limit']))).toHaveLength(10);
});

const INSERT_DECISION =
  'INSERT INTO decisions (key, output, value, rule, reason, overruled, message) VALUES (?, ?, ?, ?, ?, ?, ?)';

test('events and decisions of all ages are read: of a text, of JSON with names, of numbered words', async () => {
  const { history, second, path } = newHistory();
  const reason = message('cabinet-at', { cabinet: 'b', tempC: 48.3 });
  const overruled = [{ rule: 'thermal-fan', reason }];
  for (let count = 0; count < 10; count += 1)
    second({ decisions: [{ ...decided('fan', 40), reason, overruled }] });
  const db = must(testFiles().open(path, 'write'));
  onTestFinished(() => db.close());
  write(db, (sql) => {
    const output = Number(sql.get("SELECT id FROM words WHERE text = 'fan'")?.['id'] ?? 0);
    const old = [keyAt(eveningMs - 9000), output, 10, output, 'cabinet b at 48.3 C', null, null] as const;
    const named = JSON.stringify([{ rule: 'thermal-fan', reason }]);
    const newer = [keyAt(eveningMs - 8000), output, 20, output, '', named, JSON.stringify(reason)] as const;
    for (const row of [old, newer]) sql.run(INSERT_DECISION, ...row);
  });
  const found = must(await history.decisions({ fromMs: 0, toMs: 8e15 }));
  expect(found.map((one) => ({ value: one.value, reason: one.reason, overruled: one.overruled }))).toEqual([
    { value: 10, reason: plain('cabinet b at 48.3 C'), overruled: [] },
    { value: 20, reason, overruled },
    { value: 40, reason, overruled },
  ]);
});
