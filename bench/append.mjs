// What the control cycle spends on the history of the shipped station: a thread of its own owns the file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noInputs } from '../dist/hw-mocks/station/inputs.js';
import { createSystemClock } from '../dist/src/adapters/system-clock.js';
import { workerThread } from '../dist/src/adapters/worker-thread.js';
import { createPlanHistory } from '../dist/src/assembly/plan-history.js';
import { createSimulation } from '../dist/src/laboratory/simulation.js';
import { percentile, shippedPlan } from './shipped.mjs';

const script = new URL('../dist/src/assembly/history-thread.js', import.meta.url);
/** The first cycles warm up. */
const WARM_UP = 60;

export async function measure({ smoke }) {
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-append-'));
  const plan = shippedPlan();
  const spentUs = [];
  // The thread answers on the real clock, the station runs ahead of it.
  const clock = createSystemClock({ wallSync: 'assumed' });
  const simulation = createSimulation({
    plan,
    inputs: noInputs,
    seed: 1,
    from: '2026-07-15',
    history() {
      const path = join(directory, 'history.db');
      const history = createPlanHistory({ plan, path, clock, start: workerThread(script) });
      return { ...history, append: (cycle) => spentUs.push(timedUs(() => history.append(cycle))) };
    },
  });
  for (let second = 1; second <= (smoke ? 120 : 1200); second += 1) {
    simulation.runUntil(1000 * second);
    // Room for the answers of the thread.
    if (second % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  simulation.stop();
  await new Promise((resolve) => setTimeout(resolve, 500));
  rmSync(directory, { recursive: true, force: true });
  const taken = spentUs.slice(WARM_UP);
  const conditions = `${taken.length} cycles of 28 guns, history in a thread of its own`;
  return [
    {
      name: 'cycle into the history, p50',
      value: percentile(taken, 0.5),
      unit: 'us',
      atMost: 100,
      conditions,
    },
  ];
}

function timedUs(work) {
  const beganMs = performance.now();
  work();
  return 1000 * (performance.now() - beganMs);
}
