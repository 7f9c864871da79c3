/** Reading a command and the reasons to refuse it, most basic first. Every refusal names what to do about it. */

import {
  type AckPayload,
  type CommandName,
  commandSchemas,
  type HeldCommand,
  type ReleaseCommand,
} from '../../contract/payloads.ts';
import type { OperatorRequest } from '../../model/image.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IncomingMessage } from '../../ports/publisher.ts';

/** For clocks that differ a little, and for a command issued just before we came. */
export const graceMs = 30_000;
/** Stands for the id in the answer to a command that has no usable one; no command can have it as its id. */
export const noId = '-';
const payloadMax = 8192;

export type Command =
  | { readonly name: 'limit' | 'manual'; readonly command: HeldCommand }
  | { readonly name: 'release'; readonly command: ReleaseCommand }
  | { readonly name: 'rebirth'; readonly command: CommandHead };

type CommandHead = Pick<HeldCommand, 'id' | 'issued_at' | 'expires_at' | 'issuer' | 'reason'>;

export interface Refusal {
  readonly id: string;
  readonly code: Exclude<AckPayload['code'], 'OK'>;
  readonly text: string;
}

export interface CommandContext {
  readonly plan: SitePlan;
  readonly clock: Clock;
  readonly sessionStartWallMs: number;
  readonly message: IncomingMessage;
  readonly held: readonly OperatorRequest[];
}

/** Parses and validates; a refusal carries the command's id wherever it can be read. */
export function readCommand({ topic, payload }: IncomingMessage): Result<Command, Refusal> {
  const json = payload.length > payloadMax ? undefined : parseJson(payload);
  const id = idOf(json);
  const schemaRefusal = (text: string) => failed<Refusal>({ id, code: 'SCHEMA', text });
  const name = topic.replace(/^cmd\//, '');
  if (!isCommandName(name)) {
    return schemaRefusal(`no command "${name}"; there are ${Object.keys(commandSchemas).join(', ')}`);
  }
  if (json === undefined) return schemaRefusal(`the payload is not JSON of at most ${payloadMax} characters`);
  const parsed = commandSchemas[name].safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return schemaRefusal(`${issue?.path.join('.') || 'payload'}: ${issue?.message ?? 'malformed'}`);
  }
  // The schema was chosen by the name, which the type of the lookup cannot tell.
  return ok({ name, command: parsed.data } as Command);
}

/** Why this command may not be carried out, or undefined. */
export function refusalOf(read: Command, context: CommandContext): Refusal | undefined {
  const { id } = read.command;
  for (const reason of [retained, outOfTime, unknownOutput, outOfRange, unsynced]) {
    const refusal = reason(read, context);
    if (refusal !== undefined) return { id, ...refusal };
  }
  return undefined;
}

type Reason = (read: Command, context: CommandContext) => Omit<Refusal, 'id'> | undefined;

const retained: Reason = (_read, { message }) =>
  message.retained
    ? { code: 'RETAINED', text: 'a retained command fires again at each connect; send it without retain' }
    : undefined;

const outOfTime: Reason = ({ command }, { clock, sessionStartWallMs }) => {
  const wallMs = clock.wallMs();
  if (command.expires_at <= wallMs) {
    return { code: 'EXPIRED', text: `expired ${Math.round((wallMs - command.expires_at) / 1000)} s ago` };
  }
  if (command.issued_at < sessionStartWallMs - graceMs) {
    return { code: 'EXPIRED', text: 'issued before the station started; send it anew if it is still meant' };
  }
  if (clock.wallSync().synced && command.issued_at > wallMs + graceMs) {
    return { code: 'OUT_OF_RANGE', text: 'issued in the future: compare the clocks of issuer and station' };
  }
  return undefined;
};

const unknownOutput: Reason = ({ name, command }, { plan }) => {
  if (name === 'rebirth') return undefined;
  const ids = plan.control.outputs.map(({ id }) => id);
  return ids.includes(command.args.output)
    ? undefined
    : { code: 'OUT_OF_RANGE', text: `no output "${command.args.output}"; there are ${ids.join(', ')}` };
};

const outOfRange: Reason = ({ name, command }, { plan }) => {
  if (name !== 'limit' && name !== 'manual') return undefined;
  const { output, value } = command.args;
  const spec = plan.control.outputs.find(({ id }) => id === output);
  if (spec !== undefined && !(value >= spec.min && value <= spec.max)) {
    return { code: 'OUT_OF_RANGE', text: `${value} is outside ${spec.min} to ${spec.max} of ${output}` };
  }
  const manualMaxMs = plan.control.rules['operator-request'].manualMax;
  if (name === 'manual' && command.lease_s * 1000 > manualMaxMs) {
    return { code: 'OUT_OF_RANGE', text: `manual mode lasts at most ${manualMaxMs / 1000} s here` };
  }
  return undefined;
};

/** Without a clock an old command cannot be told from a new one, so only what tightens is taken. */
const unsynced: Reason = (read, { clock, held }) => {
  if (clock.wallSync().synced || read.name === 'rebirth') return undefined;
  return read.name === 'limit' && !loosens(read.command, held)
    ? undefined
    : {
        code: 'CLOCK_UNSYNCED',
        text: 'the station clock is not synchronised; only tighter limits are taken',
      };
};

function loosens({ args }: HeldCommand, held: readonly OperatorRequest[]): boolean {
  return held.some(
    ({ mode, output, value }) => mode === 'limit' && output === args.output && value < args.value,
  );
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandSchemas, name);
}

function idOf(json: unknown): string {
  const parsed = commandSchemas.rebirth.pick({ id: true }).safeParse(json);
  return parsed.success ? parsed.data.id : noId;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
