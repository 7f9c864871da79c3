/** Lines of text to and from one device. Callbacks, as with ByteLink, so that real and virtual time are the same. */

import type { Fault } from '../../model/fault.ts';

/** The lines of one device. */
export interface LineLink {
  /** Starts to open. Legal only while closed. */
  open(handlers: LineLinkHandlers): void;
  /** Writes one line while open; the line end is added. Nothing is ever queued for a later open. */
  write(line: string): void;
  /** Closes; `closed` follows, once. Harmless when already closed. */
  close(): void;
}

/** The events of a line link. */
export interface LineLinkHandlers {
  opened(): void;
  /** One line without its line end, one character per byte. A line beyond the limit is cut one character above it. */
  line(text: string): void;
  /** Exactly once for each `open`, also when opening failed. */
  closed(fault: Fault): void;
}
