/** Assembles the real parts: clock, links, broker, console. The order of these calls is the whole container. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createCalmLog } from '../adapters/console/calm-log.ts';
import { createConsoleLog } from '../adapters/console/console-log.ts';
import { neverWaitForConsole } from '../adapters/console-guard.ts';
import { createFileSink, type FileSink } from '../adapters/file-sink.ts';
import { residentMb } from '../adapters/host/resident-memory.ts';
import { serviceManager } from '../adapters/host/service-manager.ts';
import { stationEnds } from '../adapters/host/station-ends.ts';
import { type HeldEnd, lockStation } from '../adapters/host/station-lock.ts';
import { sqliteProblem } from '../adapters/sqlite.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { createForecaster, type Forecaster } from '../analysis/forecast/forecaster.ts';
import type { StationIdentity } from '../backoffice/telemetry/birth.ts';
import type { SealedRule } from '../control/rules/rule.ts';
import type { ControlState, TickResult } from '../control/tick.ts';
import { createGateway, type Gateway } from '../gateway/gateway.ts';
import { continuedClock } from '../gateway/restart/continued-clock.ts';
import { takeOver } from '../gateway/restart/take-over.ts';
import { dictionaries, type Language } from '../language/languages.ts';
import { inEnglish } from '../language/say.ts';
import { sayConsole } from '../language/say-console.ts';
import { DAY_MS } from '../model/duration.ts';
import { EXIT } from '../model/exit-code.ts';
import { noOutlook } from '../model/forecast/night-forecast.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { History } from '../ports/history-writer.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import { createRecorder, type Recorder } from '../recording/recorder.ts';
import { unkeptText } from '../service/unkept-text.ts';
import { createWatchdog } from '../service/watchdog.ts';
import { boardLinkOf, busLinkOf } from './bus-links.ts';
import { createConsoleStatus } from './console-status.ts';
import { openBanks } from './gpio-banks.ts';
import { clearHandover, isHandover } from './handover.ts';
import { instrumentLinkOf } from './instrument-links.ts';
import { createPublisher } from './mqtt-publisher.ts';
import { createNorthbound, type Northbound } from './northbound.ts';
import { openBroker } from './open-broker.ts';
import { openHistory } from './open-history.ts';
import { createStationPage, type PageOptions, type StationPage } from './page/station-page.ts';
import { type LiveSettings, watchSettings } from './settings/live-settings.ts';
import type { SettingsSource } from './settings/settings-source.ts';
import { type Asked, ended, leave, refuseDebugger, untilAskedToStop } from './shutdown.ts';
import { packageRoot, version } from './version.ts';

/** A day a file, and 2 GB in all. */
const RECORDING = { bytesMax: 200e6, rotation: { ageMsMax: DAY_MS, filesMax: 9 } };
/** As long as a gateway takes to leave. */
const LOCK_WAIT_MS = 3000;

/** What a command adds to the plan; everything may be absent. */
export interface RunGatewayOptions {
  readonly record?: string | undefined;
  /** Another file than the site names; `off`: none. */
  readonly history?: string | undefined;
  /** Called once the gateway and its broker run. */
  readonly started?: (brokerUrl: string, pageUrl: string | undefined) => void;
  /** Other rules than our own: for commissioning, and in safe mode. */
  readonly rules?: readonly SealedRule[] | undefined;
  /** See every cycle, besides the usual ones. */
  readonly observers?: readonly Observer<TickResult>[];
  /** Of events on the console; absent: English. */
  readonly language?: Language;
  /** The site file, for the page. */
  readonly site?: string;
  /** Read again while the gateway runs; absent: the settings are those of the start. */
  readonly settings?: SettingsSource;
  readonly page?: PageOptions;
  /** The wall clock is that of a simulated evening. */
  readonly shiftMs?: number;
  /** The gateway ends when this settles; the console is left to the caller. */
  readonly until?: Promise<void>;
  /** Called last, before the process ends. */
  readonly stopped?: () => void;
}

/** Runs until a signal asks it to stop; resolves with the exit code. */
export async function runGateway(plan: SitePlan, options: RunGatewayOptions): Promise<number> {
  const log = preparedLog(plan.zone, options.shiftMs);
  const lock = await lockStation(stationEnds(plan), LOCK_WAIT_MS);
  if ('owner' in lock) {
    log.error(heldText(lock));
    options.stopped?.();
    return EXIT.UNAVAILABLE;
  }
  return runAlone(plan, options, log);
}

/** The wires of the station belong to this process. */
async function runAlone(plan: SitePlan, options: RunGatewayOptions, log: Log): Promise<number> {
  const { rules, until } = options;
  const system = createSystemClock({ wallSync: plan.clock, shiftMs: options.shiftMs ?? 0 });
  const broker = await openBroker(plan.broker, log);
  const sink = options.record === undefined ? undefined : createFileSink(options.record, RECORDING);
  const path = options.history ?? plan.history.path;
  const unkept = options.history === 'off' ? 'switched off' : unkeptHistory(log);
  const opened = options.history === 'off' ? undefined : await openHistory(plan, path, system);
  const takenOver = takeOver(opened?.checkpoint ?? null, plan.control, system, rules);
  const clock = continuedClock(system, takenOver.offsetMs);
  const identity = createIdentity(clock);
  const forecaster =
    opened && createForecaster({ plan, history: opened.history, note: (event) => gateway.note(event) });
  const outlook = () => forecaster?.outlook ?? noOutlook;
  const publisher = createPublisher(plan, broker.url, identity, clock);
  const northbound = createNorthbound({
    ...{ plan, identity, publisher, clock, log, rssMb: residentMb, outlook },
    journal: unkept === undefined ? usable(opened?.history) : undefined,
    historyFault: () => unkept ?? historyFault(opened?.history),
  });
  const status = createConsoleStatus({ plan: plan.control, isConnected: () => northbound.connected });
  const recording = recordingOf(sink, plan, takenOver.state, log);
  let settings: LiveSettings | undefined;
  const page = createStationPage({
    ...{ plan, options, northbound, clock, log, history: opened?.history, path, version, outlook },
    folder: join(packageRoot, 'dist', 'page'),
    settings: () => settings,
  });
  const gateway = createGateway({
    ...linksOf(plan, clock, log),
    ...{ plan, clock, jitter: Math.random, log, language: options.language },
    observers: [
      ...recording.observers,
      ...[northbound, page.feed, ...(until === undefined ? [status] : [])],
      ...watchdog(plan, clock, log),
      ...(forecaster === undefined ? [] : [forecaster]),
      ...(options.observers ?? []),
    ],
    sources: [northbound, page.feed],
    history: opened?.history,
    takenOver,
    rules,
  });
  // Before it drives anything: from here on a signal ends it by the parting steps alone.
  const readAgain = options.settings === undefined ? undefined : () => settings?.readAgain();
  const over = untilOver({ plan, clock, log, until, readAgain });
  gateway.start();
  const { recorder } = recording;
  settings = liveSettings(options, { plan, clock, gateway, northbound, log, page, recorder, forecaster });
  const pageUrl = await page.open();
  options.started?.(broker.url, pageUrl);

  clearHandover(plan);
  const { code, how } = await over;
  for (const part of [status, settings]) part?.stop();
  page.close();
  await leave({ gateway, northbound, sink, history: opened?.history }, how);
  options.stopped?.();
  return ended(code, broker);
}

interface Awaited {
  readonly plan: SitePlan;
  readonly clock: Clock;
  readonly log: Log;
  readonly until: Promise<void> | undefined;
  /** Reads the settings again: SIGHUP under a service. */
  readonly readAgain: (() => void) | undefined;
}

/** Until a signal, or whoever started it, asks for the end. */
function untilOver({ plan, clock, log, until, readAgain }: Awaited): Promise<Asked> {
  const handedOver = (): boolean => isHandover(plan, clock.wallMs());
  const asked = untilAskedToStop(log, plan.control.mode, handedOver, readAgain);
  const over = until?.then((): Asked => ({ code: 0, how: 'final' }));
  return over === undefined ? asked : Promise.race([asked, over]);
}

/** A history that could not be opened keeps nothing for the back office: then memory does. */
function usable<T extends History>(history: T | undefined): T | undefined {
  return history?.health().fault == null ? history : undefined;
}

/** Why nothing is written at the moment. */
function historyFault(history: History | undefined): string | null {
  const fault = history?.health().fault ?? null;
  return fault === null ? null : inEnglish(fault);
}

/** The recording, and who tells when it has stopped. */
function recordingOf(sink: FileSink | undefined, plan: SitePlan, state: ControlState, log: Log) {
  if (sink === undefined) return { observers: [], recorder: undefined };
  const recorder = createRecorder(sink, plan.control, plan.hash, state);
  return { recorder, observers: [recorder, troubleTeller(sink, log)] };
}

interface Running {
  readonly plan: SitePlan;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly northbound: Northbound;
  readonly log: Log;
  readonly page: StationPage;
  readonly recorder: Recorder | undefined;
  readonly forecaster: Forecaster | undefined;
}

/** The settings, watched while the gateway runs. */
function liveSettings({ settings }: RunGatewayOptions, running: Running): LiveSettings | undefined {
  if (settings === undefined) return undefined;
  const { clock, log, page, recorder, forecaster } = running;
  return watchSettings({
    ...running,
    source: settings,
    linkOf: (plan, id) => {
      const bus = plan.buses.find((one) => one.id === id);
      return bus === undefined ? undefined : busLinkOf(bus, clock, log);
    },
    changed: (plan) => {
      page.feed.planChanged(plan);
      forecaster?.planChanged(plan);
      recorder?.planChanged(plan.control, plan.hash);
    },
  });
}

/** Why this computer can keep no history, said at the start; undefined where it can. */
function unkeptHistory(log: Log): string | undefined {
  const problem = sqliteProblem();
  if (problem === undefined) return undefined;
  const text = sayConsole(dictionaries.en, unkeptText(problem));
  log.warn(text);
  return text;
}

function createIdentity(clock: Clock): StationIdentity {
  const session = randomBytes(6).toString('hex');
  return { session, startedMs: clock.wallMs(), firmware: version };
}

function linksOf(plan: SitePlan, clock: Clock, log: Log) {
  return {
    links: Object.fromEntries(plan.buses.map((bus) => [bus.id, busLinkOf(bus, clock, log)])),
    instruments: Object.fromEntries(plan.ports.map((port) => [port.id, instrumentLinkOf(port, clock)])),
    boardLinks: Object.fromEntries(plan.boards.map((board) => [board.id, boardLinkOf(board, clock, log)])),
    banks: openBanks(plan.banks),
  };
}

/** Readies the process: no debugger, and a console that holds nothing up. */
function preparedLog(zone: string, shiftMs: number | undefined): Log {
  refuseDebugger();
  for (const stream of [process.stdout, process.stderr]) neverWaitForConsole(stream);
  return createCalmLog(createConsoleLog(zone, shiftMs), () => performance.now());
}

/** Where a service manager started this process. */
function watchdog(plan: SitePlan, clock: Clock, log: Log): readonly Observer<unknown>[] {
  const manager = serviceManager(log);
  if (manager === undefined) return [];
  const { timeoutMs, notify } = manager;
  return [createWatchdog({ plan, nowMs: () => clock.nowMs(), log, notify, timeoutMs })];
}

/** Tells once when the recording has stopped. */
function troubleTeller(sink: FileSink, log: Log): Observer<TickResult> {
  return {
    name: 'recording trouble',
    cycle() {
      const trouble = sink.takeTrouble();
      if (trouble !== undefined) log.warn(trouble);
    },
  };
}

function heldText({ end, owner }: HeldEnd): string {
  return `${end} belongs to another gateway on this computer: ${owner}. Two of them would fight over the same outputs; stop that one first. Nothing was opened.`;
}
