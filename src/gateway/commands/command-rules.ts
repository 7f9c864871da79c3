/** The reasons to refuse a command, most basic first. Every refusal says what to do about it. */

import type { AnnounceCommand, Command, Refusal, ResendCommand, WatchCommand } from '../../model/command.ts';
import type { OperatorRequest } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';

/** For clocks that differ a little, and for a command issued just before the start. */
const GRACE_MS = 30_000;

/** What a command is checked against. */
export interface CommandContext {
  readonly plan: SitePlan;
  readonly clock: Clock;
  readonly startWallMs: number;
  /** What is held now. */
  readonly held: readonly OperatorRequest[];
}

/** Why this command may not be carried out, or undefined. */
export function refusalOf(command: Command, context: CommandContext): Refusal | undefined {
  for (const check of [outOfTime, unknownOutput, outOfRange, unsynced]) {
    const refusal = check(command, context);
    if (refusal !== undefined) return { id: command.id, ...refusal };
  }
  return undefined;
}

type Check = (command: Command, context: CommandContext) => Omit<Refusal, 'id'> | undefined;

const outOfTime: Check = ({ issuedMs, expiresMs }, { clock, startWallMs }) => {
  const wallMs = clock.wallMs();
  if (expiresMs <= wallMs) {
    const seconds = Math.round((wallMs - expiresMs) / 1000);
    return { code: 'EXPIRED', message: message('command-expired', { seconds }) };
  }
  if (issuedMs < startWallMs - GRACE_MS) {
    return { code: 'EXPIRED', message: message('issued-before-start') };
  }
  if (clock.wallSync().synced && issuedMs > wallMs + GRACE_MS) {
    return { code: 'OUT_OF_RANGE', message: message('issued-in-future') };
  }
  return undefined;
};

const unknownOutput: Check = (command, { plan }) => {
  if (movesNothing(command)) return undefined;
  const { output } = command;
  const known = plan.control.outputs.map(({ id }) => id);
  return known.includes(output)
    ? undefined
    : { code: 'OUT_OF_RANGE', message: message('no-such-output', { output, known }) };
};

const outOfRange: Check = (command, { plan }) => {
  if (command.kind !== 'limit' && command.kind !== 'manual') return undefined;
  const { output, value } = command;
  const spec = plan.control.outputs.find(({ id }) => id === output);
  if (spec !== undefined && !(value >= spec.min && value <= spec.max)) {
    const { min, max } = spec;
    return { code: 'OUT_OF_RANGE', message: message('value-out-of-range', { value, min, max, output }) };
  }
  const manualMaxMs = plan.control.rules['operator-request'].manualMax;
  if (command.kind === 'manual' && command.leaseMs > manualMaxMs) {
    const most = message('manual-too-long', { seconds: manualMaxMs / 1000 });
    return { code: 'OUT_OF_RANGE', message: most };
  }
  return undefined;
};

/** Without a clock an old command cannot be told from a new one, so only what tightens is taken. */
const unsynced: Check = (command, { clock, held }) => {
  if (clock.wallSync().synced || movesNothing(command)) return undefined;
  const isTighter = command.kind === 'limit' && !loosens(command.output, command.value, held);
  return isTighter
    ? undefined
    : {
        code: 'CLOCK_UNSYNCED',
        message: message('clock-unsynced'),
      };
};

function movesNothing(command: Command): command is AnnounceCommand | WatchCommand | ResendCommand {
  return command.kind === 'announce' || command.kind === 'watch' || command.kind === 'resend';
}

function loosens(output: string, value: number, held: readonly OperatorRequest[]): boolean {
  return held.some((one) => one.mode === 'limit' && one.output === output && one.value < value);
}
