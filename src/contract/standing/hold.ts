import { z } from 'zod';
import { ts, v } from '../form/fields.ts';
import { defineTopic } from '../form/topic.ts';

/** Who holds an output, and what stands there. */
const holdSchema = z.object({
  v,
  ts,
  session: z.string(),
  output: z.string(),
  /** Requests that hold it; none: automatic. */
  held: z.array(
    z.object({
      id: z.string(),
      issuer: z.string(),
      mode: z.enum(['limit', 'manual']),
      value: z.number(),
      until: ts,
      reason: z.string(),
    }),
  ),
  /** What is wanted, by which rule, and the key of the reason. */
  wanted: z.number(),
  by: z.string(),
  why: z.string(),
  /** As its far end reads it back; null where that is not known. */
  stands: z.number().nullable(),
  /** Its relays do not move back up before. */
  not_before: ts.optional(),
});

/** Payload of `hold/{output}`. */
export type HoldStatePayload = z.infer<typeof holdSchema>;

/** The topic `hold/{output}`. */
export const holdTopic = defineTopic({
  pattern: 'hold/{output}',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'Who holds an output, until when, and what stands there',
  producer: 'src/backoffice/telemetry/holds.ts',
  period:
    'when a request for it comes or ends; outputs with steps also when they are to move and when they have',
  schema: holdSchema,
  lines: ({ ts, output, held, wanted, by, stands }, { styled, timeOf }) => {
    const holders = held.map(({ issuer, mode, value }) => `${mode} ${value} % of ${issuer}`).join(', ');
    const where = `${stands ?? '-'} % of ${wanted} % by ${by}`;
    return [`${timeOf(ts)} ${output} ${where}${holders === '' ? '' : styled(`, held: ${holders}`, 'warn')}`];
  },
  example: {
    v: 1,
    ts: 1_767_646_800_000,
    session: '5f3a90c1d2e4',
    output: 'limit-a',
    held: [
      {
        id: 'c-1',
        issuer: 'ops',
        mode: 'limit',
        value: 60,
        until: 1_767_647_400_000,
        reason: 'grid',
      },
    ],
    wanted: 50,
    by: 'operator-request',
    why: 'requested-limit',
    stands: 50,
    not_before: 1_767_647_100_000,
  },
});
