import { z } from 'zod';
import { count, qualityCode, ts } from './fields.ts';

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

/** One row. */
export type Row = z.infer<typeof rowSchema>;
