/** Counters of a wire since the start. Every settled request is in exactly one of `ok` and the four after it. */

import type { LateCounter } from './framing.ts';

/** The counters of a wire. */
export interface WireCounters extends LateCounter {
  requests: number;
  ok: number;
  exceptions: number;
  timeouts: number;
  crcErrors: number;
  frameErrors: number;
  /** Bytes that belonged to no request in flight. */
  lateBytes: number;
  /** Questions echoed before their answer, or in place of it. */
  echoes: number;
}

/** All at zero. */
export function createWireCounters(): WireCounters {
  return {
    requests: 0,
    ok: 0,
    exceptions: 0,
    timeouts: 0,
    crcErrors: 0,
    frameErrors: 0,
    lateBytes: 0,
    echoes: 0,
  };
}
