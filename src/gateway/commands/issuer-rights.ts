/**
 * Who may ask for what. What only reads is open to everybody whom the broker lets through, at a limited rate; what moves
 * something takes an entry in the site file. A site with the broker inside the process, for a desktop, and without entries
 * is open: nobody else can reach it.
 */

import type { AnnounceCommand, Command, Refusal, ResendCommand, WatchCommand } from '../../model/command.ts';
import { HOUR_MS } from '../../model/duration.ts';
import { message } from '../../model/message.ts';
import type { IssuerPlan, SitePlan } from '../../plan/site-plan.ts';

/** Reading commands of all issuers together. */
const READING_A_HOUR = 600;

/** How often each issuer has asked within the hour. */
export interface IssuerUse {
  /** By issuer, and `read` for all reading ones: monotonic times within the last hour, oldest first. */
  readonly times: Map<string, number[]>;
}

/** As at the start: nobody has asked. */
export function noUse(): IssuerUse {
  return { times: new Map() };
}

/** Why the issuer may not, or undefined; counts the command as made where it may. */
export function rightsRefusal(
  command: Command,
  { broker, commands = {} }: Pick<SitePlan, 'broker' | 'commands'>,
  use: IssuerUse,
  nowMs: number,
): Omit<Refusal, 'id'> | undefined {
  if (isReading(command)) return tooOften(use, ' read', READING_A_HOUR, nowMs);
  if (broker.kind === 'embedded' && Object.keys(commands).length === 0) return undefined;
  const issuer = commands[command.issuer];
  if (issuer === undefined || !issuer.may.includes(command.kind)) {
    const told = message('issuer-may-not', { issuer: command.issuer, command: command.kind });
    return { code: 'UNAUTHORISED', message: told };
  }
  return beyondBounds(command, issuer) ?? tooOften(use, command.issuer, issuer.perHour, nowMs);
}

function isReading(command: Command): command is AnnounceCommand | WatchCommand | ResendCommand {
  const { kind } = command;
  return kind === 'announce' || kind === 'watch' || kind === 'resend';
}

function beyondBounds(command: Command, issuer: IssuerPlan): Omit<Refusal, 'id'> | undefined {
  if (command.kind !== 'limit' && command.kind !== 'manual') return undefined;
  const { floor, longestMs } = issuer;
  if (floor !== undefined && command.value < floor) {
    const told = message('below-issuer-floor', { issuer: command.issuer, value: command.value, floor });
    return { code: 'OUT_OF_RANGE', message: told };
  }
  if (longestMs === undefined || command.leaseMs <= longestMs) return undefined;
  const told = message('longer-than-issuer-may', { issuer: command.issuer, seconds: longestMs / 1000 });
  return { code: 'OUT_OF_RANGE', message: told };
}

function tooOften(
  { times }: IssuerUse,
  who: string,
  most: number,
  nowMs: number,
): Omit<Refusal, 'id'> | undefined {
  const within = (times.get(who) ?? []).filter((atMs) => nowMs - atMs < HOUR_MS);
  if (within.length >= most) {
    times.set(who, within);
    return { code: 'RATE', message: message('commands-too-often', { most }) };
  }
  times.set(who, [...within, nowMs]);
  return undefined;
}
