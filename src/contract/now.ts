import { z } from 'zod';
import { count, decibels, seconds, ts, v } from './form/fields.ts';
import { defineTopic } from './form/topic.ts';

/** For a dashboard: stale when the station is offline, the session differs, or `ts` is older than `valid_s`. */
const nowSchema = z.object({
  v,
  ts,
  session: z.string(),
  valid_s: seconds,
  /** By receptor: the latest second, what the equipment gives of it, and the limit in force. */
  receptors: z.record(z.string(), z.object({ laeq: decibels, equipment: decibels, limit: decibels })),
  /** By cabinet: its hottest temperature, its power, the cars that charge; null while no gun is known. */
  cabinets: z.record(
    z.string(),
    z.object({ temp_c: z.number().nullable(), power_w: z.number().nullable(), cars: count.nullable() }),
  ),
  /**
   * By output: what is wanted; of an output with steps the rule and the key of its reason; where it stands, if it does not stand
   * there, null where its far end says nothing. Rules and reasons of all are in `data/output`.
   */
  outputs: z.record(
    z.string(),
    z.object({
      wanted: z.number(),
      by: z.string().optional(),
      why: z.string().optional(),
      stands: z.number().nullable().optional(),
    }),
  ),
  /** Conditions that are active. */
  alarms: count,
});

/** The station at a glance as published. */
export type NowPayload = z.infer<typeof nowSchema>;

/** The few numbers of a dashboard, in one message. */
export const nowTopic = defineTopic({
  pattern: 'now',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'The station at a glance, small',
  producer: 'src/backoffice/telemetry/now.ts',
  period:
    'every 10 s in which something has moved, at least every 30 s; at once when an output with steps changes, a fan moves by 10 % or an alarm comes or goes',
  schema: nowSchema,
  lines: ({ ts, receptors, alarms }, { styled, timeOf }) => {
    const levels = Object.entries(receptors).map(
      ([id, { laeq, limit }]) => `${id} ${laeq?.toFixed(1) ?? '-'} of ${limit ?? '-'} dB`,
    );
    const told = alarms === 0 ? 'no alarm' : styled(`${alarms} alarms`, 'bad');
    return [`${timeOf(ts)} now: ${levels.join(', ')}; ${told}`];
  },
  example: {
    v: 1,
    ts: 1_767_646_800_000,
    session: '5f3a90c1d2e4',
    valid_s: 45,
    receptors: { flat: { laeq: 51.7, equipment: 45.3, limit: 55 } },
    cabinets: { a: { temp_c: 44.4, power_w: 720_000, cars: 8 } },
    outputs: { 'limit-a': { wanted: 100, by: 'rest', why: 'rest-value' } },
    alarms: 0,
  },
});
