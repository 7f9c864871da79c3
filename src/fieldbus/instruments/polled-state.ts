/** What the owner of an asking port remembers, and what needs no more than that: slots, silence, whether a level counts. */

import type { DecodedValue, Language, Progress, Question } from '../../devices/instruments/language.ts';
import type { Fault } from '../../model/fault.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { InstrumentPlan, TalkingPortPlan } from '../../plan/site-plan.ts';
import type { Health } from '../bus/device-health.ts';
import { restFault } from '../bus/unit.ts';
import type { LinkKeeper } from '../link/link-keeper.ts';
import type { Alarm } from '../link/wake-timer.ts';
import type { WireCounters } from '../modbus/wire-counters.ts';
import type { ChunkLink } from './chunk-link.ts';
import type { PortDeps, PortTally } from './port-counters.ts';

export interface Sized {
  readonly length: number;
}

/** One going over of questions in a row. */
export interface Dialogue<Chunk, Said> {
  readonly purpose: 'sync' | 'opening' | 'asking';
  readonly questions: readonly Question<Chunk, Said>[];
  readonly said: Said[];
  readonly startMs: number;
  /** Since the last reading before; undefined where that is not known. */
  readonly spanMs: number | undefined;
  next: number;
  /** Undefined: the next question waits for the silence that the instrument needs. */
  hear: ((chunk: Chunk) => Progress) | undefined;
  sentMs: number;
  deadlineMs: number;
}

export type Phase = 'down' | 'quiet' | 'doubted' | 'talking' | 'ready';

export interface State<Chunk, Said> {
  readonly deps: PortDeps;
  readonly meter: InstrumentPlan<TalkingPortPlan['meter']['definition']>;
  readonly language: Language<Chunk, Said>;
  readonly link: ChunkLink<Chunk>;
  readonly keeper: LinkKeeper;
  readonly alarm: Alarm;
  readonly health: Health;
  readonly wire: WireCounters;
  readonly tally: PortTally;
  phase: Phase;
  dialogue: Dialogue<Chunk, Said> | undefined;
  /** Where it goes on when the line has been quiet until then. */
  afterQuiet: 'doubted' | 'opening';
  quietMs: number;
  quietLimitMs: number;
  /** No question before. */
  gapMs: number;
  dueMs: number;
  /** When the last reading that succeeded was asked for. */
  lastAskedMs: number | undefined;
  isStopped: boolean;
}

/** A line that babbles is not waited for longer: `sync` finds its answer among anything. */
const quietTimesMax = 10;
/** How far the time between two questions may be from the poll period where the level covers it. */
const spanTolerance = 0.2;

/** While nothing can be asked, slots pass with their fault on the way: at once without a link, else when they end. */
export function passSlots<Chunk, Said>(state: State<Chunk, Said>, nowMs: number): void {
  const { meter, keeper, health, phase } = state;
  if (phase === 'ready' || state.dialogue?.purpose === 'asking') return;
  const graceMs = keeper.fault === undefined ? meter.pollMs : 0;
  while (state.dueMs + graceMs <= nowMs) {
    state.tally.missed++;
    state.dueMs += meter.pollMs;
    report(state, failed(keeper.fault ?? restFault(health, nowMs)), nowMs);
  }
}

/** Uses the slot that is due. Returns how many whole slots were missed. */
export function takeSlot<Chunk, Said>(state: State<Chunk, Said>, nowMs: number): number {
  const { pollMs } = state.meter;
  const missed = Math.max(0, Math.floor((nowMs - state.dueMs) / pollMs));
  state.dueMs += (missed + 1) * pollMs;
  return missed;
}

export function awaitQuiet<Chunk, Said>(
  state: State<Chunk, Said>,
  then: State<Chunk, Said>['afterQuiet'],
  nowMs: number,
): void {
  const { quiet } = state.meter.definition.limits;
  state.phase = 'quiet';
  state.afterQuiet = then;
  state.quietMs = nowMs + quiet;
  state.quietLimitMs = nowMs + quietTimesMax * quiet;
}

/** A level of the time since the last question counts only where that time is the poll period. */
export function judged<Chunk, Said>(
  { meter }: State<Chunk, Said>,
  values: readonly DecodedValue[],
  spanMs: number | undefined,
): Result<readonly DecodedValue[], Fault> {
  const { definition, pollMs } = meter;
  if (!definition.sinceLast) return ok(values);
  if (spanMs !== undefined && Math.abs(spanMs - pollMs) <= spanTolerance * pollMs) return ok(values);
  const covers = spanMs === undefined ? 'an unknown time' : `${Math.round(spanMs)} ms`;
  return failed({ kind: 'frame', detail: `its level covers ${covers} in place of ${pollMs} ms` });
}

export function report<Chunk, Said>(
  { deps, meter, isStopped }: State<Chunk, Said>,
  reply: Result<readonly DecodedValue[], Fault>,
  nowMs: number,
): void {
  if (!isStopped) deps.onReading(meter, reply, nowMs);
}
