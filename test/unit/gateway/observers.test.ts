/** Observers see every cycle, and nothing they do can stop one. */

import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import type { TickResult } from '../../../src/control/tick.ts';
import { createGateway } from '../../../src/gateway/gateway.ts';
import { SLOW_CALLS_MAX } from '../../../src/gateway/observers.ts';
import type { Command } from '../../../src/model/command.ts';
import type { Event } from '../../../src/model/event.ts';
import { ok } from '../../../src/model/result.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { GatewayHealth, Observer } from '../../../src/ports/observer.ts';
import type { RequestSource, TakeCommand } from '../../../src/ports/request-source.ts';
import { smallPlan, startWallMs } from '../backoffice/small-plan.ts';

/** Control alone: no bus, and no output at an end. */
const plan: SitePlan = { ...smallPlan, buses: [], outputs: [] };

interface Witness extends Observer<TickResult> {
  readonly cycles: number[];
  readonly events: Event[];
  readonly requests: string[];
  health?: () => GatewayHealth;
}

function witness(name: string, act: () => void = () => {}): Witness {
  const one: Witness = {
    name,
    cycles: [],
    events: [],
    requests: [],
    started(health) {
      one.health = health;
    },
    cycle({ image, events }) {
      one.cycles.push(image.cycle);
      one.events.push(...events);
      one.requests.push(...image.requests.map(({ id, issuer }) => `${id} by ${issuer}`));
      act();
    },
  };
  return one;
}

/** A virtual clock that a slow observer can push on within a call. */
function makeClock() {
  const virtual = createVirtualClock({ startWallMs });
  let lateMs = 0;
  const clock: Clock = {
    nowMs: () => virtual.nowMs() + lateMs,
    wallMs: () => virtual.wallMs(),
    wallSync: () => virtual.wallSync(),
    at: (atMs, callback) => virtual.at(atMs, callback),
  };
  const take = (ms: number): void => {
    lateMs += ms;
  };
  return { clock, take, runUntil: (ms: number) => virtual.runUntil(ms) };
}

function run(seconds: number, observers: readonly Observer<TickResult>[], made = makeClock()): void {
  start(observers, made);
  made.runUntil(seconds * 1000);
}

function start(observers: readonly Observer<TickResult>[], made: ReturnType<typeof makeClock>): void {
  const logged: string[] = [];
  const log = (text: string): void => void logged.push(text);
  const gateway = createGateway({
    plan,
    clock: made.clock,
    links: {},
    jitter: () => 0,
    log: { info: log, warn: log, error: log },
    observers,
  });
  gateway.start();
}

const tenCycles = Array.from({ length: 10 }, (_, index) => index + 1);
const dropped = (events: readonly Event[]) => events.filter(({ class: kind }) => kind === 'fault');

test('two observers see the same cycles and may both ask for the health', () => {
  const [one, other] = [witness('one'), witness('other')];
  run(10, [one, other]);
  expect(one.cycles).toEqual(tenCycles);
  expect(other.cycles).toEqual(tenCycles);
  expect(one.health?.()).toMatchObject({ cycle: { count: 10, overruns: 0 }, buses: {} });
  expect(other.health?.()).toEqual(one.health?.());
});

test('an observer that throws is dropped and told once, while the cycle and the others go on', () => {
  const broken = witness('broken', () => {
    if (broken.cycles.length === 3) throw new Error('no more');
  });
  const other = witness('other');
  run(10, [broken, other]);
  expect(broken.cycles).toEqual([1, 2, 3]);
  expect(other.cycles).toEqual(tenCycles);
  expect(dropped(other.events)).toMatchObject([
    { severity: 'alarm', state: 'raised', subject: 'broken', message: { key: 'observer-left-out' } },
  ]);
});

test('one that works on after its call and then fails is dropped in the next cycle, and the process lives', async () => {
  const rejected: unknown[] = [];
  const note = (reason: unknown): void => void rejected.push(reason);
  process.on('unhandledRejection', note);
  const late = witness('late');
  const failing: Witness = {
    ...late,
    async cycle(finished) {
      late.cycle(finished);
      await Promise.resolve();
      throw new Error('too late to tell');
    },
  };
  const other = witness('other');
  const made = makeClock();
  start([failing, other], made);
  made.runUntil(1500);
  await new Promise((resolve) => setImmediate(resolve));
  made.runUntil(4500);
  process.off('unhandledRejection', note);
  expect(rejected).toEqual([]);
  expect(late.cycles).toEqual([1]);
  expect(other.cycles).toEqual([1, 2, 3, 4]);
  expect(dropped(other.events)).toMatchObject([
    { subject: 'late', message: { key: 'observer-left-out', values: { why: { key: 'observer-failed' } } } },
  ]);
});

test('one that throws when it is started sees no cycle', () => {
  const broken: Witness = {
    ...witness('broken'),
    started() {
      throw new Error('no start');
    },
  };
  const other = witness('other');
  run(3, [broken, other]);
  expect(broken.cycles).toEqual([]);
  expect(dropped(other.events)).toMatchObject([{ subject: 'broken' }]);
});

test('an observer that is slow again and again is dropped and told', () => {
  const made = makeClock();
  const slow = witness('slow', () => made.take(501));
  const other = witness('other');
  run(10, [slow, other], made);
  expect(slow.cycles).toHaveLength(SLOW_CALLS_MAX);
  expect(other.cycles.length).toBeGreaterThan(SLOW_CALLS_MAX);
  expect(dropped(other.events)).toMatchObject([{ severity: 'alarm', subject: 'slow' }]);
});

test('one that takes half a period, or is slow now and then, stays', () => {
  const half = makeClock();
  const steady = witness('steady', () => half.take(500));
  run(10, [steady], half);
  expect(dropped(steady.events)).toEqual([]);

  const made = makeClock();
  const uneven = witness('uneven', () => {
    if (uneven.cycles.length % SLOW_CALLS_MAX !== 0) made.take(900);
  });
  run(30, [uneven], made);
  expect(dropped(uneven.events)).toEqual([]);
});

test('requests of two sources stand in one image, and the audit tells whose they are', () => {
  const made = makeClock();
  let byPage: TakeCommand | undefined;
  let byOffice: TakeCommand | undefined;
  const page: RequestSource = {
    listen(take) {
      byPage = take;
    },
  };
  const office: RequestSource = {
    listen(take) {
      byOffice = take;
    },
  };
  const one = witness('one');
  const silent = (): void => {};
  const gateway = createGateway({
    plan,
    clock: made.clock,
    links: {},
    jitter: () => 0,
    log: { info: silent, warn: silent, error: silent },
    observers: [one],
    sources: [page, office],
  });
  gateway.start();
  byPage?.(ok(limit('p-1', 'page:li')), silent);
  byOffice?.(ok({ ...limit('o-1', 'ops:alice'), output: 'fan-a' }), silent);
  made.runUntil(1000);
  expect(one.requests).toEqual(['p-1 by page:li', 'o-1 by ops:alice']);
  const subjects = one.events.map(({ subject }) => subject).filter((subject) => subject.startsWith('cmd-'));
  expect(subjects).toEqual(['cmd-p-1', 'cmd-o-1']);
  made.runUntil(10_000);
  expect(one.requests.at(-1)).toBe('o-1 by ops:alice');
});

function limit(id: string, issuer: string): Command {
  const times = { issuedMs: startWallMs, expiresMs: startWallMs + 60_000, leaseMs: 60_000 };
  return { kind: 'limit', id, issuer, reason: 'quiet', output: 'limit-a', value: 50, ...times };
}
