/** The text of a payload, which may be compressed: gzip begins with two bytes that no text of ours begins with. */

import { gunzipSync } from 'node:zlib';

/** Larger than any pack of ours; a small payload that unfolds to more is not for us. */
const TEXT_BYTES_MAX = 8_000_000;

/** What cannot be unfolded is given as it came: nothing of the contract. */
export function payloadText(payload: Buffer): string {
  if (payload[0] !== 0x1f || payload[1] !== 0x8b) return payload.toString('utf8');
  try {
    return gunzipSync(payload, { maxOutputLength: TEXT_BYTES_MAX }).toString('utf8');
  } catch {
    // Damaged, or a bomb: its reader says that it does not fit.
    return payload.toString('utf8');
  }
}
