/** One row of levels, to be filled again and again. */

import { KIND } from './kinds.ts';

/** The row that was read last. Each row overwrites it: a million rows are not a million objects. NaN is missing. */
export interface Row {
  ms: number;
  /** False: `ms` is UTC. */
  isLocal: boolean;
  levelDb: number;
  peakDb: number;
  durationMs: number;
  kind: number;
}

/** A row to read into. */
export function emptyRow(): Row {
  return { ms: NaN, isLocal: true, levelDb: NaN, peakDb: NaN, durationMs: NaN, kind: KIND.level };
}
