/**
 * Moves the log to the broker: the newest part first, then the oldest that is still to be sent. A part is done when all
 * of its messages are taken; what was lost is sent again, the same bytes, so that only a lost PUBACK makes a duplicate,
 * and that has the same key. What the broker will never take is set aside and told: it must not hold up the rest.
 */

import type { Clock } from '../../ports/clock.ts';
import { type Cursors, EVER, type Journal, type LogPart } from '../../ports/journal.ts';
import type { Delivery, Publisher } from '../../ports/publisher.ts';
import {
  arePacked,
  createPacking,
  type LogMessage,
  messageOfPicked,
  type OpenPart,
  type Packing,
  type Picked,
  pickNext,
  putBack,
} from './packs.ts';
import { countUpTo, includes, including, without } from './ranges.ts';

/** After a refusal that may pass, on a standing connection. */
const RETRY_MS = 5000;
/** However many the broker would take. */
const WINDOW_MAX = 64;
/** The newest must not queue behind more late rows than these on a narrow line; half of a small window is left to it. */
const PACKS_MAX = 2;
/** Parts that are read at once, and messages that are made before they are sent: half a megabyte. */
const PARTS_A_READ = 12;
const MADE_MAX = 120;

/** The sender of one station's log. It never waits: what the broker takes makes room for the next. */
export interface JournalSender {
  /** Sends what the window allows; harmless at any time. */
  dispatch(): void;
  /** A new connection: try at once. */
  resume(): void;
  /** The end is near: nothing waits for company any more. */
  drain(): void;
  /** Parts from `first` to `last` are to be sent once more. */
  resend(first: number, last: number): void;
  /** Parts that wait. */
  readonly waiting: number;
}

/** The log, the way out, and who is told of each message. `root` stands before each topic. */
export interface JournalSenderOptions {
  readonly journal: Journal;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly root: string;
  /** Each byte costs: rows wait for a minute and go together. */
  readonly isMetered?: boolean;
  /** The messages of a part: the same whenever they are asked for. */
  readonly messagesOf: (part: LogPart) => readonly LogMessage[];
  /** The broker will never take this one. */
  readonly refused: (message: LogMessage, why: string) => void;
  readonly delivered: (message: LogMessage) => void;
  /** After each step, also when nothing could be sent. */
  readonly moved: () => void;
}

interface State {
  readonly options: JournalSenderOptions;
  /** Null before the journal is open. */
  unsent: Cursors | null;
  /** Read and not done, by id. */
  readonly parts: Map<number, OpenPart>;
  readonly packing: Packing;
  isDraining: boolean;
  isReading: boolean;
  inFlight: number;
  /** Of those the packs. */
  packsInFlight: number;
  /** Nothing is sent before, after a refusal. */
  holdUntilMs: number;
  isDispatching: boolean;
}

/** Sends nothing before `dispatch`. */
export function createJournalSender(options: JournalSenderOptions): JournalSender {
  const state: State = {
    options,
    unsent: null,
    parts: new Map(),
    packing: createPacking(options.isMetered === true),
    isDraining: false,
    isReading: false,
    inFlight: 0,
    packsInFlight: 0,
    holdUntilMs: Number.NEGATIVE_INFINITY,
    isDispatching: false,
  };
  return {
    dispatch: () => dispatch(state),
    resume: () => {
      state.holdUntilMs = Number.NEGATIVE_INFINITY;
      dispatch(state);
    },
    drain: () => {
      state.isDraining = true;
      dispatch(state);
    },
    resend: (first, last) => {
      keep(state, including(unsentOf(state) ?? [], first, Math.min(last, options.journal.newestPart)));
      dispatch(state);
    },
    get waiting() {
      return countUpTo(unsentOf(state) ?? [], options.journal.newestPart);
    },
  };
}

/** What was never told is all there is. */
function unsentOf(state: State): Cursors | null {
  const { head, keep: write } = state.options.journal;
  if (head === null || state.unsent !== null) return state.unsent;
  state.unsent = head.cursors ?? [[1, EVER]];
  // From the first day on, so that nothing is deleted that was never asked for.
  write(state.unsent);
  return state.unsent;
}

function keep(state: State, unsent: Cursors): void {
  state.unsent = unsent;
  state.options.journal.keep(unsent);
}

function dispatch(state: State): void {
  // A publisher that answers at once must not recurse through the whole backlog.
  if (state.isDispatching) return;
  state.isDispatching = true;
  let hasMoved = true;
  while (hasMoved) {
    const known = state.parts.size;
    read(state);
    // What was read may have to wait for more of its kind.
    hasMoved = fillWindow(state) > 0 || state.parts.size > known;
  }
  state.isDispatching = false;
  state.options.moved();
}

/** Reads on where too little is made; the newest part before the oldest. */
function read(state: State): void {
  const { journal, publisher } = state.options;
  const unsent = unsentOf(state);
  if (unsent === null || state.isReading || !publisher.connected) return;
  const { newestPart } = journal;
  if (includes(unsent, newestPart) && !state.parts.has(newestPart)) {
    readRange(state, newestPart, newestPart);
    return;
  }
  const made = [...state.parts.values()].reduce((sum, { messages }) => sum + messages.length, 0);
  if (made >= MADE_MAX) return;
  const unread = [...state.parts.keys()].reduce<Cursors>((rest, id) => without(rest, id), unsent);
  const oldest = unread.find(([first]) => first <= newestPart);
  if (oldest !== undefined) readRange(state, oldest[0], Math.min(oldest[1], newestPart));
}

function readRange(state: State, first: number, last: number): void {
  const { journal, clock, messagesOf } = state.options;
  state.isReading = true;
  journal.parts([first, last], PARTS_A_READ, (result) => {
    state.isReading = false;
    if (!result.ok) {
      state.holdUntilMs = clock.nowMs() + RETRY_MS;
      return;
    }
    const found = result.value;
    const end = found.length < PARTS_A_READ ? last : (found.at(-1)?.id ?? last);
    forget(state, found, first, end);
    for (const part of found) {
      const messages = [...messagesOf(part)];
      if (messages.length === 0) keep(state, without(unsentOf(state) ?? [], part.id));
      else state.parts.set(part.id, { id: part.id, messages, open: messages.length });
    }
    dispatch(state);
  });
}

/** Some numbers are left out, and the oldest parts are deleted at some time. */
function forget(state: State, found: readonly LogPart[], first: number, last: number): void {
  let next = first;
  let unsent = unsentOf(state) ?? [];
  for (const id of [...found.map((part) => part.id), last + 1]) {
    if (id > next) unsent = without(unsent, next, id - 1);
    next = id + 1;
  }
  if (unsent !== unsentOf(state)) keep(state, unsent);
}

/** Gives how many messages it has sent. */
function fillWindow(state: State): number {
  const { publisher, clock, root, journal } = state.options;
  const nowMs = clock.nowMs();
  let sent = 0;
  // A connection that is just being closed loses at once what it is given.
  const mayGo = (): boolean => publisher.connected && nowMs >= state.holdUntilMs;
  const window = Math.min(WINDOW_MAX, publisher.receiveMaximum);
  while (mayGo() && state.inFlight < window) {
    const mayPack = state.packsInFlight < Math.max(1, Math.min(PACKS_MAX, window / 2));
    const when = { nowMs, newest: journal.newestPart, isLast: state.isDraining, mayPack };
    const picked = pickNext(state.packing, state.parts, when);
    if (picked.length === 0) break;
    const isPack = arePacked(state.packing, picked);
    state.inFlight += 1;
    if (isPack) state.packsInFlight += 1;
    sent += 1;
    const message = messageOfPicked(state.packing, picked);
    publisher.publish({ ...message, topic: root + message.topic }, (delivery) =>
      settle(state, { picked, isPack }, delivery),
    );
  }
  return sent;
}

interface Sent {
  readonly picked: readonly Picked[];
  readonly isPack: boolean;
}

function settle(state: State, { picked, isPack }: Sent, delivery: Delivery): void {
  const { clock, delivered, refused } = state.options;
  state.inFlight -= 1;
  if (isPack) state.packsInFlight -= 1;
  const isRefused = delivery.kind === 'refused' && delivery.isFinal;
  for (const one of picked.toReversed()) {
    if (delivery.kind === 'delivered') {
      done(state, one.part);
      delivered(one.message);
    } else if (isRefused && !isPack) {
      done(state, one.part);
      refused(one.message, delivery.why);
    } else putBack(one);
    // As a pack it is too large for this broker, or it takes none: alone it may get through.
    if (isRefused && isPack) state.packing.alone.add(one.message);
  }
  if (delivery.kind !== 'delivered' && !isRefused) state.holdUntilMs = clock.nowMs() + RETRY_MS;
  dispatch(state);
}

/** One message of it has come to its end. */
function done(state: State, part: OpenPart): void {
  part.open -= 1;
  if (part.open > 0) return;
  state.parts.delete(part.id);
  keep(state, without(unsentOf(state) ?? [], part.id));
}
