import { z } from 'zod';
import { ackCodes, ackStages } from '../model/command.ts';
import { said, ts, v } from './fields.ts';
import { timeOf } from './styled.ts';
import { defineTopic } from './topic.ts';

const ackSchema = z.object({
  v,
  id: z.string(),
  stage: z.enum(ackStages),
  code: z.enum(ackCodes),
  ts,
  effective: z.object({ output: z.string(), value: z.number(), until: ts }).optional(),
  ...said,
});

export type AckPayload = z.infer<typeof ackSchema>;

export const ackTopic = defineTopic({
  pattern: 'ack/{cmd_id}',
  direction: 'up',
  qos: 1,
  retain: false,
  about: 'Answers to commands',
  producer: 'src/backoffice/delivery/station-session.ts',
  period: 'after each command, and when what it holds ends',
  schema: ackSchema,
  lines: ({ ts, id, stage, code, text }, { styled }) => {
    const isGood = code === 'OK';
    const words = styled(stage, isGood ? 'good' : 'warn');
    return [`${timeOf(ts)} command ${id} ${words}${isGood ? '' : ` (${code})`}: ${text}`];
  },
  example: {
    v: 1,
    id: 'c-1',
    stage: 'rejected',
    code: 'EXPIRED',
    ts: 1_767_646_800_000,
    text: 'expired 3 s ago',
    key: 'command-expired',
    values: { seconds: 3 },
  },
});
