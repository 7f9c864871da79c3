import { expect, test } from 'vitest';
import type { Sql } from '../../../../src/ports/database.ts';
import { createStringTable } from '../../../../src/store/codec/string-table.ts';
import { verifySeal } from '../../../../src/store/evidence/verify-seal.ts';
import { growingTree } from '../../../../src/store/seal/merkle.ts';
import { seal } from '../../../../src/store/seal/seal.ts';
import { signHead } from '../../../../src/store/seal/tree-head.ts';
import { said } from '../../language/said.ts';
import { eveningMs, must, write } from '../fixture.ts';
import { addMinute, evening, key } from '../sealed-evening.ts';

const HOUR_MS = 3_600_000;

/** Ten minutes more, in an entry. */
function another(sql: Sql, from: number): void {
  for (let index = from; index < from + 10; index += 1) addMinute(sql, index, createStringTable());
  seal(sql, eveningMs + HOUR_MS, 'gateway');
}

test('a head that goes on from the tree of the one before is that of the whole tree, and reads the new entries alone', () => {
  const { db } = evening();
  write(db, (sql) => {
    const tree = growingTree();
    signHead(sql, key, eveningMs, true, tree);
    another(sql, 40);
    let read = 0;
    const counting: Sql = {
      ...sql,
      *each(text, ...values) {
        for (const row of sql.each(text, ...values)) {
          read += 1;
          yield row;
        }
      },
    };
    const goneOn = signHead(counting, key, eveningMs + HOUR_MS, true, tree);
    expect(read).toBe(1);
    expect(goneOn).toEqual(signHead(sql, key, eveningMs + HOUR_MS, true));
  });
});

test('an old entry that is changed between two heads is not signed with the second: it is found without a head that was kept', () => {
  const { db } = evening();
  write(db, (sql) => {
    const tree = growingTree();
    signHead(sql, key, eveningMs, true, tree);
    // With its heads taken away, the file alone says nothing of before.
    sql.run("UPDATE entries SET text = replace(text, 'gateway', 'command') WHERE n = 3");
    sql.run('DELETE FROM heads');
    another(sql, 40);
    signHead(sql, key, eveningMs + HOUR_MS, true, tree);
  });
  const { findings } = must(db.attempt('read', (sql) => verifySeal(sql)));
  expect(findings.map(said).join()).toMatch(/head/);
});
