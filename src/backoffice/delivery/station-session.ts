/**
 * The session with the broker: an observer of the gateway and a source of requests. After each connect it sends state,
 * birth, live, health, then the outbox. It runs beside the cycle: nothing here waits, and what the broker does not take
 * stays in the outbox.
 */

import type { AckPayload } from '../../contract/ack.ts';
import type { HealthPayload } from '../../contract/health.ts';
import { messageOf, rootOf, topicOf } from '../../contract/topics.ts';
import type { TickResult } from '../../control/tick.ts';
import { inEnglish } from '../../language/say.ts';
import type { Acknowledgement } from '../../model/command.ts';
import type { Event } from '../../model/event.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { FinishedCycle, GatewayHealth, Observer } from '../../ports/observer.ts';
import type { Outbox } from '../../ports/outbox.ts';
import type { IncomingMessage, Message, Publisher } from '../../ports/publisher.ts';
import type { RequestSource, TakeCommand } from '../../ports/request-source.ts';
import { readCommand } from '../commands/read-command.ts';
import { saidOf } from '../said.ts';
import { birthOf, clockOf, type StationIdentity, stateOf, underRoot } from '../telemetry/birth.ts';
import { healthOf } from '../telemetry/health.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { gapEvent } from './gap-event.ts';
import { createOutboxSender, type OutboxSender } from './outbox-sender.ts';
import { createRefusals, noteDelivered, noteRefused, type Refusals, tellDeaf } from './refusals.ts';
import { type SettingsReport, settingsMessage } from './settings-message.ts';

/** `started` begins to connect; the publisher keeps trying. */
export interface StationSession extends Observer<TickResult>, RequestSource {
  /** Gives the outbox a moment to drain, publishes `offline` with the reason, closes. `done` comes within 2.5 s. */
  stop(reason: string, done: () => void): void;
  readonly connected: boolean;
  /** Another plan is in force: the birth says so. */
  planChanged(plan: SitePlan): void;
  /** How the last reading of the settings went; sent now, and again after each connect. */
  reportSettings(report: SettingsReport): void;
}

export interface StationSessionOptions {
  readonly plan: SitePlan;
  readonly identity: StationIdentity;
  readonly publisher: Publisher;
  readonly outbox: Outbox;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly log?: Log;
  /** Memory of this process. */
  readonly rssMb: () => number;
  /** Why the history is not written, one sentence; null while it is. */
  readonly historyFault?: () => string | null;
}

const HEALTH_EVERY_MS = 60_000;
/** In its first minute a station publishes its health more often. */
const HEALTH_YOUNG_MS = 10_000;
const DRAIN_MS = 1000;
const PUBLISHER_STOP_MS = 1500;

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
    acknowledge: (ack) => appendAck(state, ack),
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
      publisher.start({
        connected: () => connected(state),
        disconnected: (reason) => options.log?.warn(`back office: ${reason}; records wait in the outbox`),
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
  /** Sends what is left until the outbox is empty or the time is over. */
  | { readonly kind: 'draining'; readonly reason: string; readonly done: () => void; readonly cancel: Cancel }
  | { readonly kind: 'closed' };

interface State {
  readonly options: StationSessionOptions;
  /** Root of all topics of the station. */
  readonly root: string;
  readonly startMs: number;
  readonly sender: OutboxSender;
  plan: SitePlan;
  /** Undefined: the settings are those of the start. */
  settings: SettingsReport | undefined;
  take: TakeCommand | undefined;
  health: (() => GatewayHealth) | undefined;
  connections: number;
  /** Records that will never arrive. */
  dropped: number;
  readonly refusals: Refusals;
  nextAckSeq: number;
  cancelHealth: Cancel;
  phase: Phase;
}

function createState(options: StationSessionOptions): State {
  const { plan, publisher, outbox, clock } = options;
  const root = rootOf(plan);
  const moved = (): void => finishIfDrained(state);
  const refusals = createRefusals((event) => tell(options, event), clock);
  const state: State = {
    options,
    root,
    startMs: clock.nowMs(),
    sender: createOutboxSender({
      ...{ outbox, publisher, clock, root, moved },
      delivered: ({ topic }) => noteDelivered(refusals, topic),
      refused: ({ topic }, why) => noteRefused(refusals, topic, why),
    }),
    plan,
    settings: undefined,
    take: undefined,
    health: undefined,
    connections: 0,
    dropped: 0,
    refusals,
    nextAckSeq: 1,
    cancelHealth: () => {},
    phase: { kind: 'running' },
  };
  return state;
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
  for (const message of telemetry.allLive()) send(state, message);
  sendHealth(state);
  sendSettings(state);
  state.sender.resume();
}

function received(state: State, message: IncomingMessage): void {
  if (state.take === undefined || !message.topic.startsWith(state.root)) return;
  const command = readCommand({ ...message, topic: message.topic.slice(state.root.length) });
  const outcome = state.take(command, (ack) => appendAck(state, ack));
  if (outcome === 'taken' && command.ok && command.value.kind === 'announce') sendBirth(state);
  state.sender.dispatch();
}

function cycle(state: State, finished: FinishedCycle<TickResult>): void {
  const { publisher, telemetry } = state.options;
  const live = telemetry.cycle(finished);
  if (publisher.connected) for (const message of live) send(state, message);
  reportGaps(state);
  state.sender.dispatch();
}

function send({ options, root }: State, message: Message): void {
  options.publisher.publish(underRoot(root, message));
}

function sendBirth(state: State): void {
  const { identity, clock } = state.options;
  send(state, messageOf('birth', undefined, JSON.stringify(birthOf(state.plan, identity, clock))));
}

function sendSettings(state: State): void {
  const { settings, plan, options } = state;
  if (settings !== undefined) send(state, settingsMessage(settings, plan.hash, options.identity.session));
}

function sendHealth(state: State): void {
  const { plan, identity, outbox, clock, publisher, rssMb, historyFault } = state.options;
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
    outbox: {
      depth: outbox.depth,
      bytes: outbox.bytes,
      dropped: state.dropped,
      refused: state.refusals.count,
    },
    clock: clockOf(clock),
    rss_mb: rssMb(),
    ...(historyFault === undefined ? {} : { history_fault: historyFault() }),
    ...healthOf(state.health()),
  };
  send(state, messageOf('health', undefined, JSON.stringify(payload)));
}

/** On the console and, where it can get there, at the back office. */
function tell({ log, telemetry }: StationSessionOptions, event: Event): void {
  if (event.state === 'raised') log?.warn(inEnglish(event.message));
  else log?.info(inEnglish(event.message));
  telemetry.append(event);
}

/** Only while connected: events about gaps in a full outbox would push out the events before them. */
function reportGaps(state: State): void {
  const { publisher, outbox, telemetry, clock } = state.options;
  if (!publisher.connected) return;
  for (const gap of outbox.takeGaps()) {
    state.dropped += gap.lastSeq - gap.firstSeq + 1;
    telemetry.append(gapEvent(gap, clock.wallMs()), gap);
  }
}

/** An acknowledgement goes through the outbox, as an event does, so that it survives a lost connection. */
function appendAck(
  state: State,
  { id, wallMs, stage, code, message: said, effective }: Acknowledgement,
): void {
  const payload: AckPayload = {
    v: 1,
    id,
    ts: wholeMs(wallMs),
    stage,
    code,
    ...saidOf(said),
    ...(effective === undefined ? {} : { effective: effectiveOf(effective) }),
  };
  const seq = state.nextAckSeq++;
  state.options.outbox.append({
    topic: topicOf('ack', id),
    payload: JSON.stringify(payload),
    priority: 'event',
    stream: 'ack',
    firstSeq: seq,
    lastSeq: seq,
  });
}

function effectiveOf({ output, value, untilWallMs }: NonNullable<Acknowledgement['effective']>) {
  return { output, value, until: wholeMs(untilWallMs) };
}

function wholeMs(wallMs: number): number {
  return Math.max(0, Math.round(wallMs));
}

function stop(state: State, reason: string, done: () => void): void {
  if (state.phase.kind !== 'running') return;
  const { clock, telemetry } = state.options;
  state.cancelHealth();
  telemetry.flush();
  const cancel = clock.at(clock.nowMs() + DRAIN_MS, () => finish(state));
  state.phase = { kind: 'draining', reason, done, cancel };
  state.sender.dispatch();
}

function finishIfDrained(state: State): void {
  const { outbox, publisher } = state.options;
  if (outbox.depth === 0 || !publisher.connected) finish(state);
}

/** Called when the outbox is drained and at the deadline; the first call counts. */
function finish(state: State): void {
  if (state.phase.kind !== 'draining') return;
  const { reason, done, cancel } = state.phase;
  const { identity, clock, publisher } = state.options;
  state.phase = { kind: 'closed' };
  cancel();
  const finalMessage = underRoot(state.root, stateOf(identity.session, false, clock.wallMs(), reason));
  publisher.stop(finalMessage, PUBLISHER_STOP_MS, done);
}
