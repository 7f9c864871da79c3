/** What a limits file adds to a level: terms with their hours, seasons and days of rest. */

import { z } from 'zod';
import type { HourSpan } from '../../acoustics/rule-set.ts';
import { phraseKey } from '../../model/phrase.ts';
import { name } from '../../schema/fields.ts';
import { cited, excess, periodName } from './cited-fields.ts';

const dayOfYear = z
  .string()
  .regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, { error: phraseKey('form-day-of-year') });

const season = z
  .strictObject({ from: dayOfYear, to: dayOfYear })
  .describe('From one day of the year to another, both included; it may go over the new year');

const hourSpan = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):00-(?:[01]\d|2[0-4]):00$/, {
    error: phraseKey('form-hours'),
  })
  .transform((text): HourSpan => {
    return { startMin: 60 * Number(text.slice(0, 2)), endMin: 60 * Number(text.slice(6, 8)) };
  })
  .refine(({ startMin, endMin }) => startMin < endMin, {
    error: phraseKey('hours-end-first'),
  })
  .meta({ examples: ['06:00-07:00'] });

/** Sundays and holidays. */
export const restDays = z
  .strictObject({
    sundays: z.boolean().default(true),
    dates: z
      .array(
        z.string().regex(/^(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|easter(?:[+-]\d{1,2})?)$/, {
          error: phraseKey('form-holiday'),
        }),
      )
      .default([])
      .describe('Holidays: "12-25" each year, or days from Easter Sunday: easter-2'),
    ...cited,
  })
  .describe('Days whose hours count otherwise');

/** One adjustment. */
export const term = z.strictObject({
  kind: z
    .enum([
      'tonal-survey',
      'tonal-audibility',
      'impulsive-takt',
      'impulsive-prominence',
      'intermittent',
      'hours',
      'meteorological',
      'supervision',
      'always',
    ])
    .describe(
      'hours: counts in some hours of the day; meteorological: Cmet, C0 = -addDb; supervision: taken off where an authority measures',
    ),
  addDb: excess.describe('What it adds at most, dB; below 0 it takes off'),
  periods: z.array(periodName).min(1).default(['day', 'evening', 'night']),
  classes: z.array(name).min(1).optional().describe('Classes it is for; not written: all'),
  season: season.optional(),
  workdays: z.array(hourSpan).min(1).optional().describe('Of kind hours: those of working days'),
  restdays: z.array(hourSpan).min(1).optional().describe('Of kind hours: those of Sundays and holidays'),
  ...cited,
});
