/**
 * Who may ask for what. What only reads is open to everybody whom the broker lets through, at a limited rate; what moves
 * something takes an entry in the site file. A site with the broker inside the process, for a desktop, and without entries
 * is open: nobody else can reach it.
 */

import { type Command, isHold, isMoving, type Refusal } from '../../model/command.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import { type Message, message } from '../../model/message.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';

/** Reading commands of all issuers together. */
const READING_A_HOUR = 600;
const READING_A_MINUTE = 60;

/** How often each issuer has asked within the hour. */
export interface IssuerUse {
  /** By issuer, and ` read` for all reading ones: monotonic times within the last hour, oldest first. */
  readonly times: Map<string, number[]>;
}

/** As at the start: nobody has asked. */
export function noUse(): IssuerUse {
  return { times: new Map() };
}

interface Rights {
  readonly plan: Pick<SitePlan, 'broker' | 'commands'>;
  readonly use: IssuerUse;
  readonly clock: Pick<Clock, 'nowMs' | 'wallMs'>;
}

/** Why the issuer may not, or undefined. */
export function denied(command: Command, { plan }: Pick<Rights, 'plan'>): Omit<Refusal, 'id'> | undefined {
  if (!isMoving(command) || isOpen(plan)) return undefined;
  const { issuer, kind } = command;
  const may = plan.commands?.[issuer]?.may ?? [];
  if (!may.includes(kind)) {
    return { code: 'UNAUTHORISED', message: message('issuer-may-not', { issuer, command: kind }) };
  }
  const isOthers = kind === 'release' && command.ofAll === true && !may.includes('manual');
  return isOthers
    ? { code: 'UNAUTHORISED', message: message('may-not-release-others', { issuer }) }
    : undefined;
}

/** What of the command is more than its issuer may. */
export function beyondBounds(
  command: Command,
  { commands = {} }: Pick<SitePlan, 'commands'>,
): readonly Message[] {
  const { issuer } = command;
  const { floor, longestMs } = commands[issuer] ?? {};
  const problems: Message[] = [];
  if (!isHold(command)) return problems;
  const { value, leaseMs } = command;
  if (floor !== undefined && value < floor && command.kind !== 'lamp') {
    problems.push(message('below-issuer-floor', { issuer, value, floor }));
  }
  if (longestMs !== undefined && leaseMs > longestMs) {
    problems.push(message('longer-than-issuer-may', { issuer, seconds: longestMs / 1000 }));
  }
  return problems;
}

/** Too many of them, or undefined; then it is counted. A question about a command that moves counts as reading. */
export function tooOften(command: Command, { plan, use, clock }: Rights): Omit<Refusal, 'id'> | undefined {
  const nowMs = clock.nowMs();
  const issuer = plan.commands?.[command.issuer];
  const isReading = !isMoving(command) || command.isDry === true;
  if (!isReading && issuer === undefined) return undefined;
  const refused = isReading
    ? tooManyReading(use, nowMs)
    : tooMany(use, command.issuer, issuer?.perHour ?? 0, nowMs);
  if (refused === undefined) return undefined;
  const { afterMs, ...refusal } = refused;
  return { ...refusal, notBeforeWallMs: Math.round(clock.wallMs() + afterMs) };
}

/** A refusal with the time until the next one is taken. */
type Refused = Omit<Refusal, 'id'> & { readonly afterMs: number };

function isOpen({ broker, commands = {} }: Rights['plan']): boolean {
  return broker.kind === 'embedded' && Object.keys(commands).length === 0;
}

function tooManyReading(use: IssuerUse, nowMs: number): Refused | undefined {
  const lately = (use.times.get(' read') ?? []).filter((atMs) => nowMs - atMs < MINUTE_MS);
  if (lately.length < READING_A_MINUTE) return tooMany(use, ' read', READING_A_HOUR, nowMs);
  const afterMs = (lately[0] ?? nowMs) + MINUTE_MS - nowMs;
  return { code: 'RATE', message: message('commands-too-fast', { most: READING_A_MINUTE }), afterMs };
}

function tooMany({ times }: IssuerUse, who: string, most: number, nowMs: number): Refused | undefined {
  const within = (times.get(who) ?? []).filter((atMs) => nowMs - atMs < HOUR_MS);
  if (within.length >= most) {
    times.set(who, within);
    const afterMs = (within[0] ?? nowMs) + HOUR_MS - nowMs;
    return { code: 'RATE', message: message('commands-too-often', { most }), afterMs };
  }
  times.set(who, [...within, nowMs]);
  return undefined;
}
