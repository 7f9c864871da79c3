/** The `station` block of a site file: a name alone, or all that a record of a measurement names. */

import { z } from 'zod';
import { inEachLanguage } from '../../language/languages.ts';
import { phraseKey } from '../../model/phrase.ts';
import { name } from '../../schema/fields.ts';

const text = z.string().min(1).max(200);
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: phraseKey('form-date') })
  .meta({ examples: ['2026-07-15'] });

const named = z
  .strictObject(inEachLanguage(() => text.optional()))
  .describe('As people call it, by language');

/** Where the microphone stands; also of a receptor that has only a name. */
export const placeFields = {
  names: named.optional(),
  heightM: z.number().min(0).max(300).optional().describe('Height of the microphone above the ground'),
  distanceM: z.number().min(0).max(1000).optional().describe('Distance from the boundary, or the facade'),
  facade: z
    .enum(['free-field', 'before-facade', 'window-open'])
    .optional()
    .describe('What reflects near the microphone'),
  picture: text.optional().describe('File of a sketch or a photo of the place'),
} as const;

const papers = {
  model: text.optional(),
  serial: text.optional(),
  certificate: text.optional().describe('Number of the certificate of verification'),
  certificateDate: date.optional(),
} as const;

const block = z.strictObject({
  id: name.meta({ description: 'This station; second level of the topics', examples: ['north-yard'] }),
  names: named.optional(),
  address: text.optional(),
  operatingState: text.optional().describe('How the station is run at night, for the record'),
  contact: z
    .strictObject({
      name: text.optional(),
      phone: text.optional(),
      email: text.optional(),
      reference: text.optional(),
    })
    .optional()
    .describe('Whom a neighbour calls'),
  persons: z
    .strictObject({ measured: text.optional(), checked: text.optional(), approved: text.optional() })
    .optional(),
  instruments: z
    .record(name, z.strictObject({ maker: text.optional(), class: z.enum(['1', '2']).optional(), ...papers }))
    .default({})
    .describe('By device: what its papers say'),
  calibrator: z.strictObject(papers).optional(),
});

/** The entry as it is written; a name alone is a block with nothing else. */
export const stationSchema = z
  .union([name.meta({ examples: ['north-yard'] }), block])
  .describe('This station; its name is the second level of the topics');

/** The block of a station of which only the name is given. */
export function stationBlock(entry: z.output<typeof stationSchema>): z.output<typeof block> {
  return typeof entry === 'string' ? { id: entry, instruments: {} } : entry;
}
