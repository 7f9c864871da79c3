/** A text as it would be with its stray characters typed right, and the way back to where they stand. */

import type { Stray } from './stray-characters.ts';

/** The text that is read in the place of the one that was written. */
export interface MendedText {
  readonly text: string;
  /** The offset in the text as written. */
  readonly toWritten: (offset: number) => number;
}

/** Puts what is meant in the place of each stray; `strays` in the order of the text. */
export function mendText(text: string, strays: readonly Stray[]): MendedText {
  const parts: string[] = [];
  const shifts: { readonly from: number; readonly by: number }[] = [];
  let read = 0;
  let by = 0;
  for (const { at, length, instead } of strays) {
    parts.push(text.slice(read, at), instead);
    read = at + length;
    by += length - instead.length;
    if (length !== instead.length) shifts.push({ from: read - by, by });
  }
  parts.push(text.slice(read));
  return {
    text: parts.join(''),
    toWritten: (offset) => {
      let [low, high] = [0, shifts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((shifts[middle]?.from ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      return offset + (shifts[low - 1]?.by ?? 0);
    },
  };
}
