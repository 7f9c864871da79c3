import { z } from 'zod';
import { count, ts } from '../form/fields.ts';

/** Percentiles 10, 50 and 90 of past nights; null: not known. */
const spread = z.tuple([z.number(), z.number(), z.number()]).nullable();

/** Energy drawn; equipment above its limit; minutes near the limit and with limited power; energy withheld at most. */
const figures = {
  kwh: spread,
  over_db: spread,
  risk_min: spread,
  limited_min: spread,
  withheld_kwh: spread,
};

const measured = z.object({
  kwh: z.number().nullable(),
  over_db: z.number().nullable(),
  risk_min: z.number().nullable(),
  limited_min: z.number().nullable(),
  withheld_kwh: z.number().nullable(),
});

/** What the night will probably bring, from an hour before it to its end. */
export const forecastSchema = z.object({
  /** Date of the evening. */
  night: z.string(),
  made: ts,
  /** Past nights that it comes from. */
  nights: count,
  /** Figures for which evenings as warm as this one count more. */
  by_weather: z.array(z.string()),
  /** Of the hours still to come: sums, and the loudest of them. */
  rest: z.object(figures),
  hours: z.array(
    z.object({
      from: ts,
      ...figures,
      /** What came; null before the hour is over. */
      measured: measured.nullable(),
    }),
  ),
});

/** A forecast as published. */
export type ForecastPayload = z.infer<typeof forecastSchema>;
