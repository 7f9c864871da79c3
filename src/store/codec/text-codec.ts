/** A text among varints: its length in bytes, then the bytes (UTF-8). */

import type { VarintReader, VarintWriter } from './varints.ts';

/** Writes a text behind what is there. */
export function putText(out: VarintWriter, text: string): void {
  const bytes = new TextEncoder().encode(text);
  out.put(bytes.length);
  for (const byte of bytes) out.put(byte);
}

/** Reads the next text. */
export function takeText(source: VarintReader): string {
  const length = source.take();
  return new TextDecoder().decode(Uint8Array.from({ length }, () => source.take()));
}
