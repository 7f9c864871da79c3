/** What the session says of the station itself: whether it is there, what it has, its settings, its health, its seal. */

import type { SentHealth } from '../../contract/health.ts';
import { messageOf } from '../../contract/topics.ts';
import { isMetered, type SitePlan } from '../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Epoch, Journal } from '../../ports/journal.ts';
import type { GatewayHealth } from '../../ports/observer.ts';
import type { Publisher } from '../../ports/publisher.ts';
import { birthOf, clockOf, type StationIdentity, stateOf } from '../telemetry/birth.ts';
import { healthOf } from '../telemetry/health.ts';
import { discoveryOf } from '../telemetry/home-assistant.ts';
import { sealMessage } from '../telemetry/seal-message.ts';
import type { JournalSender } from './journal-sender.ts';
import type { KeptTopics } from './kept-topics.ts';
import type { Refusals } from './refusals.ts';
import { type SettingsReport, settingsMessage, siteMessage } from './settings-message.ts';

/** What of a session these messages are made of. */
export interface Announcing {
  readonly options: {
    readonly plan: SitePlan;
    readonly identity: StationIdentity;
    readonly clock: Clock;
    readonly journal: Journal;
    readonly publisher: Publisher;
    /** Memory of this process. */
    readonly rssMb: () => number | null;
    /** Why the history is not written, one sentence; null while it is. */
    readonly historyFault?: () => string | null;
  };
  readonly kept: KeptTopics;
  readonly startMs: number;
  readonly sender: JournalSender;
  readonly refusals: Refusals;
  /** The plan in force. */
  plan: SitePlan;
  /** Undefined: the settings are those of the start. */
  settings: SettingsReport | undefined;
  health: (() => GatewayHealth) | undefined;
  connections: number;
  /** The epoch that the last birth told. */
  told: Epoch | null;
  cancelHealth: Cancel;
}

const YOUNG_MS = 60_000;
const HEALTH_EVERY_MS = 120_000;
const HEALTH_METERED_MS = 600_000;
/** In its first minute a station publishes its health more often. */
const HEALTH_YOUNG_MS = 10_000;

/** That the station is there, in this connection. */
export function sendState(state: Announcing): void {
  const { identity, clock } = state.options;
  const { connections } = state;
  const reason = connections <= 1 ? 'start' : 'reconnect';
  state.kept.send(stateOf(identity, true, clock.wallMs(), reason, connections));
}

/** Where the broker has not the one of this configuration and epoch, or somebody asks. */
export function sendBirth(state: Announcing, isAsked = false): void {
  const { plan, kept, options } = state;
  const { identity, clock, journal } = options;
  state.told = journal.head?.epoch ?? null;
  const payload = JSON.stringify(birthOf(plan, identity, clock, state.told));
  const which = `${plan.hash} ${state.told?.epoch}`;
  for (const message of [messageOf('birth', undefined, payload), messageOf('birthOf', plan.hash, payload)]) {
    if (isAsked) kept.forget(message.topic);
    kept.offer(message, which);
  }
}

/** How the last reading of the settings went, where there was one. */
export function sendSettings(state: Announcing): void {
  const { settings, plan, options } = state;
  const { session } = options.identity;
  if (settings !== undefined) state.kept.offer(settingsMessage(settings, plan.hash, session));
}

/** The site file in force. */
export function sendSite(state: Announcing): void {
  const { settings, plan, options } = state;
  const asStarted: SettingsReport = {
    ts: Math.round(options.clock.wallMs()),
    result: 'good',
    report: '',
    changes: [],
  };
  state.kept.send(siteMessage(plan, settings ?? asStarted, options.identity.session));
}

/** The health now, and again when it is due. */
export function sendHealth(state: Announcing): void {
  const { plan, identity, clock, publisher, rssMb, historyFault } = state.options;
  state.cancelHealth();
  const nowMs = clock.nowMs();
  const isYoung = nowMs - state.startMs < YOUNG_MS;
  const everyMs = isMetered(plan) ? HEALTH_METERED_MS : HEALTH_EVERY_MS;
  const againMs = nowMs + (isYoung ? HEALTH_YOUNG_MS : everyMs);
  state.cancelHealth = clock.at(againMs, () => sendHealth(state));
  if (!publisher.connected || state.health === undefined) return;
  const payload: SentHealth = {
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
  state.kept.send(messageOf('health', undefined, JSON.stringify(payload)));
}

/** To Home Assistant, where the site asks for it. */
export function sendDiscovery({ plan, options: { identity, publisher } }: Announcing): void {
  const message = discoveryOf(plan, identity.firmware);
  if (message !== undefined) publisher.publish(message);
}

/** The last signed head, unless the broker has it. */
export function sendSeal({ options: { plan, journal }, kept }: Announcing): void {
  const signed = journal.head?.signed;
  if (signed !== undefined) kept.offer(sealMessage(plan, signed));
}
