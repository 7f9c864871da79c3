/** The reasons to refuse a command, most basic first. Every refusal says what to do about it, and of all wrong fields at once. */

import { type Command, isHold, isMoving, type Refusal } from '../../model/command.ts';
import type { OperatorRequest } from '../../model/image.ts';
import { allOf, type Message, message } from '../../model/message.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import { beyondBounds, denied, type IssuerUse, tooOften } from './issuer-rights.ts';

/** For clocks that differ a little, and for a command issued just before the start. */
const GRACE_MS = 30_000;
/** More than any site has issuers times outputs. */
const HELD_MAX = 64;

/** What a command is checked against. */
export interface CommandContext {
  readonly plan: SitePlan;
  readonly clock: Clock;
  readonly startWallMs: number;
  /** What is held now. */
  readonly held: readonly OperatorRequest[];
  /** Counts the command where it is taken. */
  readonly use: IssuerUse;
}

/** Why this command may not be carried out, or undefined. */
export function refusalOf(command: Command, context: CommandContext): Refusal | undefined {
  for (const check of [outOfTime, denied, wrongFields, unsynced, tooMuchHeld, tooOften]) {
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

const wrongFields: Check = (command, { plan }) => {
  const problems = [...outOfRange(command, plan), ...beyondBounds(command, plan)];
  return problems.length === 0 ? undefined : { code: 'OUT_OF_RANGE', message: allOf(problems) };
};

function outOfRange(command: Command, { control }: SitePlan): readonly Message[] {
  if (!isMoving(command)) return [];
  const { output } = command;
  const spec = control.outputs.find(({ id }) => id === output);
  const problems: Message[] = [];
  if (spec === undefined) {
    problems.push(message('no-such-output', { output, known: control.outputs.map(({ id }) => id) }));
  }
  if (!isHold(command)) return problems;
  const { value, kind, leaseMs } = command;
  if (spec !== undefined && kind === 'lamp' && spec.kind !== 'lamp')
    problems.push(message('no-lamp', { output }));
  if (spec !== undefined && !(value >= spec.min && value <= spec.max)) {
    problems.push(message('value-out-of-range', { value, min: spec.min, max: spec.max, output }));
  }
  const manualMaxMs = control.rules['operator-request'].manualMax;
  if (kind !== 'limit' && leaseMs > manualMaxMs) {
    problems.push(message('manual-too-long', { seconds: manualMaxMs / 1000 }));
  }
  return problems;
}

/** Without a clock an old command cannot be told from a new one, so only what tightens is taken. */
const unsynced: Check = (command, { clock, held }) => {
  if (clock.wallSync().synced || !isMoving(command)) return undefined;
  const isTighter = command.kind === 'limit' && !loosens(command.output, command.value, held);
  return isTighter ? undefined : { code: 'CLOCK_UNSYNCED', message: message('clock-unsynced') };
};

function loosens(output: string, value: number, held: readonly OperatorRequest[]): boolean {
  return held.some((one) => one.mode === 'limit' && one.output === output && one.value < value);
}

const tooMuchHeld: Check = (command, { held }) =>
  isHold(command) && held.length >= HELD_MAX
    ? { code: 'RATE', message: message('too-much-held', { most: HELD_MAX }) }
    : undefined;
