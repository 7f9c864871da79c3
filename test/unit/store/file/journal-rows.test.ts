import { expect, test } from 'vitest';
import { type Cursors, EVER, numbersOf, recordKinds } from '../../../../src/ports/journal.ts';
import {
  insertEpoch,
  markClosed,
  numbersIn,
  numbersText,
  partsIn,
  partsText,
  selectEpochs,
  selectJournal,
  updateJournal,
  writeJournal,
} from '../../../../src/store/file/journal-rows.ts';
import { newDatabase, write } from '../fixture.ts';

test('numbers and parts come back; kinds that an older program did not know are 0', () => {
  const numbers = numbersOf((kind) => 3 + recordKinds.indexOf(kind));
  expect(numbersIn(numbersText(numbers))).toEqual(numbers);
  expect(Object.values(numbersIn('[]'))).toEqual(recordKinds.map(() => 0));
  const parts = [
    { id: 7, counts: numbers, isSynced: true },
    { id: 8, counts: numbersOf(() => 0), isSynced: false },
  ];
  expect(partsIn(partsText(parts))).toEqual(parts);
  expect(partsIn('[[9]]')).toEqual([{ id: 9, counts: numbersOf(() => 0), isSynced: false }]);
});

test('the state of the log comes back, with what is to be sent and without', () => {
  const lastSeqs = numbersOf((kind) => 3 + recordKinds.indexOf(kind));
  const row = { lastSeqs, cursors: null, file: 'f', boot: 'b', isClosed: false };
  const cursors: Cursors = [
    [3, 8],
    [12, EVER],
  ];
  write(newDatabase(), (sql) => {
    expect(selectJournal(sql)).toBeUndefined();
    writeJournal(sql, row);
    expect(selectJournal(sql)).toEqual(row);
    const later = numbersOf(() => 9);
    updateJournal(sql, later, cursors);
    expect(selectJournal(sql)).toEqual({ ...row, lastSeqs: later, cursors });
    updateJournal(sql, lastSeqs, null);
    expect(selectJournal(sql)).toEqual({ ...row, cursors });
    markClosed(sql);
    expect(selectJournal(sql)).toEqual({ ...row, cursors, isClosed: true });
    writeJournal(sql, { ...row, cursors });
    expect(selectJournal(sql)).toEqual({ ...row, cursors });
  });
});

test('epochs come oldest first, and one that is there stays as it is', () => {
  const lastSeqs = numbersOf(() => 2);
  write(newDatabase(), (sql) => {
    const first = { epoch: 100, sinceMs: 100_000, why: 'new-file', before: null, lastSeqs } as const;
    const second = { epoch: 200, sinceMs: 200_000, why: 'power-cut', before: 100, lastSeqs } as const;
    insertEpoch(sql, second);
    insertEpoch(sql, { ...first, sinceMs: 100_000.4 });
    insertEpoch(sql, { ...first, sinceMs: 1 });
    expect(selectEpochs(sql)).toEqual([first, second]);
  });
});
