/**
 * The note beside the tail: what control had learned a few seconds ago, for the restart that is no power cut. It is in memory
 * alone, so it may be so young without wearing the medium.
 */

import { deflated, inflatedText } from '../codec/deflated.ts';

interface Note {
  /** The batch it came with. */
  readonly batch: number;
  /** The snapshot, as JSON. */
  readonly text: string;
}

/** A note as bytes. */
export function packNote(batch: number, text: string): Uint8Array {
  return deflated(JSON.stringify({ batch, text } satisfies Note));
}

/**
 * The snapshot in a note, where it is younger than the one of batch `snapshotBatch` and belongs to a file that ends with
 * `lastBatch`; null where it is not, or cannot be read.
 */
export function noteAfter(
  bytes: Uint8Array | undefined,
  snapshotBatch: number,
  lastBatch: number,
): string | null {
  const content = bytes === undefined ? null : inflatedText(bytes);
  if (content === null) return null;
  const { batch, text } = JSON.parse(content) as Note;
  return batch > snapshotBatch && batch <= lastBatch ? text : null;
}
