/** The state of the owner of a polled port, and what depends on it alone: slots, silence, whether a level counts. */

import type { DecodedValue, Language, Progress, Question } from '../../devices/instruments/language.ts';
import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { InstrumentPlan, MeterPortPlan } from '../../plan/site-plan.ts';
import type { Health } from '../bus/device-health.ts';
import { backoffFault } from '../bus/unit.ts';
import type { LinkKeeper } from '../link/link-keeper.ts';
import type { WakeTimer } from '../link/wake-timer.ts';
import type { WireCounters } from '../modbus/wire-counters.ts';
import { aligned, type FreezeGrid, fits, MARGIN_MS } from '../schedule/freeze-grid.ts';
import { createResponseTimes, plannedMs, type ResponseTimes } from '../schedule/response-times.ts';
import type { ChunkLink } from './chunk-link.ts';
import type { PortCounters, PortDeps } from './port-counters.ts';

/** A line or some bytes. */
export interface Sized {
  readonly length: number;
}

/** One pass over a row of questions. */
export interface Dialogue<Chunk, Answer> {
  readonly purpose: 'sync' | 'opening' | 'polling';
  readonly questions: readonly Question<Chunk, Answer>[];
  readonly answers: Answer[];
  readonly startMs: number;
  /** Time since the previous reading; undefined if it is not known. */
  readonly spanMs: number | undefined;
  next: number;
  /** Undefined: the next question waits for the silence that the instrument needs. */
  receive: ((chunk: Chunk) => Progress) | undefined;
  sentMs: number;
  deadlineMs: number;
}

/** Without a link, waiting for the line to be silent, not yet recognised, asking, or free to ask. */
export type Phase = 'down' | 'quiet' | 'suspect' | 'conversing' | 'ready';

/** The state of one polled port. */
export interface State<Chunk, Answer> {
  readonly deps: PortDeps;
  readonly meter: InstrumentPlan<MeterPortPlan['meter']['definition']>;
  readonly language: Language<Chunk, Answer>;
  readonly link: ChunkLink<Chunk>;
  readonly keeper: LinkKeeper;
  readonly timer: WakeTimer;
  readonly health: Health;
  readonly wire: WireCounters;
  readonly counters: PortCounters;
  phase: Phase;
  dialogue: Dialogue<Chunk, Answer> | undefined;
  /** The phase after the line has been quiet until `quietMs`. */
  afterQuiet: 'suspect' | 'opening';
  quietMs: number;
  quietLimitMs: number;
  /** No question before this time. */
  gapMs: number;
  dueMs: number;
  /** Undefined where no cycle goes on beside, or its period does not go with that of the polls. */
  freeze: FreezeGrid | undefined;
  /** How long its polls took: the next one is due so long before a freeze. */
  readonly pollTimes: ResponseTimes;
  /** When the last reading that succeeded was asked for. */
  lastPollMs: number | undefined;
  isStopped: boolean;
}

/** Longest wait for silence, in multiples of it: on a noisy line `sync` still finds its answer. */
const QUIET_TIMES_MAX = 10;
/** How far the time between two questions may be from the poll period when the level covers that time. */
const SPAN_TOLERANCE = 0.2;

type Parts = 'deps' | 'meter' | 'language' | 'link' | 'keeper' | 'timer' | 'health' | 'wire' | 'counters';

/** Nothing was asked yet. */
export function newState<Chunk, Answer>(): Omit<State<Chunk, Answer>, Parts> {
  return {
    phase: 'down',
    dialogue: undefined,
    afterQuiet: 'suspect',
    quietMs: 0,
    quietLimitMs: 0,
    gapMs: 0,
    dueMs: 0,
    freeze: undefined,
    pollTimes: createResponseTimes(),
    lastPollMs: undefined,
    isStopped: false,
  };
}

/** While nothing can be asked, slots pass with their fault on the way: at once without a link, else when they end. */
export function passSlots<Chunk, Answer>(state: State<Chunk, Answer>, nowMs: number): void {
  const { meter, keeper, health, phase } = state;
  if (phase === 'ready' || state.dialogue?.purpose === 'polling') return;
  const graceMs = keeper.fault === undefined ? meter.pollMs : 0;
  while (state.dueMs + graceMs <= nowMs) {
    state.counters.missed++;
    state.dueMs += meter.pollMs;
    report(state, failed(keeper.fault ?? backoffFault(health, nowMs)), nowMs);
  }
}

/** Uses the slot that is due. Gives the number of whole slots missed. */
export function takeSlot<Chunk, Answer>(state: State<Chunk, Answer>, nowMs: number): number {
  const { pollMs } = state.meter;
  const missed = Math.max(0, Math.floor((nowMs - state.dueMs) / pollMs));
  state.dueMs += (missed + 1) * pollMs;
  alignSlot(state);
  return missed;
}

/** The first slot: before the first freeze, or now. */
export function placeFirst<Chunk, Answer>(state: State<Chunk, Answer>, freeze: FreezeGrid | undefined): void {
  state.dueMs = state.deps.clock.nowMs();
  if (freeze === undefined || !fits(freeze, state.meter.pollMs)) return;
  state.freeze = freeze;
  state.dueMs = freeze.firstMs;
  alignSlot(state);
}

/** Puts the next slot where its answer comes just before a freeze. */
function alignSlot<Chunk, Answer>(state: State<Chunk, Answer>): void {
  const { freeze, pollTimes, meter } = state;
  if (freeze === undefined) return;
  const leadMs = Math.min(MARGIN_MS + plannedMs(pollTimes), freeze.periodMs);
  state.dueMs = aligned(freeze, meter.pollMs, leadMs, state.dueMs);
}

/**
 * Waits until the line has been quiet for as long as the meter needs, and then does `then`; gives up on a
 * line that never is.
 */
export function awaitQuiet<Chunk, Answer>(
  state: State<Chunk, Answer>,
  then: State<Chunk, Answer>['afterQuiet'],
  nowMs: number,
): void {
  const { quiet } = state.meter.definition.limits;
  state.phase = 'quiet';
  state.afterQuiet = then;
  state.quietMs = nowMs + quiet;
  state.quietLimitMs = nowMs + QUIET_TIMES_MAX * quiet;
}

/** A level of the time since the last question counts only if that time is the poll period. */
export function gateSpan<Chunk, Answer>(
  { meter }: State<Chunk, Answer>,
  values: readonly DecodedValue[],
  spanMs: number | undefined,
): Result<readonly DecodedValue[], Fault> {
  const { definition, pollMs } = meter;
  if (!definition.sinceLast) return ok(values);
  if (spanMs !== undefined && Math.abs(spanMs - pollMs) <= SPAN_TOLERANCE * pollMs) return ok(values);
  const detail =
    spanMs === undefined
      ? message('level-covers-unknown', { pollMs })
      : message('level-covers', { coversMs: Math.round(spanMs), pollMs });
  return failed({ kind: 'frame', detail });
}

/** Reports a reading, unless the port is stopped. */
export function report<Chunk, Answer>(
  { deps, meter, isStopped }: State<Chunk, Answer>,
  reply: Result<readonly DecodedValue[], Fault>,
  nowMs: number,
): void {
  if (!isStopped) deps.onReading(meter, reply, nowMs);
}
