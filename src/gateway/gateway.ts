/**
 * The imperative shell around `tick`: owns the buses, freezes the image, decides, writes, shows the cycle to its
 * observers. Nothing here waits for network, disk or log between freeze and write.
 */

import { tick } from '../control/tick.ts';
import type { Event } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { GatewayHealth } from '../ports/observer.ts';
import type { TakeCommand } from '../ports/request-source.ts';
import { type Relinked, relinkedBuses } from './buses.ts';
import { clockEvent } from './clock-watch.ts';
import { ADVISE, HANDED_OVER, logEvent, logFieldState } from './gateway-log.ts';
import { createGatewayState, EVENTS_MAX, type GatewayParts, type GatewayState } from './gateway-state.ts';
import { gatewayHealth } from './health.ts';
import { showCycle, startObservers, stopObservers } from './observers.ts';
import type { StopKind } from './outputs/boards.ts';
import { positionsOf, standingOutputs } from './outputs/standing-outputs.ts';

/** How long the field may take to confirm the fail-safe values before the links are closed anyway. */
const SHUTDOWN_MS = 1500;

/** A running gateway. */
export interface Gateway {
  start(): void;
  /** Outputs to fail-safe unless it is a handover, then links closed; `done` within about two seconds. Legal once. */
  stop(done: () => void, how?: StopKind): void;
  health(): GatewayHealth;
  /** From the next cycle on: a plan that differs from the one in force at most where that can change in a run. */
  reload(plan: SitePlan, lines: readonly Relinked[]): void;
  /** Tells an event with the next cycle. */
  note(event: Event): void;
}

/** A gateway that is not started yet. */
export function createGateway(parts: GatewayParts): Gateway {
  const state = createGatewayState(parts, runCycle);
  return {
    start: () => start(state),
    stop: (done, how = 'final') => stop(state, how, done),
    health: () => health(state),
    reload: (plan, lines) => {
      state.reloads.push({ plan, lines });
    },
    note: (event) => {
      if (state.pending.length < EVENTS_MAX) state.pending.push(event);
    },
  };
}

function start(state: GatewayState): void {
  const { sources = [], inputs = [], log, clock, plan } = state.parts;
  const { periodMs } = plan.control;
  const freeze = { firstMs: clock.nowMs() + periodMs, periodMs };
  state.freeze = freeze;
  const { guard, commands, latest } = state;
  for (const input of inputs) guard('inputs', () => input.start(latest.put));
  for (const source of sources) {
    const own = commands.taker();
    const take: TakeCommand = (command, answer) =>
      own(command, (ack) => guard('requests', () => answer(ack)));
    guard('requests', () => source.listen(take));
  }
  state.pending.push(...startObservers(state.observers, () => health(state)));
  for (const bus of state.buses) bus.start(freeze);
  state.boards.start();
  // Opening a line sets its level.
  if (state.isMoving) state.gpio.start();
  else log.warn(ADVISE);
  state.cycle.start(freeze.firstMs);
}

function runCycle(state: GatewayState, count: number): void {
  for (const { plan, lines } of state.reloads.splice(0)) {
    state.plan = plan;
    state.buses = relinkedBuses(state.buses, lines, { ...state.busDeps, plan }, state.freeze);
  }
  const { history, log, language, rules } = state.parts;
  const { plan } = state;
  const image = freeze(state, count);
  const result = tick(state.control, image, plan.control, rules);
  state.control = result.state;
  const outputEvents = state.isMoving ? state.outputs.apply(result.decisions, image) : [];
  if (state.isMoving) state.boards.drive(result.decisions);
  const positions = positionsOf(state.standingLines, image, plan.control);
  state.commands.decided({ image, result, positions });
  state.derive({ image, result, positions }, plan.control);
  state.pending.push(...state.flaps.settle(image.nowMs, image.wallMs));
  const pending = [...state.pending.splice(0), ...state.unseenFans(image)];
  const events = [...pending, ...(history?.takeEvents() ?? []), ...result.events, ...outputEvents];
  for (const event of events) logEvent(log, event, language);
  state.pending.push(...showCycle(state.observers, { image, result, events, positions }));
}

function freeze(state: GatewayState, count: number): ProcessImage {
  const { clock } = state.parts;
  const nowMs = clock.nowMs();
  const wallMs = clock.wallMs();
  const { channels, samples, spectra } = state.latest.freeze();
  const clockStepMs = state.clockStep(nowMs, wallMs);
  if (clockStepMs !== null) state.pending.push(clockEvent(clockStepMs, wallMs));
  return {
    cycle: count,
    nowMs,
    wallMs,
    utcOffsetMin: state.utcOffset(nowMs, wallMs),
    clockSynced: clock.wallSync().synced,
    ...(clockStepMs === null ? {} : { clockStepMs }),
    channels,
    samples,
    ...(spectra.length === 0 ? {} : { spectra }),
    requests: state.commands.requests(nowMs),
    ...(state.control.startMs !== null && state.control.waitingFor.length === 0
      ? {}
      : { standing: standingOutputs(state.standingLines, channels, nowMs - state.startMs) }),
  };
}

function health({ cycle, buses, boards, startMs, parts }: GatewayState): GatewayHealth {
  const health = gatewayHealth(cycle.counters(), buses, boards.views, parts.clock.nowMs() - startMs);
  return parts.history === undefined ? health : { ...health, history: parts.history.health() };
}

function stop(state: GatewayState, how: StopKind, done: () => void): void {
  if (state.phase !== 'running') return;
  state.phase = 'stopping';
  state.cycle.stop();
  stopObservers(state.observers);
  const { clock } = state.parts;
  const isFalling = state.isMoving && how === 'final';
  let open = isFalling ? 2 : 1;
  const settle = (): void => {
    open -= 1;
    if (open === 0) close(state, how, done);
  };
  if (isFalling) state.outputs.failSafe(settle);
  state.boards.stop(how, settle);
  clock.at(clock.nowMs() + SHUTDOWN_MS, () => close(state, how, done));
}

/** Called when the field has confirmed and at the deadline; the first call counts. */
function close(state: GatewayState, how: StopKind, done: () => void): void {
  if (state.phase === 'closed') return;
  state.phase = 'closed';
  if (how === 'handover') state.parts.log.info(HANDED_OVER);
  else if (state.isMoving) logFieldState(state.parts.log, state.outputs.unconfirmed());
  for (const bus of state.buses) bus.stop();
  state.gpio.stop(how, done);
}
