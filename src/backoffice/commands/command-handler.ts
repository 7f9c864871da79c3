/**
 * The desk where commands of the back office arrive: each is refused or becomes an OperatorRequest with an end, and
 * each is answered once. Commands are leased, so that a lost back office gives the output back. A repeated id gets
 * the stored answer: QoS 1 delivers at least once, and nothing may be done twice.
 */

import type { AckPayload, HeldCommand, ReleaseCommand } from '../../contract/payloads.ts';
import { messageOf } from '../../contract/topics.ts';
import type { Event } from '../../model/event.ts';
import type { OperatorRequest } from '../../model/image.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IncomingMessage, Message } from '../../ports/publisher.ts';
import { type CommandContext, noId, type Refusal, readCommand, refusalOf } from './command-rules.ts';

export interface CommandDesk {
  /** A message on `cmd/...` (topic below the root); returns the acknowledgements, below the root. */
  take(message: IncomingMessage): readonly Message[];
  /** What is held now, for the next image. */
  requests(nowMs: number): readonly OperatorRequest[];
  /** Ends leases that have run out; returns their `released` acknowledgements. */
  released(nowMs: number): readonly Message[];
  /** True once after each accepted `cmd/rebirth`. */
  rebirthAsked(): boolean;
}

export interface CommandDeskOptions {
  readonly plan: SitePlan;
  readonly clock: Clock;
  readonly sessionStartWallMs: number;
  /** Every command and what became of it, for the audit trail. */
  readonly audit?: (event: Event) => void;
}

export const storedAcksMax = 10_000;

type Ack = Pick<AckPayload, 'stage' | 'code' | 'text'> & { readonly effective?: AckPayload['effective'] };

export function createCommandDesk(options: CommandDeskOptions): CommandDesk {
  const { clock } = options;
  /** By mode and output: one outstanding request each, a newer one supersedes. */
  const held = new Map<string, OperatorRequest>();
  const answers = new Map<string, Message>();
  let rebirth = false;

  const answer = (id: string, ack: Ack): Message => {
    const payload: AckPayload = { v: 1, id, ts: Math.max(0, Math.round(clock.wallMs())), ...ack };
    const message = messageOf('ack', id, JSON.stringify(payload));
    if (id !== noId) remember(answers, id, message);
    options.audit?.(auditEvent(id, ack, clock.wallMs()));
    return message;
  };

  const hold = (mode: OperatorRequest['mode'], command: HeldCommand): readonly Message[] => {
    const { id, issuer, reason, lease_s, args } = command;
    const key = `${mode}/${args.output}`;
    const older = held.get(key);
    const untilMs = clock.nowMs() + lease_s * 1000;
    held.set(key, { id, output: args.output, mode, value: args.value, untilMs, issuer, reason });
    const superseded =
      older === undefined ? [] : [answer(older.id, { ...supersededBy, text: supersededText(id) })];
    return [answer(id, acceptedAck(mode, command, clock.wallMs())), ...superseded];
  };

  const release = ({ id, issuer, args }: ReleaseCommand): readonly Message[] => {
    const ended = [...held].filter(([, request]) => request.output === args.output);
    for (const [key] of ended) held.delete(key);
    const text =
      ended.length === 0 ? `nothing was held on ${args.output}` : `${args.output} is automatic again`;
    return [
      answer(id, { stage: 'done', code: 'OK', text }),
      ...ended.map(([, request]) =>
        answer(request.id, { stage: 'released', code: 'OK', text: `released by ${issuer}` }),
      ),
    ];
  };

  return {
    take: (message) => {
      const read = readCommand(message);
      const stored = answers.get(read.ok ? read.value.command.id : read.fault.id);
      if (stored !== undefined) return [stored];
      if (!read.ok) return [refuse(answer, read.fault)];
      const context: CommandContext = { ...options, message, held: [...held.values()] };
      const refusal = refusalOf(read.value, context);
      if (refusal !== undefined) return [refuse(answer, refusal)];
      const { name, command } = read.value;
      if (name === 'limit' || name === 'manual') return hold(name, command);
      if (name === 'release') return release(command);
      rebirth = true;
      return [answer(command.id, { stage: 'done', code: 'OK', text: 'the birth message follows' })];
    },
    requests: (nowMs) => [...held.values()].filter(({ untilMs }) => untilMs > nowMs),
    released: (nowMs) => {
      const over = [...held].filter(([, { untilMs }]) => untilMs <= nowMs);
      for (const [key] of over) held.delete(key);
      return over.map(([, { id, output }]) =>
        answer(id, {
          stage: 'released',
          code: 'OK',
          text: `the lease is over, ${output} is automatic again`,
        }),
      );
    },
    rebirthAsked: () => {
      const asked = rebirth;
      rebirth = false;
      return asked;
    },
  };
}

const supersededBy = { stage: 'superseded', code: 'OK' } as const;

function supersededText(id: string): string {
  return `replaced by the newer command ${id}`;
}

function acceptedAck(mode: string, { lease_s, issuer, args }: HeldCommand, wallMs: number): Ack {
  return {
    stage: 'accepted',
    code: 'OK',
    text: `${mode} of ${args.output} to ${args.value} for ${lease_s} s by ${issuer}; local limits still apply`,
    effective: { ...args, until: Math.max(0, Math.round(wallMs + lease_s * 1000)) },
  };
}

function refuse(answer: (id: string, ack: Ack) => Message, { id, code, text }: Refusal): Message {
  return answer(id, { stage: code === 'EXPIRED' ? 'expired' : 'rejected', code, text });
}

function remember(answers: Map<string, Message>, id: string, message: Message): void {
  answers.delete(id);
  answers.set(id, message);
  if (answers.size <= storedAcksMax) return;
  const [oldest] = answers.keys();
  if (oldest !== undefined) answers.delete(oldest);
}

function auditEvent(id: string, { stage, code, text }: Ack, wallMs: number): Event {
  const severity = code === 'OK' ? 'info' : 'warning';
  return {
    class: 'audit',
    severity,
    wallMs,
    subject: `cmd-${id}`,
    text: `${stage}: ${text}`,
    state: 'noted',
  };
}
