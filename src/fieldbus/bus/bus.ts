/**
 * The one owner of a physical bus: nobody else asks anything on it, and one request is in flight. What goes next:
 * writes in the order they came, a probe that has waited too long, the read due first, a probe in an idle moment.
 * `pump` decides it: when the wire becomes free, when something is due, when a write comes.
 */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Fault } from '../../model/fault.ts';
import { failed, type Result } from '../../model/result.ts';
import { lineOf } from '../../plan/bus-line.ts';
import type { BusPlan, DevicePlan } from '../../plan/site-plan.ts';
import type { ByteLink } from '../../ports/byte-link.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModbusReply } from '../../ports/modbus-client.ts';
import { createLinkKeeper, type LinkKeeper } from '../link/link-keeper.ts';
import { type Alarm, createAlarm } from '../link/wake-timer.ts';
import { charMsOf, paceOf } from '../modbus/line-timing.ts';
import { createModbusClient, type LinkedModbusClient } from '../modbus/modbus-client.ts';
import { replyLength, requestLength } from '../modbus/pdu.ts';
import { rtuFraming } from '../modbus/rtu-framing.ts';
import { createWireCounters, type WireCounters } from '../modbus/wire-counters.ts';
import type { BusChange } from './bus-change.ts';
import { type BusCounters, busCountersOf } from './bus-counters.ts';
import { countExchange, createLateLedger, type LateLedger } from './device-counters.ts';
import { isAnswer, recordAnswer, recordFailure } from './device-health.ts';
import { type Exchange, isProbe, isProbesTurn } from './exchange.ts';
import { createPolls, earliest, type Poll, takeSlot } from './poll-schedule.ts';
import { splitRefused } from './refused-block.ts';
import { createUnit, dueProbe, nextProbeMs, probeOf, probeTimeoutMs, restFault, type Unit } from './unit.ts';
import { createWriteQueue, type WriteJob, type WriteQueue } from './write-queue.ts';

export interface BusDeps {
  readonly plan: BusPlan;
  readonly devices: readonly DevicePlan[];
  readonly link: ByteLink;
  readonly clock: Clock;
  /** Random, 0 to 1. */
  readonly jitter: () => number;
  /** Once for each slot of the poll grid: the answer, or why there is none. `takenMs` is monotonic. */
  onReading(device: DevicePlan, block: ReadBlock, reply: Result<ModbusReply, Fault>, takenMs: number): void;
  onState(change: BusChange): void;
}

export interface Bus {
  readonly id: string;
  start(): void;
  /** Settles what is open with `link-down`; nothing is reported afterwards. */
  stop(): void;
  write(job: WriteJob): void;
  counters(): BusCounters;
}

/** After a timeout on RTU: long enough for an answer just begun to end. Answers later still: see device-health.ts. */
const drainMs = 50;
const closedFault: Fault = { kind: 'link-down', detail: 'closed' };

export function createBus(deps: BusDeps): Bus {
  const state = createState(deps);
  return {
    id: deps.plan.id,
    start() {
      const owned = state.units.flatMap((owner) => owner.blocks.map((block) => ({ owner, block })));
      state.polls = createPolls(owned, deps.clock.nowMs());
      state.keeper.start();
    },
    stop() {
      state.isStopped = true;
      state.alarm.cancel();
      state.keeper.stop();
      state.queue.flush({ kind: 'link-down', detail: 'stopped' });
    },
    write: (job) => write(state, job),
    counters() {
      state.late.settle();
      return busCountersOf(state);
    },
  };
}

interface State {
  readonly deps: BusDeps;
  readonly isRtu: boolean;
  readonly charMs: number;
  readonly units: readonly Unit[];
  readonly queue: WriteQueue;
  readonly wire: WireCounters;
  readonly client: LinkedModbusClient;
  readonly keeper: LinkKeeper;
  readonly alarm: Alarm;
  readonly onDone: (reply: Result<ModbusReply, Fault>) => void;
  polls: readonly Poll<Unit>[];
  /** How many units are parked: mostly none, and then none is looked for. */
  parked: number;
  /** In flight. */
  exchange: Exchange | undefined;
  isPumping: boolean;
  /** The last exchange was a probe: polls have waited for it and go before another. */
  hasProbed: boolean;
  isStopped: boolean;
  writes: number;
  readonly late: LateLedger;
}

function createState(deps: BusDeps): State {
  const { plan, clock, jitter } = deps;
  const isRtu = plan.kind !== 'modbus-tcp';
  const line = paceOf(plan);
  const wire = createWireCounters();
  const client = createModbusClient({
    link: deps.link,
    transport: isRtu ? 'rtu' : 'tcp',
    clock,
    timing: { ...line, minGapMs: 0, drainMs },
    counters: wire,
    onReady: () => pump(state, true),
    onLink: (link, fault = closedFault) => onLink(state, link, fault),
  });
  const keeper = createLinkKeeper({
    clock,
    jitter,
    open: () => client.open(),
    close: () => client.close(),
    onState: (link, fault) =>
      deps.onState(link === 'up' ? { kind: 'link-up' } : { kind: 'link-down', fault }),
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
    alarm: createAlarm(clock, () => pump(state)),
    onDone: (reply) => onDone(state, reply),
    polls: [],
    parked: 0,
    exchange: undefined,
    isPumping: false,
    hasProbed: false,
    isStopped: false,
    writes: 0,
    late: createLateLedger(wire),
  };
  return state;
}

/** Sends one request, or sets the timer for the next, or reports that it cannot. `isFreed`: the wire just became free. */
function pump(state: State, isFreed = false): void {
  if (state.isStopped || state.isPumping) return;
  const nowMs = state.deps.clock.nowMs();
  state.isPumping = true;
  if (state.keeper.fault !== undefined) reportDown(state, state.keeper.fault, nowMs);
  else if (state.client.ready) sendNext(state, nowMs, isFreed);
  state.isPumping = false;
  // A reading just reported may have caused a write.
  if (state.queue.length > 0 && state.client.ready) pump(state);
}

function sendNext(state: State, nowMs: number, isFreed: boolean): void {
  const { units } = state;
  const job = state.queue.next(nowMs);
  const target = job && units.find((unit) => unit.device.id === job.device);
  const parked = state.parked === 0 ? undefined : dueProbe(units, nowMs);
  if (job !== undefined && target !== undefined) sendWrite(state, target, job, nowMs);
  else if (parked && isProbesTurn(parked, nowMs, isFreed && !state.hasProbed, state.client.freeAtMs))
    sendProbe(state, parked, nowMs);
  else sendReadOrProbe(state, parked, nowMs);
}

function sendReadOrProbe(state: State, parked: Unit | undefined, nowMs: number): void {
  const poll = nextPoll(state, nowMs);
  const dueMs = poll?.dueMs ?? Number.POSITIVE_INFINITY;
  if (poll !== undefined && dueMs <= nowMs) sendPoll(state, poll, nowMs);
  else if (state.parked === 0) state.alarm.at(dueMs);
  else if (parked === undefined) state.alarm.at(Math.min(dueMs, nextProbeMs(state.units)));
  else if (nowMs + probeTimeoutMs(parked, state.units) + drainMs <= dueMs) sendProbe(state, parked, nowMs);
  else state.alarm.at(dueMs);
}

/** The poll due first. Slots of resting devices pass with their fault on the way. */
function nextPoll(state: State, nowMs: number): Poll<Unit> | undefined {
  for (;;) {
    const poll = earliest(state.polls);
    if (poll === undefined || poll.dueMs > nowMs) return poll;
    const { health } = poll.owner;
    if (!health.isParked && health.restUntilMs <= nowMs) return poll;
    skip(state, poll, restFault(health, nowMs), nowMs);
  }
}

function reportDown(state: State, fault: Fault, nowMs: number): void {
  let poll = earliest(state.polls);
  for (; poll !== undefined && poll.dueMs <= nowMs; poll = earliest(state.polls))
    skip(state, poll, fault, nowMs);
  if (poll !== undefined) state.alarm.at(poll.dueMs);
}

function skip(state: State, poll: Poll<Unit>, fault: Fault, nowMs: number): void {
  poll.owner.tally.missed += takeSlot(poll, nowMs);
  state.deps.onReading(poll.owner.device, poll.block, failed(fault), nowMs);
}

function sendWrite(state: State, unit: Unit, job: WriteJob, sentMs: number): void {
  state.writes++;
  send(state, { unit, request: job.request, sentMs, block: undefined, job }, unit.timeoutMs);
}

function sendProbe(state: State, unit: Unit, sentMs: number): void {
  const request = probeOf(unit);
  const exchange = request && { unit, request, sentMs, block: undefined, job: undefined };
  if (exchange !== undefined) send(state, exchange, probeTimeoutMs(unit, state.units));
}

/** A doubted device on a line without transaction ids is probed first; its slot stays due meanwhile. */
function sendPoll(state: State, poll: Poll<Unit>, sentMs: number): void {
  const unit = poll.owner;
  const probe = state.isRtu && unit.health.isDoubted ? probeOf(unit) : undefined;
  if (probe === undefined) unit.tally.missed += takeSlot(poll, sentMs);
  const request = probe ?? poll.request;
  const block = probe === undefined ? poll.block : undefined;
  send(state, { unit, request, sentMs, block, job: undefined }, unit.timeoutMs);
}

/** The response time of a device ends with its first character; the rest takes as long as the line needs. */
function send(state: State, exchange: Exchange, timeoutMs: number): void {
  const { unit, request, sentMs } = exchange;
  state.exchange = exchange;
  state.late.settle(unit.tally);
  state.hasProbed = isProbe(exchange);
  unit.tally.requests++;
  state.client.setMinGap(unit.device.definition.minGapMs);
  state.keeper.asked(sentMs);
  const replyMs = (replyLength(request) + rtuFraming.overhead) * state.charMs;
  state.client.request(unit.device.unitId, request, timeoutMs + replyMs, state.onDone);
}

function onDone(state: State, reply: Result<ModbusReply, Fault>): void {
  const { exchange } = state;
  if (exchange === undefined) return;
  state.exchange = undefined;
  const nowMs = state.deps.clock.nowMs();
  const busyMs = Math.max(0, Math.max(nowMs, state.client.freeAtMs) - exchange.sentMs);
  countExchange(exchange.unit.tally, reply, busyMs);
  if (reply.ok || isAnswer(reply.fault)) noteAnswer(state, exchange, reply.ok, nowMs);
  else if (reply.fault.kind !== 'link-down') noteFailure(state, exchange, reply.fault, nowMs);
  if (exchange.job !== undefined) exchange.job.done(reply);
  else if (exchange.block !== undefined && !state.isStopped) {
    state.deps.onReading(exchange.unit.device, exchange.block, reply, nowMs);
    const change = reply.ok
      ? undefined
      : splitRefused(state, exchange.unit, exchange.block, reply.fault, nowMs);
    if (change !== undefined) state.deps.onState(change);
  }
}

function noteAnswer(state: State, { unit, sentMs, request }: Exchange, isOk: boolean, nowMs: number): void {
  state.keeper.answered();
  const wireBytes = requestLength(request) + replyLength(request) + 2 * rtuFraming.overhead;
  const responseMs = Math.max(0, nowMs - sentMs - wireBytes * state.charMs);
  const isBack = recordAnswer(unit.health, isOk, nowMs, responseMs);
  if (!isBack) return;
  state.parked--;
  state.deps.onState({ kind: 'device-back', device: unit.device.id });
}

function noteFailure(state: State, { unit, sentMs }: Exchange, fault: Fault, nowMs: number): void {
  const { restMs, quietMs, health, device } = unit;
  const jitter = state.deps.jitter();
  const isParkedNow = recordFailure(health, fault, { sentMs, nowMs, restMs, quietMs, jitter });
  if (isParkedNow) {
    state.parked++;
    state.deps.onState({ kind: 'device-silent', device: device.id, fault });
  }
  state.keeper.unanswered(nowMs);
}

function onLink(state: State, link: 'open' | 'down', fault: Fault): void {
  if (link === 'open') {
    const nowMs = state.deps.clock.nowMs();
    for (const { health } of state.units) if (health.isParked) health.restUntilMs = nowMs;
    state.keeper.opened();
    return;
  }
  state.keeper.lost(fault);
  state.queue.flush(state.keeper.fault ?? fault);
  pump(state);
}

function write(state: State, job: WriteJob): void {
  if (state.keeper.fault !== undefined) job.done(failed(state.keeper.fault));
  else if (!state.units.some((unit) => unit.device.id === job.device))
    job.done(failed({ kind: 'rejected', detail: `${job.device} is not on this bus` }));
  else {
    state.queue.push(job, state.deps.clock.nowMs());
    pump(state);
  }
}
