/**
 * How long before the freeze each block of a line is asked for: in a row, as late as the answers learnt so far allow,
 * so that what the cycle decides on and publishes is fresh. First what is read seldom, then what takes the line longest;
 * last what matters most, the receptor's meter. The order stays whatever is learnt: a meter that changes its place is
 * asked too early or too late once, and a second between is lost. In what is left of the cycle the line is free for writes, which
 * come right after a freeze, and for probes.
 */

import { replyLength, requestLength } from '../modbus/pdu.ts';
import { rtuFraming } from '../modbus/rtu-framing.ts';
import { type FreezeGrid, MARGIN_MS } from './freeze-grid.ts';
import { align, type Poll } from './poll-schedule.ts';
import { plannedMs, type ResponseTimes } from './response-times.ts';

/** What matters here of a device on a line. */
export interface Owner {
  readonly device: { readonly id: string; readonly definition: { readonly minGapMs: number } };
  readonly health: {
    readonly isSuspended: boolean;
    readonly isSuspect: boolean;
    readonly backoffUntilMs: number;
    readonly times: ResponseTimes;
  };
}

/** The line: time of one character, and of the silence between frames. */
export interface LeadOptions {
  readonly charMs: number;
  readonly silenceMs: number;
  /** Devices that are asked last. */
  readonly last: ReadonlySet<string>;
}

interface Place {
  readonly poll: Poll<Owner>;
  readonly grid: FreezeGrid;
  /** From the question to the whole answer. */
  readonly exchangeMs: number;
  readonly costMs: number;
  readonly isLast: boolean;
  /** It comes once in so many cycles, in this one of them. */
  readonly everyCycles: number;
  readonly cycle: number;
}

/** Gives each poll its lead and puts it there. Without room for all in one cycle, the first ones begin right after a freeze. */
export function placePolls(polls: readonly Poll<Owner>[], options: LeadOptions): void {
  const places = polls.flatMap((poll) => placeOf(poll, options)).sort(inOrder);
  for (const [index, place] of places.entries()) {
    const after = places.slice(index + 1).filter((other) => areTogether(place, other));
    const leadMs = after.reduce((sum, { costMs }) => sum + costMs, MARGIN_MS + place.exchangeMs);
    place.poll.leadMs = Math.min(leadMs, place.grid.periodMs);
    align(place.poll);
  }
}

/** From the question to the whole answer, by the answers of this device so far; nothing for one that is not asked. */
function exchangeMs({ owner, request }: Poll<Owner>, { charMs }: LeadOptions): number {
  if (owner.health.isSuspended) return 0;
  const wireBytes = requestLength(request) + replyLength(request) + 2 * rtuFraming.overhead;
  return wireBytes * charMs + plannedMs(owner.health.times);
}

/** With the silence after it. */
export function costMs(poll: Poll<Owner>, options: LeadOptions): number {
  const ownMs = exchangeMs(poll, options);
  return ownMs === 0 ? 0 : ownMs + Math.max(poll.owner.device.definition.minGapMs, options.silenceMs);
}

function placeOf(poll: Poll<Owner>, options: LeadOptions): Place[] {
  const { grid, owner, block, dueMs, leadMs, again } = poll;
  if (grid === undefined || again !== undefined) return [];
  const ownMs = exchangeMs(poll, options);
  const everyCycles = Math.max(1, block.everyMs / grid.periodMs);
  const cycles = Math.round((dueMs + leadMs - grid.firstMs) / grid.periodMs);
  return [
    {
      poll,
      grid,
      exchangeMs: ownMs,
      costMs: costMs(poll, options),
      isLast: options.last.has(owner.device.id),
      everyCycles,
      cycle: ((cycles % everyCycles) + everyCycles) % everyCycles,
    },
  ];
}

function inOrder(a: Place, b: Place): number {
  if (a.isLast !== b.isLast) return a.isLast ? 1 : -1;
  return b.poll.block.everyMs - a.poll.block.everyMs || b.poll.block.count - a.poll.block.count;
}

/** Whether two of them are ever due in the same cycle. */
function areTogether(a: Place, b: Place): boolean {
  return (a.cycle - b.cycle) % greatestDivisor(a.everyCycles, b.everyCycles) === 0;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
