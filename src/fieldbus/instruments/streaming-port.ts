/**
 * The only owner of a port whose instrument streams. The first piece at or after each slot of the poll grid is the
 * reading of that slot, so no piece counts twice and none is older than its arrival. When nothing arrives for the
 * response timeout, the slot has no reading, and the stream is started again.
 */

import type { Language, Stream } from '../../devices/instruments/language.ts';
import type { Fault } from '../../model/fault.ts';
import { failed, ok } from '../../model/result.ts';
import type { MeterPortPlan } from '../../plan/site-plan.ts';
import type { Bus } from '../bus/bus.ts';
import { createHealth, type Health, recordAnswer, recordFailure } from '../bus/device-health.ts';
import { backoffFault } from '../bus/unit.ts';
import { createLinkKeeper, type LinkKeeper } from '../link/link-keeper.ts';
import { createWakeTimer, type WakeTimer } from '../link/wake-timer.ts';
import { createWireCounters, type WireCounters } from '../modbus/wire-counters.ts';
import { aligned, type FreezeGrid, fits, MARGIN_MS } from '../schedule/freeze-grid.ts';
import { plannedMs } from '../schedule/response-times.ts';
import type { ChunkLink } from './chunk-link.ts';
import { type PortCounters, type PortDeps, refuseWrite, soleCountersOf } from './port-counters.ts';

/** An owner that has not started yet. */
export function createStreamingPort<Chunk, Answer>(
  plan: MeterPortPlan,
  language: Language<Chunk, Answer>,
  stream: Stream<Chunk, Answer>,
  link: ChunkLink<Chunk>,
  deps: PortDeps,
): Bus {
  const state = createState(plan, language, stream, link, deps);
  const { keeper } = state;
  return {
    id: plan.id,
    start(freeze) {
      state.dueMs = deps.clock.nowMs();
      if (freeze !== undefined && fits(freeze, plan.meter.pollMs)) {
        state.freeze = freeze;
        state.dueMs = freeze.firstMs;
        alignSlot(state);
      }
      keeper.start();
      passSlots(state);
    },
    stop() {
      const wasOpen = state.phase === 'open';
      state.phase = 'stopped';
      state.timer.cancel();
      if (wasOpen && stream.stop !== undefined) link.write(stream.stop);
      keeper.stop();
    },
    write: refuseWrite,
    counters: () => soleCountersOf(plan.meter.id, state, keeper.reopened),
  };
}

interface State<Chunk, Answer> {
  readonly deps: PortDeps;
  readonly meter: MeterPortPlan['meter'];
  readonly language: Language<Chunk, Answer>;
  readonly stream: Stream<Chunk, Answer>;
  readonly link: ChunkLink<Chunk>;
  readonly keeper: LinkKeeper;
  readonly timer: WakeTimer;
  readonly health: Health;
  readonly wire: WireCounters;
  readonly counters: PortCounters;
  /** Without a piece for longer than this it is a timeout. */
  readonly silenceMs: number;
  phase: 'down' | 'open' | 'stopped';
  /** The slot that waits for its reading. */
  dueMs: number;
  /** Undefined where no cycle goes on beside, or its period does not go with that of the polls. */
  freeze: FreezeGrid | undefined;
  /** When the last piece was complete, or the link opened. */
  lastPieceMs: number;
  lastChunkMs: number;
  /** Finds the piece that ends in a chunk. */
  receive: (chunk: Chunk) => Answer | undefined;
}

function createState<Chunk, Answer>(
  { meter }: MeterPortPlan,
  language: Language<Chunk, Answer>,
  stream: Stream<Chunk, Answer>,
  link: ChunkLink<Chunk>,
  deps: PortDeps,
): State<Chunk, Answer> {
  const { clock, jitter, onState } = deps;
  const keeper = createLinkKeeper({
    clock,
    jitter,
    open: () =>
      link.open({
        opened: () => opened(state),
        chunk: (chunk) => received(state, chunk),
        closed: (fault) => closed(state, fault),
      }),
    close: () => link.close(),
    onState: (to, fault) => onState(to === 'up' ? { kind: 'link-up' } : { kind: 'link-down', fault }),
  });
  const state: State<Chunk, Answer> = {
    deps,
    meter,
    language,
    stream,
    link,
    keeper,
    timer: createWakeTimer(clock, () => passSlots(state)),
    health: createHealth(),
    wire: createWireCounters(),
    counters: { missed: 0, busyMs: 0 },
    silenceMs: meter.definition.limits.responseTimeout,
    phase: 'down',
    dueMs: 0,
    freeze: undefined,
    lastPieceMs: 0,
    lastChunkMs: 0,
    receive: () => undefined,
  };
  return state;
}

function opened<Chunk, Answer>(state: State<Chunk, Answer>): void {
  const { deps, keeper } = state;
  if (state.phase !== 'stopped') state.phase = 'open';
  state.lastPieceMs = deps.clock.nowMs();
  resetReceiver(state);
  keeper.opened();
  startStream(state);
  passSlots(state);
}

/** Drops an incomplete piece, so that the end of another one does not complete it. */
function resetReceiver<Chunk, Answer>(state: State<Chunk, Answer>): void {
  const { deps, stream, wire } = state;
  state.lastChunkMs = deps.clock.nowMs();
  state.receive = stream.receiver((length) => {
    wire.frameErrors++;
    wire.lateBytes += length;
  });
}

function startStream<Chunk, Answer>({ stream, wire, link }: State<Chunk, Answer>): void {
  if (stream.start === undefined) return;
  wire.requests++;
  link.write(stream.start);
}

function received<Chunk, Answer>(state: State<Chunk, Answer>, chunk: Chunk): void {
  const { deps, meter, health } = state;
  const nowMs = deps.clock.nowMs();
  if (nowMs - state.lastChunkMs > state.silenceMs) resetReceiver(state);
  state.lastChunkMs = nowMs;
  const piece = state.phase === 'stopped' ? undefined : state.receive(chunk);
  if (piece === undefined) return;
  state.wire.ok++;
  state.keeper.answered();
  if (recordAnswer(health, true, nowMs, nowMs - state.lastPieceMs))
    deps.onState({ kind: 'device-back', device: meter.id });
  state.lastPieceMs = nowMs;
  if (nowMs < state.dueMs) return;
  while (state.dueMs + meter.pollMs <= nowMs) {
    state.counters.missed++;
    state.dueMs += meter.pollMs;
  }
  state.dueMs += meter.pollMs;
  alignSlot(state);
  deps.onReading(meter, ok(state.language.decode([piece])), nowMs);
  passSlots(state);
}

/** Puts the slot before a freeze by the time in which a piece comes: the last one before it is the reading. */
function alignSlot<Chunk, Answer>(state: State<Chunk, Answer>): void {
  const { freeze, health, meter } = state;
  if (freeze === undefined) return;
  const leadMs = Math.min(MARGIN_MS + plannedMs(health.times), freeze.periodMs);
  state.dueMs = aligned(freeze, meter.pollMs, leadMs, state.dueMs);
}

/** Passes the slots for which nothing came, and sets the timer for the next. */
function passSlots<Chunk, Answer>(state: State<Chunk, Answer>): void {
  if (state.phase === 'stopped') return;
  const { deps, meter, keeper } = state;
  const nowMs = deps.clock.nowMs();
  const { fault } = keeper;
  const graceMs = fault === undefined ? state.silenceMs : 0;
  while (state.dueMs + graceMs <= nowMs) {
    state.counters.missed++;
    state.dueMs += meter.pollMs;
    deps.onReading(meter, failed(fault ?? timeOut(state, nowMs)), nowMs);
  }
  state.timer.at(state.dueMs + graceMs);
  if (fault === undefined) keeper.unanswered(nowMs);
}

/** Records the silence and starts the stream again; gives the fault of the slot. */
function timeOut<Chunk, Answer>(state: State<Chunk, Answer>, nowMs: number): Fault {
  const { deps, meter, health, wire, keeper } = state;
  const fault: Fault = { kind: 'timeout', afterMs: state.silenceMs };
  if (health.isSuspended) return backoffFault(health, nowMs);
  wire.timeouts++;
  keeper.requested(state.lastPieceMs);
  const attempt = { sentMs: state.lastPieceMs, nowMs, backoffMs: 0, quietMs: 0, jitter: deps.jitter() };
  if (recordFailure(health, fault, attempt)) deps.onState({ kind: 'device-silent', device: meter.id, fault });
  if (state.phase === 'open') startStream(state);
  return fault;
}

function closed<Chunk, Answer>(state: State<Chunk, Answer>, fault: Fault): void {
  if (state.phase !== 'stopped') state.phase = 'down';
  state.keeper.lost(fault);
  passSlots(state);
}
