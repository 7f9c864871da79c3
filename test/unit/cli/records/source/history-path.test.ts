/** How long a command waits before it reads a history. */

import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openHistoryAt } from '../../../../../src/cli/records/source/history-path.ts';
import { localThread } from '../../../../../src/store/writer/local-thread.ts';
import { must, newHistory, newPath, testFiles } from '../../../store/fixture.ts';

test('a history whose gateway has just ended in order is read at once: nobody is asked for what he holds', () => {
  const path = newPath();
  const start = localThread(testFiles({ memory: 'off' }));
  const retention = { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e12 };
  const session = { path, config: 'abcdef012345', planText: '{}', isHeld: true, retention };
  const { history, second } = newHistory({ start, session }, path);
  for (let count = 0; count < 30; count += 1) second();
  history.close(1000, () => {});
  expect(statSync(`${path}-tail`).size).toBeGreaterThan(0);
  const startMs = performance.now();
  const { db } = must(openHistoryAt(path));
  expect(performance.now() - startMs).toBeLessThan(1000);
  const rows = must(db.attempt('read', (sql) => sql.all('SELECT count FROM seconds')));
  expect(rows.reduce((sum, { count }) => sum + Number(count), 0)).toBe(30);
  db.close();
});
