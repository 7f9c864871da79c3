/**
 * Decides on commands: each is refused or becomes an OperatorRequest with an end, and each is answered. Commands
 * are leased, so that a lost issuer gives the output back. A repeated id gets the stored answer: a command may be
 * delivered more than once (MQTT QoS 1), and nothing may be done twice.
 */

import type { EndedRequest, RestoredRequests } from '../../control/saved-requests.ts';
import type {
  Acknowledgement,
  Command,
  EndCause,
  HoldCommand,
  Refusal,
  ReleaseCommand,
  TakenCommand,
} from '../../model/command.ts';
import { isHold } from '../../model/command.ts';
import type { Event } from '../../model/event.ts';
import type { OperatorRequest } from '../../model/image.ts';
import { type Message, message } from '../../model/message.ts';
import type { Result } from '../../model/result.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TakeCommand } from '../../ports/request-source.ts';
import { type AnswerRate, createAnswerRate, eventOf, mayAnswer } from './answer-rate.ts';
import {
  type AnsweredIds,
  answeredTo,
  createAnsweredIds,
  digestOf,
  keepRefused,
  keepTaken,
} from './answered-ids.ts';
import { refusalOf } from './command-rules.ts';
import {
  type DecidedCycle,
  type HeldRequest,
  keyOf,
  type Outcome,
  progressOf,
  standingOf,
} from './held-request.ts';
import { type IssuerUse, noUse } from './issuer-rights.ts';
import { acceptedOutcome, auditEvent, doneOutcome, dryOutcome, refusedOutcome } from './outcomes.ts';

/** Takes commands and holds requests until they end. */
export interface CommandHandler {
  /** One for each source, so that a flood from one does not silence the answers to another. */
  taker(): TakeCommand;
  /** What is held at `nowMs`, for the next image. Leases that have run out end here and are acknowledged. */
  requests(nowMs: number): readonly OperatorRequest[];
  /** After each cycle: issuers hear where their outputs stand. */
  decided(cycle: DecidedCycle): void;
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
  /** What runs before have carried out. */
  readonly taken?: readonly TakenCommand[] | undefined;
  /** Answers commands that a run before took. */
  readonly answer?: Answer;
}

type Answer = (ack: Acknowledgement) => void;

interface State {
  readonly options: CommandHandlerOptions;
  readonly startWallMs: number;
  /** By `keyOf`: one outstanding request each, a newer one supersedes. */
  readonly held: Map<string, HeldRequest>;
  /** Requests of an earlier run that ended with it; they are told once the sources listen. */
  readonly ended: EndedRequest[];
  readonly answers: AnsweredIds;
  readonly use: IssuerUse;
  last: DecidedCycle | undefined;
}

/** Takes requests from every source and decides each once; goes on with those that a run before left. */
export function createCommandHandler(options: CommandHandlerOptions): CommandHandler {
  const state: State = {
    options,
    startWallMs: options.clock.wallMs(),
    held: new Map(),
    ended: [],
    answers: createAnsweredIds(options.taken),
    use: noUse(),
    last: undefined,
  };
  if (options.restored !== undefined) goOn(state, options.restored);
  return {
    taker: () => {
      const rate = createAnswerRate(options.clock.nowMs());
      return (command, answer) => take(state, rate, command, answer);
    },
    requests: (nowMs) => {
      tellEnded(state);
      endLeases(state, nowMs);
      return [...state.held.values()].map(({ request }) => request);
    },
    decided: (cycle) => {
      state.last = cycle;
      for (const held of state.held.values()) tellProgress(state, held, cycle);
    },
  };
}

/** Held on to the end that was promised; a command that comes again is answered as it was. */
function goOn(state: State, { held, ended }: RestoredRequests): void {
  const { clock, plan, answer = () => {} } = state.options;
  const wallMs = clock.wallMs();
  for (const request of held) {
    const { id, output, value, issuer, mode: kind } = request;
    const before = answeredTo(state.answers, id)?.ack;
    const told = before?.stage === 'reached' || before?.stage === 'waiting' ? before.stage : 'accepted';
    state.held.set(keyOf(request), { request, answer, sinceMs: clock.nowMs(), told });
    if (before !== undefined) continue;
    const leaseMs = Math.max(0, Math.round(request.untilMs - clock.nowMs()));
    const outcome = acceptedOutcome({ kind, output, value, leaseMs, issuer }, wallMs, plan().control);
    keepTaken(state.answers, { id, wallMs, ...outcome });
  }
  state.ended.push(...ended);
}

function tellEnded(state: State): void {
  const { answer = () => {} } = state.options;
  for (const { request, why } of state.ended.splice(0)) end(state, request, answer, 'restart', why);
}

function take(
  state: State,
  rate: AnswerRate,
  command: Result<Command, Refusal>,
  answer: Answer,
): ReturnType<TakeCommand> {
  const nowMs = state.options.clock.nowMs();
  if (!command.ok && !mayAnswer(rate, 'unread', nowMs)) return 'refused';
  const known = answeredTo(state.answers, command.ok ? command.value.id : command.fault.id);
  if (known !== undefined) {
    if (command.ok && !mayAnswer(rate, 'refused', nowMs)) return 'repeated';
    const isOther = known.digest !== undefined && known.digest !== digestOf(command);
    if (isOther) refuse(state, rate, usedId(known.ack.id), answer, !command.ok);
    else answer(known.ack);
    return 'repeated';
  }
  const refusal = command.ok ? refusalNow(state, command.value) : command.fault;
  if (refusal !== undefined) {
    if (command.ok && !mayAnswer(rate, 'refused', nowMs)) return 'refused';
    keepRefused(state.answers, refuse(state, rate, refusal, answer, !command.ok), digestOf(command));
    return 'refused';
  }
  if (!command.ok) return 'refused';
  return carryOut(state, command.value, answer, digestOf(command));
}

function usedId(id: string): Refusal {
  return { id, code: 'DUPLICATE', message: message('id-used-before') };
}

/** Told, and not remembered. Gives the answer. */
function refuse(
  { options: { clock, audit } }: State,
  rate: AnswerRate,
  refusal: Refusal,
  answer: Answer,
  isUnread: boolean,
): Acknowledgement {
  const ack: Acknowledgement = { id: refusal.id, wallMs: clock.wallMs(), ...refusedOutcome(refusal) };
  const due = eventOf(rate, isUnread, clock.nowMs());
  const event = auditEvent(ack);
  if (due?.untold === 0) audit(event);
  else if (due !== null)
    audit({
      ...event,
      message: message('commands-unanswered', { count: due.untold, answer: event.message }),
    });
  answer(ack);
  return ack;
}

function refusalNow(state: State, command: Command): Refusal | undefined {
  const { plan, clock } = state.options;
  const held = [...state.held.values()].map(({ request }) => request);
  const { startWallMs, use } = state;
  return refusalOf(command, { plan: plan(), clock, startWallMs, held, use });
}

function carryOut(state: State, command: Command, answer: Answer, digest: string): 'taken' | 'tried' {
  const { clock, plan } = state.options;
  const taken = { issuer: command.issuer, digest };
  if (command.isDry === true) {
    const outcome = dryOutcome(command, clock.wallMs(), plan().control);
    acknowledge(state, command.id, { ...outcome, taken }, answer);
    return 'tried';
  }
  if (isHold(command)) hold(state, command, answer, taken);
  else if (command.kind === 'release') release(state, command, answer, taken);
  else acknowledge(state, command.id, { ...doneOutcome(command), taken }, answer);
  return 'taken';
}

function hold(state: State, command: HoldCommand, answer: Answer, taken: Acknowledgement['taken']): void {
  const { id, kind, output, value, leaseMs, issuer, reason } = command;
  const { clock, plan } = state.options;
  const nowMs = clock.nowMs();
  const mode = kind === 'limit' ? 'limit' : 'manual';
  const request = { id, output, mode, value, untilMs: nowMs + leaseMs, issuer, reason } as const;
  const older = state.held.get(keyOf(request));
  state.held.set(keyOf(request), { request, answer, sinceMs: nowMs, told: 'accepted' });
  const outcome = acceptedOutcome(command, clock.wallMs(), plan().control);
  acknowledge(state, id, taken === undefined ? outcome : { ...outcome, taken }, answer);
  if (older === undefined) return;
  end(state, older.request, older.answer, 'superseded', message('superseded-by', { id }));
}

function release(
  state: State,
  { id, issuer, output, ofAll }: ReleaseCommand,
  answer: Answer,
  taken: Acknowledgement['taken'],
): void {
  const ended = [...state.held].filter(
    ([, { request }]) => request.output === output && (ofAll === true || request.issuer === issuer),
  );
  for (const [key] of ended) state.held.delete(key);
  const done = message(ended.length === 0 ? 'nothing-held' : 'automatic-again', { output });
  const outcome: Outcome = { stage: 'done', code: 'OK', message: done };
  acknowledge(state, id, taken === undefined ? outcome : { ...outcome, taken }, answer);
  for (const [, one] of ended) {
    const isOwn = one.request.issuer === issuer;
    const said = message(isOwn ? 'released-by' : 'released-by-other', { issuer });
    end(state, one.request, one.answer, isOwn ? 'released' : 'overruled', said);
  }
}

function endLeases(state: State, nowMs: number): void {
  for (const [key, { request, answer }] of state.held) {
    if (request.untilMs > nowMs) continue;
    state.held.delete(key);
    end(state, request, answer, 'lease', message('lease-over', { output: request.output }));
  }
}

/** With where the output stands, and until when its relays keep it there. */
function end(state: State, request: OperatorRequest, answer: Answer, why: EndCause, said: Message): void {
  const { last, options } = state;
  const standing = last === undefined ? {} : standingOf(request.output, last, options.plan().control);
  const heldBy = 'notBeforeWallMs' in standing ? { heldBy: 'relay-hold' } : {};
  const outcome: Outcome = { stage: 'ended', code: 'OK', message: said, why, ...standing, ...heldBy };
  acknowledge(state, request.id, outcome, answer);
}

function tellProgress(state: State, held: HeldRequest, cycle: DecidedCycle): void {
  const progress = progressOf(held, cycle, state.options.plan().control);
  if (progress === undefined) return;
  held.told = progress.stage === 'reached' ? 'reached' : 'waiting';
  acknowledge(state, held.request.id, progress, held.answer);
}

/** Of a command that was carried out. */
function acknowledge(state: State, id: string, outcome: Outcome, answer: Answer): void {
  const ack = { id, wallMs: state.options.clock.wallMs(), ...outcome };
  keepTaken(state.answers, ack);
  state.options.audit(auditEvent(ack));
  answer(ack);
}
