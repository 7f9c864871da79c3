import { expect, test } from 'vitest';
import { numbersOf, recordKinds } from '../../../../src/ports/journal.ts';
import { numbersIn, numbersText, partsIn, partsText } from '../../../../src/store/file/journal-rows.ts';

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
