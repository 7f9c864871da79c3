/**
 * The session with the broker: an observer of the gateway and a source of requests. After each connect it sends state,
 * birth, now, alarms, health, then what of the history is still to be sent. It runs beside the cycle: nothing here waits, and
 * what the broker does not take is taken from the history later.
 */

import { rootOf, topicOf } from '../../contract/topics.ts';
import type { TickResult } from '../../control/tick.ts';
import { inEnglish } from '../../language/say.ts';
import { type Command, isMoving, type ResendCommand } from '../../model/command.ts';
import type { Event } from '../../model/event.ts';
import { isMetered, type SitePlan } from '../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { FinishedCycle, Observer } from '../../ports/observer.ts';
import type { IncomingMessage, Message, Publisher } from '../../ports/publisher.ts';
import type { RequestSource, TakeCommand } from '../../ports/request-source.ts';
import { readCommand } from '../commands/read-command.ts';
import { type StationIdentity, stateOf, underRoot } from '../telemetry/birth.ts';
import type { Nights } from '../telemetry/nights.ts';
import { recordKindOf } from '../telemetry/part-messages.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import {
  type Announcing,
  sendBirth,
  sendDiscovery,
  sendHealth,
  sendSeal,
  sendSettings,
  sendSite,
  sendState,
} from './announcements.ts';
import { answer } from './answer.ts';
import { createJournalSender, type JournalSenderOptions } from './journal-sender.ts';
import { createKeptTopics } from './kept-topics.ts';
import { createOwnState, isOverwritten, type OwnState } from './own-state.ts';
import { createRefusals, noteDelivered, noteRefused, tellDeaf } from './refusals.ts';
import type { SettingsReport } from './settings-message.ts';

/** `started` begins to connect; the publisher keeps trying. */
export interface StationSession extends Observer<TickResult>, RequestSource {
  /** Gives what is on its way a moment, publishes `offline` with the reason, closes. `done` comes within 2.5 s. */
  stop(reason: string, done: () => void): void;
  readonly connected: boolean;
  /** Another plan is in force: the birth says so. */
  planChanged(plan: SitePlan): void;
  /** How the last reading of the settings went; sent now, and again after each connect. */
  reportSettings(report: SettingsReport): void;
}

/** What the session is made of; the publisher is started by the session. */
export interface StationSessionOptions {
  readonly plan: SitePlan;
  readonly identity: StationIdentity;
  readonly publisher: Publisher;
  readonly journal: Journal;
  /** The messages of a part of the log. */
  readonly messagesOf: JournalSenderOptions['messagesOf'];
  readonly telemetry: Telemetry;
  /** Absent: there is no history to take a night from. */
  readonly nights?: Nights;
  readonly clock: Clock;
  readonly log?: Log;
  /** Memory of this process. */
  readonly rssMb: () => number | null;
  /** Why the history is not written, one sentence; null while it is. */
  readonly historyFault?: () => string | null;
}

const STATE = topicOf('state');
const MODELS = topicOf('models');
const DRAIN_MS = 1000;
const PUBLISHER_STOP_MS = 1500;

/** Connects when the gateway starts it, not here. Its stop sends what waits for at most a second, then goes offline. */
export function createStationSession(options: StationSessionOptions): StationSession {
  const state = createState(options);
  const { publisher } = options;
  return {
    name: 'back office',
    get connected() {
      return publisher.connected;
    },
    listen: (take) => {
      state.take = take;
    },
    acknowledge: (ack) => answer(options.journal, ack, true),
    planChanged: (plan) => {
      state.plan = plan;
      if (publisher.connected) sendBirth(state);
    },
    reportSettings: (report) => {
      state.settings = report;
      if (publisher.connected) sendSettings(state);
    },
    started: (health) => {
      state.health = health;
      options.journal.watch(() => journalMoved(state));
      publisher.start({
        connected: (isResumed) => connected(state, isResumed),
        disconnected: (reason) => options.log?.warn(`back office: ${reason}; records wait in the history`),
        message: (message) => received(state, message),
        deaf: (filter, why) => {
          // Not to hear of its own state is no loss of a command.
          if (filter !== state.root + STATE) tellDeaf(state.refusals, filter, why);
        },
      });
    },
    cycle: (finished) => cycle(state, finished),
    stop: (reason, done) => stop(state, reason, done),
  };
}

type Phase =
  | { readonly kind: 'running' }
  /** Sends what is left until nothing waits or the time is over. */
  | { readonly kind: 'draining'; readonly reason: string; readonly done: () => void; readonly cancel: Cancel }
  | { readonly kind: 'closed' };

interface State extends Announcing {
  readonly options: StationSessionOptions;
  /** Root of all topics of the station. */
  readonly root: string;
  /** Public keys of the issuers that must sign. */
  readonly keys: Readonly<Record<string, string>>;
  take: TakeCommand | undefined;
  readonly ownState: OwnState;
  /** Monotonic end of the longest lease on `live`. */
  watchedUntilMs: number;
  phase: Phase;
}

function createState(options: StationSessionOptions): State {
  const { plan, publisher, journal, messagesOf, clock } = options;
  const root = rootOf(plan);
  const moved = (): void => finishIfDrained(state);
  const refusals = createRefusals((event) => tell(options, event), clock);
  const state: State = {
    options,
    root,
    keys: keysOf(plan),
    startMs: clock.nowMs(),
    sender: createJournalSender({
      ...{ journal, messagesOf, publisher, clock, root, moved, isMetered: isMetered(plan) },
      delivered: ({ topic }) => noteDelivered(refusals, topic),
      refused: ({ topic }, why) => noteRefused(refusals, topic, why),
    }),
    kept: createKeptTopics(publisher, root),
    plan,
    settings: undefined,
    take: undefined,
    health: undefined,
    connections: 0,
    ownState: createOwnState(),
    watchedUntilMs: Number.NEGATIVE_INFINITY,
    refusals,
    told: null,
    cancelHealth: () => {},
    phase: { kind: 'running' },
  };
  return state;
}

function keysOf({ commands = {} }: SitePlan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(commands).flatMap(([issuer, { publicKey }]) =>
      publicKey === undefined ? [] : [[issuer, publicKey]],
    ),
  );
}

/** `hasSession`: the broker has kept the session, perhaps of the run before, and so what it was told. */
function connected(state: State, hasSession: boolean): void {
  const { log, telemetry } = state.options;
  log?.info('back office: connected');
  const isResumed = hasSession && state.connections > 0;
  state.connections += 1;
  state.ownState.isBack = false;
  if (!isResumed) state.kept.forget();
  sendState(state);
  sendBirth(state);
  for (const message of telemetry.all(isWatched(state))) {
    // Each minute anyway.
    if (!isResumed || message.topic !== MODELS) state.kept.offer(message);
  }
  if (!isResumed) {
    sendHealth(state);
    sendDiscovery(state);
  }
  sendSettings(state);
  sendSeal(state);
  state.sender.resume();
}

/** New records, or another epoch: the birth names it before the records that belong to it. */
function journalMoved(state: State): void {
  const { publisher, journal } = state.options;
  const epoch = journal.head?.epoch ?? null;
  if (publisher.connected && epoch?.epoch !== state.told?.epoch) sendBirth(state);
  if (publisher.connected) sendSeal(state);
  state.sender.dispatch();
}

function received(state: State, message: IncomingMessage): void {
  if (state.take === undefined || !message.topic.startsWith(state.root)) return;
  if (message.topic === state.root + STATE) {
    onState(state, message.payload);
    return;
  }
  const command = readCommand(message, state.root, state.keys);
  const mayHold = command.ok && isMoving(command.value);
  const outcome = state.take(command, (ack) => answer(state.options.journal, ack, mayHold));
  // The answer goes out when the history has it; of a flood there is none.
  if (outcome === 'taken' && command.ok) serve(state, command.value);
}

function onState(state: State, payload: string): void {
  const { clock, identity } = state.options;
  const own = { session: identity.session, connection: state.connections, nowMs: clock.nowMs() };
  if (state.phase.kind === 'running' && isOverwritten(state.ownState, payload, own)) sendState(state);
}

/** What this end does about a command that was taken. */
function serve(state: State, command: Command): void {
  if (command.kind === 'announce') sendBirth(state, true);
  if (command.kind === 'resend') resend(state, command);
  if (command.kind === 'config') sendSite(state);
  if (command.kind !== 'watch') return;
  const { clock, telemetry } = state.options;
  const wasWatched = isWatched(state);
  state.watchedUntilMs = Math.max(state.watchedUntilMs, clock.nowMs() + command.leaseMs);
  if (!wasWatched) for (const message of telemetry.all(true)) send(state, message);
}

/** What the history still has of it; what it has not was told as a gap. */
function resend({ options, sender }: State, { stream, firstSeq, lastSeq }: ResendCommand): void {
  options.journal.find(recordKindOf(stream), [firstSeq, lastSeq], (parts) => {
    if (parts !== null) sender.resend(...parts);
  });
}

/** On a desktop somebody always looks; elsewhere who asks for it, as long as the lease lasts. */
function isWatched({ options, watchedUntilMs }: State): boolean {
  const { broker } = options.plan;
  return broker.kind === 'embedded' || broker.live === 'always' || options.clock.nowMs() < watchedUntilMs;
}

function cycle(state: State, finished: FinishedCycle<TickResult>): void {
  const { publisher, telemetry, nights } = state.options;
  const due = telemetry.cycle(finished, isWatched(state));
  if (publisher.connected) for (const message of due) send(state, message);
  if (publisher.connected) nights?.cycle(finished.image, (message) => send(state, message));
  state.sender.dispatch();
}

function send(state: State, message: Message): void {
  state.kept.send(message);
}

/** On the console and, where it can get there, at the back office. */
function tell({ log, journal }: StationSessionOptions, event: Event): void {
  if (event.state === 'raised') log?.warn(inEnglish(event.message));
  else log?.info(inEnglish(event.message));
  journal.add({ events: [event] });
}

function stop(state: State, reason: string, done: () => void): void {
  if (state.phase.kind !== 'running') return;
  const { clock } = state.options;
  state.cancelHealth();
  const cancel = clock.at(clock.nowMs() + DRAIN_MS, () => finish(state));
  state.phase = { kind: 'draining', reason, done, cancel };
  state.sender.drain();
}

function finishIfDrained(state: State): void {
  if (state.sender.waiting === 0 || !state.options.publisher.connected) finish(state);
}

/** Called when nothing waits any more and at the deadline; the first call counts. */
function finish(state: State): void {
  if (state.phase.kind !== 'draining') return;
  const { reason, done, cancel } = state.phase;
  const { identity, clock, publisher } = state.options;
  state.phase = { kind: 'closed' };
  cancel();
  const finalMessage = underRoot(
    state.root,
    stateOf(identity, false, clock.wallMs(), reason, state.connections),
  );
  publisher.stop(finalMessage, PUBLISHER_STOP_MS, done);
}
