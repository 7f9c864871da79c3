/** What an answer says, and the event of the audit trail beside it. */

import {
  type Acknowledgement,
  type Command,
  type HoldCommand,
  isHold,
  type Refusal,
} from '../../model/command.ts';
import type { Event } from '../../model/event.ts';
import { type Message, message } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { Outcome } from './held-request.ts';

type HoldTerms = Pick<HoldCommand, 'kind' | 'output' | 'value' | 'leaseMs' | 'issuer'>;

/** What is held from now on. */
export function acceptedOutcome(terms: HoldTerms, wallMs: number, plan: ControlPlan): Outcome {
  const { kind, output, value, leaseMs, issuer } = terms;
  return {
    stage: 'accepted',
    code: 'OK',
    message: message(`${kind}-accepted`, { output, value, seconds: leaseMs / 1000, issuer }),
    effective: effectOf(terms, wallMs, plan),
  };
}

/** Of a command that only reads. */
export function doneOutcome(command: Command): Outcome {
  return { stage: 'done', code: 'OK', message: doneMessage(command) };
}

/** What would be. */
export function dryOutcome(command: Command, wallMs: number, plan: ControlPlan): Outcome {
  const dry = { stage: 'done', code: 'OK', isDry: true } as const;
  if (isHold(command)) {
    const { output, value, leaseMs } = command;
    const said = message('would-hold', { output, value, seconds: leaseMs / 1000 });
    return { ...dry, message: said, effective: effectOf(command, wallMs, plan) };
  }
  if (command.kind !== 'release') return { ...dry, message: message('would-answer') };
  return { ...dry, message: message('would-release', { output: command.output }) };
}

/** Why it is not carried out. */
export function refusedOutcome({ code, message: why, notBeforeWallMs }: Refusal): Outcome {
  const stage = code === 'EXPIRED' ? 'expired' : 'rejected';
  return { stage, code, message: why, ...(notBeforeWallMs === undefined ? {} : { notBeforeWallMs }) };
}

/** The event beside an answer. */
export function auditEvent({ id, wallMs, stage, code, message: answer }: Acknowledgement): Event {
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

function effectOf(
  { output, value, leaseMs }: Pick<HoldTerms, 'output' | 'value' | 'leaseMs'>,
  wallMs: number,
  { outputs }: ControlPlan,
): NonNullable<Outcome['effective']> {
  const steps = outputs.find(({ id }) => id === output)?.steps;
  const step = steps?.findLast((one) => one <= value) ?? steps?.[0];
  return { output, value, ...(step === undefined ? {} : { step }), untilWallMs: wallMs + leaseMs };
}

function doneMessage(command: Command): Message {
  switch (command.kind) {
    case 'resend':
      return message('records-follow', { stream: command.stream });
    case 'watch':
      return message('live-follows', { seconds: command.leaseMs / 1000 });
    case 'config':
      return message('settings-follow');
    default:
      return message('birth-follows');
  }
}
