/**
 * Feeds the watchdog of the service manager, as long as the control cycle turns and every bus moves. The network has no
 * part in it: a broker that is away must not restart a gateway that works. Nor has the history: a restart mends no disk.
 */

import { readersOf, type SitePlan } from '../plan/site-plan.ts';
import type { Log } from '../ports/log.ts';
import type { BusHealth, GatewayHealth, Observer } from '../ports/observer.ts';

/** What is said to the service manager, sd_notify(3). */
export type ServiceState = 'READY=1' | 'WATCHDOG=1' | 'STOPPING=1';

/** Parts of the watchdog. */
export interface WatchdogParts {
  readonly plan: Pick<SitePlan, 'devices' | 'ports'>;
  readonly nowMs: () => number;
  readonly log: Log;
  /** Never waits. */
  readonly notify: (state: ServiceState) => void;
  /** Time after which the service manager gives the process up; null: it does not watch. */
  readonly timeoutMs: number | null;
}

/** A bus that moves nothing for this many of its slowest polls stands still. */
const POLLS_MISSED_MAX = 5;
const STANDSTILL_LEAST_MS = 10_000;

/** The counters of a bus when they last changed. */
interface Seen {
  readonly count: number;
  readonly atMs: number;
}

/** An observer that says READY after the first cycle, feeds the watchdog and says STOPPING. */
export function createWatchdog(parts: WatchdogParts): Observer<unknown> {
  const { nowMs, notify, timeoutMs, log } = parts;
  const patienceMs = patienceByBus(parts.plan);
  const seen = new Map<string, Seen>();
  let health: (() => GatewayHealth) | undefined;
  let isReady = false;
  let fedMs = Number.NEGATIVE_INFINITY;
  let told = '';
  return {
    name: 'service watchdog',
    started(asked) {
      health = asked;
    },
    cycle() {
      if (!isReady) notify('READY=1');
      isReady = true;
      const now = nowMs();
      // Thrice as often as it must be: one call that is late does no harm.
      if (timeoutMs === null || health === undefined || now - fedMs < timeoutMs / 3) return;
      const still = standing(health().buses, seen, patienceMs, now);
      if (still !== told && still !== '')
        log.error(`bus ${still} has stood still although its devices answer: the watchdog will restart us.`);
      told = still;
      if (still !== '') return;
      fedMs = now;
      notify('WATCHDOG=1');
    },
    stopping: () => notify('STOPPING=1'),
  };
}

/** The buses that stand still, in one word; empty when all move. */
function standing(
  buses: Readonly<Record<string, BusHealth>>,
  seen: Map<string, Seen>,
  patienceMs: ReadonlyMap<string, number>,
  nowMs: number,
): string {
  const still: string[] = [];
  for (const [id, bus] of Object.entries(buses)) {
    const count = bus.ok + bus.timeouts + bus.crcErrors + bus.missed;
    const before = seen.get(id);
    // A bus whose devices are all away waits between its tries on purpose.
    if (!bus.isUp || before === undefined || before.count !== count) seen.set(id, { count, atMs: nowMs });
    else if (nowMs - before.atMs > (patienceMs.get(id) ?? STANDSTILL_LEAST_MS)) still.push(id);
  }
  return still.join(', ');
}

function patienceByBus(plan: WatchdogParts['plan']): ReadonlyMap<string, number> {
  const patienceMs = new Map<string, number>();
  for (const { bus, pollMs } of readersOf(plan)) {
    const least = patienceMs.get(bus) ?? STANDSTILL_LEAST_MS;
    patienceMs.set(bus, Math.max(least, POLLS_MISSED_MAX * pollMs));
  }
  return patienceMs;
}
