/** A message on `cmd/{name}` as a command of the core, or why it is none. */

import {
  type CommandHeadPayload,
  type CommandName,
  commandSchemas,
  type HoldPayload,
  type PayloadSchema,
} from '../../contract/commands.ts';
import { type Command, NO_ID, type Refusal } from '../../model/command.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { IncomingMessage } from '../../ports/publisher.ts';

const PAYLOAD_CHARS_MAX = 8192;

/** `topic` is below the root. A refusal carries the command's id wherever it can be read. */
export function readCommand({ topic, payload, retained }: IncomingMessage): Result<Command, Refusal> {
  const json = payload.length > PAYLOAD_CHARS_MAX ? undefined : parseJson(payload);
  const id = idOf(json);
  const name = topic.replace(/^cmd\//, '');
  if (!isCommandName(name)) {
    return refused(id, `no command "${name}"; there are ${Object.keys(commandSchemas).join(', ')}`);
  }
  if (json === undefined) {
    return refused(id, `the payload is not JSON of at most ${PAYLOAD_CHARS_MAX} characters`);
  }
  const command = readers[name](json);
  if (!command.ok) return refused(id, command.fault);
  if (retained) return failed({ id, code: 'RETAINED', text: retainedText });
  return command;
}

const retainedText = 'a retained command fires again at each connect; send it without retain';

/** By command: its payload as a command, or the first problem of it. */
const readers: Record<CommandName, (json: unknown) => Result<Command, string>> = {
  limit: reader(commandSchemas.limit, (payload) => ({
    kind: 'limit',
    ...headOf(payload),
    ...holdOf(payload),
  })),
  manual: reader(commandSchemas.manual, (payload) => ({
    kind: 'manual',
    ...headOf(payload),
    ...holdOf(payload),
  })),
  release: reader(commandSchemas.release, (payload) => ({
    kind: 'release',
    ...headOf(payload),
    output: payload.args.output,
  })),
  rebirth: reader(commandSchemas.rebirth, (payload) => ({ kind: 'announce', ...headOf(payload) })),
};

function reader<T>(schema: PayloadSchema<T>, toCommand: (payload: T) => Command) {
  return (json: unknown): Result<Command, string> => {
    const parsed = schema.safeParse(json);
    if (parsed.success) return ok(toCommand(parsed.data));
    const [issue] = parsed.error.issues;
    return failed(`${issue?.path.join('.') || 'payload'}: ${issue?.message ?? 'malformed'}`);
  };
}

function headOf({ id, issuer, reason, issued_at, expires_at }: CommandHeadPayload) {
  return { id, issuer, reason, issuedMs: issued_at, expiresMs: expires_at };
}

function holdOf({ args, lease_s }: HoldPayload) {
  return { output: args.output, value: args.value, leaseMs: lease_s * 1000 };
}

function refused(id: string, text: string): Result<never, Refusal> {
  return failed({ id, code: 'SCHEMA', text });
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandSchemas, name);
}

function idOf(json: unknown): string {
  const parsed = commandSchemas.rebirth.pick({ id: true }).safeParse(json);
  return parsed.success ? parsed.data.id : NO_ID;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
