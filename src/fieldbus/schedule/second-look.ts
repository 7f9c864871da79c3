/**
 * A meter that numbers its seconds counts them by a clock of its own. Asked once a second by ours, it is asked for the
 * same second twice now and then, and one that ends between two questions is never seen. So it is asked once more, about
 * half a second from the poll: whatever the two clocks do, each second is met. What came twice is known by its number
 * (src/gateway/inputs/intake.ts). Where the line has no time for all of them, those come first whose seconds end close to
 * their poll, for they may be lost.
 */

import { MARGIN_MS, nextAligned } from './freeze-grid.ts';
import { costMs, type LeadOptions, type Owner } from './lead-times.ts';
import { align, type Poll } from './poll-schedule.ts';

/** A second, as the meters that number them count it. */
const SECOND_MS = 1000;
/** A second that ends so soon after the poll may end before it next time. */
const NEAR_MS = 250;
/** By then two quartz clocks have drifted apart. */
const NEAR_FOR_MS = 600_000;
/** A look that found nothing close is good for so long. */
const KNOWN_FOR_MS = 45_000;

/** The second question to one meter. Times are monotonic; `lookedMs`: when it was last asked. */
export interface Look<One extends Owner = Owner> extends Poll<One> {
  /** Place of the counter among the words of the answer. */
  readonly place: number;
  /** Number and time at the last poll. */
  polled: { readonly number: number; readonly atMs: number } | undefined;
  /** When its second was last found to end close to the poll. */
  nearMs: number;
  lookedMs: number;
}

/** The looks that go with these polls. */
export function createLooks<One extends Owner>(polls: readonly Poll<One>[]): Look<One>[] {
  return polls.flatMap((poll) => {
    const { address, everyMs, points } = poll.block;
    const countedBy = points.find((point) => point.countedBy !== undefined)?.countedBy;
    const counter = points.find(({ id }) => id === countedBy);
    const isOnceASecond = everyMs <= SECOND_MS && everyMs > SECOND_MS / 2;
    if (poll.grid === undefined || poll.again !== undefined) return [];
    if (counter === undefined || !isOnceASecond) return [];
    const never = Number.NEGATIVE_INFINITY;
    const place = counter.address - address;
    return [{ ...poll, place, polled: undefined, nearMs: never, lookedMs: never }];
  });
}

/** In the middle between two rows of polls where there is room; else right after the freeze, as many as have time. */
export function placeLooks(
  looks: readonly Look[],
  polls: readonly Poll<Owner>[],
  options: LeadOptions,
  nowMs: number,
): void {
  const costsMs = new Map(looks.map((look) => [look, costMs(look, options)]));
  const allMs = [...costsMs.values()].reduce((sum, ms) => sum + ms, 0);
  const rowMs = Math.max(0, ...polls.map(({ leadMs }) => leadMs));
  const firstMs = SECOND_MS - MARGIN_MS;
  let leadMs = Math.min(firstMs, (firstMs + rowMs + allMs) / 2);
  for (const look of inTurn(looks, options, nowMs)) {
    const ownMs = costsMs.get(look) ?? 0;
    const hasRoom = leadMs - ownMs >= rowMs;
    look.leadMs = leadMs;
    if (!hasRoom) look.dueMs = Number.POSITIVE_INFINITY;
    else if (Number.isFinite(look.dueMs)) align(look);
    else look.dueMs = nextDueMs(look, nowMs);
    if (hasRoom) leadMs -= ownMs;
  }
}

/** First the looks whose seconds end close to their poll or may do so; among these the receptor's meter. */
function inTurn(looks: readonly Look[], { last }: LeadOptions, nowMs: number): readonly Look[] {
  const rank = (look: Look): number => {
    const isKnown = nowMs - look.nearMs >= NEAR_FOR_MS && nowMs - look.lookedMs < KNOWN_FOR_MS;
    if (isKnown) return 2;
    return last.has(look.owner.device.id) ? 0 : 1;
  };
  return looks.toSorted((a, b) => rank(a) - rank(b) || a.lookedMs - b.lookedMs);
}

/** Where the line is free for it until `untilMs`, the look that is due. Those that are not made just pass. */
export function takeLook<One extends Owner>(
  looks: readonly Look<One>[],
  nowMs: number,
  untilMs: number,
  options: LeadOptions,
): Look<One> | undefined {
  let found: Look<One> | undefined;
  for (const look of looks) {
    if (look.dueMs > nowMs) continue;
    const { health } = look.owner;
    const isAsked = !health.isSuspended && !health.isSuspect && health.backoffUntilMs <= nowMs;
    const hasTime = nowMs + costMs(look, options) <= untilMs;
    if (found !== undefined && isAsked && hasTime) continue;
    look.dueMs = nextDueMs(look, nowMs);
    if (isAsked && hasTime) found = look;
  }
  if (found !== undefined) found.lookedMs = nowMs;
  return found;
}

/** Learns from the number that an answer carries whether the meter's seconds end close to its poll. */
export function noteNumber(look: Look, words: readonly number[], isLook: boolean, nowMs: number): void {
  const number = words[look.place];
  if (number === undefined) return;
  const { polled } = look;
  const step = polled === undefined ? undefined : (number - polled.number + 0x1_0000) % 0x1_0000;
  const isSoon = polled !== undefined && nowMs - polled.atMs < NEAR_MS;
  const isNear = isLook ? step !== 0 && isSoon : step !== undefined && step !== 1;
  if (isNear) look.nearMs = nowMs;
  if (!isLook) look.polled = { number, atMs: nowMs };
}

function nextDueMs({ grid, block, leadMs }: Look, nowMs: number): number {
  return grid === undefined ? Number.POSITIVE_INFINITY : nextAligned(grid, block.everyMs, leadMs, nowMs);
}
