import { z } from 'zod';
import { count, ts, v } from './form/fields.ts';
import { streamNames } from './form/stream-names.ts';
import { defineTopic } from './form/topic.ts';

const commandHead = {
  v,
  /** Becomes a topic level: letters, digits, `-` and `_`, beginning with a letter or digit. */
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  issued_at: ts,
  expires_at: ts,
  issuer: z.string().min(1).max(100),
  reason: z.string().max(500),
  /** Answered as it would be, and nothing is done. */
  dry: z.boolean().optional(),
  /** Ed25519 over the topic, a line feed and the payload without it, keys in order, without spaces; base64. */
  sig: z.string().max(200).optional(),
};

const hold = z.object({
  ...commandHead,
  lease_s: z.number().min(1).max(86_400),
  args: z.strictObject({ output: z.string(), value: z.number() }),
});

/** What each command must carry, by its name. */
export const commandSchemas = {
  /** Tightens an output for the time of the lease. */
  limit: hold,
  /** Sets an output for the time of the lease. */
  manual: hold,
  /** Switches a lamp for the time of the lease. */
  lamp: z.object({
    ...commandHead,
    lease_s: z.number().min(1).max(86_400),
    args: z.strictObject({ output: z.string(), on: z.boolean() }),
  }),
  /** Ends what its issuer holds on an output; with `all` also what others hold. */
  release: z.object({
    ...commandHead,
    args: z.strictObject({ output: z.string(), all: z.boolean().optional() }),
  }),
  /** Asks for the birth message again. */
  rebirth: z.object(commandHead),
  /** Asks for the site file in force, on `config/site`. */
  'config-get': z.object(commandHead),
  /** Asks for `live` for the time of the lease. */
  watch: z.object({ ...commandHead, lease_s: z.number().min(1).max(3600) }),
  /** Asks for records that are missing: the numbers of a stream, or of `event` or `ack`, within the epoch in force or before. */
  resend: z.object({
    ...commandHead,
    args: z.strictObject({ stream: z.enum([...streamNames, 'event', 'ack']), first: count, last: count }),
  }),
} as const;

/** A check that gives a payload of this form. */
export type PayloadSchema<T> = z.ZodType<T>;

/** The last level of a command's topic. */
export type CommandName = keyof typeof commandSchemas;
/** A command that holds an output for a time. */
export type HoldPayload = z.infer<typeof commandSchemas.limit>;
/** A command without arguments. */
export type CommandHeadPayload = z.infer<typeof commandSchemas.rebirth>;

/** What a station may be asked, one topic for each command. */
export const commandTopic = defineTopic({
  pattern: 'cmd/{name}',
  direction: 'down',
  qos: 1,
  retain: false,
  about: 'Commands; never retained',
  producer: 'src/backoffice/commands/read-command.ts',
  period: 'when somebody wants something',
  schema: z.union(Object.values(commandSchemas)),
  // Each command is answered, and the answer has a line.
  lines: () => [],
  example: {
    v: 1,
    id: 'c-1',
    issued_at: 1_767_646_800_000,
    expires_at: 1_767_646_830_000,
    issuer: 'ops:alice',
    reason: 'complaint 4711',
    lease_s: 900,
    args: { output: 'limit-a', value: 50 },
  },
});
