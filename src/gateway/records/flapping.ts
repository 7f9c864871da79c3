/**
 * What comes and goes all the time is told once. A line that is up and down again every ten seconds would fill the history
 * with 17,000 events a day; after the third time it is told as flapping, and again when it has been quiet.
 */

import { MINUTE_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import { message } from '../../model/message.ts';

/** This many falls within this time are flapping. */
const FALLS_MAX = 3;
const WITHIN_MS = 10 * MINUTE_MS;

/** Stands between whoever raises events and whoever tells them. `nowMs` is monotonic. */
export interface FlapFilter {
  /** The events to tell instead of this one. */
  pass(event: Event, nowMs: number): readonly Event[];
  /** The events of those that have been quiet since. */
  settle(nowMs: number, wallMs: number): readonly Event[];
}

interface Subject {
  /** When it was raised of late, oldest first. */
  readonly fallsMs: number[];
  isFlapping: boolean;
  lastMs: number;
  /** The latest that was held back. */
  held: Event | undefined;
}

/** Of one gateway. Only what is raised and cleared is held back; what is noted passes. */
export function createFlapFilter(): FlapFilter {
  const subjects = new Map<string, Subject>();
  return {
    pass: (event, nowMs) => pass(subjects, event, nowMs),
    settle: (nowMs, wallMs) => settle(subjects, nowMs, wallMs),
  };
}

function pass(subjects: Map<string, Subject>, event: Event, nowMs: number): readonly Event[] {
  if (event.state === 'noted') return [event];
  const subject = subjects.get(event.subject) ?? {
    fallsMs: [],
    isFlapping: false,
    lastMs: nowMs,
    held: undefined,
  };
  subjects.set(event.subject, subject);
  subject.lastMs = nowMs;
  if (event.state === 'raised') subject.fallsMs.push(nowMs);
  while (nowMs - (subject.fallsMs[0] ?? nowMs) > WITHIN_MS) subject.fallsMs.shift();
  if (subject.isFlapping) {
    subject.held = event;
    return [];
  }
  if (subject.fallsMs.length <= FALLS_MAX) return [event];
  subject.isFlapping = true;
  subject.held = event;
  return [flapping(event)];
}

function settle(subjects: Map<string, Subject>, nowMs: number, wallMs: number): readonly Event[] {
  const events: Event[] = [];
  for (const [name, subject] of subjects) {
    if (nowMs - subject.lastMs < WITHIN_MS) continue;
    if (subject.isFlapping && subject.held !== undefined)
      events.push(steady(name, wallMs), { ...subject.held, wallMs });
    subjects.delete(name);
  }
  return events;
}

function flapping({ class: kind, subject, wallMs }: Event): Event {
  const told = message('flapping', { subject, falls: FALLS_MAX + 1, minutes: WITHIN_MS / MINUTE_MS });
  return {
    class: kind,
    severity: 'alarm',
    subject: `${subject} (flapping)`,
    wallMs,
    state: 'raised',
    message: told,
  };
}

function steady(subject: string, wallMs: number): Event {
  const told = message('flapping-over', { subject, minutes: WITHIN_MS / MINUTE_MS });
  return {
    class: 'fault',
    severity: 'info',
    subject: `${subject} (flapping)`,
    wallMs,
    state: 'cleared',
    message: told,
  };
}
