/**
 * `npm start`: the whole station on a desktop. The simulated hardware is a process of its own, so that ending it is
 * like pulling its plug; broker and gateway run here.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { runGateway } from '../../assembly/run-gateway.ts';
import { packageRoot } from '../../assembly/version.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { utcOffsetMin } from '../../time/local-time.ts';
import { watchedSettings } from '../settings/watched-settings.ts';
import { exampleSite } from '../terminal/example-site.ts';
import { languageHere } from '../terminal/language.ts';
import { overriddenPlan } from '../terminal/site-argument.ts';
import { tell } from '../terminal/tell.ts';
import { nightPages } from './night-pages.ts';

/** Options of `quietpost start`. */
export interface StartOptions {
  readonly serial?: boolean;
  readonly background?: string;
  readonly sessions?: string;
  readonly weather?: string;
  readonly curves?: string;
  readonly seed: number;
  readonly broker?: string;
  readonly record?: string;
  readonly history?: string;
  /** Begin in a hot evening. */
  readonly night?: boolean;
  readonly lang?: string;
}

/** A station that was ended is started again after this time, like one whose fuse was replaced. */
const STATION_BACK_MS = 15_000;

/** Runs the station until Ctrl-C; gives the exit code. */
export async function start(named: string, options: StartOptions): Promise<number> {
  const site = exampleSite(named);
  const loaded = loadSite(site, [], languageHere(options.lang));
  if (!loaded.ok) {
    console.error(loaded.report);
    return EXIT.CONFIG;
  }
  const shiftMs = options.night === true ? eveningShiftMs(loaded.plan.zone, Date.now()) : 0;
  const station = await startStation(site, options, shiftMs);
  if (typeof station === 'number') return station;
  const overrides = {
    link: Object.entries(station.links).map(([bus, url]) => `${bus}=${url}`),
    ...(options.broker === undefined ? {} : { broker: options.broker }),
  };
  const plan = overriddenPlan(loaded.plan, overrides);
  if (typeof plan === 'number') {
    station.stop();
    return plan;
  }
  // A code of this run alone: whoever reads this terminal may also move the station.
  const token = randomBytes(9).toString('base64url');
  return runGateway(plan, {
    record: options.record,
    history: options.history ?? (shiftMs === 0 ? undefined : `${plan.history.path}.night`),
    shiftMs,
    site,
    language: languageHere(options.lang),
    settings: watchedSettings(site, overrides),
    page: { isAlways: true, token, nightPages, isShifted: shiftMs !== 0 },
    started: (brokerUrl, pageUrl) => {
      greet(site, plan, station, { brokerUrl, pageUrl, token });
      if (shiftMs !== 0) console.log(tell('start-clock'));
    },
    stopped: station.stop,
  });
}

/** From now to 22:15 of a fifteenth of July, in the time of the site. */
export function eveningShiftMs(zone: string, nowMs: number): number {
  const year = new Date(nowMs).getUTCFullYear();
  const localMs = Date.UTC(year, 6, 15, 22, 15);
  return localMs - utcOffsetMin(zone, localMs) * MINUTE_MS - nowMs;
}

interface Addresses {
  readonly brokerUrl: string;
  readonly pageUrl: string | undefined;
  readonly token: string;
}

function greet(site: string, { zone, control }: SitePlan, station: Station, addresses: Addresses): void {
  const { brokerUrl, pageUrl, token } = addresses;
  if (pageUrl !== undefined) console.log(tell('start-page', { url: `${pageUrl}/#key=${token}` }));
  const links = [...new Set(Object.values(station.links))].map((url) => url.replace(/\?.*$/, ''));
  const pid = station.pid() ?? '?';
  console.log(tell('start-station', { pid, count: links.length, links: links.join(' ') }));
  console.log(tell('start-site', { path: resolve(site), zone }));
  if (control.mode === 'advise') console.log(tell('start-advise'));
  console.log(tell('start-broker', { url: brokerUrl }));
  console.log(tell('start-watch', { url: brokerUrl }));
  console.log(tell('start-any-client', { port: new URL(brokerUrl).port || 1883 }));
  console.log(tell(control.mode === 'advise' ? 'start-stop-advise' : 'start-stop'));
}

interface Station {
  /** Bus id to the link the gateway must use. */
  readonly links: Readonly<Record<string, string>>;
  readonly pid: () => number | undefined;
  readonly stop: () => void;
}

/** Starts the station and waits until it is ready; gives an exit code when that fails. */
async function startStation(site: string, options: StartOptions, shiftMs: number): Promise<Station | number> {
  let child = spawnStation(site, options, shiftMs);
  const links = await readyLinks(child);
  if (links === undefined) return exitCode(child);
  let stopping = false;
  const guard = (running: ChildProcess): void => {
    running.once('exit', (code, signal) => {
      if (stopping) return;
      const cause = signal ?? tell('start-code', { code: code ?? '?' });
      if (options.serial === true) {
        console.error(tell('start-lines-gone', { cause }));
        return;
      }
      console.error(tell('start-ended', { cause, seconds: STATION_BACK_MS / 1000 }));
      setTimeout(() => {
        if (stopping) return;
        child = spawnStation(site, options, shiftMs);
        child.stdout?.resume();
        guard(child);
      }, STATION_BACK_MS).unref();
    });
  };
  guard(child);
  return {
    links,
    pid: () => child.pid,
    stop: () => {
      stopping = true;
      child.kill('SIGTERM');
    },
  };
}

function spawnStation(site: string, options: StartOptions, shiftMs: number): ChildProcess {
  const args = [
    join(packageRoot, 'dist', 'hw-mocks', 'main.js'),
    '--site',
    site,
    '--seed',
    String(options.seed),
    // With an equals sign: the evening may lie behind, and a bare minus would be an option.
    ...(shiftMs === 0 ? [] : [`--shift=${shiftMs}`]),
  ];
  if (options.serial === true) args.push('--serial');
  for (const name of ['background', 'sessions', 'weather', 'curves'] as const) {
    const file = options[name];
    if (file !== undefined) args.push(`--${name}`, file);
  }
  // A group of its own, so that Ctrl-C reaches the gateway alone and the field stays up for the fail-safe writes.
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
}

/** The links of the ready line, or undefined when the process ended before it. */
async function readyLinks(child: ChildProcess): Promise<Record<string, string> | undefined> {
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as { ready?: boolean; links?: Record<string, string> };
    if (message.ready === true) return message.links;
  }
  return undefined;
}

async function exitCode(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return child.exitCode;
  return new Promise((done) => child.once('exit', (code) => done(code ?? EXIT.SOFTWARE)));
}
