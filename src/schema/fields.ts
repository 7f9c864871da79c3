/** The zod field types that all configuration files share. A number without a unit is never a duration. */

import { z } from 'zod';
import { parseDuration } from '../model/duration.ts';
import { phraseKey } from '../model/phrase.ts';
import { type Quantity, quantities } from '../model/quantity.ts';

/** "5s", "500ms", "1m30s": gives milliseconds. */
export const duration = z
  .string({ error: phraseKey('form-duration-text') })
  .refine((text) => parseDuration(text) !== undefined, {
    error: phraseKey('form-duration'),
  })
  .transform((text) => parseDuration(text) ?? 0)
  .meta({
    title: 'duration',
    description: 'Duration with unit: 500ms, 5s, 2m, 8h',
    pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$',
  });

/** Names that become topic levels: small letters, digits, `-` and `_` (zigbee2mqtt issue 26939). */
export const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,47}$/, {
  error: phraseKey('form-name'),
});

/** A share of the full value, 0 to 100. */
export const percent = z.number().min(0).max(100);

/** "22:00": gives minutes since local midnight. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: phraseKey('form-time-of-day') })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))
  .meta({ title: 'time of day' });

/** The name of a quantity that the program knows. */
export const quantity = z.enum(Object.keys(quantities) as [Quantity, ...Quantity[]]);
