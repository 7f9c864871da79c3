/** Real time. Timers never ring early; short ones, the silent intervals of a serial line, ring to the fraction. */

import { access } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Cancel, Clock } from '../ports/clock.ts';

/** systemd-timesyncd touches this file when it has set the clock since boot (systemd-timesyncd.service(8)). */
const syncedFile = '/run/systemd/timesync/synchronized';
const SYNC_CHECK_MS = 10_000;
/** Node's timers count whole milliseconds. Of a wait up to this long the last fraction is slept away, then spun. */
const EXACT_BELOW_MS = 20;
const FRACTION_MAX_MS = 1;
/** A sleeper may be woken so much late; this much is spun, which costs the processor. */
const SPIN_MS = 0.05;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export interface SystemClockOptions {
  /** `assumed`: the operating system's clock is taken as right; `systemd-timesyncd`: its own word is asked. */
  readonly wallSync: 'assumed' | 'systemd-timesyncd';
}

export function createSystemClock(options: SystemClockOptions): Clock {
  return {
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    wallSync: options.wallSync === 'assumed' ? () => assumed : createSyncCheck(),
    at: (atMs, callback) => ring(atMs, callback),
  };
}

const assumed = { synced: true, source: 'assumed' };

function createSyncCheck(): Clock['wallSync'] {
  let synced = false;
  let checkedMs = Number.NEGATIVE_INFINITY;
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
      // Nobody wakes it: a sleep of a fraction of a millisecond, for which Node has no other means.
      if (leftMs > SPIN_MS) Atomics.wait(sleeper, 0, 0, leftMs - SPIN_MS);
      while (performance.now() < atMs);
      callback();
    }
  }

  return () => cancel();
}
