/** What every device definition begins with, whatever the device speaks. */

import { z } from 'zod';
import { phraseKey } from '../../model/phrase.ts';
import { name } from '../../schema/fields.ts';

const serialFormat = z.enum(['8N1', '8E1', '8O1', '8N2'], {
  error: phraseKey('form-serial'),
});

/** Keys of the head of a definition file. */
export const describedFields = {
  model: name,
  title: z.string(),
  source: z.string().describe('Manual and page, or the drivers that agree'),
  confidence: z.enum(['A', 'B', 'C', 'U']),
  verified: z.boolean().describe('False until somebody has checked it on the device'),
  notes: z.array(z.string()).optional(),
  onSilence: z.string().describe('What the device does when the controller falls silent'),
};

/** Line settings as the device leaves the factory; a site or a scan begins with them. */
export const serialField = z
  .strictObject({ baud: z.int().positive(), format: serialFormat })
  .describe('Factory setting');
