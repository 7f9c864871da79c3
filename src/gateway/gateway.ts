/**
 * The imperative shell around `tick`: owns the buses, freezes the image, decides, writes, publishes, records. Nothing
 * here waits for network, disk or log between freeze and write.
 */

import { ledgerLevel } from '../acoustics/levels/leq.ts';
import { type LevelTrack, periodLedger } from '../acoustics/periods/level-track.ts';
import type { CommandDesk } from '../backoffice/commands/command-handler.ts';
import type { StationSession } from '../backoffice/delivery/station-session.ts';
import type { PlantNow } from '../backoffice/telemetry/models.ts';
import type { MinuteRow, Telemetry } from '../backoffice/telemetry/telemetry.ts';
import { receptorStatus } from '../control/receptor-status.ts';
import type { SealedRule } from '../control/rule.ts';
import { type ControlState, initialState, type TickResult, tick } from '../control/tick.ts';
import { type Bus, createBus } from '../fieldbus/bus/bus.ts';
import { createInstrumentPort } from '../fieldbus/instruments/instrument-port.ts';
import type { Event } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { ByteLink } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { GpioBank } from '../ports/gpio.ts';
import type { History } from '../ports/history.ts';
import type { InstrumentLink } from '../ports/instrument-link.ts';
import type { LineLink } from '../ports/line-link.ts';
import type { Log } from '../ports/log.ts';
import type { WriteOutput } from '../ports/output.ts';
import type { Recorder } from '../recording/recorder.ts';
import { utcOffsetMin } from '../time/local-time.ts';
import { type Cycle, createCycle } from './cycle.ts';
import { createIntake } from './inputs/intake.ts';
import { createLatest } from './inputs/latest.ts';
import { type BoardUnits, createBoardUnits } from './outputs/boards.ts';
import { createGpioUnits } from './outputs/gpio.ts';
import { modbusRequestOf } from './outputs/modbus-output.ts';
import { createOutputs } from './outputs/outputs.ts';
import { busEvent, stuckEvent } from './records/bus-events.ts';
import { createHistoryFeed } from './records/history-feed.ts';

/** How long the field may take to confirm the fail-safe values before the links are closed anyway. */
const FAREWELL_MS = 1500;
const OFFSET_CHECK_MS = 60_000;
const EVENTS_MAX = 1000;

/** The way north. Absent: the gateway controls and tells nobody. */
export interface Northbound {
  readonly session: StationSession;
  readonly telemetry: Telemetry;
  readonly desk: CommandDesk;
}

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
  readonly log: Log;
  readonly northbound?: Northbound;
  readonly recorder?: (state: ControlState) => Recorder;
  readonly history?: History;
  /** Other rules than our own: for comparison in a simulation, never on a site. */
  readonly rules?: readonly SealedRule[] | undefined;
  /** Level tracks of a run before, with which the ledgers go on. */
  readonly levels?: Readonly<Record<string, LevelTrack>> | undefined;
  /** Sees every finished cycle: the console, a simulation. Must not throw. */
  readonly onCycle?: (image: ProcessImage, result: TickResult) => void;
}

export interface Gateway {
  start(): void;
  /** Outputs to fail-safe, then links closed; `done` within about two seconds. */
  stop(done: () => void): void;
  readonly buses: readonly Bus[];
  readonly boards: BoardUnits['views'];
  readonly cycle: Cycle;
}

export function createGateway(parts: GatewayParts): Gateway {
  const { plan, clock, log, northbound, history } = parts;
  const startMs = clock.nowMs();
  const latest = createLatest(plan.control.channels, startMs);
  const intake = createIntake(latest, {
    offsetDb: (device) => history?.calibrationOf(device)?.offsetDb ?? 0,
    goesOn: parts.levels !== undefined,
    onStuck: (device, levelDb) => note(stuckEvent(device, levelDb, clock.wallMs())),
  });
  const historyFeed = history === undefined ? undefined : createHistoryFeed(plan, history);
  const buses = [...plan.buses.map(openBus), ...plan.ports.map(openPort)];
  const devices = new Map(plan.devices.map((device) => [device.id, device]));
  const boards = createBoardUnits({
    plan,
    links: parts.boardLinks ?? {},
    clock,
    jitter: parts.jitter,
    onReading: latest.put,
    onEvent: note,
  });
  const gpio = createGpioUnits({
    plans: plan.banks,
    banks: parts.banks ?? {},
    clock,
    onReading: latest.put,
  });
  const outputs = createOutputs(plan, writeOutput, clock);
  /** In advise mode nothing is written, not even a fail-safe value at the end. */
  const moves = plan.control.mode === 'auto';
  const cycle = createCycle(clock, plan.control.periodMs, runCycle);
  const fresh = initialState(plan.control, parts.rules);
  let state: ControlState = { ...fresh, levels: { ...fresh.levels, ...parts.levels } };
  const recorder = parts.recorder?.(state);
  let pendingEvents: Event[] = [];
  let offsetMin = 0;
  let offsetCheckedMs = Number.NEGATIVE_INFINITY;
  let stopping = false;

  function openBus(bus: SitePlan['buses'][number]): Bus {
    const link = parts.links[bus.id];
    if (link === undefined) throw new Error(`assertion: bus ${bus.id} has no link`);
    return createBus({
      plan: bus,
      devices: plan.devices.filter((device) => device.bus === bus.id),
      link,
      clock,
      jitter: parts.jitter,
      onReading: intake.take,
      onState: (change) => note(busEvent(change, bus.id, clock.wallMs())),
    });
  }

  function openPort(port: SitePlan['ports'][number]): Bus {
    const way = parts.instruments?.[port.id];
    if (way === undefined) throw new Error(`assertion: port ${port.id} has no link`);
    return createInstrumentPort(port, way, {
      clock,
      jitter: parts.jitter,
      onReading: intake.takeFrom,
      onState: (change) => note(busEvent(change, port.id, clock.wallMs())),
    });
  }

  function writeOutput(...[id, write, deadlineMs, done]: Parameters<WriteOutput>): void {
    if (gpio.has(id)) {
      gpio.write(id, write, done);
      return;
    }
    const device = devices.get(id);
    const bus = buses.find((one) => one.id === device?.bus);
    if (device === undefined || bus === undefined) throw new Error(`assertion: no bus for ${id}`);
    bus.write({ device: id, request: modbusRequestOf(device.definition, write), deadlineMs, done });
  }

  function freeze(count: number): ProcessImage {
    const nowMs = clock.nowMs();
    const wallMs = clock.wallMs();
    if (nowMs - offsetCheckedMs >= OFFSET_CHECK_MS || wallMs % OFFSET_CHECK_MS < plan.control.periodMs) {
      offsetMin = utcOffsetMin(plan.zone, wallMs);
      offsetCheckedMs = nowMs;
    }
    const { channels, samples } = latest.freeze();
    const clockSynced = clock.wallSync().synced;
    const requests = northbound?.desk.requests(nowMs) ?? [];
    return { cycle: count, nowMs, wallMs, utcOffsetMin: offsetMin, clockSynced, channels, samples, requests };
  }

  function runCycle(count: number): void {
    const image = freeze(count);
    const result = tick(state, image, plan.control, parts.rules);
    state = result.state;
    const outputEvents = moves ? outputs.apply(result.decisions, image) : [];
    if (moves) boards.drive(result.decisions);
    const events = [...pendingEvents, ...(history?.takeEvents() ?? []), ...result.events, ...outputEvents];
    pendingEvents = [];
    historyFeed?.cycle(image, result, events, clock.wallSync().source);
    recorder?.cycle(image, result);
    for (const event of events) tell(log, event);
    if (northbound !== undefined) {
      const { decisions, attribution, noiseEvents: heard } = result;
      const plant = plantNow(result, plan);
      const report = { decisions, events, minutes: minuteRows(result), attribution, heard, plant };
      northbound.session.cycle(northbound.telemetry.cycle(image, report));
    }
    parts.onCycle?.(image, result);
  }

  function note(event: Event): void {
    if (pendingEvents.length < EVENTS_MAX) pendingEvents.push(event);
  }

  return {
    buses,
    boards: boards.views,
    cycle,
    start() {
      for (const bus of buses) bus.start();
      boards.start();
      // Opening a line sets its level.
      if (moves) gpio.start();
      if (!moves) log.warn(ADVISE);
      cycle.start();
    },
    stop(done) {
      if (stopping) return;
      stopping = true;
      cycle.stop();
      let isClosed = false;
      let open = moves ? 2 : 1;
      const close = (): void => {
        if (isClosed) return;
        isClosed = true;
        if (moves) tellFarewell(log, outputs.unconfirmed());
        for (const bus of buses) bus.stop();
        gpio.stop(done);
      };
      const settle = (): void => {
        open -= 1;
        if (open === 0) close();
      };
      if (moves) outputs.failSafe(settle);
      boards.stop(settle);
      clock.at(clock.nowMs() + FAREWELL_MS, close);
    },
  };
}

const ADVISE =
  'mode advise: decides and publishes, and moves nothing; the devices stand as they are. Write "mode: auto" to let it move.';

/** One row for each minute of sound that closed, with the level of the night so far. */
function minuteRows(result: TickResult): readonly MinuteRow[] {
  return result.closed
    .filter(({ period }) => period.kind === 'minute')
    .map(({ level, period }) => ({
      level,
      startWallMs: period.startWallMs,
      laeqDb: period.laeqDb,
      lafmaxDb: period.lafmaxDb,
      validS: period.validS,
      nightLaeqDb: nightLevel(result, level),
    }));
}

function plantNow(result: TickResult, { control }: SitePlan): PlantNow {
  const { heat, fanLoudness: voices, state } = result;
  return { heat, voices, wear: state.wear, receptors: receptorStatus(result, control) };
}

function nightLevel(result: TickResult, level: string): number | null {
  const ended = result.closed.find((closed) => closed.level === level && closed.period.kind === 'night');
  if (ended !== undefined) return ended.period.laeqDb;
  const track = result.state.levels[level];
  return track === undefined || !result.isNight ? null : ledgerLevel(periodLedger(track));
}

/** The last word: whether the field is known to be safe. */
function tellFarewell(log: Log, unconfirmed: readonly string[]): void {
  if (unconfirmed.length === 0) log.info('every output stands in its fail-safe value.');
  else
    log.error(
      `fail-safe not confirmed by ${unconfirmed.join(', ')}: they take it by themselves when their lease ends. Check them.`,
    );
}

function tell(log: Log, event: Event): void {
  if (event.severity === 'alarm') log.error(event.text);
  else if (event.severity === 'warning') log.warn(event.text);
  else log.info(event.text);
}
