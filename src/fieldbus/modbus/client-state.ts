/** What a Modbus client needs, and its state. */

import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ByteLink } from '../../ports/field/byte-link.ts';
import type { ModbusReply } from '../../ports/field/modbus-client.ts';
import { createWakeTimer, type WakeTimer } from '../link/wake-timer.ts';
import type { ReplyReceiver } from './framing.ts';
import { charMsOf, type ModbusTiming, silenceMsOf } from './line-timing.ts';
import { rtuFraming } from './rtu-framing.ts';
import { tcpFraming } from './tcp-framing.ts';
import type { WireCounters } from './wire-counters.ts';

/** What a client needs. */
export interface ModbusClientDeps {
  readonly link: ByteLink;
  readonly transport: 'rtu' | 'tcp';
  readonly clock: Clock;
  readonly timing: ModbusTiming;
  readonly counters: WireCounters;
  /** `ready` has become true: after opening, after each exchange and its silent interval, after a drain. */
  onReady(): void;
  /** Others have kept the line busy for too long without a pause to ask in. It stays open. */
  onChatter(fault: Fault): void;
  /** `down` comes once per `open`, after the request in flight was settled. */
  onLink(state: 'open' | 'down', fault?: Fault): void;
}

/** `idle`: see also `freeAtMs`. `draining`: what arrives is late; the next request resets the receiver. */
export type Phase = 'closed' | 'opening' | 'idle' | 'exchanging' | 'draining' | 'closing';

/** Called exactly once for each request. */
export type Done = (reply: Result<ModbusReply, Fault>) => void;

/** The state of one client. */
export interface State {
  readonly deps: ModbusClientDeps;
  readonly receiver: ReplyReceiver;
  /** One character on the wire; 0 where the wire has no pace. */
  readonly charMs: number;
  readonly silenceMs: number;
  phase: Phase;
  minGapMs: number;
  transaction: number;
  done: Done | undefined;
  timeoutMs: number;
  /** Chunks of this reply so far. */
  looks: number;
  sentEndMs: number;
  deadlineMs: number;
  hasGrace: boolean;
  /** Bytes of the full reply still to come, and the earliest time it can be complete, by all chunks so far. */
  replyLeft: number;
  replyEndMs: number;
  freeAtMs: number;
  /** Since when unrequested bytes have kept the line busy. */
  strayedSinceMs: number;
  /** Given up for chatter; when the link is open again, the line must first be quiet. */
  hasChattered: boolean;
  readonly deadline: WakeTimer;
  readonly free: WakeTimer;
  /** Distinguishes the callbacks of an earlier `open` from those of this one. */
  session: number;
}

/** The functions of the client that its timers call. */
export interface ClientCallbacks {
  watch(state: State): void;
  announceReady(state: State): void;
}

/** `on`: the functions of the client that its timers call. */
export function createState(deps: ModbusClientDeps, on: ClientCallbacks): State {
  const framing = deps.transport === 'rtu' ? rtuFraming : tcpFraming;
  const state: State = {
    deps,
    receiver: framing.createReplyReceiver(deps.counters),
    charMs: charMsOf(deps.timing),
    silenceMs: silenceMsOf(deps.timing),
    phase: 'closed',
    minGapMs: deps.timing.minGapMs,
    transaction: 0,
    done: undefined,
    timeoutMs: 0,
    looks: 0,
    sentEndMs: 0,
    deadlineMs: 0,
    hasGrace: false,
    replyLeft: 0,
    replyEndMs: 0,
    freeAtMs: 0,
    strayedSinceMs: Number.POSITIVE_INFINITY,
    hasChattered: false,
    deadline: createWakeTimer(deps.clock, () => on.watch(state)),
    free: createWakeTimer(deps.clock, () => on.announceReady(state)),
    session: 0,
  };
  return state;
}
