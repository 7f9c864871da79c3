/**
 * The station as a process of its own: simulated devices on loopback ports or pseudo terminals, physics on the real
 * clock. One JSON line on stdout says that it is ready and where; everything else goes to stderr. It ends with its
 * stdin, so it never outlives its parent.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadSite } from '../src/config/load/load-site.ts';
import { EXIT } from '../src/model/exit-code.ts';
import { failed, ok, type Result } from '../src/model/result.ts';
import { type BusPlan, type PortPlan, readersOf, type SitePlan } from '../src/plan/site-plan.ts';
import type { Clock } from '../src/ports/clock.ts';
import { serveGpio } from './devices/gpio-chip.ts';
import type { SimulatedBus } from './devices/simulated-bus.ts';
import { writeSensors } from './devices/simulated-sensors.ts';
import { readFaultFile } from './faults/fault-file.ts';
import {
  createFaultSwitches,
  type FaultSwitch,
  type FaultSwitches,
  parseFault,
  parseFaultPattern,
} from './faults/faults.ts';
import { openPty } from './links/pty.ts';
import { type SerialSettings, serveRtu } from './links/rtu-server.ts';
import { serveTcp } from './links/tcp-server.ts';
import { parseOptions, usage } from './options.ts';
import { loadInputs } from './station/inputs.ts';
import type { StationModel } from './station/model.ts';
import { createStation } from './station/station.ts';
import { createWire, portSettingsOf, serialSettingsOf, type Wire } from './wire.ts';

const FIRST_PORT = 15_020;
/** The station has run for this long when the gateway starts. */
const WARM_UP_S = 3600;

/** What is cleaned up when the process ends. */
const shutdownSteps: (() => void)[] = [];
process.on('exit', () => {
  for (const step of shutdownSteps) step();
});

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (!options.ok) return quit(EXIT.USAGE, `${options.fault}\n${usage}`);
  const site = loadSite(options.value.site);
  if (!site.ok) return quit(EXIT.CONFIG, site.report);
  const inputs = loadInputs(options.value);
  if (!inputs.ok) return quit(EXIT.DATAERR, inputs.problems.join('\n'));
  const initial = readFaultFile(options.value.faults);
  if (!initial.ok) return quit(EXIT.DATAERR, initial.fault);
  const strangers = initial.value
    .map((fault) => strangerIn(fault, site.plan))
    .filter((text) => text !== undefined);
  if (strangers.length > 0) return quit(EXIT.DATAERR, strangers.join('\n'));
  for (const note of inputs.inputs.notes) print(note);

  const clock = createProcessClock(options.value.shiftMs);
  const faults = createFaultSwitches(initial.value);
  const { seed, serial } = options.value;
  const startWallMs = clock.wallMs() - WARM_UP_S * 1000;
  const station = createStation(site.plan, inputs.inputs, { seed, startWallMs });
  station.advance(WARM_UP_S * 1000);
  const wire = createWire(site.plan, station, clock, {
    faults,
    transport: serial ? 'rtu' : 'tcp',
  });
  const links = await serve(wire, site.plan, station, clock, serial);
  const folders = sensorFolders(site.plan);
  if (!links.ok) return quit(EXIT.UNAVAILABLE, links.fault);

  keepTime(station, clock, () => {
    for (const { plan, folder } of folders) writeSensors(plan, station, folder);
  });
  listen(faults, site.plan);
  process.stdout.write(
    `${JSON.stringify({ ready: true, links: { ...links.value, ...linksTo(folders) } })}\n`,
  );
}

function quit(code: number, text: string): void {
  print(text);
  process.exit(code);
}

function print(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Starts a server for each bus; gives the link to each. */
async function serve(
  wire: Wire,
  plan: SitePlan,
  station: StationModel,
  clock: Clock,
  serial: boolean,
): Promise<Result<Record<string, string>, string>> {
  const directory = serial || plan.banks.length > 0 ? createDirectory() : undefined;
  const links: Record<string, string> = {};
  let nextPort = FIRST_PORT;
  for (const bus of [...wire.buses, ...wire.instruments]) {
    const busPlan = [...plan.buses, ...plan.ports].find(({ id }) => id === bus.id);
    assert(busPlan !== undefined && busPlan.kind !== 'one-wire', 'the wire is made from the plan');
    if (serial && directory !== undefined) {
      const isPort = 'meter' in busPlan;
      const settings = isPort ? portSettingsOf(busPlan) : serialSettingsOf(busPlan);
      const link = await serveOnPty(bus, directory, settings, clock);
      if (!link.ok) return link;
      links[bus.id] = isPort ? link.value.replace('rtu:', 'serial:') : link.value;
    } else {
      const port = portOf(busPlan) ?? nextPort;
      const server = await serveTcp((end) => bus.serve(end), clock, { port });
      if (!server.ok) return server;
      links[bus.id] = `tcp://127.0.0.1:${server.value.port}`;
      nextPort = server.value.port + 1;
    }
  }
  for (const [id, board] of Object.entries(wire.boards)) {
    const server = await serveTcp((end) => board.serve(end), clock, { port: nextPort });
    if (!server.ok) return server;
    links[id] = `tcp://127.0.0.1:${server.value.port}`;
    nextPort = server.value.port + 1;
  }
  if (directory !== undefined) Object.assign(links, serveGpio(plan, station, directory, clock));
  return ok(links);
}

/** The port where a gateway on the unchanged site file looks for the bus. */
function portOf(bus: BusPlan | PortPlan): number | undefined {
  const isHere = 'host' in bus && ['127.0.0.1', 'localhost'].includes(bus.host);
  return isHere ? bus.port : undefined;
}

/** A folder of sensor files for each 1-wire bus. */
function sensorFolders(plan: SitePlan) {
  return plan.ports.flatMap((port) =>
    port.kind === 'one-wire' ? [{ plan: port, folder: createDirectory() }] : [],
  );
}

function linksTo(folders: ReturnType<typeof sensorFolders>): Record<string, string> {
  return Object.fromEntries(folders.map(({ plan, folder }) => [plan.id, `files://${folder}`]));
}

/** For the pseudo terminals and sensor files; removed when the process ends. */
function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-station-'));
  shutdownSteps.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function serveOnPty(
  bus: SimulatedBus,
  directory: string,
  settings: Pick<SerialSettings, 'baud' | 'format'>,
  clock: Clock,
): Promise<Result<string, string>> {
  const pty = await openPty(directory, bus.id);
  if (!pty.ok) {
    if (pty.fault.kind === 'failed') return failed(`socat: ${pty.fault.detail}`);
    return failed('--serial needs socat: install the Debian package "socat", or leave --serial away');
  }
  const { clientPath, devicePath, stop } = pty.value;
  shutdownSteps.push(stop);
  const server = await serveRtu((end) => bus.serve(end), clock, { ...settings, path: devicePath });
  return server.ok ? ok(`rtu://${clientPath}?baud=${settings.baud}&format=${settings.format}`) : server;
}

/** One step per second from the start; missed seconds are made up for. */
function keepTime(station: StationModel, clock: Clock, after: () => void): void {
  const second = Math.floor(clock.nowMs() / 1000);
  station.advance((WARM_UP_S + second) * 1000);
  after();
  clock.at((second + 1) * 1000, () => keepTime(station, clock, after));
}

/** Fault switches as JSON lines; the process ends with stdin, SIGTERM or SIGINT. */
function listen(faults: FaultSwitches, plan: SitePlan): void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const problem = line.trim() === '' ? undefined : obey(line, faults, plan);
    if (problem !== undefined) print(problem);
  });
  const end = () => process.exit(EXIT.OK);
  lines.on('close', end);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

/** Carries out a line; gives what is wrong with it, if anything. */
function obey(line: string, faults: FaultSwitches, plan: SitePlan): string | undefined {
  let order: unknown;
  try {
    order = JSON.parse(line);
  } catch {
    return `not JSON: ${line.slice(0, 200)}`;
  }
  if (typeof order === 'object' && order !== null && 'fault' in order) {
    const fault = parseFault(order.fault);
    if (typeof fault === 'string') return fault;
    const stranger = strangerIn(fault, plan);
    if (stranger !== undefined) return stranger;
    faults.setFault(fault);
  } else if (typeof order === 'object' && order !== null && 'clear' in order) {
    const like = parseFaultPattern(order.clear);
    if (typeof like === 'string') return like;
    faults.clearFault(like);
  } else {
    return 'expected {"fault":{...}} or {"clear":{...}}';
  }
  return undefined;
}

/** A fault on something that the site does not have would be ignored silently. */
function strangerIn({ device, bus }: FaultSwitch, plan: SitePlan): string | undefined {
  if (device !== undefined && !readersOf(plan).some(({ id }) => id === device))
    return `no device "${device}"`;
  if (bus !== undefined && ![...plan.buses, ...plan.ports].some(({ id }) => id === bus))
    return `no bus "${bus}"`;
  return undefined;
}

/** The real clock; 0 is the start of the station. */
function createProcessClock(shiftMs: number): Clock {
  const startMs = performance.now();
  const nowMs = () => performance.now() - startMs;
  return {
    nowMs,
    wallMs: () => Date.now() + shiftMs,
    wallSync: () => ({ synced: false, source: 'simulated station' }),
    at(atMs, callback) {
      const timer = setTimeout(callback, Math.max(0, atMs - nowMs()));
      return () => clearTimeout(timer);
    },
  };
}
