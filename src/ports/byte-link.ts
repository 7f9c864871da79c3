/**
 * A stream of bytes to the field: a serial port, a TCP socket, a wire in memory. Callbacks, not promises, so that
 * the same owner runs on real and on virtual time.
 */

import type { Fault } from '../model/fault.ts';

export interface ByteLink {
  /** Begins to open a new underlying port object. Legal only while closed. */
  open(handlers: LinkHandlers): void;
  /**
   * Writes from `opened` to `closed`; what is written when the line has just gone is lost with it. Anything else is a
   * programmer error: nothing is ever queued for a later open.
   */
  write(bytes: Uint8Array): void;
  /** Nothing that matters will be complete before this monotonic time: a link may wait so long before it looks again. */
  rest?(untilMs: number): void;
  /** Closes; `closed` follows, once. Harmless when already closed. */
  close(): void;
}

export interface LinkHandlers {
  opened(): void;
  data(bytes: Uint8Array): void;
  /** Exactly once for each `open`, also when opening failed. */
  closed(fault: Fault): void;
}
