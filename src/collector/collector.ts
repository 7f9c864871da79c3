/**
 * Collects what stations send into a database: groups of messages in one transaction, at most a quarter of a second old.
 * A message is acknowledged to the broker when it comes, before it is stored, so that a slow database does not stop the
 * line; what is lost with a collector that dies is a hole, and holes are asked for again.
 */

import type { Cancel, Clock } from '../ports/clock.ts';
import type { CollectedMessage, CollectorStore } from '../ports/collector-store.ts';
import { collectedMessages } from './collected-message.ts';
import { resendCommand } from './resend-command.ts';

/** The database, the time, and the way back to the stations. */
export interface CollectorOptions {
  readonly store: CollectorStore;
  readonly clock: Clock;
  /** To a station; not when nobody listens. */
  readonly publish: (topic: string, payload: string) => void;
  /** An id that no command had before. */
  readonly newId: () => string;
  /** Told when the database cannot be written, and when it can again. */
  readonly tell: (text: string) => void;
}

/** A collector of messages; what is no record of a station is passed over. */
export interface Collector {
  take(topic: string, payload: string): void;
  /** Looks for holes now and then, and asks for them. */
  start(): void;
  /** Stores what is left. */
  stop(): Promise<void>;
  counts(): CollectorCounts;
}

/** Messages since the start; `waiting` are not stored yet, `asked` are the holes asked for. */
export interface CollectorCounts {
  readonly received: number;
  readonly stored: number;
  /** Came more than once. */
  readonly repeated: number;
  readonly waiting: number;
  readonly asked: number;
}

const GROUP_MS = 250;
const GROUP_MAX = 2000;
const RETRY_MS = 2000;
/** Beyond this a stalled database costs what comes: it is asked for again as a hole. */
const WAITING_MAX = 100_000;
const HOLES_EVERY_MS = 60_000;
const HOLES_A_TIME = 20;

interface State {
  readonly options: CollectorOptions;
  waiting: CollectedMessage[];
  isStoring: boolean;
  isFailing: boolean;
  cancelGroup: Cancel | undefined;
  cancelHoles: Cancel;
  received: number;
  stored: number;
  repeated: number;
  asked: number;
}

/** Takes messages at once; looks for holes only after `start`. */
export function createCollector(options: CollectorOptions): Collector {
  const state: State = {
    ...{ options, waiting: [], isStoring: false, isFailing: false },
    ...{ cancelGroup: undefined, cancelHoles: () => {} },
    ...{ received: 0, stored: 0, repeated: 0, asked: 0 },
  };
  return {
    take: (topic, payload) => take(state, topic, payload),
    start: () => lookLater(state),
    async stop() {
      state.cancelHoles();
      state.cancelGroup?.();
      await store(state);
    },
    counts: () => {
      const { received, stored, repeated, asked, waiting } = state;
      return { received, stored, repeated, asked, waiting: waiting.length };
    },
  };
}

function take(state: State, topic: string, payload: string): void {
  const { clock } = state.options;
  const messages = collectedMessages(topic, payload, clock.wallMs());
  if (messages.length === 0) return;
  state.received += messages.length;
  const room = WAITING_MAX - state.waiting.length - messages.length;
  if (room < 0) state.waiting.splice(0, -room);
  state.waiting.push(...messages);
  if (state.waiting.length >= GROUP_MAX) void store(state);
  else state.cancelGroup ??= clock.at(clock.nowMs() + GROUP_MS, () => void store(state));
}

async function store(state: State): Promise<void> {
  const { store: database, clock, tell } = state.options;
  state.cancelGroup?.();
  state.cancelGroup = undefined;
  if (state.isStoring || state.waiting.length === 0) return;
  state.isStoring = true;
  const group = state.waiting.slice(0, GROUP_MAX);
  try {
    const added = await database.insert(group);
    state.waiting = state.waiting.slice(group.length);
    state.stored += added;
    state.repeated += group.length - added;
    if (state.isFailing) tell('the database is written again');
    state.isFailing = false;
  } catch (error) {
    if (!state.isFailing) tell(`the database cannot be written, tried again: ${String(error)}`);
    state.isFailing = true;
  }
  state.isStoring = false;
  if (state.waiting.length === 0) return;
  const waitMs = state.isFailing ? RETRY_MS : state.waiting.length >= GROUP_MAX ? 0 : GROUP_MS;
  state.cancelGroup ??= clock.at(clock.nowMs() + waitMs, () => void store(state));
}

function lookLater(state: State): void {
  const { clock } = state.options;
  state.cancelHoles = clock.at(clock.nowMs() + HOLES_EVERY_MS, () => {
    void askForHoles(state).finally(() => lookLater(state));
  });
}

/** What a station no longer has stays a hole; it is asked for each time, which costs one command. */
async function askForHoles(state: State): Promise<void> {
  const { store: database, clock, publish, newId } = state.options;
  try {
    for (const hole of await database.holes(HOLES_A_TIME)) {
      const { topic, payload } = resendCommand(hole, newId(), clock.wallMs());
      publish(topic, payload);
      state.asked += 1;
    }
  } catch (error) {
    state.options.tell(`the database cannot be asked for holes: ${String(error)}`);
  }
}
