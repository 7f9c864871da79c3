/**
 * The session with the broker: an observer of the gateway and a source of requests. After each connect it sends state,
 * birth, now, alarms, health, then what of the history is still to be sent. It runs beside the cycle: nothing here waits, and
 * what the broker does not take is taken from the history later.
 */

import type { HealthPayload } from '../../contract/health.ts';
import { messageOf, rootOf } from '../../contract/topics.ts';
import type { TickResult } from '../../control/tick.ts';
import { inEnglish } from '../../language/say.ts';
import type { Command, ResendCommand } from '../../model/command.ts';
import type { Event } from '../../model/event.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Epoch, Journal } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { FinishedCycle, GatewayHealth, Observer } from '../../ports/observer.ts';
import type { IncomingMessage, Message, Publisher } from '../../ports/publisher.ts';
import type { RequestSource, TakeCommand } from '../../ports/request-source.ts';
import { readCommand } from '../commands/read-command.ts';
import { birthOf, clockOf, type StationIdentity, stateOf, underRoot } from '../telemetry/birth.ts';
import { healthOf } from '../telemetry/health.ts';
import { recordKindOf } from '../telemetry/part-messages.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createJournalSender, type JournalSender, type JournalSenderOptions } from './journal-sender.ts';
import { createRefusals, noteDelivered, noteRefused, type Refusals, tellDeaf } from './refusals.ts';
import { type SettingsReport, settingsMessage } from './settings-message.ts';

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
  readonly clock: Clock;
  readonly log?: Log;
  /** Memory of this process. */
  readonly rssMb: () => number | null;
  /** Why the history is not written, one sentence; null while it is. */
  readonly historyFault?: () => string | null;
}

const HEALTH_EVERY_MS = 60_000;
/** In its first minute a station publishes its health more often. */
const HEALTH_YOUNG_MS = 10_000;
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
    acknowledge: (ack) => options.journal.add({ acks: [ack] }),
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
        connected: () => connected(state),
        disconnected: (reason) => options.log?.warn(`back office: ${reason}; records wait in the history`),
        message: (message) => received(state, message),
        deaf: (filter, why) => tellDeaf(state.refusals, filter, why),
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

interface State {
  readonly options: StationSessionOptions;
  /** Root of all topics of the station. */
  readonly root: string;
  /** Public keys of the issuers that must sign. */
  readonly keys: Readonly<Record<string, string>>;
  readonly startMs: number;
  readonly sender: JournalSender;
  plan: SitePlan;
  /** Undefined: the settings are those of the start. */
  settings: SettingsReport | undefined;
  take: TakeCommand | undefined;
  health: (() => GatewayHealth) | undefined;
  connections: number;
  /** Monotonic end of the longest lease on `live`. */
  watchedUntilMs: number;
  readonly refusals: Refusals;
  /** The epoch that the last birth told. */
  told: Epoch | null;
  cancelHealth: Cancel;
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
      ...{ journal, messagesOf, publisher, clock, root, moved },
      delivered: ({ topic }) => noteDelivered(refusals, topic),
      refused: ({ topic }, why) => noteRefused(refusals, topic, why),
    }),
    plan,
    settings: undefined,
    take: undefined,
    health: undefined,
    connections: 0,
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

function connected(state: State): void {
  const { identity, clock, log, telemetry } = state.options;
  log?.info('back office: connected');
  send(
    state,
    stateOf(identity.session, true, clock.wallMs(), state.connections === 0 ? 'start' : 'reconnect'),
  );
  state.connections += 1;
  sendBirth(state);
  for (const message of telemetry.all(isWatched(state))) send(state, message);
  sendHealth(state);
  sendSettings(state);
  state.sender.resume();
}

/** New records, or another epoch: the birth names it before the records that belong to it. */
function journalMoved(state: State): void {
  const { publisher, journal } = state.options;
  const epoch = journal.head?.epoch ?? null;
  if (publisher.connected && epoch?.epoch !== state.told?.epoch) sendBirth(state);
  state.sender.dispatch();
}

function received(state: State, message: IncomingMessage): void {
  if (state.take === undefined || !message.topic.startsWith(state.root)) return;
  const command = readCommand(message, state.root, state.keys);
  const outcome = state.take(command, (ack) => state.options.journal.add({ acks: [ack] }));
  if (outcome === 'taken' && command.ok) serve(state, command.value);
  state.sender.dispatch();
}

/** What this end does about a command that was taken. */
function serve(state: State, command: Command): void {
  if (command.kind === 'announce') sendBirth(state);
  if (command.kind === 'resend') resend(state, command);
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
  const { publisher, telemetry } = state.options;
  const due = telemetry.cycle(finished, isWatched(state));
  if (publisher.connected) for (const message of due) send(state, message);
  state.sender.dispatch();
}

function send({ options, root }: State, message: Message): void {
  options.publisher.publish(underRoot(root, message));
}

function sendBirth(state: State): void {
  const { identity, clock, journal } = state.options;
  state.told = journal.head?.epoch ?? null;
  const birth = birthOf(state.plan, identity, clock, state.told);
  send(state, messageOf('birth', undefined, JSON.stringify(birth)));
}

function sendSettings(state: State): void {
  const { settings, plan, options } = state;
  if (settings !== undefined) send(state, settingsMessage(settings, plan.hash, options.identity.session));
}

function sendHealth(state: State): void {
  const { plan, identity, clock, publisher, rssMb, historyFault } = state.options;
  state.cancelHealth();
  const nowMs = clock.nowMs();
  const isYoung = nowMs - state.startMs < HEALTH_EVERY_MS;
  const againMs = nowMs + (isYoung ? HEALTH_YOUNG_MS : HEALTH_EVERY_MS);
  state.cancelHealth = clock.at(againMs, () => sendHealth(state));
  if (!publisher.connected || state.health === undefined) return;
  const payload: HealthPayload = {
    v: 1,
    ts: Math.max(0, Math.round(clock.wallMs())),
    session: identity.session,
    mode: plan.control.mode,
    uptime_s: Math.floor((nowMs - state.startMs) / 1000),
    backlog: { parts: state.sender.waiting, refused: state.refusals.count },
    clock: clockOf(clock),
    rss_mb: rssMb(),
    ...(historyFault === undefined ? {} : { history_fault: historyFault() }),
    ...healthOf(state.health()),
  };
  send(state, messageOf('health', undefined, JSON.stringify(payload)));
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
  state.sender.dispatch();
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
  const finalMessage = underRoot(state.root, stateOf(identity.session, false, clock.wallMs(), reason));
  publisher.stop(finalMessage, PUBLISHER_STOP_MS, done);
}
