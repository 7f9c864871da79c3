/**
 * A simulated station that outlives its gateways, in virtual time: a gateway dies without a word or stops, and the next
 * one goes on from the history on a real file, as `run-gateway.ts` puts it together.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CabinetConstruction } from '../../hw-mocks/cabinets/construction.ts';
import { createFaultSwitches, type FaultSwitch } from '../../hw-mocks/faults/faults.ts';
import type { PhysicsParameters } from '../../hw-mocks/inputs/physics-parameters.ts';
import { createRandom } from '../../hw-mocks/inputs/random.ts';
import { noInputs } from '../../hw-mocks/station/inputs.ts';
import { createStation, type Station } from '../../hw-mocks/station/station.ts';
import { createVirtualClock, type VirtualClock } from '../../hw-mocks/virtual-clock.ts';
import { createWire } from '../../hw-mocks/wire.ts';
import { createSqliteFiles } from '../../src/adapters/sqlite.ts';
import { createPlanHistory } from '../../src/assembly/plan-history.ts';
import type { SealedRule } from '../../src/control/rules/rule.ts';
import type { TickResult } from '../../src/control/tick.ts';
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts';
import type { StopKind } from '../../src/gateway/outputs/boards.ts';
import { continuedClock } from '../../src/gateway/restart/continued-clock.ts';
import { takeOver } from '../../src/gateway/restart/take-over.ts';
import { createNightStatistics, type NightRow } from '../../src/laboratory/true-night.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/model/duration.ts';
import type { ProcessImage } from '../../src/model/image.ts';
import { ok } from '../../src/model/result.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DatabaseFiles } from '../../src/ports/database.ts';
import type { ByteLink } from '../../src/ports/field/byte-link.ts';
import type { Checkpoint, History } from '../../src/ports/history-writer.ts';
import type { LineSink } from '../../src/ports/line-sink.ts';
import type { Observer } from '../../src/ports/observer.ts';
import type { RequestSource } from '../../src/ports/request-source.ts';
import type { Thread } from '../../src/ports/thread.ts';
import { createRecorder } from '../../src/recording/recorder.ts';
import { localThread } from '../../src/store/writer/local-thread.ts';
import { utcOffsetMin } from '../../src/time/local-time.ts';

export interface MortalStationOptions {
  readonly plan: SitePlan;
  /** Local hour of the 15th of July at which it begins. */
  readonly hour: number;
  readonly seed?: number;
  readonly physics?: Partial<PhysicsParameters> | undefined;
  readonly cabinets?: Readonly<Record<string, CabinetConstruction>> | undefined;
  readonly history?: 'on' | 'off';
  /** `lean`: without frames and faults of a bus, for many hours. */
  readonly wire?: 'frames' | 'lean';
  /** Of every gateway. */
  readonly source?: RequestSource;
  readonly onCycle?: (image: ProcessImage, result: TickResult) => void;
}

export interface MortalStation {
  readonly clock: VirtualClock;
  readonly station: Station;
  /** A new gateway, on the plan of before or another one; `sink` takes its recording. */
  start(options?: {
    readonly plan?: SitePlan;
    readonly sink?: LineSink;
    readonly rules?: readonly SealedRule[];
  }): void;
  /** As `kill -9` does: its timers never ring again, its connections are torn, what it had not written is lost. */
  kill(): void;
  /** As SIGTERM does, with a marker or without. */
  stop(how?: StopKind): void;
  setFault(fault: FaultSwitch): void;
  clearFaults(): void;
  run(seconds: number): void;
  /** Of each cabinet, percent, as its relays stand. */
  limits(): readonly number[];
  /** Of the latest cycle. */
  last(): TickResult;
  image(): ProcessImage;
  /** Events of all gateways since the begin, in English. */
  readonly events: string[];
  nights(): readonly NightRow[];
}

const files = keepingNotes(createSqliteFiles({ sync: 'off' }));
const CLOSE_MS = 2000;

export function createMortalStation(options: MortalStationOptions): MortalStation {
  const { seed = 1, physics, cabinets } = options;
  const startWallMs = wallOf(options.plan, options.hour);
  const clock = createVirtualClock({ startWallMs });
  const station = createStation(options.plan, noInputs, {
    ...{ seed, startWallMs, physics, cabinets, equipment: 'on' },
  });
  const faults = createFaultSwitches();
  const wire = createWire(options.plan, station, clock, { faults });
  const statistics = createNightStatistics(options.plan.control);
  keepTime(clock, (second) => {
    station.advance(second * 1000);
    statistics.second(station.truth, clock.wallMs(), options.plan.zone);
  });
  const path = options.history === 'off' ? undefined : newPath();
  const events: string[] = [];
  let seen: { readonly image: ProcessImage; readonly result: TickResult } | undefined;
  const watcher: Observer<TickResult> = {
    name: 'test',
    cycle({ image, result }) {
      seen = { image, result };
      options.onCycle?.(image, result);
    },
  };
  let generation = 0;
  let mortal = createMortal(clock);
  let gateway: Gateway | undefined;
  let history: History | undefined;
  /** Lines of GPIO keep their levels when the process dies, as through sysfs. */
  const banks = wire.banks();
  const lastOf = () => {
    if (seen === undefined) throw new Error('no cycle yet');
    return seen;
  };
  return {
    clock,
    station,
    events,
    start({ plan = options.plan, sink, rules } = {}) {
      generation += 1;
      mortal = createMortal(clock);
      const opened = path === undefined ? undefined : openHistory(plan, path, mortal);
      history = opened?.history;
      const takenOver = takeOver(opened?.checkpoint ?? null, plan.control, mortal.clock, rules);
      const continued = continuedClock(mortal.clock, takenOver.offsetMs);
      const recorder =
        sink === undefined ? [] : [createRecorder(sink, plan.control, plan.hash, takenOver.state)];
      const log = (text: string) => events.push(text);
      gateway = createGateway({
        plan,
        clock: continued,
        links: Object.fromEntries(
          Object.entries(wire.memoryLinks()).map(([id, link]): [string, ByteLink] => [id, mortal.link(link)]),
        ),
        instruments: wire.memoryInstruments(),
        banks,
        createBus: options.wire === 'lean' ? wire.leanBus : undefined,
        jitter: createRandom(generation, 'bus-jitter').next,
        log: { info: log, warn: log, error: log },
        observers: [...recorder, watcher],
        sources: options.source === undefined ? [] : [options.source],
        history,
        takenOver,
        rules,
      });
      gateway.start();
    },
    kill: () => mortal.kill(),
    stop(how) {
      let open = 2;
      const done = (): void => {
        open -= 1;
      };
      gateway?.stop(done, how);
      if (history === undefined) done();
      else history.close(CLOSE_MS, done);
      while (open > 0) clock.runNext();
      mortal.kill();
    },
    setFault: faults.setFault,
    clearFaults: () => faults.clearFault({}),
    run: (seconds) => clock.runUntil(clock.nowMs() + seconds * 1000),
    limits: () => Object.values(station.truth().cabinets).map(({ limitPct }) => limitPct),
    last: () => lastOf().result,
    image: () => lastOf().image,
    nights: () => statistics.rows(),
  };
}

/** Waits for the checkpoint as the gateway does; here it comes within the call. */
function openHistory(
  plan: SitePlan,
  path: string,
  mortal: Mortal,
): { readonly history: History; readonly checkpoint: Checkpoint | null } {
  let checkpoint: Checkpoint | null = null;
  const history = createPlanHistory({
    plan,
    path,
    clock: mortal.clock,
    start: (handlers) => mortal.thread(localThread(files)(handlers)),
    onCheckpoint: (found) => {
      checkpoint = found;
    },
  });
  return { history, checkpoint };
}

/** A note outlives the process that is killed; here that one closes its file all the same, which would take the note away. */
function keepingNotes(files: DatabaseFiles): DatabaseFiles {
  const notes = new Map<string, Uint8Array>();
  return {
    ...files,
    openTail(path) {
      const opened = files.openTail(path);
      if (!opened.ok) return opened;
      return ok({ ...opened.value, noted: notes.get(path), note: (bytes) => void notes.set(path, bytes) });
    },
  };
}

type Mortal = ReturnType<typeof createMortal>;

/** A process that can die: its timers never ring again, its connections are torn down, its file is let go. */
function createMortal(clock: Clock) {
  let isAlive = true;
  const links: ByteLink[] = [];
  const threads: Thread[] = [];
  const whileAlive = (run: () => void) => () => (isAlive ? run() : undefined);
  return {
    clock: {
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
      wallSync: () => clock.wallSync(),
      at: (atMs: number, run: () => void) => clock.at(atMs, whileAlive(run)),
    } satisfies Clock,
    link(link: ByteLink): ByteLink {
      links.push(link);
      return link;
    },
    thread(thread: Thread): Thread {
      threads.push(thread);
      return thread;
    },
    kill() {
      if (!isAlive) return;
      isAlive = false;
      for (const link of links) link.close();
      for (const thread of threads) thread.stop();
    },
  };
}

function keepTime(clock: VirtualClock, second: (count: number) => void): void {
  let count = 0;
  const step = (): void => {
    second(count);
    count += 1;
    clock.at(count * 1000, step);
  };
  step();
}

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-restart-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'history.db');
}

function wallOf(plan: SitePlan, hour: number): number {
  const utcMs = Date.parse('2026-07-15T00:00:00Z') + hour * HOUR_MS;
  return utcMs - utcOffsetMin(plan.zone, utcMs) * MINUTE_MS;
}
