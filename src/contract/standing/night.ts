import { z } from 'zod';
import { decibels, ts, v } from '../form/fields.ts';
import { defineTopic } from '../form/topic.ts';

/** The finished figures of a night; the same bytes whenever they are told. A verdict stands in the report alone. */
const nightSchema = z.object({
  v,
  site: z.string(),
  station: z.string(),
  /** Date of its evening; the last level of the topic. */
  night: z.string(),
  /** IANA zone of the site. */
  zone: z.string(),
  from: ts,
  to: ts,
  /** By receptor: of all valid seconds LAeq and the highest level; the energy mean of the equipment's minutes; the limit. */
  receptors: z.record(
    z.string(),
    z.object({
      laeq: decibels,
      lafmax: decibels,
      equipment: decibels,
      valid_pct: z.number(),
      limit: z.number(),
    }),
  ),
});

/** Payload of `night/{date}`. */
export type NightPayload = z.infer<typeof nightSchema>;

/** The topic `night/{date}`. */
export const nightTopic = defineTopic({
  pattern: 'night/{date}',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'Final figures of a night, kept for 30 nights',
  producer: 'src/backoffice/telemetry/nights.ts',
  period: 'after its end, and after a start for the last night',
  schema: nightSchema,
  lines: ({ night, receptors }) =>
    Object.entries(receptors).map(
      ([id, { laeq, limit, valid_pct: valid }]) =>
        `night of ${night} at ${id}: LAeq ${laeq?.toFixed(1) ?? '-'} dB, limit ${limit} dB, ${valid} % heard`,
    ),
  example: {
    v: 1,
    site: 'lane-7',
    station: 'st-1',
    night: '2026-01-05',
    zone: 'Europe/Berlin',
    from: 1_767_646_800_000,
    to: 1_767_675_600_000,
    receptors: { flat: { laeq: 43.1, lafmax: 61.7, equipment: 41, valid_pct: 99.2, limit: 45 } },
  },
});
