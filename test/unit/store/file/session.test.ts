import { expect, test } from 'vitest';
import { type Message, plain } from '../../../../src/model/message.ts';
import { beginSession } from '../../../../src/store/file/session.ts';
import { must, newDatabase, write } from '../fixture.ts';

const session = {
  ...{ path: '', channels: [], config: 'abc', planText: '{}', wallMs: 100_000 },
  retention: { secondsMs: 1, minutesMs: 1, fileBytesMax: 1 },
};

function gapsAfter(lastWallMs: number | null, damage: Message | null = null) {
  const db = newDatabase();
  write(db, (sql) => beginSession(sql, session, lastWallMs, damage));
  return must(db.attempt('read', (sql) => sql.all('SELECT from_ms, to_ms, cause, records FROM gaps')));
}

test.each([
  ['two seconds are a stop', 98_000, 1],
  ['less is the time between two batches', 98_001, 0],
  ['a clock that was set back is no gap', 200_000, 0],
])('%s', (_what, lastWallMs, count) => {
  expect(gapsAfter(lastWallMs)).toHaveLength(count);
});

test('a stop is a gap from the last second to now, of which nobody knows the records', () => {
  expect(gapsAfter(40_000)).toEqual([{ from_ms: 40_000, to_ms: 100_000, cause: 'off', records: 0 }]);
});

test('a new file begins without a gap, one that replaces a damaged file with the gap of all before', () => {
  expect(gapsAfter(null)).toEqual([]);
  expect(gapsAfter(null, plain('the file is damaged'))).toEqual([
    { from_ms: 0, to_ms: 100_000, cause: 'damaged', records: 0 },
  ]);
});
