/**
 * The only owner of a physical bus: nothing else sends on it, and at most one request is in flight. Order of sending:
 * writes as they came, a probe that has waited too long, the read due first, a probe in an idle moment. `dispatch`
 * decides this whenever the wire becomes free, something is due, or a write arrives.
 */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/field/modbus-client.ts';
import { replyLength, requestLength } from '../modbus/pdu.ts';
import { rtuFraming } from '../modbus/rtu-framing.ts';
import type { FreezeGrid } from '../schedule/freeze-grid.ts';
import { givePlaces, noteAnswer, startPlaces } from '../schedule/places.ts';
import { createPolls, earliest, type Poll, takeSlot } from '../schedule/poll-schedule.ts';
import { takeLook } from '../schedule/second-look.ts';
import { isBlockAlone, pollTimeoutMs, recordBlockFailure } from './block-failures.ts';
import { type BusCounters, busCountersOf } from './bus-counters.ts';
import { type BusDeps, createState, DRAIN_MS, type State } from './bus-state.ts';
import { againOf, isBusy } from './busy.ts';
import { countExchange } from './device-counters.ts';
import { isAnswer, recordAnswer, recordFailure } from './device-health.ts';
import { isAwaited, nextPoll, reportDown, tell } from './due-polls.ts';
import { type Exchange, isProbe, isProbesTurn } from './exchange.ts';
import { forgetRefusal, takeRefusal } from './refused-block.ts';
import { tellEcho } from './tell-echo.ts';
import { dueProbe, nextProbeMs, probeOf, probeTimeoutMs, type Unit } from './unit.ts';
import type { WriteJob } from './write-queue.ts';

/** A bus as the gateway uses it. */
export interface Bus {
  readonly id: string;
  /** `freeze`: of the cycle that the readings are for. */
  start(freeze?: FreezeGrid): void;
  /** Settles what is open with `link-down`; nothing is reported afterwards. */
  stop(): void;
  write(job: WriteJob): void;
  counters(): BusCounters;
}

/** A bus that is not started yet. */
export function createBus(deps: BusDeps): Bus {
  const state = createState(deps, { dispatch, onLink, onDone });
  return {
    id: deps.plan.id,
    start(freeze) {
      const nowMs = deps.clock.nowMs();
      const owned = state.units.flatMap((owner) => owner.blocks.map((block) => ({ owner, block })));
      state.freeze = freeze;
      state.polls = createPolls(owned, nowMs, isAwaited(deps), freeze);
      startPlaces(state, nowMs);
      state.keeper.start();
    },
    stop() {
      state.isStopped = true;
      state.timer.cancel();
      state.keeper.stop();
      state.queue.flush({ kind: 'link-down', detail: message('link-stopped') });
    },
    write: (job) => write(state, job),
    counters() {
      state.lateBytes.assign();
      return busCountersOf(state);
    },
  };
}

/**
 * Sends one request, sets the timer for the next, or reports why it cannot. `isFreed`: the wire has just become free.
 */
function dispatch(state: State, isFreed = false): void {
  if (state.isStopped || state.isDispatching) return;
  const nowMs = state.deps.clock.nowMs();
  state.isDispatching = true;
  if (state.keeper.fault !== undefined) reportDown(state, state.keeper.fault, nowMs);
  else if (state.client.ready) sendNext(state, nowMs, isFreed);
  state.isDispatching = false;
  // A reported reading may have caused a write.
  if (state.queue.length > 0 && state.queue.dueMs <= nowMs && state.client.ready) dispatch(state);
}

function sendNext(state: State, nowMs: number, isFreed: boolean): void {
  const { units } = state;
  const asked = askedFirst(state, nowMs);
  if (asked !== undefined) {
    state.hasAskedForEcho = true;
    state.isReadOwed = false;
    sendProbe(state, asked, nowMs);
    return;
  }
  const job = state.queue.next(nowMs);
  const target = job && units.find((unit) => unit.device.id === job.device);
  const silent = state.suspendedCount === 0 ? undefined : dueProbe(units, nowMs);
  if (job !== undefined && target !== undefined) sendWrite(state, target, job, nowMs);
  else if (silent && isProbesTurn(silent, nowMs, isFreed && !state.hasProbed, state.client.freeAtMs))
    sendProbe(state, silent, nowMs);
  else sendReadOrProbe(state, silent, nowMs);
}

/**
 * The device of the next write, if a read must come first: only a read shows whether the line echoes, and until then no
 * write can be confirmed (line-echo.ts). At most once per opening of the link, and only if the write can wait. A write
 * that went out without it must be followed by a read, else writes in close order would keep the line unknown for ever.
 */
function askedFirst(state: State, nowMs: number): Unit | undefined {
  const job = state.queue.first(nowMs);
  if (job === undefined || state.client.isEchoing !== undefined) return undefined;
  const unit = state.units.find(({ device }) => device.id === job.device);
  if (unit === undefined || unit.probes.length === 0) return undefined;
  if (state.isReadOwed) return unit;
  if (state.hasAskedForEcho) return undefined;
  return nowMs + 2 * unit.timeoutMs + DRAIN_MS < job.deadlineMs ? unit : undefined;
}

function sendReadOrProbe(state: State, silent: Unit | undefined, nowMs: number): void {
  if (nowMs >= state.placingMs) givePlaces(state, nowMs);
  const poll = nextPoll(state, nowMs);
  const dueMs = Math.min(poll?.dueMs ?? Number.POSITIVE_INFINITY, state.queue.dueMs);
  if (poll !== undefined && poll.dueMs <= nowMs) {
    sendPoll(state, poll, nowMs);
    return;
  }
  const look = takeLook(state.looks, nowMs, dueMs, state.leads);
  const wakeMs = Math.min(dueMs, earliest(state.looks)?.dueMs ?? dueMs);
  if (look !== undefined) sendLook(state, look, nowMs);
  else if (state.suspendedCount === 0) state.timer.at(wakeMs);
  else if (silent === undefined) state.timer.at(Math.min(wakeMs, nextProbeMs(state.units)));
  else if (nowMs + probeTimeoutMs(silent, state.units) + DRAIN_MS <= dueMs) sendProbe(state, silent, nowMs);
  else state.timer.at(wakeMs);
}

function sendWrite(state: State, unit: Unit, job: WriteJob, sentMs: number): void {
  state.writes++;
  if (state.client.isEchoing === undefined) state.isReadOwed = true;
  send(state, { ...asked(state, unit, job.request, sentMs), job }, unit.timeoutMs);
}

function sendProbe(state: State, unit: Unit, sentMs: number): void {
  const request = probeOf(unit);
  if (request !== undefined)
    send(state, asked(state, unit, request, sentMs), probeTimeoutMs(unit, state.units));
}

/**
 * A suspect device on a line without transaction ids is probed first, and so is one with a block in doubt; its slot
 * stays due meanwhile.
 */
function sendPoll(state: State, poll: Poll<Unit>, sentMs: number): void {
  const unit = poll.owner;
  const mustProbe = unit.health.isSuspect && (state.isRtu || unit.failing.size > 0);
  const probe = mustProbe ? probeOf(unit) : undefined;
  if (probe !== undefined) {
    send(state, asked(state, unit, probe, sentMs), unit.timeoutMs);
    return;
  }
  unit.counters.missed += takeSlot(state, poll, sentMs);
  const { request, block } = poll;
  send(state, { ...asked(state, unit, request, sentMs), poll }, pollTimeoutMs(unit, block));
}

function asked({ wire }: State, unit: Unit, request: ModbusRequest, sentMs: number): Exchange {
  const { lateBytes } = wire;
  return { unit, request, sentMs, lateBytes, poll: undefined, isLook: false, job: undefined };
}

function sendLook(state: State, look: Poll<Unit>, sentMs: number): void {
  const { owner, request, block } = look;
  const exchange = { ...asked(state, owner, request, sentMs), poll: look, isLook: true };
  send(state, exchange, pollTimeoutMs(owner, block));
}

/**
 * The response time of a device ends with the first character of its answer; the other characters depend on the line.
 */
function send(state: State, exchange: Exchange, timeoutMs: number): void {
  const { unit, request, sentMs } = exchange;
  state.exchange = exchange;
  state.lateBytes.assign(unit.counters);
  state.hasProbed = isProbe(exchange);
  unit.counters.requests++;
  state.client.setMinGap(unit.device.definition.minGapMs);
  state.keeper.requested(sentMs);
  const replyMs = (replyLength(request) + rtuFraming.overhead) * state.charMs;
  state.client.request(unit.device.unitId, request, timeoutMs + replyMs, state.onDone);
}

function onDone(state: State, reply: Result<ModbusReply, Fault>): void {
  const { exchange } = state;
  if (exchange === undefined) return;
  state.exchange = undefined;
  const nowMs = state.deps.clock.nowMs();
  const busyMs = Math.max(0, Math.max(nowMs, state.client.freeAtMs) - exchange.sentMs);
  countExchange(exchange.unit.counters, reply, busyMs);
  tellEcho(state);
  if (reply.ok || isAnswer(reply.fault)) onAnswer(state, exchange, reply.ok, nowMs);
  else if (reply.fault.kind !== 'link-down') onFailure(state, exchange, reply.fault, nowMs);
  if (reply.ok || reply.fault.kind !== 'link-down') state.keeper.exchanged();
  if (reply.ok || !isAskedAgain(state, exchange, reply.fault, nowMs)) settle(state, exchange, reply, nowMs);
}

/** Reports the result to whoever asked. */
function settle(state: State, exchange: Exchange, reply: Result<ModbusReply, Fault>, nowMs: number): void {
  const { unit, poll, job } = exchange;
  if (job !== undefined) job.done(reply);
  else if (poll !== undefined && !state.isStopped) {
    const { block } = poll;
    if (exchange.isLook && !reply.ok) return;
    if (reply.ok) noteAnswer(state, poll, reply.value, exchange.isLook, nowMs);
    state.deps.onReading(unit.device, block, reply, nowMs);
    if (!reply.ok) tell(state, takeRefusal(state, unit, block, reply.fault, nowMs));
    else if (unit.failing.size > 0 || unit.refused.size > 0) forgetRefusal(unit, block);
  }
}

/**
 * Whether the exchange is repeated: with a busy device before its time is over, and with one that hung up on a poll
 * when the link is open again.
 */
function isAskedAgain(state: State, exchange: Exchange, fault: Fault, nowMs: number): boolean {
  const { poll, job, isLook } = exchange;
  if (state.isStopped) return false;
  if (job !== undefined) return isBusy(fault) && state.queue.again(nowMs);
  if (poll === undefined || isLook) return false;
  const isHangUp = fault.kind === 'link-down' && state.keeper.isHangUp(nowMs);
  if (!isHangUp && !isBusy(fault)) return false;
  const again = isHangUp
    ? { ...poll, dueMs: nowMs, again: { times: 0, untilMs: poll.dueMs } }
    : againOf(poll, nowMs);
  if (again !== undefined) state.polls = [...state.polls, again];
  return again !== undefined;
}

function onAnswer(state: State, { unit, sentMs, request }: Exchange, isOk: boolean, nowMs: number): void {
  state.keeper.answered();
  if (request.kind === 'read' && isOk) unit.tables.add(request.table);
  const wireBytes = requestLength(request) + replyLength(request) + 2 * rtuFraming.overhead;
  const responseMs = Math.max(0, nowMs - sentMs - wireBytes * state.charMs);
  const isBack = recordAnswer(unit.health, isOk, nowMs, responseMs);
  if (!isBack) return;
  state.suspendedCount--;
  state.deps.onState({ kind: 'device-back', device: unit.device.id });
}

function onFailure(state: State, exchange: Exchange, fault: Fault, nowMs: number): void {
  const { unit, sentMs, poll } = exchange;
  const { quietMs, health, device } = unit;
  // By TCP the device's other blocks need not wait for an unanswered one: its late answer is known by its number.
  const isAlone = !state.isRtu && poll !== undefined && isBlockAlone(unit, poll.block);
  const backoffMs = isAlone ? 0 : unit.backoffMs;
  const before = exchange.lateBytes - state.unfitBytes;
  // Bytes that arrived in place of an answer belong to this question.
  state.unfitBytes += state.wire.lateBytes - exchange.lateBytes;
  const late = { before, now: state.wire.lateBytes - state.unfitBytes };
  if (poll !== undefined) recordBlockFailure(unit, poll.block, fault, nowMs, late);
  const jitter = state.deps.jitter();
  const isSuspendedNow = recordFailure(health, fault, { sentMs, nowMs, backoffMs, quietMs, jitter });
  if (isSuspendedNow) {
    state.suspendedCount++;
    state.deps.onState({ kind: 'device-silent', device: device.id, fault });
  }
  state.portWatch.failed(nowMs);
  state.keeper.unanswered(nowMs);
}

function onLink(state: State, link: 'open' | 'down', fault: Fault): void {
  if (link === 'open' && state.isRenewing) {
    state.isRenewing = false;
    state.keeper.opened();
    return;
  }
  if (link === 'open') {
    const nowMs = state.deps.clock.nowMs();
    state.hasAskedForEcho = false;
    state.isReadOwed = false;
    for (const { health } of state.units) if (health.isSuspended) health.backoffUntilMs = nowMs;
    state.keeper.opened();
    return;
  }
  state.isRenewing = state.keeper.lost(fault);
  if (state.isRenewing) return;
  state.queue.flush(state.keeper.fault ?? fault);
  dispatch(state);
}

function write(state: State, job: WriteJob): void {
  if (state.keeper.fault !== undefined) job.done(failed(state.keeper.fault));
  else if (!state.units.some((unit) => unit.device.id === job.device))
    job.done(failed({ kind: 'rejected', detail: message('not-on-bus', { device: job.device }) }));
  else {
    state.queue.push(job, state.deps.clock.nowMs());
    dispatch(state);
  }
}
