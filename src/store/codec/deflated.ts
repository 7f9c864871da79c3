/** Deflate with a checksum: SQLite does not notice a flipped bit inside a value, this does. */

import { deflateSync, inflateSync } from 'node:zlib';

/** As zlib does (RFC 1950), with the checksum at the end. */
export function deflated(content: Uint8Array | string): Uint8Array {
  return deflateSync(content);
}

/** The content, or null when the bytes are damaged. */
export function inflated(bytes: Uint8Array): Uint8Array | null {
  try {
    return inflateSync(bytes);
  } catch {
    // Whatever zlib reports, the value cannot be read.
    return null;
  }
}

/** The text, or null when the bytes are damaged. */
export function inflatedText(bytes: Uint8Array): string | null {
  const content = inflated(bytes);
  return content === null ? null : new TextDecoder().decode(content);
}
