/** Rows of a file that runs backwards, kept and given again the other way round: some twenty bytes each. */

import type { Row } from './row.ts';

interface KeptRows {
  readonly add: (row: Row, line: number) => void;
  /** Fills `row` with each, the last first. */
  readonly replay: (row: Row, onRow: (line: number) => void) => void;
}

const FIELDS = 5;
const FIRST_ROWS = 4096;

/** An empty keep. */
export function newestFirst(): KeptRows {
  let kept = new Float64Array(FIRST_ROWS * FIELDS);
  let marks = new Uint8Array(FIRST_ROWS);
  let count = 0;
  const grow = (): void => {
    const [numbers, bytes] = [new Float64Array(kept.length * 2), new Uint8Array(marks.length * 2)];
    numbers.set(kept);
    bytes.set(marks);
    [kept, marks] = [numbers, bytes];
  };
  return {
    add: (row, line) => {
      if (count === marks.length) grow();
      const at = count * FIELDS;
      kept[at] = row.ms;
      kept[at + 1] = row.levelDb;
      kept[at + 2] = row.peakDb;
      kept[at + 3] = row.durationMs;
      kept[at + 4] = line;
      marks[count] = row.kind * 2 + (row.isLocal ? 1 : 0);
      count++;
    },
    replay: (row, onRow) => {
      for (let index = count - 1; index >= 0; index--) {
        const at = index * FIELDS;
        row.ms = kept[at] ?? Number.NaN;
        row.levelDb = kept[at + 1] ?? Number.NaN;
        row.peakDb = kept[at + 2] ?? Number.NaN;
        row.durationMs = kept[at + 3] ?? Number.NaN;
        const mark = marks[index] ?? 0;
        row.kind = mark >> 1;
        row.isLocal = mark % 2 === 1;
        onRow(kept[at + 4] ?? 0);
      }
    },
  };
}
