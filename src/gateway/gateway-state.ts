/** The parts of a gateway and its state: what is made at the start, and what changes while it runs. */

import { rules as builtInRules } from '../control/rules/registry.ts';
import type { SealedRule } from '../control/rules/rule.ts';
import { wantedInputs } from '../control/start.ts';
import { type ControlState, initialState, type TickResult } from '../control/tick.ts';
import type { Bus } from '../fieldbus/bus/bus.ts';
import type { FreezeGrid } from '../fieldbus/schedule/freeze-grid.ts';
import type { Language } from '../language/languages.ts';
import type { Acknowledgement } from '../model/command.ts';
import type { Event } from '../model/event.ts';
import type { ChannelId } from '../model/reading.ts';
import { recordedChannels } from '../plan/derived-channels.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { ByteLink } from '../ports/field/byte-link.ts';
import type { GpioBank } from '../ports/field/gpio.ts';
import type { InstrumentLink } from '../ports/field/instrument-link.ts';
import type { LineLink } from '../ports/field/line-link.ts';
import type { History } from '../ports/history-writer.ts';
import type { InputSource } from '../ports/input-source.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import type { RequestSource } from '../ports/request-source.ts';
import { type BusesDeps, type CreateBus, createBuses, outputWriter, type Relinked } from './buses.ts';
import { createClockWatch } from './clock-watch.ts';
import { type CommandHandler, createCommandHandler } from './commands/command-handler.ts';
import { type Cycle, createCycle } from './cycle.ts';
import { announceAllIn } from './inputs/awaited-inputs.ts';
import { createIntake } from './inputs/intake.ts';
import { createLatest, type Latest } from './inputs/latest.ts';
import { createUnseenFans } from './inputs/unseen-fans.ts';
import { createObservers, type Observers } from './observers.ts';
import { type BoardUnits, createBoardUnits } from './outputs/boards.ts';
import { createGpioUnits, type GpioUnits } from './outputs/gpio.ts';
import type { OutputLine } from './outputs/output-line.ts';
import { createOutputs, type Outputs } from './outputs/outputs.ts';
import { standingLines } from './outputs/standing-outputs.ts';
import { createGuard, type Guard } from './outside-call.ts';
import { busEvent, stuckEvent, tenfoldEvent } from './records/bus-events.ts';
import { createDerivedValues } from './records/derived-values.ts';
import { createFlapFilter, type FlapFilter } from './records/flapping.ts';
import { createHistoryObserver } from './records/history-observer.ts';
import type { TakenOver } from './restart/take-over.ts';
import { createUtcOffset } from './utc-offset.ts';

/** More events than this between two cycles are dropped. */
export const EVENTS_MAX = 1000;

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
  /** Of events on the log; absent: English. */
  readonly language?: Language | undefined;
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

/** Another plan, and the lines that are opened again for it. */
export interface Reload {
  readonly plan: SitePlan;
  readonly lines: readonly Relinked[];
}

/** Of one gateway. */
export interface GatewayState {
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
  readonly derive: ReturnType<typeof createDerivedValues>;
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

/** `run`: called for each cycle, by its number. */
export function createGatewayState(
  parts: GatewayParts,
  run: (state: GatewayState, count: number) => void,
): GatewayState {
  const { plan, clock, jitter, takenOver } = parts;
  const pending: Event[] = takenOver?.event == null ? [] : [takenOver.event];
  const emit = (event: Event): void => {
    if (pending.length < EVENTS_MAX) pending.push(event);
  };
  const guard = createGuard(emit, clock);
  const control = takenOver?.state ?? initialState(plan.control, parts.rules);
  const standing = standingLines(plan);
  const awaited = awaitedChannels(parts, control, standing);
  const cycle = createCycle(clock, plan.control.periodMs, (count) => run(state, count));
  const latest = announceAllIn(latestOf(parts), awaited, cycle.soon);
  const intake = intakeOf(parts, latest, emit);
  const flaps = createFlapFilter();
  const onState: Parameters<typeof createBuses>[0]['onState'] = (change, bus) => {
    for (const event of flaps.pass(busEvent(change, bus, clock.wallMs()), clock.nowMs())) emit(event);
  };
  const { links, instruments = {}, boardLinks = {}, banks = {}, createBus } = parts;
  const busDeps = { plan, links, instruments, clock, jitter, intake, awaited, onState, createBus };
  const buses = createBuses(busDeps);
  const boards = createBoardUnits({
    ...{ plan, links: boardLinks, clock, jitter },
    ...{ onReading: latest.put, onEvent: emit },
  });
  const gpio = createGpioUnits({ plans: plan.banks, banks, clock, onReading: latest.put });
  // Asked before the state is there, too.
  let holder: { readonly plan: SitePlan } = parts;
  const planNow = (): SitePlan => holder.plan;
  const write = outputWriter(plan, () => state.buses, gpio);
  const feed = historyFeed(parts, planNow);
  const state: GatewayState = {
    parts,
    plan,
    busDeps,
    ...beginning(plan, clock),
    latest,
    buses,
    boards,
    gpio,
    outputs: createOutputs(plan, write, clock),
    standingLines: standing,
    cycle,
    commands: createCommandHandler({
      ...{ plan: planNow, clock, audit: emit, restored: takenOver?.requests, taken: takenOver?.taken },
      answer: answerer(parts, guard),
    }),
    derive: createDerivedValues(latest.put, parts.history === undefined ? {} : takenOver?.values),
    guard,
    observers: createObservers([...feed, ...(parts.observers ?? [])], clock, plan.control.periodMs),
    flaps,
    pending,
    control,
  };
  holder = state;
  return state;
}

function historyFeed({ history, clock, rules, takenOver }: GatewayParts, planNow: () => SitePlan) {
  if (history === undefined) return [];
  return [createHistoryObserver(planNow, history, clock, rules, takenOver)];
}

/** What does not hang on the parts. */
function beginning({ control, zone }: SitePlan, clock: Clock) {
  const reloads: Reload[] = [];
  return {
    reloads,
    freeze: { firstMs: clock.nowMs(), periodMs: control.periodMs },
    startMs: clock.nowMs(),
    isMoving: control.mode === 'auto',
    clockStep: createClockWatch(),
    unseenFans: createUnseenFans(control, clock.nowMs()),
    utcOffset: createUtcOffset(zone, control.periodMs),
    phase: 'running' as const,
  };
}

/** With what is derived and recorded beside the readings. */
function latestOf({ plan, clock }: GatewayParts): Latest {
  return createLatest(recordedChannels(plan.control), clock.nowMs());
}

function intakeOf({ clock, history, takenOver }: GatewayParts, latest: Latest, emit: (event: Event) => void) {
  return createIntake(latest, {
    offsetDb: (device) => history?.calibrationOf(device)?.offsetDb ?? 0,
    goesOn: takenOver?.hasLevels === true,
    onFrozen: (device, levelDb) => emit(stuckEvent(device, levelDb, clock.wallMs())),
    onTenfold: (device, times) => emit(tenfoldEvent(device, times, clock.wallMs())),
  });
}

/** Sends an acknowledgement to every source: each knows which commands are its own. */
function answerer({ sources = [] }: GatewayParts, guard: Guard): (ack: Acknowledgement) => void {
  return (ack) => {
    for (const source of sources) guard('requests', () => source.acknowledge?.(ack));
  };
}

/** What a start waits for, and the outputs that are read back at it. */
function awaitedChannels(
  { plan, rules = builtInRules }: GatewayParts,
  { waitingFor, rules: states }: ControlState,
  standing: ReturnType<typeof standingLines>,
): ReadonlySet<ChannelId> {
  const readBacks = standing.map(({ readBackChannel }) => readBackChannel);
  return new Set([...waitingFor, ...wantedInputs(plan.control, rules, states), ...readBacks]);
}
