import { z } from 'zod';
import { count, qualityCode, ts, v } from './fields.ts';

/**
 * `[seq, ts, values, quality]`: values in the order of the columns that `birth` names for the stream, null for a bad one.
 * The quality is 0 when all of them are good, else one code for each value. Text stands where the unit is `id`.
 */
export const rowSchema = z.tuple([
  count,
  ts,
  z.array(z.union([z.number(), z.string()]).nullable()),
  z.union([z.literal(0), z.array(qualityCode)]),
]);

/**
 * Rows of one stream. The key against duplicates is site, station, stream, epoch and seq; a message that comes again is
 * the same, byte by byte.
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
  rows: z.array(rowSchema),
});

/** A batch as published. */
export type BatchPayload = z.infer<typeof batchSchema>;
