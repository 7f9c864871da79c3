import { z } from 'zod';
import { count, qualityCode, ts } from './fields.ts';
import type { Row } from './row.ts';

/**
 * Seconds of one thing by columns, which cost less than half of as many rows. The lists are as long as each other, one entry for each
 * second, in the order of their times.
 */
export const seriesSchema = z.object({
  /** What they are about: the value of the first column that `birth` names. */
  of: z.string(),
  /** One for each second. Absent: they begin with the first of the batch, and each next one is higher by one. */
  seq: z.array(count).optional(),
  /** When the first began; the next ones began each 1000 ms later, and by `late` more. */
  ts,
  /** ms, one for each second. Absent: none. */
  late: z.array(z.int()).optional(),
  /** A list for each column behind the first, null for a bad value. */
  values: z.array(z.array(z.number().nullable())),
  /** A code for each value. Absent: all of them are good. */
  quality: z.array(z.array(qualityCode)).optional(),
});

type Series = z.infer<typeof seriesSchema>;

/** A second, in the time of a series. */
export const STEP_MS = 1000;

/** The same as rows; `firstSeq` is that of the batch. */
export function rowsOfSeries(
  { of, seq, ts: firstMs, late, values, quality }: Series,
  firstSeq: number,
): readonly Row[] {
  const [first = []] = values;
  return first.map((_, index) => [
    seq?.[index] ?? firstSeq + index,
    firstMs + STEP_MS * index + (late?.[index] ?? 0),
    [of, ...values.map((column) => column[index] ?? null)],
    quality === undefined ? 0 : codesAt(quality, index),
  ]);
}

/** As a row has them: 0 when all are good; the first is that of the name. */
function codesAt(quality: readonly (readonly number[])[], index: number): Row[3] {
  const codes = quality.map((column) => column[index] ?? 0);
  return codes.every((code) => code === 0) ? 0 : [0, ...codes];
}
