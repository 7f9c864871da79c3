/** A bus as the gateway runs it, on a real link, with what a test of healing wants to know about it. */

import { readdirSync } from 'node:fs';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { createBus } from '../../src/fieldbus/bus/bus.ts';
import type { BusCounters } from '../../src/fieldbus/bus/bus-counters.ts';
import type { BusPlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ByteLink } from '../../src/ports/field/byte-link.ts';
import { meter } from '../unit/fieldbus/bus/bus-fixture.ts';
import { describeFault } from '../unit/language/said.ts';
import { until } from './running.ts';

export interface PolledLine {
  /** Good readings so far; each shows that register n holds n, or it is in `wrong`. */
  readonly good: () => number;
  readonly wrong: readonly string[];
  readonly changes: readonly string[];
  readonly counters: () => BusCounters;
  /** Resolves with the time until the next good reading, in ms; fails after `withinMs`. */
  resumed(withinMs: number): Promise<number>;
  /** Stops the bus; gives how many writes were asked for and how many were settled, each counted once. */
  stop(): { readonly asked: number; readonly settled: number };
}

/** Polls unit 2 (and 3) ten times a second and writes to unit 2 meanwhile, whatever the state of the line. */
export function pollLine(plan: BusPlan, linkOf: (clock: Clock) => ByteLink): PolledLine {
  const clock = createSystemClock({ wallSync: 'assumed' });
  const options = { pollMs: 100, responseTimeoutMs: 150 };
  const wrong: string[] = [];
  const changes: string[] = [];
  const settledOf: number[] = [];
  let good = 0;
  const bus = createBus({
    plan,
    devices: [meter(2, options), meter(3, options)],
    link: linkOf(clock),
    clock,
    jitter: Math.random,
    onReading(_device, { address }, reply) {
      if (!reply.ok) return;
      good++;
      const isRight = reply.value.every((word, index) => word === address + index);
      if (!isRight) wrong.push(reply.value.join(' '));
    },
    onState(change) {
      changes.push('fault' in change ? `${change.kind}: ${describeFault(change.fault)}` : change.kind);
    },
  });
  bus.start();
  const writing = setInterval(() => {
    const index = settledOf.push(0) - 1;
    bus.write({
      device: 'meter-2',
      request: { kind: 'write-register', address: 9, value: index & 0xffff },
      deadlineMs: clock.nowMs() + 300,
      done() {
        settledOf[index] = (settledOf[index] ?? 0) + 1;
      },
    });
  }, 150);
  return {
    good: () => good,
    wrong,
    changes,
    counters: () => bus.counters(),
    async resumed(withinMs) {
      const before = good;
      const startMs = performance.now();
      await until(
        () => good > before,
        withinMs,
        'a good reading',
        () => changes.slice(-8).join('\n'),
      );
      return performance.now() - startMs;
    },
    stop() {
      clearInterval(writing);
      bus.stop();
      return { asked: settledOf.length, settled: settledOf.filter((times) => times === 1).length };
    },
  };
}

/** What this process holds open: descriptors, and the handles of the event loop by kind. */
export function held(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { descriptors: readdirSync('/proc/self/fd').length };
  for (const kind of process.getActiveResourcesInfo()) {
    if (!/TCP|Pipe|TTY|FSReq/.test(kind)) continue;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
