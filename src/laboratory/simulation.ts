/**
 * Gateway and simulated station in one process on one virtual clock: the same encoders, frames and decoders as on
 * real hardware, deterministic, a day in under a minute.
 */

import { LINE_MAX } from '../../firmware-bridge/protocol/messages.ts';
import type { CabinetConstruction } from '../../hw-mocks/cabinets/construction.ts';
import { createFaultSwitches, type FaultSwitch } from '../../hw-mocks/faults/faults.ts';
import type { StationEvent } from '../../hw-mocks/inputs/events.ts';
import type { PhysicsParameters } from '../../hw-mocks/inputs/physics-parameters.ts';
import { createRandom } from '../../hw-mocks/inputs/random.ts';
import type { StationInputs } from '../../hw-mocks/station/inputs.ts';
import { createStation, type Station } from '../../hw-mocks/station/station.ts';
import { createVirtualClock } from '../../hw-mocks/virtual-clock.ts';
import { createWire, type Wire } from '../../hw-mocks/wire.ts';
import { createLineLink } from '../adapters/serial/line-link.ts';
import type { Northbound } from '../assembly/northbound.ts';
import type { SealedRule } from '../control/rules/rule.ts';
import { initialState, type TickResult } from '../control/tick.ts';
import { createGateway, type Gateway } from '../gateway/gateway.ts';
import { continuedClock } from '../gateway/restart/continued-clock.ts';
import type { TakenOver } from '../gateway/restart/take-over.ts';
import { HOUR_MS, MINUTE_MS } from '../model/duration.ts';
import type { ProcessImage } from '../model/image.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { ByteLink } from '../ports/field/byte-link.ts';
import type { LineLink } from '../ports/field/line-link.ts';
import type { History } from '../ports/history-writer.ts';
import type { LineSink } from '../ports/line-sink.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import { createRecorder } from '../recording/recorder.ts';
import { utcOffsetMin } from '../time/local-time.ts';
import { createNightStatistics, type NightRow } from './true-night.ts';

/** What a simulation is made of. */
export interface SimulationParts {
  readonly plan: SitePlan;
  readonly inputs: StationInputs;
  readonly seed: number;
  /** Local date of its start, at noon or at the hour below. */
  readonly from: string;
  /** Starts at this moment instead. */
  readonly startWallMs?: number;
  /** Local hour of that date, with fraction: 21.5 is half past nine in the evening. */
  readonly startHour?: number;
  readonly equipment?: 'on' | 'off';
  /** Parameters of the station that differ from the defaults. */
  readonly physics?: Partial<PhysicsParameters>;
  /** True properties of the cabinets, by id, and what happens beside the daily work. */
  readonly cabinets?: Readonly<Record<string, CabinetConstruction>>;
  readonly events?: readonly StationEvent[];
  readonly faults?: readonly FaultSwitch[];
  readonly sink?: LineSink;
  readonly log?: Log;
  /** Rules of a policy for comparison; absent: our own. */
  readonly rules?: readonly SealedRule[] | undefined;
  /** Creates the northbound on the virtual clock; absent: nothing is published. */
  readonly northbound?: (clock: Clock) => Northbound;
  /** Creates the history on the virtual clock. */
  readonly history?: (clock: Clock) => History;
  /** State taken over from an earlier run, as of the start. */
  readonly takenOver?: TakenOver;
  readonly onCycle?: (image: ProcessImage, result: TickResult) => void;
  /**
   * Whether answers travel as frames over a simulated wire, or come straight from the devices: the same decisions in a
   * third of the time. Faults of a bus need the wire, and a simulation with any takes it.
   */
  readonly wire?: 'frames' | 'lean' | undefined;
}

/** A simulation that is running. */
export interface Simulation {
  /** Runs to `ms` of virtual time after the start. */
  runUntil(ms: number): void;
  /** Leaves the field in fail-safe, as a real stop does. */
  stop(): void;
  nights(): readonly NightRow[];
  readonly clock: ReturnType<typeof createVirtualClock>;
  readonly station: Station;
  readonly wire: Wire;
  readonly gateway: Gateway;
}

const NOON_H = 12;
const SHUTDOWN_MS = 3000;
const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * One run. It has no state outside itself: any number of nights may follow one another in a process, each with its own
 * simulation, and a stopped and released simulation takes no memory.
 */
export function createSimulation(parts: SimulationParts): Simulation {
  const { plan } = parts;
  const startWallMs = parts.startWallMs ?? startOf(parts.from, parts.startHour ?? NOON_H, plan.zone);
  const clock = createVirtualClock({ startWallMs });
  const station = stationOf(parts, startWallMs);
  const wire = createWire(plan, station, clock, { faults: createFaultSwitches(parts.faults ?? []) });
  const statistics = createNightStatistics(plan.control);
  const northbound = parts.northbound?.(clock);
  const history = parts.history?.(clock);
  const watcher = createWatcher((image, result) => {
    statistics.closed(result.closed);
    parts.onCycle?.(image, result);
  });
  const gateway = createGateway({
    ...fieldOf(parts, wire),
    clock: continuedClock(clock, parts.takenOver?.offsetMs ?? 0),
    observers: [...recordersOf(parts), ...(northbound === undefined ? [] : [northbound]), watcher],
    sources: northbound === undefined ? [] : [northbound],
    history,
  });

  keepTime(station, clock, () => statistics.second(station.truth, clock.wallMs(), plan.zone));
  gateway.start();

  return {
    clock,
    station,
    wire,
    gateway,
    runUntil: (ms) => {
      clock.runUntil(ms);
      watcher.rethrow();
    },
    stop() {
      gateway.stop(() => {});
      northbound?.stop('shutdown', () => {});
      history?.close(SHUTDOWN_MS, () => {});
      clock.runUntil(clock.nowMs() + SHUTDOWN_MS);
    },
    nights: () => statistics.rows(),
  };
}

function stationOf(parts: SimulationParts, startWallMs: number): Station {
  const { plan, inputs, seed, equipment = 'on', physics, cabinets, events } = parts;
  return createStation(plan, inputs, { seed, startWallMs, equipment, physics, cabinets, events });
}

/** The gateway's parts that need neither the clock nor a listener: the plan, its rules, and its links to the wire. */
function fieldOf(parts: SimulationParts, wire: Wire) {
  const { plan, seed, faults = [], log = silentLog, takenOver, rules } = parts;
  return {
    plan,
    links: wire.memoryLinks(),
    instruments: wire.memoryInstruments(),
    boardLinks: lineLinks(wire.boardLinks()),
    banks: wire.banks(),
    jitter: createRandom(seed, 'bus-jitter').next,
    createBus: parts.wire === 'lean' && faults.length === 0 ? wire.leanBus : undefined,
    log,
    takenOver,
    rules,
  };
}

/** The recorder of the run, or none. */
function recordersOf({ sink, plan, takenOver, rules }: SimulationParts): readonly Observer<TickResult>[] {
  if (sink === undefined) return [];
  const state = takenOver?.state ?? initialState(plan.control, rules);
  return [createRecorder(sink, plan.control, plan.hash, state)];
}

interface Watcher extends Observer<TickResult> {
  /** Throws what `onCycle` threw: the gateway drops an observer that throws, but an experiment must not go on. */
  rethrow(): void;
}

function createWatcher(onCycle: (image: ProcessImage, result: TickResult) => void): Watcher {
  const errors: unknown[] = [];
  return {
    name: 'simulation',
    cycle({ image, result }) {
      try {
        onCycle(image, result);
      } catch (error) {
        errors.push(error);
      }
    },
    rethrow() {
      if (errors.length > 0) throw errors[0];
    },
  };
}

function lineLinks(links: Readonly<Record<string, ByteLink>>): Record<string, LineLink> {
  return Object.fromEntries(Object.entries(links).map(([id, link]) => [id, createLineLink(link, LINE_MAX)]));
}

/** The station's physics, once a second, before anything else of that second. */
function keepTime(station: Station, clock: Clock, after: () => void): void {
  let second = 0;
  const step = (): void => {
    station.advance(second * 1000);
    after();
    second += 1;
    clock.at(second * 1000, step);
  };
  step();
}

function startOf(date: string, hour: number, zone: string): number {
  const asUtcMs = Date.parse(`${date}T00:00:00Z`) + hour * HOUR_MS;
  return asUtcMs - utcOffsetMin(zone, asUtcMs) * MINUTE_MS;
}
