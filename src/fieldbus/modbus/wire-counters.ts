/** What went over a wire since the start. Every settled request is in exactly one of `ok` and the four after it. */

import type { LateCounter } from './framing.ts';

export interface WireCounters extends LateCounter {
  requests: number;
  ok: number;
  exceptions: number;
  timeouts: number;
  crcErrors: number;
  frameErrors: number;
  /** Bytes that belonged to no request in flight. */
  lateBytes: number;
  /** Questions that came back to us before their answer, or in its place. */
  echoes: number;
}

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
