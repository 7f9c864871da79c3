import { z } from 'zod';
import { clockState, count, qualityCode, ts, v } from './fields.ts';

/**
 * `[seq, ts, values, quality]`: values in the order of the batch's `ch`, null for a bad one; the quality is the worst
 * of the row. Text occurs only where the unit is `id`.
 */
export const rowSchema = z.tuple([
  count,
  ts,
  z.array(z.union([z.number(), z.string()]).nullable()),
  qualityCode,
]);

/** Rows of one stream. The key against duplicates is station, boot, stream and seq. */
export const batchSchema = z.object({
  v,
  station: z.string(),
  stream: z.string(),
  boot: z.string(),
  /** First and last number of the rows inside, without a gap between. */
  seq: z.tuple([count, count]),
  hist: z.literal(false),
  clock: clockState,
  /** Hash of the configuration the rows were taken under. */
  cfg: z.string(),
  ch: z.array(z.string()),
  unit: z.array(z.string()),
  rows: z.array(rowSchema).min(1),
});

export type BatchPayload = z.infer<typeof batchSchema>;
