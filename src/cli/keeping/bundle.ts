/** `quietpost bundle`: what helps whoever helps, in one file without secrets. Works where the gateway does not. */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { tarGzOf } from '../../adapters/files/tar-file.ts';
import { sqliteName } from '../../adapters/sqlite.ts';
import { version } from '../../assembly/version.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { inEnglish } from '../../language/say.ts';
import { DAY_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { PAGE_PORT, type SitePlan } from '../../plan/site-plan.ts';
import { secretFilesNamed, withoutSecrets } from '../../service/without-secrets.ts';
import { readerOf } from '../../store/file/reader.ts';
import { migrations } from '../../store/file/schema.ts';
import { localText, utcOffsetMin } from '../../time/local-time.ts';
import { openHistoryAt } from '../records/source/history-path.ts';
import { doctor } from '../service/doctor.ts';
import { systemFault } from '../terminal/system-fault.ts';
import { tell } from '../terminal/tell.ts';
import type { KeepingIo } from './backup.ts';
import { keptFiles } from './kept-files.ts';

/** Options of `quietpost bundle`. */
export interface BundleOptions {
  readonly out?: string;
  readonly history?: string;
}

interface Station {
  readonly site: string;
  readonly siteText: string;
  /** Undefined: the site file does not load. */
  readonly plan: SitePlan | undefined;
  readonly history: string | undefined;
  readonly wallMs: number;
}

/** Text by file; undefined: there is none, and that is no fault. */
type Part = (station: Station) => string | undefined | Promise<string | undefined>;

const EVENT_DAYS = 14;
const EVENTS_MAX = 3000;
const RUNNING_MS = 3000;
const JOURNAL_LINES = 500;

/** Gives the exit code. */
export async function bundle(site: string, options: BundleOptions, io: KeepingIo): Promise<number> {
  const stamp = new Date(io.wallMs).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
  const out = resolve(options.out ?? `quietpost-bundle-${stamp}.tar.gz`);
  const complain = (why: string): void => io.complain(tell('command-says', { command: 'bundle', why }));
  const loaded = loadSite(site);
  const plan = loaded.ok ? loaded.plan : undefined;
  const station: Station = {
    site,
    siteText: textOf(site) ?? '',
    plan,
    history: options.history ?? plan?.history.path,
    wallMs: io.wallMs,
  };
  const { files, missing } = await gathered(station);
  const part = `${out}.part`;
  if (existsSync(out)) {
    complain(tell('left-as-it-is', { path: out }));
    return EXIT.CANTCREAT;
  }
  try {
    writeFileSync(part, await tarGzOf(inFolder(files), Math.floor(io.wallMs / 1000)), { flag: 'wx' });
    renameSync(part, out);
  } catch (error) {
    const { code, text } = systemFault(error);
    complain(text);
    return code;
  } finally {
    rmSync(part, { force: true });
  }
  io.write(tell('bundle-made', { path: out, count: Object.keys(files).length }));
  for (const what of missing) io.write(tell('bundle-without', { what }));
  return EXIT.OK;
}

async function gathered(station: Station) {
  const secrets = secretsOf(station);
  const files: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, part] of Object.entries(parts)) {
    try {
      const text = await part(station);
      if (text !== undefined) files[name] = withoutSecrets(text, secrets);
    } catch (error) {
      missing.push(`${name}: ${withoutSecrets(systemFault(error).text, secrets)}`);
    }
  }
  if (missing.length > 0) files['missing.txt'] = `${missing.join('\n')}\n`;
  return { files, missing };
}

/** The contents of the files that must stay here, so that they are found wherever they stand. */
function secretsOf({ site, siteText, history }: Station): readonly string[] {
  const keys = keptFiles(site, history).filter(({ name }) => name.endsWith('.key'));
  return [...secretFilesNamed(siteText), ...keys.map(({ path }) => path)].flatMap(
    (path) => textOf(path) ?? [],
  );
}

const parts: Readonly<Record<string, Part>> = {
  'about.json': aboutText,
  'check.txt': ({ site }) => {
    const loaded = loadSite(site);
    return loaded.ok ? `good (${loaded.plan.hash})\n${lines(loaded.warnings)}` : `${loaded.report}\n`;
  },
  'site.yaml': ({ siteText }) => siteText,
  'definitions.yaml': definitionsText,
  'plan.json': ({ plan }) => {
    if (plan === undefined) return undefined;
    const { siteText: _text, ...rest } = plan;
    return json(rest);
  },
  'doctor.txt': doctorText,
  'events.txt': eventsText,
  'gaps.txt': gapsText,
  'settings.txt': settingsText,
  'now.json': (station) => running(station, '/api/now'),
  'devices.json': (station) => running(station, '/api/field'),
  'health.json': (station) => running(station, '/api/health'),
  'metrics.txt': (station) => running(station, '/metrics'),
  'service.txt': () =>
    said('systemctl', ['status', 'quietpost', 'quietpost-safe', '--no-pager', '--lines=0']),
  'journal.txt': () =>
    said('journalctl', [
      '-u',
      'quietpost',
      '-u',
      'quietpost-safe',
      '-n',
      `${JOURNAL_LINES}`,
      '--no-pager',
      '-o',
      'short-iso',
    ]),
};

function aboutText({ site, history, wallMs }: Station): string {
  const { platform, arch, version: node } = process;
  return json({
    quietpost: version,
    node,
    platform,
    arch,
    system: /PRETTY_NAME="?([^"\n]*)/.exec(textOf('/etc/os-release') ?? '')?.[1] ?? null,
    model: textOf('/proc/device-tree/model')?.replaceAll('\0', '') ?? null,
    sqlite: sqliteName(),
    historyFormat: migrations.length,
    site: resolve(site),
    history: history === undefined ? null : resolve(history),
    made: new Date(wallMs).toISOString(),
  });
}

/** The station's own ones: those of the package are known to whoever helps. */
function definitionsText({ site }: Station): string {
  const own = keptFiles(site, undefined).filter(({ name }) => /^settings\/(devices|limits)\//.test(name));
  return own.map(({ name, path }) => `# ${name}\n---\n${readFileSync(path, 'utf8')}\n`).join('');
}

async function doctorText({ site }: Station): Promise<string> {
  const found: string[] = [];
  const write = (line: string): void => void found.push(line);
  await doctor(site, { write, complain: write }, 'en');
  return lines(found);
}

async function eventsText(station: Station): Promise<string | undefined> {
  const { wallMs } = station;
  return await fromHistory(station, async (reader, at) => {
    const read = await reader.events({ fromMs: wallMs - EVENT_DAYS * DAY_MS, toMs: wallMs + DAY_MS });
    if (!read.ok) return `${read.fault}\n`;
    const rows = read.value.slice(-EVENTS_MAX);
    return lines(
      rows.map(({ wallMs: ms, severity, message }) => `${at(ms)} ${severity} ${inEnglish(message)}`),
    );
  });
}

async function gapsText(station: Station): Promise<string | undefined> {
  const { wallMs } = station;
  return await fromHistory(station, async (reader, at) => {
    const read = await reader.gaps({ fromMs: wallMs - EVENT_DAYS * DAY_MS, toMs: wallMs + DAY_MS });
    if (!read.ok) return `${read.fault}\n`;
    return lines(
      read.value.map(
        ({ fromMs, toMs, cause, reason }) => `${at(fromMs)} to ${at(toMs)} ${cause} ${inEnglish(reason)}`,
      ),
    );
  });
}

async function settingsText(station: Station): Promise<string | undefined> {
  return await fromHistory(station, async (reader, at) => {
    const read = await reader.configs({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
    return read.ok
      ? lines(read.value.map(({ sinceMs, hash }) => `${at(sinceMs)}  ${hash}`))
      : `${read.fault}\n`;
  });
}

/** Times are those of the site, where it is known. */
async function fromHistory(
  { plan, history }: Station,
  ask: (reader: ReturnType<typeof readerOf>, at: (wallMs: number) => string) => Promise<string>,
): Promise<string | undefined> {
  if (history === undefined) return undefined;
  const opened = openHistoryAt(history);
  if (!opened.ok) throw new Error(opened.fault.text);
  const zone = plan?.zone ?? 'UTC';
  const text = await ask(readerOf(opened.value.db), (wallMs) =>
    localText(wallMs, utcOffsetMin(zone, wallMs)),
  );
  opened.value.db.close();
  return text;
}

/** Of the running gateway, by its page on this computer. */
async function running({ plan }: Station, path: string): Promise<string | undefined> {
  const { port } = plan?.page ?? { port: PAGE_PORT };
  const signal = AbortSignal.timeout(RUNNING_MS);
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal }).catch(() => undefined);
  if (answer === undefined) throw new Error(tell('bundle-no-page', { port }));
  if (!answer.ok) throw new Error(tell('bundle-page-answers', { port, status: answer.status }));
  const text = await answer.text();
  return path === '/metrics' ? text : json(JSON.parse(text));
}

/** What a program of the system says; undefined where it is not there. */
async function said(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { timeout: 10_000, maxBuffer: 8e6 });
    return stdout;
  } catch (error) {
    // systemctl ends with 3 for a service that does not run, and says so.
    if (error instanceof Error && 'stdout' in error && error.stdout !== '') return String(error.stdout);
    return undefined;
  }
}

function inFolder(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`quietpost/${name}`, text]));
}

function textOf(path: string): string | undefined {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  } catch {
    // Without the right to read it nothing of it can be passed on either.
    return undefined;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
