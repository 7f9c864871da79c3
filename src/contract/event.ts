import { z } from 'zod';
import { count, said, ts, v } from './fields.ts';
import { timeOf } from './styled.ts';
import { defineTopic } from './topic.ts';

export const eventSchema = z.object({
  v,
  ts,
  session: z.string(),
  seq: count,
  class: z.enum([
    'actuation',
    'exceedance',
    'fault',
    'interlock',
    'audit',
    'config',
    'clock',
    'gap',
    'lifecycle',
  ]),
  severity: z.enum(['info', 'warning', 'alarm']),
  state: z.enum(['raised', 'cleared', 'noted']),
  subject: z.string(),
  ...said,
  /** For the class `gap`: what will never arrive. */
  gap: z.object({ stream: z.string(), first_seq: count, last_seq: count }).optional(),
});

export type EventPayload = z.infer<typeof eventSchema>;

const styles = { info: 'faint', warning: 'warn', alarm: 'bad' } as const;

export const eventTopic = defineTopic({
  pattern: 'event/{class}',
  direction: 'up',
  qos: 1,
  retain: false,
  about: 'What happened and why',
  producer: 'src/backoffice/telemetry/telemetry.ts',
  period: 'when it happens, from the outbox before the data',
  schema: eventSchema,
  lines: (event, { styled }) => {
    const edge = event.state === 'noted' ? '' : ` ${event.state}`;
    const head = styled(`${event.class}${edge}`, styles[event.severity]);
    return [`${timeOf(event.ts)} ${head} ${event.subject}: ${event.text}`];
  },
  example: {
    v: 1,
    ts: 1_767_646_800_000,
    session: '5f3a90c1d2e4',
    seq: 3,
    class: 'gap',
    severity: 'warning',
    state: 'noted',
    subject: 'spl',
    text: 'records 1 to 4 of spl will never arrive: the outbox was full and dropped the oldest',
    key: 'records-missing',
    values: { stream: 'spl', firstSeq: 1, lastSeq: 4 },
    gap: { stream: 'spl', first_seq: 1, last_seq: 4 },
  },
});
