/** Fields that every part of a limits file has: words in each language, clauses, levels, durations. */

import { z } from 'zod';
import { inEachLanguage } from '../../language/languages.ts';
import { duration } from '../../schema/fields.ts';

/** Words. */
export const text = z.string().min(1);
/** A level, dB. */
export const levelDb = z.number().min(0).max(120);
/** A duration, in s. */
export const seconds = duration.transform((ms) => ms / 1000);

/** A text in English, and in other languages as far as somebody wrote it. */
export const localized = z.strictObject({ ...inEachLanguage(() => text.optional()), en: text });
/** How sure it is. */
export const confidence = z
  .enum(['confirmed', 'derived', 'unconfirmed'])
  .describe(
    'confirmed: read in the text or a restatement; derived: our conclusion; unconfirmed: from memory',
  );
/** Clause and confidence. */
export const cited = {
  clause: z.union([text.transform((en) => ({ en })), localized]).meta({
    description: 'Where it stands; words beside the name in each language',
    examples: ['GB 22337-2008 4.1.1'],
  }),
  confidence,
};

/** The name of a period. */
export const periodName = z.enum(['day', 'evening', 'night']);

/** A difference, dB. */
export const excess = z.number().min(-30).max(30);
