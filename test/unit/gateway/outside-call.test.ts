/** Nothing that asks something of the station, or tells it something, can stop the cycle by a mistake of its own. */

import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import type { TickResult } from '../../../src/control/tick.ts';
import { createGateway } from '../../../src/gateway/gateway.ts';
import type { Command } from '../../../src/model/command.ts';
import type { Event } from '../../../src/model/event.ts';
import { ok } from '../../../src/model/result.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import type { InputSource } from '../../../src/ports/input-source.ts';
import type { Observer } from '../../../src/ports/observer.ts';
import type { RequestSource, TakeCommand } from '../../../src/ports/request-source.ts';
import { smallPlan, startWallMs } from '../backoffice/small-plan.ts';

const plan: SitePlan = { ...smallPlan, buses: [], outputs: [] };
const broken = (): never => {
  throw new Error('no more');
};

/** Runs ten seconds; gives the cycles that were seen and the alarms in them. */
function run(sources: readonly RequestSource[], inputs: readonly InputSource[] = []) {
  const clock = createVirtualClock({ startWallMs });
  const cycles: number[] = [];
  const told: Event[] = [];
  const observer: Observer<TickResult> = {
    name: 'test',
    cycle({ image, events }) {
      cycles.push(image.cycle);
      told.push(...events.filter(({ message }) => message.key === 'source-failed'));
    },
  };
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const made = { plan, clock, links: {}, jitter: () => 0, log: silent, observers: [observer] };
  createGateway({ ...made, sources, inputs }).start();
  clock.runUntil(10_000);
  return { cycles, told };
}

const command: Command = {
  ...{ kind: 'limit', id: 'c1', issuer: 'a page', reason: 'test', output: 'limit-a', value: 50 },
  ...{ leaseMs: 3000, issuedMs: startWallMs, expiresMs: startWallMs + 60_000 },
};

test.each<[string, readonly RequestSource[], readonly InputSource[]]>([
  ['a source that cannot begin', [{ listen: broken }], []],
  ['an input that cannot begin', [], [{ start: broken }]],
  ['a source that cannot take its answer', [{ listen: (take) => void take(ok(command), broken) }], []],
])('%s is told once, and every cycle runs', (_, sources, inputs) => {
  const { cycles, told } = run(sources, inputs);
  expect(cycles.length).toBe(10);
  expect(told).toMatchObject([
    { severity: 'alarm', message: { key: 'source-failed', values: { problem: 'no more' } } },
  ]);
});

test('the source after a broken one is listened to', () => {
  const listened: TakeCommand[] = [];
  run([{ listen: broken }, { listen: (take) => void listened.push(take) }]);
  expect(listened.length).toBe(1);
});
