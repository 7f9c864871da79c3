import { z } from 'zod';
import { count, v } from './fields.ts';
import { type Row, rowSchema } from './row.ts';
import { rowsOfSeries, seriesSchema } from './series.ts';

/**
 * Rows of one stream, or series in their place. The key against duplicates is site, station, stream, epoch and seq; a message
 * that comes again is the same, byte by byte.
 */
export const batchSchema = z.object({
  v,
  site: z.string(),
  station: z.string(),
  /** Rises; a number comes once within it (docs/mqtt.md). */
  epoch: count,
  stream: z.string(),
  /** First and last number that it covers; the next one goes on behind it. Rows may be fewer. */
  seq: z.tuple([count, count]),
  /** The station's clock was synchronised. */
  sync: z.boolean(),
  /** Hash of the configuration the rows were taken under: `birth/{cfg}` names its columns. */
  cfg: z.string(),
  /** Absent: there are series. */
  rows: z.array(rowSchema).optional(),
  /** Of `spl`; older stations send rows. */
  series: z.array(seriesSchema).optional(),
});

/** A batch as published. */
export type BatchPayload = z.infer<typeof batchSchema>;

/** All of them as rows, whatever their form, in the order of their numbers. */
export function rowsIn({
  seq: [firstSeq],
  rows = [],
  series = [],
}: Pick<BatchPayload, 'seq' | 'rows' | 'series'>): readonly Row[] {
  return [...rows, ...series.flatMap((one) => rowsOfSeries(one, firstSeq))].sort(([a], [b]) => a - b);
}
