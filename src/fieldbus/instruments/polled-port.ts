/**
 * The only owner of a port whose instrument answers questions. Answers carry no number, so only their order says to
 * which question they belong. Therefore: one question in flight, with a deadline; after anything unexpected the line
 * must fall silent, and then a question is asked whose answer has another form (`sync`). The instrument answers in
 * order, so when that one is answered nothing older is on its way, and no late answer is taken for a fresh one. A
 * failed question is never repeated in the same slot, because reading empties some meters.
 *
 *   down --opened--> quiet --> suspect --sync answered--> quiet --> opening --> ready <--> asking
 *                      ^----------- a failure, or data out of turn -------------'
 */

import type { Language, Question } from '../../devices/instruments/language.ts';
import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed } from '../../model/result.ts';
import type { MeterPortPlan } from '../../plan/site-plan.ts';
import type { Bus } from '../bus/bus.ts';
import { createHealth, recordAnswer, recordFailure } from '../bus/device-health.ts';
import { createLinkKeeper } from '../link/link-keeper.ts';
import { createWakeTimer } from '../link/wake-timer.ts';
import { createWireCounters } from '../modbus/wire-counters.ts';
import { recordResponse } from '../schedule/response-times.ts';
import type { ChunkLink } from './chunk-link.ts';
import {
  awaitQuiet,
  type Dialogue,
  gateSpan,
  newState,
  passSlots,
  placeFirst,
  report,
  type Sized,
  type State,
  takeSlot,
} from './polled-state.ts';
import { type PortDeps, refuseWrite, soleCountersOf } from './port-counters.ts';

/** The port of one instrument that answers when it is asked, as a bus whose only device it is. */
export function createPolledPort<Chunk extends Sized, Answer>(
  plan: MeterPortPlan,
  language: Language<Chunk, Answer>,
  link: ChunkLink<Chunk>,
  deps: PortDeps,
): Bus {
  const { clock, jitter } = deps;
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
    onState: (to, fault) => deps.onState(to === 'up' ? { kind: 'link-up' } : { kind: 'link-down', fault }),
  });
  const state: State<Chunk, Answer> = {
    deps,
    meter: plan.meter,
    language,
    link,
    keeper,
    timer: createWakeTimer(clock, () => dispatch(state)),
    health: createHealth(),
    wire: createWireCounters(),
    counters: { missed: 0, busyMs: 0 },
    ...newState(),
  };
  return {
    id: plan.id,
    start(freeze) {
      placeFirst(state, freeze);
      keeper.start();
      dispatch(state);
    },
    stop() {
      state.isStopped = true;
      state.timer.cancel();
      keeper.stop();
    },
    write: refuseWrite,
    counters: () => soleCountersOf(plan.meter.id, state, keeper.reopened),
  };
}

/** Does what is due now, and sets the timer for what comes next. */
function dispatch<Chunk extends Sized, Answer>(state: State<Chunk, Answer>): void {
  if (state.isStopped) return;
  const nowMs = state.deps.clock.nowMs();
  passSlots(state, nowMs);
  switch (state.phase) {
    case 'down':
      state.timer.at(state.dueMs);
      return;
    case 'quiet':
      if (nowMs < state.quietMs) state.timer.at(state.quietMs);
      else {
        state.phase = 'suspect';
        if (state.afterQuiet === 'opening') begin(state, 'opening', state.language.open, nowMs);
        dispatch(state);
      }
      return;
    case 'suspect': {
      const { sync } = state.language;
      const restMs = Math.min(state.health.backoffUntilMs, state.dueMs + state.meter.pollMs);
      if (nowMs < state.health.backoffUntilMs) state.timer.at(restMs);
      else begin(state, 'sync', sync === undefined ? [] : [sync], nowMs);
      return;
    }
    case 'ready':
      if (nowMs < state.dueMs) {
        state.timer.at(state.dueMs);
        return;
      }
      state.counters.missed += takeSlot(state, nowMs);
      begin(state, 'polling', state.language.ask, nowMs);
      return;
    case 'conversing':
      converse(state, nowMs);
      return;
  }
}

function begin<Chunk extends Sized, Answer>(
  state: State<Chunk, Answer>,
  purpose: Dialogue<Chunk, Answer>['purpose'],
  questions: readonly Question<Chunk, Answer>[],
  nowMs: number,
): void {
  const spanMs = state.lastPollMs === undefined ? undefined : nowMs - state.lastPollMs;
  state.phase = 'conversing';
  state.dialogue = {
    purpose,
    questions,
    answers: [],
    startMs: nowMs,
    spanMs,
    next: 0,
    receive: undefined,
    sentMs: nowMs,
    deadlineMs: nowMs,
  };
  converse(state, nowMs);
}

/** Sends the next question, checks the deadline, or ends the dialogue. */
function converse<Chunk extends Sized, Answer>(state: State<Chunk, Answer>, nowMs: number): void {
  const { dialogue, meter } = state;
  if (dialogue === undefined) return;
  const { responseTimeout } = meter.definition.limits;
  if (dialogue.receive !== undefined) {
    if (nowMs >= dialogue.deadlineMs) {
      fail(state, { kind: 'timeout', afterMs: responseTimeout }, nowMs);
      return;
    }
    state.timer.at(dialogue.deadlineMs);
    return;
  }
  const question = dialogue.questions[dialogue.next];
  if (question === undefined) {
    done(state, dialogue, nowMs);
    return;
  }
  if (nowMs < state.gapMs) {
    state.timer.at(state.gapMs);
    return;
  }
  dialogue.next++;
  dialogue.sentMs = nowMs;
  dialogue.deadlineMs = nowMs + responseTimeout;
  state.keeper.requested(nowMs);
  if (!question.isMute) {
    state.wire.requests++;
    dialogue.receive = question.receiver((answer) => dialogue.answers.push(answer));
  }
  state.link.write(question.send);
  converse(state, nowMs);
}

function received<Chunk extends Sized, Answer>(state: State<Chunk, Answer>, chunk: Chunk): void {
  if (state.isStopped || state.phase === 'down') return;
  const nowMs = state.deps.clock.nowMs();
  const { dialogue } = state;
  if (state.phase === 'conversing' && dialogue?.receive !== undefined) {
    const progress = dialogue.receive(chunk);
    if (progress.kind === 'more') return;
    if (progress.kind === 'mismatch') {
      fail(state, { kind: 'frame', detail: progress.detail }, nowMs);
      return;
    }
    dialogue.receive = undefined;
    state.gapMs = nowMs + state.meter.definition.limits.minGap;
    if (progress.kind === 'refused') {
      refuse(state, dialogue, progress.fault, nowMs);
      return;
    }
    state.wire.ok++;
    converse(state, nowMs);
    return;
  }
  if (state.language.isBlank(chunk)) return;
  state.wire.lateBytes += chunk.length;
  if (state.phase === 'quiet') {
    state.afterQuiet = 'suspect';
    state.quietMs = Math.min(state.quietLimitMs, nowMs + state.meter.definition.limits.quiet);
    return;
  }
  // Data out of turn: from now on it is not known to which question an answer belongs.
  state.dialogue = undefined;
  state.lastPollMs = undefined;
  if (dialogue?.purpose === 'polling')
    report(state, failed({ kind: 'frame', detail: message('said-out-of-turn') }), nowMs);
  awaitQuiet(state, 'suspect', nowMs);
  dispatch(state);
}

function done<Chunk extends Sized, Answer>(
  state: State<Chunk, Answer>,
  dialogue: Dialogue<Chunk, Answer>,
  nowMs: number,
): void {
  const { purpose, answers, startMs, sentMs } = dialogue;
  state.dialogue = undefined;
  state.counters.busyMs += nowMs - startMs;
  state.phase = 'ready';
  if (purpose !== 'opening') {
    state.keeper.answered();
    if (recordAnswer(state.health, true, nowMs, nowMs - sentMs))
      state.deps.onState({ kind: 'device-back', device: state.meter.id });
  }
  if (purpose === 'sync') awaitQuiet(state, 'opening', nowMs);
  if (purpose === 'polling') {
    state.lastPollMs = startMs;
    recordResponse(state.pollTimes, nowMs - startMs);
    report(state, gateSpan(state, state.language.decode(answers), dialogue.spanMs), nowMs);
  }
  dispatch(state);
}

/** The instrument has received the question and will not answer it: nothing more will come. */
function refuse<Chunk extends Sized, Answer>(
  state: State<Chunk, Answer>,
  { purpose }: Dialogue<Chunk, Answer>,
  fault: Fault,
  nowMs: number,
): void {
  if (purpose !== 'polling') {
    fail(state, fault, nowMs);
    return;
  }
  state.dialogue = undefined;
  state.lastPollMs = undefined;
  state.phase = 'ready';
  state.wire.exceptions++;
  state.keeper.answered();
  recordAnswer(state.health, false, nowMs, 0);
  report(state, failed(fault), nowMs);
  dispatch(state);
}

function fail<Chunk extends Sized, Answer>(state: State<Chunk, Answer>, fault: Fault, nowMs: number): void {
  const { dialogue, health, meter, wire, deps } = state;
  if (dialogue === undefined) return;
  state.dialogue = undefined;
  state.lastPollMs = undefined;
  state.counters.busyMs += nowMs - dialogue.startMs;
  if (fault.kind === 'timeout') wire.timeouts++;
  else wire.frameErrors++;
  const backoffMs = meter.definition.limits.responseTimeout;
  const attempt = { sentMs: dialogue.sentMs, nowMs, backoffMs, quietMs: 0, jitter: deps.jitter() };
  if (recordFailure(health, fault, attempt)) deps.onState({ kind: 'device-silent', device: meter.id, fault });
  awaitQuiet(state, 'suspect', nowMs);
  if (dialogue.purpose === 'polling') report(state, failed(fault), nowMs);
  state.keeper.unanswered(nowMs);
  dispatch(state);
}

/** What was received before belongs to another connection. */
function opened<Chunk extends Sized, Answer>(state: State<Chunk, Answer>): void {
  const nowMs = state.deps.clock.nowMs();
  if (state.health.isSuspended) state.health.backoffUntilMs = nowMs;
  awaitQuiet(state, 'suspect', nowMs);
  state.keeper.opened();
  dispatch(state);
}

function closed<Chunk extends Sized, Answer>(state: State<Chunk, Answer>, fault: Fault): void {
  const wasPolling = state.dialogue?.purpose === 'polling';
  state.phase = 'down';
  state.dialogue = undefined;
  state.lastPollMs = undefined;
  state.keeper.lost(fault);
  if (wasPolling) report(state, failed(state.keeper.fault ?? fault), state.deps.clock.nowMs());
  dispatch(state);
}
