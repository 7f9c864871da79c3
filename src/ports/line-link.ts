/** Lines of text to and from one device. Callbacks, as with ByteLink, so that real and virtual time are the same. */

import type { Fault } from '../model/fault.ts';

export interface LineLink {
  /** Begins to open. Legal only while closed. */
  open(handlers: LineLinkHandlers): void;
  /** Writes one line while open; the line end is added. Nothing is ever queued for a later open. */
  write(line: string): void;
  /** Closes; `closed` follows, once. Harmless when already closed. */
  close(): void;
}

export interface LineLinkHandlers {
  opened(): void;
  /** One line without its line end, one character a byte. A line beyond the limit comes cut, one too long. */
  line(text: string): void;
  /** Exactly once for each `open`, also when opening failed. */
  closed(fault: Fault): void;
}
