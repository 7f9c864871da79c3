import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { workerThread } from '../../src/adapters/worker-thread.ts';
import { createPlanHistory } from '../../src/assembly/plan-history.ts';
import type { Event } from '../../src/model/event.ts';
import { localThread } from '../../src/store/writer/local-thread.ts';
import { createRig, shippedPlan } from '../scenario/rig.ts';
import { newHistory, newPath, testFiles } from '../unit/store/fixture.ts';
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

test('the cycle spends less than 100 us on the history of the shipped station', async () => {
  const spentUs: number[] = [];
  const clock = createSystemClock({ wallSync: 'assumed' });
  const plan = shippedPlan();
  const rig = createRig({
    plan,
    history: () => {
      const history = createPlanHistory({ plan, path: newPath(), clock, start: workerThread(script) });
      const append: typeof history.append = (cycle) => {
        const beganMs = performance.now();
        history.append(cycle);
        spentUs.push(1000 * (performance.now() - beganMs));
      };
      return { ...history, append };
    },
  });
  for (let count = 0; count < 400; count += 1) {
    rig.run(1);
    // Room for the answers of the thread.
    if (count % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  rig.stop();
  const sorted = spentUs.slice(60).toSorted((a, b) => a - b);
  expect(sorted.length).toBeGreaterThan(300);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
});
