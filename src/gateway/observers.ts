/**
 * Shows each finished cycle to every observer, and holds the cycle free of them: one that throws is dropped at once,
 * one whose promise fails in the next cycle; one that is slow many times in a row is dropped too. One slow call is no reason, because on a small machine any call
 * may be interrupted once.
 */

import type { Event } from '../model/event.ts';
import { type Message, message } from '../model/message.ts';
import type { Clock } from '../ports/clock.ts';
import type { FinishedCycle, GatewayHealth, Observer } from '../ports/observer.ts';
import { callOutside } from './outside-call.ts';

/** A call is slow when it takes more than this share of the control period. */
const SLOW_SHARE = 0.5;
/** Slow calls in a row after which an observer is dropped. */
export const SLOW_CALLS_MAX = 5;

interface Watching<Result> {
  readonly observer: Observer<Result>;
  slowCalls: number;
  /** What it threw; of a promise known only after the call. */
  problem: string | undefined;
}

/** Only those that still take part. */
export interface Observers<Result> {
  readonly clock: Clock;
  readonly slowMs: number;
  watching: readonly Watching<Result>[];
}

/** Calls all observers; one that throws or stays slow is dropped with an event. */
export function createObservers<Result>(
  observers: readonly Observer<Result>[],
  clock: Clock,
  periodMs: number,
): Observers<Result> {
  const watching = observers.map((observer) => ({ observer, slowCalls: 0, problem: undefined }));
  return { clock, slowMs: periodMs * SLOW_SHARE, watching };
}

/** Gives the events that tell who was dropped. */
export function startObservers<Result>(
  observers: Observers<Result>,
  health: () => GatewayHealth,
): readonly Event[] {
  return callEach(observers, (observer) => observer.started?.(health));
}

/** Gives the events that tell who was dropped. */
export function showCycle<Result>(
  observers: Observers<Result>,
  finished: FinishedCycle<Result>,
): readonly Event[] {
  return callEach(observers, (observer) => observer.cycle(finished));
}

/** After the last cycle. A failure now is not reported, since no cycle follows. */
export function stopObservers<Result>(observers: Observers<Result>): void {
  callEach(observers, (observer) => observer.stopping?.());
}

function callEach<Result>(
  observers: Observers<Result>,
  call: (observer: Observer<Result>) => unknown,
): readonly Event[] {
  const events: Event[] = [];
  for (const one of observers.watching) {
    const why = faultOf(observers, one, call);
    if (why === undefined) continue;
    observers.watching = observers.watching.filter((other) => other !== one);
    events.push(droppedEvent(one.observer.name, why, observers.clock.wallMs()));
  }
  return events;
}

/** Why the observer is to be dropped, after one call of it; undefined when it is not. */
function faultOf<Result>(
  { clock, slowMs }: Observers<Result>,
  one: Watching<Result>,
  call: (observer: Observer<Result>) => unknown,
): Message | undefined {
  const startMs = clock.nowMs();
  if (one.problem === undefined) {
    callOutside(
      () => call(one.observer),
      (problem) => {
        one.problem = problem;
      },
    );
  }
  if (one.problem !== undefined) return message('observer-failed', { problem: one.problem });
  const tookMs = clock.nowMs() - startMs;
  one.slowCalls = tookMs > slowMs ? one.slowCalls + 1 : 0;
  if (one.slowCalls < SLOW_CALLS_MAX) return undefined;
  return message('observer-slow', { tookMs: Math.round(tookMs), times: SLOW_CALLS_MAX });
}

function droppedEvent(name: string, why: Message, wallMs: number): Event {
  return {
    class: 'fault',
    severity: 'alarm',
    wallMs,
    subject: name,
    state: 'raised',
    message: message('observer-left-out', { name, why }),
  };
}
