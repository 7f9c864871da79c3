/** What a site file says of tones, and of limits that follow the background. */

import { z } from 'zod';
import { phraseKey } from '../../model/phrase.ts';
import { duration, percent } from '../../schema/fields.ts';

/** Of a fan. */
export const toneFields = {
  blades: z
    .int()
    .min(2)
    .max(64)
    .optional()
    .meta({
      description:
        'Blades of its wheel; with them, speeds whose tone stands out at a receptor are learned and avoided',
      examples: [7],
    }),
  avoid: z
    .array(
      z
        .strictObject({ lowPct: percent, highPct: percent })
        .refine(({ lowPct, highPct }) => lowPct < highPct, { error: phraseKey('low-below-high') })
        .refine(({ lowPct, highPct }) => highPct - lowPct <= 30, {
          error: phraseKey('band-too-wide'),
        }),
    )
    .max(8)
    .optional()
    .meta({ description: 'Speeds that it steps over, percent', examples: ['[{ lowPct: 58, highPct: 66 }]'] }),
};

/** Of a receptor. */
export const characterFields = {
  relative: z
    .strictObject({
      over: z
        .enum(['l90', 'residual'])
        .default('l90')
        .describe('The background: what is exceeded 90 % of the time without the equipment, or its LAeq'),
      byDb: z
        .number()
        .min(-20)
        .max(20)
        .meta({
          description: 'The equipment may exceed the measured background by this, dB',
          examples: [-10],
        }),
      leastDb: z
        .number()
        .min(0)
        .max(120)
        .default(25)
        .describe('Lowest background there can be; taken where it is not known'),
      cease: z
        .strictObject({
          after: duration.describe('So long above the limit'),
          for: duration.describe('power goes down and stays down for so long'),
        })
        .optional()
        .describe('The permit asks for the use to cease while the limit is exceeded'),
    })
    .optional()
    .describe('A limit relative to the background, beside the fixed ones'),
  tonePenaltyDb: z
    .number()
    .min(0)
    .max(12)
    .optional()
    .meta({ description: 'Taken off the limits while the meter finds a tone, dB', examples: [5] }),
};
