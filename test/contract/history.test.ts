import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { workerThread } from '../../src/adapters/worker-thread.ts';
import type { Event } from '../../src/model/event.ts';
import { localThread } from '../../src/store/writer/local-thread.ts';
import { newHistory, testFiles } from '../unit/store/fixture.ts';
import { historyContract } from './history.contract.ts';

const root = join(import.meta.dirname, '..', '..');
const script = pathToFileURL(join(root, 'dist', 'src', 'assembly', 'history-thread.js'));

beforeAll(() => {
  expect(spawnSync(process.execPath, [join(root, 'bin', 'prepare.mjs')]).status).toBe(0);
}, 90_000);

historyContract({ name: 'in this thread', start: () => localThread(testFiles()) });
historyContract({ name: 'in a thread of its own', start: () => workerThread(script) });

test('a thread that cannot start is told and tried again; nobody waits for it', async () => {
  const { history, clock, second } = newHistory({ start: workerThread(new URL('file:///none/thread.js')) });
  const events: Event[] = [];
  for (let tries = 0; events.length === 0 && tries < 500; tries += 1) {
    second();
    events.push(...history.takeEvents());
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(events).toMatchObject([{ severity: 'alarm', state: 'raised', subject: 'history' }]);
  expect(clock.pending).toBeGreaterThan(0);
  history.close(100, () => {});
});
