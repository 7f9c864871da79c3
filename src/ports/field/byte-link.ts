/**
 * A stream of bytes to the field: a serial port, a TCP socket, a wire in memory. Callbacks, not promises, so that
 * the same owner runs on real and on virtual time.
 */

import type { Fault } from '../../model/fault.ts';

/** The stream to one line. */
export interface ByteLink {
  /** Starts to open a new underlying port object. Legal only while closed. */
  open(handlers: LinkHandlers): void;
  /**
   * May be called between `opened` and `closed`; what is written when the line has just gone is lost with it. Any other
   * call is a programmer error: nothing is ever queued for a later open.
   */
  write(bytes: Uint8Array): void;
  /** Nothing that matters will be complete before this monotonic time, so a link need not look before it. */
  rest?(untilMs: number): void;
  /** Other processes that have the same port open, as far as it can be seen; only where a port can be shared at all. */
  otherUsers?(found: (users: readonly string[]) => void): void;
  /** Closes; `closed` follows, once. Harmless when already closed. */
  close(): void;
}

/** The events of a link. */
export interface LinkHandlers {
  opened(): void;
  data(bytes: Uint8Array): void;
  /** Exactly once for each `open`, also when opening failed. */
  closed(fault: Fault): void;
}
