/**
 * Fields that several payloads have. Times are UTC milliseconds, durations seconds, units in the field's name or in
 * `unit`. Objects are open towards newer minor versions: unknown keys are ignored on reading.
 */

import { z } from 'zod';
import { qualities } from '../../model/reading.ts';

/** Major version of the payload: another one may not be read as this. */
export const v = z.literal(1);
/** A moment, UTC milliseconds since 1970. */
export const ts = z.int().min(0);
/** A duration. */
export const seconds = z.number().min(0);
/** A number of things. */
export const count = z.int().min(0);
/** A level; null where nothing valid was measured. */
export const decibels = z.number().nullable();
/** Whether the station's wall clock is synchronised, and who says so. */
export const clockState = z.object({ sync: z.boolean(), src: z.string() });

/**
 * A message: in English, and as a key with values (src/model/message.ts), to word it in another language or to act on
 * it. Values are numbers, strings, null, messages of the same form, and lists of them. Older stations give the text
 * alone.
 */
export const said = {
  text: z.string(),
  key: z.string().optional(),
  values: z.record(z.string(), z.unknown()).optional(),
};

/** Fields of each record that counts: site, station, kind of record, epoch and seq are the key against duplicates. */
export const numbered = { v, site: z.string(), station: z.string(), epoch: count, seq: count };

/** Code of src/model/reading.ts: 0 is good. */
export const qualityCode = z
  .int()
  .min(0)
  .max(qualities.length - 1);

/** `advise`: the outputs show advice and nothing is moved. Older stations do not give it. */
export const mode = z.enum(['auto', 'advise']).optional();

/** The state of the wall clock as published. */
export type ClockState = z.infer<typeof clockState>;
