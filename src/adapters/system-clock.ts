/**
 * Real time. Timers are never early; short ones, the silent intervals of a serial line, are exact to a fraction of a
 * millisecond.
 */

import { access, existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Cancel, Clock } from '../ports/clock.ts';

/** systemd-timesyncd touches this file when it has set the clock since boot (systemd-timesyncd.service(8)). */
const syncedFile = '/run/systemd/timesync/synchronized';
const SYNC_CHECK_MS = 10_000;
/** Node's timers count whole milliseconds. The last fraction of a wait up to this long is slept, then spun. */
const EXACT_BELOW_MS = 20;
const FRACTION_MAX_MS = 1;
/** A sleeper may be woken this late; so much is spun, which costs CPU time. */
const SPIN_MS = 0.05;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** How far the wall clock is trusted. */
export interface SystemClockOptions {
  /** `assumed`: the operating system's clock counts as right; `systemd-timesyncd`: only after it has set the clock. */
  readonly wallSync: 'assumed' | 'systemd-timesyncd';
  /** Added to the wall time: for a simulated evening on a desktop, never on a site. */
  readonly shiftMs?: number;
}

/** The clock of the operating system. */
export function createSystemClock(options: SystemClockOptions): Clock {
  return {
    nowMs: () => performance.now(),
    wallMs: () => Date.now() + (options.shiftMs ?? 0),
    wallSync: options.wallSync === 'assumed' ? () => assumed : createSyncCheck(),
    at: (atMs, callback) => ring(atMs, callback),
  };
}

const assumed = { synced: true, source: 'assumed' };

function createSyncCheck(): Clock['wallSync'] {
  // The first answer counts already: what a restart takes over hangs on it.
  let synced = existsSync(syncedFile);
  let checkedMs = performance.now();
  return () => {
    const nowMs = performance.now();
    if (nowMs - checkedMs >= SYNC_CHECK_MS) {
      checkedMs = nowMs;
      access(syncedFile, (error) => {
        synced = error === null;
      });
    }
    return { synced, source: 'systemd-timesyncd' };
  };
}

function ring(atMs: number, callback: () => void): Cancel {
  const isExact = atMs - performance.now() <= EXACT_BELOW_MS;
  let cancel = waitMost();

  function waitMost(): Cancel {
    const leftMs = atMs - performance.now();
    if (leftMs < 1) {
      const immediate = setImmediate(check);
      return () => clearImmediate(immediate);
    }
    const timeout = setTimeout(check, isExact ? Math.floor(leftMs) : Math.ceil(leftMs));
    return () => clearTimeout(timeout);
  }

  function check(): void {
    const leftMs = atMs - performance.now();
    if (leftMs > FRACTION_MAX_MS) cancel = waitMost();
    else {
      // A sleep of a fraction of a millisecond, for which Node has no other means; nothing wakes it.
      if (leftMs > SPIN_MS) Atomics.wait(sleeper, 0, 0, leftMs - SPIN_MS);
      while (performance.now() < atMs);
      callback();
    }
  }

  return () => cancel();
}
