import { z } from 'zod';
import { count, numbered, said, ts } from './form/fields.ts';
import { defineTopic } from './form/topic.ts';

/** One event with its number, by which a second delivery is known. */
export const eventSchema = z.object({
  ...numbered,
  ts,
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

/** One event as published. */
export type EventPayload = z.infer<typeof eventSchema>;

const styles = { info: 'faint', warning: 'warn', alarm: 'bad' } as const;

/** Every event once, by its class. */
export const eventTopic = defineTopic({
  pattern: 'event/{class}',
  direction: 'up',
  qos: 1,
  retain: false,
  about: 'What happened and why',
  producer: 'src/backoffice/telemetry/part-messages.ts',
  period: 'when it happens, from the history before the data',
  schema: eventSchema,
  lines: (event, { styled, timeOf }) => {
    const edge = event.state === 'noted' ? '' : ` ${event.state}`;
    const head = styled(`${event.class}${edge}`, styles[event.severity]);
    return [`${timeOf(event.ts)} ${head} ${event.subject}: ${event.text}`];
  },
  example: {
    v: 1,
    site: 'lane-7',
    station: 'st-1',
    epoch: 1_767_640_000,
    seq: 3,
    ts: 1_767_646_800_000,
    class: 'gap',
    severity: 'warning',
    state: 'noted',
    subject: 'minutes',
    text: 'records 1 to 4 of minutes will never arrive: they were deleted before the back office had them',
    key: 'records-missing',
    values: { stream: 'minutes', firstSeq: 1, lastSeq: 4 },
    gap: { stream: 'minutes', first_seq: 1, last_seq: 4 },
  },
});
