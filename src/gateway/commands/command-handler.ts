/**
 * Decides on commands: each is refused or becomes an OperatorRequest with an end, and each is answered once. Commands
 * are leased, so that a lost issuer gives the output back. A repeated id gets the stored answer: a command may be
 * delivered more than once (MQTT QoS 1), and nothing may be done twice.
 */

import type { EndedRequest, RestoredRequests } from '../../control/saved-requests.ts';
import {
  type Acknowledgement,
  type Command,
  type HoldCommand,
  NO_ID,
  type Refusal,
  type ReleaseCommand,
} from '../../model/command.ts';
import type { Event } from '../../model/event.ts';
import type { OperatorRequest } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TakeCommand } from '../../ports/request-source.ts';
import { refusalOf } from './command-rules.ts';
import { type IssuerUse, noUse, rightsRefusal } from './issuer-rights.ts';

/** Takes commands and holds requests until they end. */
export interface CommandHandler {
  readonly take: TakeCommand;
  /** What is held at `nowMs`, for the next image. Leases that have run out end here and are acknowledged. */
  requests(nowMs: number): readonly OperatorRequest[];
}

/** The plan, the time, and who is told; without `answer` nobody hears what becomes of older commands. */
export interface CommandHandlerOptions {
  /** The plan in force. */
  readonly plan: () => SitePlan;
  readonly clock: Clock;
  /** Every command and what became of it, for the audit trail. */
  readonly audit: (event: Event) => void;
  /** What a run before held. */
  readonly restored?: RestoredRequests | undefined;
  /** Answers commands that a run before took. */
  readonly answer?: Answer;
}

/** The number of answered ids that are remembered; the oldest is forgotten first. */
export const ANSWERS_MAX = 10_000;

type Answer = (ack: Acknowledgement) => void;
type Outcome = Omit<Acknowledgement, 'id' | 'wallMs'>;

interface Answered {
  readonly ack: Acknowledgement;
  /** Absent where a run before took it. */
  readonly content?: string | undefined;
}

interface HeldRequest {
  readonly request: OperatorRequest;
  readonly answer: Answer;
}

interface State {
  readonly options: CommandHandlerOptions;
  readonly startWallMs: number;
  /** By mode and output: one outstanding request each, a newer one supersedes. */
  readonly held: Map<string, HeldRequest>;
  /** Requests of an earlier run that ended with it; they are told once the sources listen. */
  readonly ended: EndedRequest[];
  /** The last acknowledgement of each command, by id, and what the command was. */
  readonly answers: Map<string, Answered>;
  readonly use: IssuerUse;
}

/** Takes requests from every source and decides each once; goes on with those that a run before left. */
export function createCommandHandler(options: CommandHandlerOptions): CommandHandler {
  const state: State = {
    options,
    startWallMs: options.clock.wallMs(),
    held: new Map(),
    ended: [],
    answers: new Map(),
    use: noUse(),
  };
  if (options.restored !== undefined) goOn(state, options.restored);
  return {
    take: (command, answer) => {
      const stored = state.answers.get(command.ok ? command.value.id : command.fault.id);
      if (stored !== undefined) {
        const isOther = stored.content !== undefined && stored.content !== contentOf(command);
        if (isOther) refuseId(state, stored.ack.id, answer);
        else answer(stored.ack);
        return 'repeated';
      }
      const refusal = command.ok ? refuse(state, command.value) : command.fault;
      if (refusal !== undefined) {
        acknowledge(state, refusal.id, refusedOutcome(refusal), answer);
        keepContent(state, refusal.id, contentOf(command));
        return 'refused';
      }
      if (!command.ok) return 'refused';
      carryOut(state, command.value, answer);
      keepContent(state, command.value.id, contentOf(command));
      return 'taken';
    },
    requests: (nowMs) => {
      tellEnded(state);
      endLeases(state, nowMs);
      return [...state.held.values()].map(({ request }) => request);
    },
  };
}

/** Held on to the end that was promised; a command that comes again is answered as it was. */
function goOn(state: State, { held, ended }: RestoredRequests): void {
  const { clock, answer = () => {} } = state.options;
  const wallMs = clock.wallMs();
  for (const request of held) {
    state.held.set(`${request.mode}/${request.output}`, { request, answer });
    const { id, output, value, issuer, mode: kind } = request;
    const leaseMs = Math.max(0, Math.round(request.untilMs - clock.nowMs()));
    remember(state.answers, {
      id,
      wallMs,
      ...acceptedOutcome({ kind, output, value, leaseMs, issuer }, wallMs),
    });
  }
  state.ended.push(...ended);
}

function tellEnded(state: State): void {
  const { answer = () => {} } = state.options;
  for (const { request, why } of state.ended.splice(0)) {
    acknowledge(state, request.id, { stage: 'released', code: 'OK', message: why }, answer);
  }
}

/** What a command says, to tell it from another one under its id. */
function contentOf(command: Parameters<TakeCommand>[0]): string {
  return JSON.stringify(command.ok ? command.value : command.fault);
}

function keepContent({ answers }: State, id: string, content: string): void {
  const answered = answers.get(id);
  if (answered !== undefined) answers.set(id, { ...answered, content });
}

/** Told, and not remembered: the answer to the first one stays. */
function refuseId({ options: { clock, audit } }: State, id: string, answer: Answer): void {
  const outcome = { stage: 'rejected', code: 'DUPLICATE', message: message('id-used-before') } as const;
  const ack: Acknowledgement = { id, wallMs: clock.wallMs(), ...outcome };
  audit(auditEvent(ack));
  answer(ack);
}

function refuse(state: State, command: Command): Refusal | undefined {
  const { plan, clock } = state.options;
  const held = [...state.held.values()].map(({ request }) => request);
  const planNow = plan();
  const refusal = refusalOf(command, { plan: planNow, clock, startWallMs: state.startWallMs, held });
  if (refusal !== undefined) return refusal;
  const denied = rightsRefusal(command, planNow, state.use, clock.nowMs());
  return denied === undefined ? undefined : { id: command.id, ...denied };
}

function carryOut(state: State, command: Command, answer: Answer): void {
  switch (command.kind) {
    case 'limit':
    case 'manual':
      hold(state, command, answer);
      return;
    case 'release':
      release(state, command, answer);
      return;
    case 'announce':
      acknowledge(
        state,
        command.id,
        { stage: 'done', code: 'OK', message: message('birth-follows') },
        answer,
      );
      return;
    case 'resend':
      acknowledge(
        state,
        command.id,
        { stage: 'done', code: 'OK', message: message('records-follow', { stream: command.stream }) },
        answer,
      );
      return;
    case 'watch':
      acknowledge(
        state,
        command.id,
        { stage: 'done', code: 'OK', message: message('live-follows', { seconds: command.leaseMs / 1000 }) },
        answer,
      );
      return;
  }
}

function hold(state: State, command: HoldCommand, answer: Answer): void {
  const { id, kind: mode, output, value, leaseMs, issuer, reason } = command;
  const { clock } = state.options;
  const key = `${mode}/${output}`;
  const older = state.held.get(key);
  const untilMs = clock.nowMs() + leaseMs;
  state.held.set(key, { request: { id, output, mode, value, untilMs, issuer, reason }, answer });
  acknowledge(state, id, acceptedOutcome(command, clock.wallMs()), answer);
  if (older !== undefined) acknowledge(state, older.request.id, supersededOutcome(id), older.answer);
}

function release(state: State, { id, issuer, output }: ReleaseCommand, answer: Answer): void {
  const ended = [...state.held].filter(([, { request }]) => request.output === output);
  for (const [key] of ended) state.held.delete(key);
  const done = message(ended.length === 0 ? 'nothing-held' : 'automatic-again', { output });
  acknowledge(state, id, { stage: 'done', code: 'OK', message: done }, answer);
  for (const [, one] of ended) {
    const outcome: Outcome = { stage: 'released', code: 'OK', message: message('released-by', { issuer }) };
    acknowledge(state, one.request.id, outcome, one.answer);
  }
}

function endLeases(state: State, nowMs: number): void {
  for (const [key, { request, answer }] of state.held) {
    if (request.untilMs > nowMs) continue;
    state.held.delete(key);
    const over = message('lease-over', { output: request.output });
    acknowledge(state, request.id, { stage: 'released', code: 'OK', message: over }, answer);
  }
}

function acknowledge(state: State, id: string, outcome: Outcome, answer: Answer): void {
  const wallMs = state.options.clock.wallMs();
  const ack = { id, wallMs, ...outcome };
  if (id !== NO_ID) remember(state.answers, ack);
  state.options.audit(auditEvent(ack));
  answer(ack);
}

function remember(answers: Map<string, Answered>, ack: Acknowledgement): void {
  const content = answers.get(ack.id)?.content;
  answers.delete(ack.id);
  answers.set(ack.id, { ack, content });
  if (answers.size <= ANSWERS_MAX) return;
  const [oldest] = answers.keys();
  if (oldest !== undefined) answers.delete(oldest);
}

type HoldTerms = Pick<HoldCommand, 'kind' | 'output' | 'value' | 'leaseMs' | 'issuer'>;

function acceptedOutcome({ kind, output, value, leaseMs, issuer }: HoldTerms, wallMs: number): Outcome {
  return {
    stage: 'accepted',
    code: 'OK',
    message: message(`${kind}-accepted`, { output, value, seconds: leaseMs / 1000, issuer }),
    effective: { output, value, untilWallMs: wallMs + leaseMs },
  };
}

function supersededOutcome(newerId: string): Outcome {
  return { stage: 'superseded', code: 'OK', message: message('superseded-by', { id: newerId }) };
}

function refusedOutcome({ code, message: why }: Refusal): Outcome {
  return { stage: code === 'EXPIRED' ? 'expired' : 'rejected', code, message: why };
}

function auditEvent({ id, wallMs, stage, code, message: answer }: Acknowledgement): Event {
  const severity = code === 'OK' ? 'info' : 'warning';
  return {
    class: 'audit',
    severity,
    wallMs,
    subject: `cmd-${id}`,
    message: message('command-answered', { stage: message(`stage-${stage}`), answer }),
    state: 'noted',
  };
}
