/**
 * The imperative shell around `tick`: owns the buses, freezes the image, decides, writes, shows the cycle to its
 * observers. Nothing here waits for network, disk or log between freeze and write.
 */

import type { SealedRule } from '../control/rules/rule.ts';
import { type ControlState, initialState, type TickResult, tick } from '../control/tick.ts';
import type { Bus } from '../fieldbus/bus/bus.ts';
import type { FreezeGrid } from '../fieldbus/schedule/freeze-grid.ts';
import type { Event } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { ByteLink } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { GpioBank } from '../ports/gpio.ts';
import type { History } from '../ports/history.ts';
import type { InputSource } from '../ports/input-source.ts';
import type { InstrumentLink } from '../ports/instrument-link.ts';
import type { LineLink } from '../ports/line-link.ts';
import type { Log } from '../ports/log.ts';
import type { GatewayHealth, Observer } from '../ports/observer.ts';
import type { RequestSource, TakeCommand } from '../ports/request-source.ts';
import {
  type BusesDeps,
  type CreateBus,
  createBuses,
  outputWriter,
  type Relinked,
  relinkedBuses,
} from './buses.ts';
import { clockEvent, createClockWatch } from './clock-watch.ts';
import { type CommandHandler, createCommandHandler } from './commands/command-handler.ts';
import { type Cycle, createCycle } from './cycle.ts';
import { ADVISE, HANDED_OVER, logEvent, logFieldState } from './gateway-log.ts';
import { answerer, intakeOf } from './gateway-parts.ts';
import { gatewayHealth } from './health.ts';
import { announceAllIn } from './inputs/awaited-inputs.ts';
import { createLatest, type Latest } from './inputs/latest.ts';
import { createUnseenFans } from './inputs/unseen-fans.ts';
import { createObservers, type Observers, showCycle, startObservers, stopObservers } from './observers.ts';
import { type BoardUnits, createBoardUnits, type StopKind } from './outputs/boards.ts';
import { createGpioUnits, type GpioUnits } from './outputs/gpio.ts';
import type { OutputLine } from './outputs/output-line.ts';
import { createOutputs, type Outputs } from './outputs/outputs.ts';
import { standingLines, standingOutputs } from './outputs/standing-outputs.ts';
import { createGuard, type Guard } from './outside-call.ts';
import { busEvent } from './records/bus-events.ts';
import { createFlapFilter, type FlapFilter } from './records/flapping.ts';
import { createHistoryObserver } from './records/history-observer.ts';
import type { TakenOver } from './restart/take-over.ts';
import { createUtcOffset } from './utc-offset.ts';

/** How long the field may take to confirm the fail-safe values before the links are closed anyway. */
const SHUTDOWN_MS = 1500;
const EVENTS_MAX = 1000;

/** What a gateway is made of; all inputs and outputs come in here. */
export interface GatewayParts {
  readonly plan: SitePlan;
  readonly clock: Clock;
  /** One link for each bus of the plan. */
  readonly links: Readonly<Record<string, ByteLink>>;
  /** One for each port of the plan. */
  readonly instruments?: Readonly<Record<string, InstrumentLink>>;
  /** One link for each board of the plan. */
  readonly boardLinks?: Readonly<Record<string, LineLink>>;
  /** The lines of each device on GPIO. */
  readonly banks?: Readonly<Record<string, GpioBank>>;
  readonly jitter: () => number;
  /** Another kind of bus than the one on a wire: for simulations, never on a site. */
  readonly createBus?: CreateBus | undefined;
  readonly log: Log;
  /** Give readings that no device of the site gives. */
  readonly inputs?: readonly InputSource[];
  /** See each finished cycle, in this order. */
  readonly observers?: readonly Observer<TickResult>[];
  /** May ask something of the station. */
  readonly sources?: readonly RequestSource[];
  readonly history?: History | undefined;
  /** Other rules than our own: for comparison in a simulation, never on a site. */
  readonly rules?: readonly SealedRule[] | undefined;
  /** What goes on from a run before; its times are those of `clock`. */
  readonly takenOver?: TakenOver | undefined;
}

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
  const state = createState(parts);
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

interface Reload {
  readonly plan: SitePlan;
  readonly lines: readonly Relinked[];
}

interface State {
  readonly parts: GatewayParts;
  /** The plan in force; `parts.plan` is the one of the start. */
  plan: SitePlan;
  readonly busDeps: BusesDeps;
  /** Come into force between two cycles. */
  readonly reloads: Reload[];
  freeze: FreezeGrid;
  readonly startMs: number;
  /** In advise mode nothing is written, not even a fail-safe value at the end. */
  readonly isMoving: boolean;
  readonly latest: Latest;
  buses: readonly Bus[];
  readonly boards: BoardUnits;
  readonly gpio: GpioUnits;
  readonly outputs: Outputs;
  readonly standingLines: readonly OutputLine[];
  readonly cycle: Cycle;
  readonly commands: CommandHandler;
  readonly guard: Guard;
  readonly observers: Observers<TickResult>;
  readonly flaps: FlapFilter;
  readonly clockStep: (nowMs: number, wallMs: number) => number | null;
  readonly unseenFans: ReturnType<typeof createUnseenFans>;
  readonly utcOffset: (nowMs: number, wallMs: number) => number;
  /** Raised since the last cycle. */
  readonly pending: Event[];
  control: ControlState;
  phase: 'running' | 'stopping' | 'closed';
}

function createState(parts: GatewayParts): State {
  const { plan, clock, jitter, history, takenOver } = parts;
  const pending: Event[] = takenOver?.event == null ? [] : [takenOver.event];
  const emit = (event: Event): void => {
    if (pending.length < EVENTS_MAX) pending.push(event);
  };
  const guard = createGuard(emit, clock);
  const control = takenOver?.state ?? initialState(plan.control, parts.rules);
  const standing = standingLines(plan);
  const awaited = new Set([...control.waitingFor, ...standing.map((line) => line.readBackChannel)]);
  const cycle = createCycle(clock, plan.control.periodMs, (count) => runCycle(state, count));
  const latest = announceAllIn(createLatest(plan.control.channels, clock.nowMs()), awaited, cycle.soon);
  const intake = intakeOf(latest, { history, clock, emit, goesOn: takenOver?.hasLevels === true });
  const flaps = createFlapFilter();
  const onReading = latest.put;
  const onState: Parameters<typeof createBuses>[0]['onState'] = (change, bus) => {
    for (const event of flaps.pass(busEvent(change, bus, clock.wallMs()), clock.nowMs())) emit(event);
  };
  const { links, instruments = {}, boardLinks = {}, banks = {}, createBus } = parts;
  const busDeps = { plan, links, instruments, clock, jitter, intake, awaited, onState, createBus };
  const buses = createBuses(busDeps);
  const boards = createBoardUnits({ plan, links: boardLinks, clock, jitter, onReading, onEvent: emit });
  const gpio = createGpioUnits({ plans: plan.banks, banks, clock, onReading });
  const planNow = (): SitePlan => state.plan;
  const write = outputWriter(plan, () => state.buses, gpio);
  const feed = history === undefined ? [] : [createHistoryObserver(planNow, history, clock, parts.rules)];
  const state: State = {
    parts,
    plan,
    busDeps,
    reloads: [],
    freeze: { firstMs: clock.nowMs(), periodMs: plan.control.periodMs },
    startMs: clock.nowMs(),
    isMoving: plan.control.mode === 'auto',
    latest,
    buses,
    boards,
    gpio,
    outputs: createOutputs(plan, write, clock),
    standingLines: standing,
    cycle,
    commands: createCommandHandler({
      ...{ plan: planNow, clock, audit: emit, restored: takenOver?.requests },
      answer: answerer(parts.sources ?? [], guard),
    }),
    guard,
    observers: createObservers([...feed, ...(parts.observers ?? [])], clock, plan.control.periodMs),
    flaps,
    clockStep: createClockWatch(),
    unseenFans: createUnseenFans(plan.control, clock.nowMs()),
    utcOffset: createUtcOffset(plan.zone, plan.control.periodMs),
    pending,
    control,
    phase: 'running',
  };
  return state;
}

function start(state: State): void {
  const { sources = [], inputs = [], log, clock, plan } = state.parts;
  const { periodMs } = plan.control;
  const freeze = { firstMs: clock.nowMs() + periodMs, periodMs };
  state.freeze = freeze;
  const { guard, commands, latest } = state;
  const take: TakeCommand = (command, answer) =>
    commands.take(command, (ack) => guard('requests', () => answer(ack)));
  for (const input of inputs) guard('inputs', () => input.start(latest.put));
  for (const source of sources) guard('requests', () => source.listen(take));
  state.pending.push(...startObservers(state.observers, () => health(state)));
  for (const bus of state.buses) bus.start(freeze);
  state.boards.start();
  // Opening a line sets its level.
  if (state.isMoving) state.gpio.start();
  else log.warn(ADVISE);
  state.cycle.start(freeze.firstMs);
}

function runCycle(state: State, count: number): void {
  for (const { plan, lines } of state.reloads.splice(0)) {
    state.plan = plan;
    state.buses = relinkedBuses(state.buses, lines, { ...state.busDeps, plan }, state.freeze);
  }
  const { history, log, rules } = state.parts;
  const { plan } = state;
  const image = freeze(state, count);
  const result = tick(state.control, image, plan.control, rules);
  state.control = result.state;
  const outputEvents = state.isMoving ? state.outputs.apply(result.decisions, image) : [];
  if (state.isMoving) state.boards.drive(result.decisions);
  state.pending.push(...state.flaps.settle(image.nowMs, image.wallMs));
  const pending = [...state.pending.splice(0), ...state.unseenFans(image)];
  const events = [...pending, ...(history?.takeEvents() ?? []), ...result.events, ...outputEvents];
  for (const event of events) logEvent(log, event);
  state.pending.push(...showCycle(state.observers, { image, result, events }));
}

function freeze(state: State, count: number): ProcessImage {
  const { clock } = state.parts;
  const nowMs = clock.nowMs();
  const wallMs = clock.wallMs();
  const { channels, samples } = state.latest.freeze();
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
    requests: state.commands.requests(nowMs),
    ...(state.control.startMs !== null && state.control.waitingFor.length === 0
      ? {}
      : { standing: standingOutputs(state.standingLines, channels, nowMs - state.startMs) }),
  };
}

function health({ cycle, buses, boards, startMs, parts }: State): GatewayHealth {
  const health = gatewayHealth(cycle.counters(), buses, boards.views, parts.clock.nowMs() - startMs);
  return parts.history === undefined ? health : { ...health, history: parts.history.health() };
}

function stop(state: State, how: StopKind, done: () => void): void {
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
function close(state: State, how: StopKind, done: () => void): void {
  if (state.phase === 'closed') return;
  state.phase = 'closed';
  if (how === 'handover') state.parts.log.info(HANDED_OVER);
  else if (state.isMoving) logFieldState(state.parts.log, state.outputs.unconfirmed());
  for (const bus of state.buses) bus.stop();
  state.gpio.stop(how, done);
}
