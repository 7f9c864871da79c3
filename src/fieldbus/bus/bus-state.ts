/** The state of a bus: its devices, its client, what is due and what is in flight. */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { Result } from '../../model/result.ts';
import { lineOf } from '../../plan/bus-line.ts';
import type { BusPlan, DevicePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ByteLink } from '../../ports/field/byte-link.ts';
import type { ModbusReply } from '../../ports/field/modbus-client.ts';
import { createLinkKeeper, type LinkKeeper } from '../link/link-keeper.ts';
import { createPortWatch, type PortWatch } from '../link/port-watch.ts';
import { createWakeTimer, type WakeTimer } from '../link/wake-timer.ts';
import { charMsOf, paceOf, silenceMsOf } from '../modbus/line-timing.ts';
import { createModbusClient, type LinkedModbusClient } from '../modbus/modbus-client.ts';
import { createWireCounters, type WireCounters } from '../modbus/wire-counters.ts';
import type { FreezeGrid } from '../schedule/freeze-grid.ts';
import type { Places } from '../schedule/places.ts';
import type { Poll } from '../schedule/poll-schedule.ts';
import type { BusChange } from './bus-change.ts';
import { createLateBytes, type LateBytes } from './device-counters.ts';
import type { Exchange } from './exchange.ts';
import { createUnit, type Unit } from './unit.ts';
import { createWriteQueue, type WriteQueue } from './write-queue.ts';

/** What a bus needs. */
export interface BusDeps {
  readonly plan: BusPlan;
  readonly devices: readonly DevicePlan[];
  readonly link: ByteLink;
  readonly clock: Clock;
  /** Random, 0 to 1. */
  readonly jitter: () => number;
  /** Channels that a start waits for: their first poll comes at once. */
  readonly awaited?: ReadonlySet<ChannelId> | undefined;
  /** Devices that are asked last before a freeze: the freshest. */
  readonly last?: ReadonlySet<string>;
  /** Called once per slot of the poll grid with the answer, or the reason for none. `takenMs` is monotonic. */
  onReading(device: DevicePlan, block: ReadBlock, reply: Result<ModbusReply, Fault>, takenMs: number): void;
  onState(change: BusChange): void;
}

/** The state of one bus. */
export interface State extends Places<Unit> {
  readonly deps: BusDeps;
  readonly isRtu: boolean;
  readonly charMs: number;
  readonly units: readonly Unit[];
  readonly queue: WriteQueue;
  readonly wire: WireCounters;
  readonly client: LinkedModbusClient;
  readonly keeper: LinkKeeper;
  readonly timer: WakeTimer;
  readonly portWatch: PortWatch;
  readonly onDone: (reply: Result<ModbusReply, Fault>) => void;
  polls: readonly Poll<Unit>[];
  freeze: FreezeGrid | undefined;
  /** Number of suspended units. Mostly 0, and then no unit is searched for a due probe. */
  suspendedCount: number;
  /** The exchange in flight. */
  exchange: Exchange | undefined;
  isDispatching: boolean;
  /** The last exchange was a probe: polls have waited for it and go before the next probe. */
  hasProbed: boolean;
  /** Since the link opened, a device was asked only to find out whether the line echoes. */
  hasAskedForEcho: boolean;
  /** A write went out on a line not yet known: a read comes before the next one, whether that can wait or not. */
  isReadOwed: boolean;
  isEchoTold: boolean;
  /** The connection ended after its answer and is being reopened; the devices do not notice. */
  isRenewing: boolean;
  isStopped: boolean;
  writes: number;
  /** Bytes that arrived in place of an answer, among those that count as late. */
  unfitBytes: number;
  readonly lateBytes: LateBytes;
}

/** The functions of the bus that its timer and its client call. */
export interface BusCallbacks {
  dispatch(state: State, isFreed?: boolean): void;
  onLink(state: State, link: 'open' | 'down', fault: Fault): void;
  onDone(state: State, reply: Result<ModbusReply, Fault>): void;
}

/** Silence after a timeout on RTU: long enough for an answer that has begun. For later answers see device-health.ts. */
export const DRAIN_MS = 50;
const CLOSED: Fault = { kind: 'link-down', detail: message('link-closed') };

/** `on`: the functions of the bus that its timer and its client call. */
export function createState(deps: BusDeps, on: BusCallbacks): State {
  const { plan, clock, jitter } = deps;
  const isRtu = plan.kind !== 'modbus-tcp';
  const line = paceOf(plan);
  const wire = createWireCounters();
  const client = createModbusClient({
    link: deps.link,
    transport: isRtu ? 'rtu' : 'tcp',
    clock,
    timing: { ...line, minGapMs: 0, drainMs: DRAIN_MS },
    counters: wire,
    onReady: () => on.dispatch(state, true),
    onChatter: (fault) => keeper.giveUp(fault),
    onLink: (link, fault = CLOSED) => on.onLink(state, link, fault),
  });
  const keeper = createLinkKeeper({
    clock,
    jitter,
    open: () => client.open(state.isRenewing),
    close: () => client.close(),
    onState: (link, fault) =>
      deps.onState(link === 'up' ? { kind: 'link-up' } : { kind: 'link-down', fault }),
    ...(plan.kind === 'modbus-rtu' ? {} : { onHangUps: () => deps.onState({ kind: 'hangs-up' }) }),
  });
  const state: State = {
    deps,
    isRtu,
    charMs: charMsOf(line),
    units: deps.devices.map((device) => createUnit(device, isRtu, lineOf(plan))),
    queue: createWriteQueue(),
    wire,
    client,
    keeper,
    timer: createWakeTimer(clock, () => on.dispatch(state)),
    portWatch: createPortWatch(deps.link, (users) => {
      if (!state.isStopped) deps.onState({ kind: 'port-shared', users });
    }),
    onDone: (reply) => on.onDone(state, reply),
    polls: [],
    looks: [],
    freeze: undefined,
    leads: { charMs: charMsOf(line), silenceMs: silenceMsOf(line), last: deps.last ?? new Set() },
    placingMs: Number.POSITIVE_INFINITY,
    suspendedCount: 0,
    exchange: undefined,
    isDispatching: false,
    hasProbed: false,
    hasAskedForEcho: false,
    isReadOwed: false,
    isEchoTold: false,
    isRenewing: false,
    isStopped: false,
    writes: 0,
    unfitBytes: 0,
    lateBytes: createLateBytes(wire),
  };
  return state;
}
