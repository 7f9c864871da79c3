/**
 * The one owner of a port whose instrument answers questions. Answers carry no number, so nothing but their order says
 * to which question they belong. Therefore: one question in flight, with a deadline; after anything unexpected the
 * line must fall silent, and then a question is asked whose answer has another form (`sync`). The instrument answers
 * in order, so when that one is answered nothing older is on its way, and no late answer is taken for a fresh one. A
 * question that failed is never asked again in the same slot: reading some meters empties them.
 *
 *   down --opened--> quiet --> doubted --sync answered--> quiet --> opening --> ready <--> asking
 *                      ^----------- a failure, or a word out of turn -------------'
 */

import type { Language, Question } from '../../devices/instruments/language.ts';
import type { Fault } from '../../model/fault.ts';
import { failed } from '../../model/result.ts';
import type { TalkingPortPlan } from '../../plan/site-plan.ts';
import type { Bus } from '../bus/bus.ts';
import { createHealth, recordAnswer, recordFailure } from '../bus/device-health.ts';
import { createLinkKeeper } from '../link/link-keeper.ts';
import { createAlarm } from '../link/wake-timer.ts';
import { createWireCounters } from '../modbus/wire-counters.ts';
import type { ChunkLink } from './chunk-link.ts';
import {
  awaitQuiet,
  type Dialogue,
  judged,
  passSlots,
  report,
  type Sized,
  type State,
  takeSlot,
} from './polled-state.ts';
import { type PortDeps, refuseWrite, soleCountersOf } from './port-counters.ts';

export function createAskingPort<Chunk extends Sized, Said>(
  plan: TalkingPortPlan,
  language: Language<Chunk, Said>,
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
        chunk: (chunk) => heard(state, chunk),
        closed: (fault) => closed(state, fault),
      }),
    close: () => link.close(),
    onState: (to, fault) => deps.onState(to === 'up' ? { kind: 'link-up' } : { kind: 'link-down', fault }),
  });
  const state: State<Chunk, Said> = {
    deps,
    meter: plan.meter,
    language,
    link,
    keeper,
    alarm: createAlarm(clock, () => pump(state)),
    health: createHealth(),
    wire: createWireCounters(),
    tally: { missed: 0, busyMs: 0 },
    phase: 'down',
    dialogue: undefined,
    afterQuiet: 'doubted',
    quietMs: 0,
    quietLimitMs: 0,
    gapMs: 0,
    dueMs: 0,
    lastAskedMs: undefined,
    isStopped: false,
  };
  return {
    id: plan.id,
    start() {
      state.dueMs = clock.nowMs();
      keeper.start();
      pump(state);
    },
    stop() {
      state.isStopped = true;
      state.alarm.cancel();
      keeper.stop();
    },
    write: refuseWrite,
    counters: () => soleCountersOf(plan.meter.id, state, keeper.reopened),
  };
}

/** Does what is to be done now, and sets the alarm for what comes next. */
function pump<Chunk extends Sized, Said>(state: State<Chunk, Said>): void {
  if (state.isStopped) return;
  const nowMs = state.deps.clock.nowMs();
  passSlots(state, nowMs);
  switch (state.phase) {
    case 'down':
      state.alarm.at(state.dueMs);
      return;
    case 'quiet':
      if (nowMs < state.quietMs) state.alarm.at(state.quietMs);
      else {
        state.phase = 'doubted';
        if (state.afterQuiet === 'opening') begin(state, 'opening', state.language.open, nowMs);
        pump(state);
      }
      return;
    case 'doubted': {
      const { sync } = state.language;
      const restMs = Math.min(state.health.restUntilMs, state.dueMs + state.meter.pollMs);
      if (nowMs < state.health.restUntilMs) state.alarm.at(restMs);
      else begin(state, 'sync', sync === undefined ? [] : [sync], nowMs);
      return;
    }
    case 'ready':
      if (nowMs < state.dueMs) {
        state.alarm.at(state.dueMs);
        return;
      }
      state.tally.missed += takeSlot(state, nowMs);
      begin(state, 'asking', state.language.ask, nowMs);
      return;
    case 'talking':
      talk(state, nowMs);
      return;
  }
}

function begin<Chunk extends Sized, Said>(
  state: State<Chunk, Said>,
  purpose: Dialogue<Chunk, Said>['purpose'],
  questions: readonly Question<Chunk, Said>[],
  nowMs: number,
): void {
  const spanMs = state.lastAskedMs === undefined ? undefined : nowMs - state.lastAskedMs;
  state.phase = 'talking';
  state.dialogue = {
    purpose,
    questions,
    said: [],
    startMs: nowMs,
    spanMs,
    next: 0,
    hear: undefined,
    sentMs: nowMs,
    deadlineMs: nowMs,
  };
  talk(state, nowMs);
}

/** Sends the next question, looks at the deadline, or ends the dialogue. */
function talk<Chunk extends Sized, Said>(state: State<Chunk, Said>, nowMs: number): void {
  const { dialogue, meter } = state;
  if (dialogue === undefined) return;
  const { responseTimeout } = meter.definition.limits;
  if (dialogue.hear !== undefined) {
    if (nowMs >= dialogue.deadlineMs) {
      fail(state, { kind: 'timeout', afterMs: responseTimeout }, nowMs);
      return;
    }
    state.alarm.at(dialogue.deadlineMs);
    return;
  }
  const question = dialogue.questions[dialogue.next];
  if (question === undefined) {
    done(state, dialogue, nowMs);
    return;
  }
  if (nowMs < state.gapMs) {
    state.alarm.at(state.gapMs);
    return;
  }
  dialogue.next++;
  dialogue.sentMs = nowMs;
  dialogue.deadlineMs = nowMs + responseTimeout;
  state.keeper.asked(nowMs);
  if (!question.isMute) {
    state.wire.requests++;
    dialogue.hear = question.listen((said) => dialogue.said.push(said));
  }
  state.link.write(question.send);
  talk(state, nowMs);
}

function heard<Chunk extends Sized, Said>(state: State<Chunk, Said>, chunk: Chunk): void {
  if (state.isStopped || state.phase === 'down') return;
  const nowMs = state.deps.clock.nowMs();
  const { dialogue } = state;
  if (state.phase === 'talking' && dialogue?.hear !== undefined) {
    const progress = dialogue.hear(chunk);
    if (progress.kind === 'more') return;
    if (progress.kind === 'misfit') {
      fail(state, { kind: 'frame', detail: progress.detail }, nowMs);
      return;
    }
    dialogue.hear = undefined;
    state.gapMs = nowMs + state.meter.definition.limits.minGap;
    if (progress.kind === 'refused') {
      refuse(state, dialogue, progress.fault, nowMs);
      return;
    }
    state.wire.ok++;
    talk(state, nowMs);
    return;
  }
  if (state.language.isBlank(chunk)) return;
  state.wire.lateBytes += chunk.length;
  if (state.phase === 'quiet') {
    state.afterQuiet = 'doubted';
    state.quietMs = Math.min(state.quietLimitMs, nowMs + state.meter.definition.limits.quiet);
    return;
  }
  // A word out of turn: nobody can say any more to which question the next answer belongs.
  state.dialogue = undefined;
  state.lastAskedMs = undefined;
  if (dialogue?.purpose === 'asking')
    report(state, failed({ kind: 'frame', detail: 'something was said out of turn' }), nowMs);
  awaitQuiet(state, 'doubted', nowMs);
  pump(state);
}

function done<Chunk extends Sized, Said>(
  state: State<Chunk, Said>,
  dialogue: Dialogue<Chunk, Said>,
  nowMs: number,
): void {
  const { purpose, said, startMs, sentMs } = dialogue;
  state.dialogue = undefined;
  state.tally.busyMs += nowMs - startMs;
  state.phase = 'ready';
  if (purpose !== 'opening') {
    state.keeper.answered();
    if (recordAnswer(state.health, true, nowMs, nowMs - sentMs))
      state.deps.onState({ kind: 'device-back', device: state.meter.id });
  }
  if (purpose === 'sync') awaitQuiet(state, 'opening', nowMs);
  if (purpose === 'asking') {
    state.lastAskedMs = startMs;
    report(state, judged(state, state.language.decode(said), dialogue.spanMs), nowMs);
  }
  pump(state);
}

/** It has heard the question and will not answer it: nothing more is to come. */
function refuse<Chunk extends Sized, Said>(
  state: State<Chunk, Said>,
  { purpose }: Dialogue<Chunk, Said>,
  fault: Fault,
  nowMs: number,
): void {
  if (purpose !== 'asking') {
    fail(state, fault, nowMs);
    return;
  }
  state.dialogue = undefined;
  state.lastAskedMs = undefined;
  state.phase = 'ready';
  state.wire.exceptions++;
  state.keeper.answered();
  recordAnswer(state.health, false, nowMs, 0);
  report(state, failed(fault), nowMs);
  pump(state);
}

function fail<Chunk extends Sized, Said>(state: State<Chunk, Said>, fault: Fault, nowMs: number): void {
  const { dialogue, health, meter, wire, deps } = state;
  if (dialogue === undefined) return;
  state.dialogue = undefined;
  state.lastAskedMs = undefined;
  state.tally.busyMs += nowMs - dialogue.startMs;
  if (fault.kind === 'timeout') wire.timeouts++;
  else wire.frameErrors++;
  const restMs = meter.definition.limits.responseTimeout;
  const attempt = { sentMs: dialogue.sentMs, nowMs, restMs, quietMs: 0, jitter: deps.jitter() };
  if (recordFailure(health, fault, attempt)) deps.onState({ kind: 'device-silent', device: meter.id, fault });
  awaitQuiet(state, 'doubted', nowMs);
  if (dialogue.purpose === 'asking') report(state, failed(fault), nowMs);
  state.keeper.unanswered(nowMs);
  pump(state);
}

/** Whatever was said before is of another connection, or of somebody else. */
function opened<Chunk extends Sized, Said>(state: State<Chunk, Said>): void {
  const nowMs = state.deps.clock.nowMs();
  if (state.health.isParked) state.health.restUntilMs = nowMs;
  awaitQuiet(state, 'doubted', nowMs);
  state.keeper.opened();
  pump(state);
}

function closed<Chunk extends Sized, Said>(state: State<Chunk, Said>, fault: Fault): void {
  const wasAsking = state.dialogue?.purpose === 'asking';
  state.phase = 'down';
  state.dialogue = undefined;
  state.lastAskedMs = undefined;
  state.keeper.lost(fault);
  if (wasAsking) report(state, failed(state.keeper.fault ?? fault), state.deps.clock.nowMs());
  pump(state);
}
