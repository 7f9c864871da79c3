/** The watchdog is fed while cycle and buses move, and by nothing else. */

import { expect, test } from 'vitest';
import type { BusHealth, FinishedCycle, GatewayHealth } from '../../../src/ports/observer.ts';
import { createWatchdog } from '../../../src/service/watchdog.ts';
import { shippedPlan } from '../../scenario/rig.ts';

const SECOND_MS = 1000;
const timeoutMs = 15_000;
const finished = {} as FinishedCycle<unknown>;

function bus(changes: Partial<BusHealth> = {}): BusHealth {
  const counters = { ok: 0, timeouts: 0, crcErrors: 0, lateBytes: 0, missed: 0 };
  return { isUp: true, utilisation: 0, ...counters, suspended: [], refused: [], ...changes };
}

/** A gateway whose cycle turns each second for `seconds`, with the buses that `busesAt` shows. */
function run(seconds: number, busesAt: (second: number) => Record<string, BusHealth>, watched = true) {
  const said: { readonly second: number; readonly state: string }[] = [];
  const errors: string[] = [];
  let second = 0;
  const watchdog = createWatchdog({
    plan: shippedPlan(),
    nowMs: () => second * SECOND_MS,
    log: { info: () => {}, warn: () => {}, error: (text) => void errors.push(text) },
    notify: (state) => void said.push({ second, state }),
    timeoutMs: watched ? timeoutMs : null,
  });
  watchdog.started?.(
    (): GatewayHealth => ({
      cycle: { count: second, overruns: 0, lateP99Ms: 1 },
      buses: busesAt(second),
    }),
  );
  for (; second < seconds; second += 1) watchdog.cycle(finished);
  watchdog.stopping?.();
  return { fed: said.filter(({ state }) => state === 'WATCHDOG=1').map((one) => one.second), said, errors };
}

test('ready after the first cycle, fed three times in the time allowed, stopping at the end', () => {
  const { said, fed } = run(31, (second) => ({ noise: bus({ ok: second }) }));
  expect(said[0]).toEqual({ second: 0, state: 'READY=1' });
  expect(fed).toEqual([0, 5, 10, 15, 20, 25, 30]);
  expect(said.at(-1)?.state).toBe('STOPPING=1');
});

test('a bus that stands still although its devices answer lets the watchdog bite, and is named', () => {
  const { fed, errors } = run(120, (second) => ({
    noise: bus({ ok: second }),
    fans: bus({ ok: Math.min(second, 20) }),
  }));
  expect(fed.at(-1)).toBeLessThan(60);
  expect(errors).toEqual([expect.stringContaining('bus fans')]);
});

test('devices that are away are no reason: a bus without any waits between its tries', () => {
  const { fed } = run(600, () => ({ fans: bus({ isUp: false, suspended: ['fan-a1'] }) }));
  expect(fed.at(-1)).toBe(595);
});

test('an unanswered poll moves a bus as well as an answered one', () => {
  const { fed } = run(600, (second) => ({ fans: bus({ timeouts: second }) }));
  expect(fed.at(-1)).toBe(595);
});

test('a manager that does not watch is told of start and end alone', () => {
  const { said } = run(60, () => ({ noise: bus() }), false);
  expect(said.map(({ state }) => state)).toEqual(['READY=1', 'STOPPING=1']);
});
