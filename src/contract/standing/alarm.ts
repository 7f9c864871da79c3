import { z } from 'zod';
import { said, ts, v } from '../form/fields.ts';
import { defineTopic } from '../form/topic.ts';

/** Who has to do something: a person now, a visit when there is time, nobody (it heals by itself). */
export const needs = ['person', 'visit', 'nobody'] as const;

/** One condition as it is now. An empty payload takes a cleared one away. */
export const alarmSchema = z.object({
  v,
  /** The same from raise to clear; the last level of the topic. */
  id: z.string(),
  session: z.string(),
  state: z.enum(['active', 'cleared']),
  since: ts,
  ts,
  severity: z.enum(['info', 'warning', 'alarm']),
  needs: z.enum(needs),
  /** Id of the alarm that this one follows from; it needs nobody of its own. */
  cause: z.string().nullable(),
  subject: z.string(),
  ...said,
});

/** One alarm, active or cleared. */
export type AlarmPayload = z.infer<typeof alarmSchema>;

/** One retained message for each condition. */
export const alarmTopic = defineTopic({
  pattern: 'alarm/{id}',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'One condition: active, or cleared and kept for a day',
  producer: 'src/backoffice/telemetry/alarms.ts',
  period: 'when it is raised and cleared, and after each connect while it is active',
  schema: alarmSchema,
  lines: ({ ts, id, state, needs, cause, text }, { styled, timeOf }) => {
    const word = styled(`alarm ${state}`, state === 'active' ? 'bad' : 'good');
    const whom = state === 'cleared' ? '' : cause === null ? ` (needs ${needs})` : ` (because of ${cause})`;
    return [`${timeOf(ts)} ${word} ${id}${whom}: ${text}`];
  },
  example: {
    v: 1,
    id: 'fault-temp-a1',
    session: '5f3a90c1d2e4',
    state: 'active',
    since: 1_767_646_800_000,
    ts: 1_767_646_800_000,
    severity: 'warning',
    needs: 'nobody',
    cause: 'fault-air',
    subject: 'temp-a1',
    text: 'temp-a1 on air does not answer',
    key: 'device-silent',
    values: { device: 'temp-a1', bus: 'air' },
  },
});
