/**
 * The conversation with the broker. After each connect: state, birth, live, health, then the outbox. It runs beside
 * the cycle: nothing here waits, and what the broker does not take stays in the outbox.
 */

import type { HealthPayload } from '../../contract/payloads.ts';
import { messageOf, rootOf } from '../../contract/topics.ts';
import type { Event } from '../../model/event.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Outbox, OutboxGap } from '../../ports/outbox.ts';
import type { IncomingMessage, Message, Publisher } from '../../ports/publisher.ts';
import type { CommandDesk } from '../commands/command-handler.ts';
import { below, birthOf, clockOf, type StationIdentity, stateOf } from '../telemetry/birth.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createOutboxSender } from './outbox-sender.ts';

export interface StationSession {
  /** Begins to connect; the publisher goes on trying for ever. */
  start(): void;
  /** Once per control cycle, with what telemetry returned: sends it, ends leases, moves the outbox on. */
  cycle(live: readonly Message[]): void;
  /** Gives the outbox a moment to drain, says `offline` with the reason, closes. `done` comes within 2.5 s. */
  stop(reason: string, done: () => void): void;
  readonly connected: boolean;
}

export interface StationSessionOptions {
  readonly plan: SitePlan;
  readonly identity: StationIdentity;
  readonly publisher: Publisher;
  readonly outbox: Outbox;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly desk?: CommandDesk;
  readonly log?: Log;
  /** The part of the health message that only the gateway knows. */
  readonly health: () => StationHealth;
}

export type StationHealth = Pick<HealthPayload, 'rss_mb' | 'cycle' | 'buses'>;

export const healthEveryMs = 60_000;
/** In its first minute a station is watched more closely. */
const healthYoungMs = 10_000;
const drainMs = 1000;
const farewellMs = 1500;

export function createStationSession(options: StationSessionOptions): StationSession {
  const { plan, identity, publisher, outbox, telemetry, clock, desk, log } = options;
  const root = rootOf(plan);
  const startMs = clock.nowMs();
  const sender = createOutboxSender({ outbox, publisher, clock, root, moved: finishIfDrained });
  let connections = 0;
  let dropped = 0;
  let ackSeq = 1;
  let cancelHealth: Cancel = () => {};
  let finish: (() => void) | undefined;

  function connected(): void {
    log?.info('back office: connected');
    send(stateOf(identity.session, true, clock.wallMs(), connections === 0 ? 'start' : 'reconnect'));
    connections += 1;
    sendBirth();
    for (const message of telemetry.allLive()) send(message);
    sendHealth();
    sender.resume();
  }

  function received(message: IncomingMessage): void {
    if (desk === undefined || !message.topic.startsWith(root)) return;
    appendAcks(desk.take({ ...message, topic: message.topic.slice(root.length) }));
    if (desk.rebirthAsked()) sendBirth();
    sender.pump();
  }

  function send(message: Message): void {
    publisher.publish(below(root, message));
  }

  function sendBirth(): void {
    send(messageOf('birth', undefined, JSON.stringify(birthOf(plan, identity, clock))));
  }

  function sendHealth(): void {
    cancelHealth();
    const isYoung = clock.nowMs() - startMs < healthEveryMs;
    cancelHealth = clock.at(clock.nowMs() + (isYoung ? healthYoungMs : healthEveryMs), sendHealth);
    if (!publisher.connected) return;
    const payload: HealthPayload = {
      v: 1,
      ts: Math.max(0, Math.round(clock.wallMs())),
      session: identity.session,
      mode: plan.control.mode,
      uptime_s: Math.floor((clock.nowMs() - startMs) / 1000),
      outbox: { depth: outbox.depth, bytes: outbox.bytes, dropped },
      clock: clockOf(clock),
      ...options.health(),
    };
    send(messageOf('health', undefined, JSON.stringify(payload)));
  }

  /** Only while something can leave: told into a full outbox, gaps would push out the events before them. */
  function noteGaps(): void {
    for (const gap of publisher.connected ? outbox.takeGaps() : []) {
      dropped += gap.lastSeq - gap.firstSeq + 1;
      telemetry.note(gapEvent(gap, clock.wallMs()), gap);
    }
  }

  /** Acknowledgements take the way of events: they survive a lost connection. */
  function appendAcks(acks: readonly Message[]): void {
    for (const { topic, payload } of acks) {
      const seq = ackSeq++;
      outbox.append({ topic, payload, priority: 'event', stream: 'ack', firstSeq: seq, lastSeq: seq });
    }
  }

  function finishIfDrained(): void {
    if (outbox.depth === 0 || !publisher.connected) finish?.();
  }

  /** `finish` may come from the drained outbox or from the deadline, and counts once. */
  function finishOnce(farewell: () => void): void {
    const cancel = clock.at(clock.nowMs() + drainMs, () => finish?.());
    finish = () => {
      finish = undefined;
      cancel();
      farewell();
    };
  }

  return {
    get connected() {
      return publisher.connected;
    },
    start: () => {
      const disconnected = (reason: string) =>
        log?.warn(`back office: ${reason}; records wait in the outbox`);
      publisher.start({ connected, disconnected, message: received });
    },
    cycle: (live) => {
      if (publisher.connected) for (const message of live) send(message);
      if (desk !== undefined) appendAcks(desk.released(clock.nowMs()));
      noteGaps();
      sender.pump();
    },
    stop: (reason, done) => {
      cancelHealth();
      telemetry.flush();
      finishOnce(() => {
        const offline = stateOf(identity.session, false, clock.wallMs(), reason);
        publisher.stop(below(root, offline), farewellMs, done);
      });
      sender.pump();
    },
  };
}

function gapEvent({ stream, firstSeq, lastSeq }: OutboxGap, wallMs: number): Event {
  const records = firstSeq === lastSeq ? `record ${firstSeq}` : `records ${firstSeq} to ${lastSeq}`;
  return {
    class: 'gap',
    severity: 'warning',
    wallMs,
    subject: stream,
    text: `${records} of ${stream} will never arrive: the outbox was full and dropped the oldest`,
    state: 'noted',
  };
}
