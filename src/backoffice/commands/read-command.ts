/** A message on `cmd/{name}` as a command of the core, or why it is none. */

import {
  type CommandHeadPayload,
  type CommandName,
  commandSchemas,
  type HoldPayload,
  type PayloadSchema,
} from '../../contract/commands.ts';
import { type Command, NO_ID, type Refusal } from '../../model/command.ts';
import { allOf, type Message, message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { IncomingMessage } from '../../ports/publisher.ts';
import { isSignedBy, signedText } from './signature.ts';
import { strictJson } from './strict-json.ts';

const PAYLOAD_CHARS_MAX = 8192;
/** Of the wrong fields of a payload so many are named. */
const PROBLEMS_MAX = 10;
const LAMP_ON = 100;
const PAGE_ISSUER = 'page:';

/**
 * `root` is what the topic begins with. A refusal carries the command's id wherever it can be read. `keys`: of the issuers
 * that must sign.
 */
export function readCommand(
  { topic: full, payload, retained }: IncomingMessage,
  root: string,
  keys: Readonly<Record<string, string>> = {},
): Result<Command, Refusal> {
  const topic = full.slice(root.length);
  const json = payload.length > PAYLOAD_CHARS_MAX ? undefined : strictJson(payload);
  const name = printable(topic.replace(/^cmd\//, ''));
  if (!isCommandName(name)) {
    return refused(idOf(json), message('no-such-command', { name, known: Object.keys(commandSchemas) }));
  }
  if (json === undefined) {
    return refused(NO_ID, message('payload-no-json', { most: PAYLOAD_CHARS_MAX }));
  }
  const command = readers[name](json);
  if (!command.ok) return refused(idOf(json), command.fault);
  const { id, issuer, kind } = command.value;
  if (retained) return failed({ id, code: 'RETAINED', message: message('command-retained') });
  // The page knows its people by their code; at the broker anybody may say that he is one.
  if (issuer.startsWith(PAGE_ISSUER))
    return failed({
      id,
      code: 'UNAUTHORISED',
      message: message('issuer-may-not', { issuer, command: kind }),
    });
  const unsigned = signatureProblem(full, json, keys);
  if (unsigned !== undefined) return failed({ id, code: 'UNAUTHORISED', message: unsigned });
  return command;
}

/** By command: its payload as a command, or the problems of it. */
const readers: Record<CommandName, (json: unknown) => Result<Command, Message>> = {
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
    output: printable(payload.args.output),
    ...(payload.args.all === true ? { ofAll: true } : {}),
  })),
  lamp: reader(commandSchemas.lamp, (payload) => ({
    kind: 'lamp',
    ...headOf(payload),
    output: printable(payload.args.output),
    value: payload.args.on ? LAMP_ON : 0,
    leaseMs: payload.lease_s * 1000,
  })),
  'config-get': reader(commandSchemas['config-get'], (payload) => ({ kind: 'config', ...headOf(payload) })),
  rebirth: reader(commandSchemas.rebirth, (payload) => ({ kind: 'announce', ...headOf(payload) })),
  watch: reader(commandSchemas.watch, (payload) => ({
    kind: 'watch',
    ...headOf(payload),
    leaseMs: payload.lease_s * 1000,
  })),
  resend: reader(commandSchemas.resend, (payload) => ({
    kind: 'resend',
    ...headOf(payload),
    stream: payload.args.stream,
    firstSeq: payload.args.first,
    lastSeq: payload.args.last,
  })),
};

function reader<T>(schema: PayloadSchema<T>, toCommand: (payload: T) => Command) {
  return (json: unknown): Result<Command, Message> => {
    const parsed = schema.safeParse(json);
    if (parsed.success) return ok(toCommand(parsed.data));
    const problems = parsed.error.issues.slice(0, PROBLEMS_MAX).map(({ path, message: problem }) =>
      message('payload-malformed', {
        path: printable(path.join('.')) || 'payload',
        problem: printable(problem),
      }),
    );
    return failed(allOf(problems));
  };
}

function headOf({ id, issuer, reason, issued_at, expires_at, dry }: CommandHeadPayload) {
  return {
    id,
    issuer: printable(issuer),
    reason: printable(reason),
    issuedMs: issued_at,
    expiresMs: expires_at,
    ...(dry === true ? { isDry: true } : {}),
  };
}

/**
 * Text from outside goes into log lines, events and acknowledgements: a line feed would forge a log line, a change of
 * direction would make one read as another.
 */
function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, ' ');
}

/** Control characters, line and paragraph separators, and the marks that change the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function holdOf({ args, lease_s }: HoldPayload) {
  return { output: printable(args.output), value: args.value, leaseMs: lease_s * 1000 };
}

function refused(id: string, why: Message): Result<never, Refusal> {
  return failed({ id, code: 'SCHEMA', message: why });
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandSchemas, name);
}

function idOf(json: unknown): string {
  const parsed = commandSchemas.rebirth.pick({ id: true }).safeParse(json);
  return parsed.success ? parsed.data.id : NO_ID;
}

/** `json` has passed its schema. */
function signatureProblem(
  topic: string,
  json: unknown,
  keys: Readonly<Record<string, string>>,
): Message | undefined {
  const payload = json as Readonly<Record<string, unknown>>;
  const issuer = String(payload['issuer']);
  const key = Object.hasOwn(keys, issuer) ? keys[issuer] : undefined;
  if (key === undefined) return undefined;
  const { sig } = payload;
  if (typeof sig !== 'string') return message('signature-missing', { issuer: printable(issuer) });
  const isRight = isSignedBy(key, signedText(topic, payload), sig);
  return isRight ? undefined : message('signature-wrong', { issuer: printable(issuer) });
}
