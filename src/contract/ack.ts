import { z } from 'zod';
import { ackCodes, ackStages, endCauses } from '../model/command.ts';
import { numbered, said, ts } from './form/fields.ts';
import { defineTopic } from './form/topic.ts';

const ackSchema = z.object({
  ...numbered,
  id: z.string(),
  stage: z.enum(ackStages),
  code: z.enum(ackCodes),
  ts,
  /** What was asked for, the step on which an output with steps will stand, and the end of the lease. */
  effective: z
    .object({ output: z.string(), value: z.number(), step: z.number().optional(), until: ts })
    .optional(),
  /** Where the output stands by its far end; null where that is not known. */
  stands: z.number().nullable().optional(),
  /** The rule that holds it there. */
  held_by: z.string().optional(),
  /** Its relays do not move back up before. */
  not_before: ts.optional(),
  /** Of `ended`. */
  why: z.enum(endCauses).optional(),
  /** Only asked what would be. */
  dry: z.literal(true).optional(),
  ...said,
});

/** One stage of one command's answer. */
export type AckPayload = z.infer<typeof ackSchema>;

/** What became of a command, stage by stage. */
export const ackTopic = defineTopic({
  pattern: 'ack/{cmd_id}',
  direction: 'up',
  qos: 1,
  retain: false,
  about: 'Answers to commands',
  producer: 'src/backoffice/telemetry/part-messages.ts',
  period: 'after each command, when what it asks for is reached, and when what it holds ends',
  schema: ackSchema,
  lines: ({ ts, id, stage, code, text }, { styled, timeOf }) => {
    const isGood = code === 'OK';
    const words = styled(stage, isGood ? 'good' : 'warn');
    return [`${timeOf(ts)} command ${id} ${words}${isGood ? '' : ` (${code})`}: ${text}`];
  },
  example: {
    v: 1,
    site: 'lane-7',
    station: 'st-1',
    epoch: 1_767_640_000,
    seq: 1,
    id: 'c-1',
    stage: 'rejected',
    code: 'EXPIRED',
    ts: 1_767_646_800_000,
    text: 'expired 3 s ago',
    key: 'command-expired',
    values: { seconds: 3 },
  },
});
