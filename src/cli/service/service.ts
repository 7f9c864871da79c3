/** `quietpost service`: writes the units, leaves the marker of a handover, says how the service stands. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { leaveHandover } from '../../assembly/handover.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { statusText } from '../../service/status-text.ts';
import { systemFiles } from '../../service/system-files.ts';
import { needsOf, unitFiles } from '../../service/unit-file.ts';
import { languageHere } from '../terminal/language.ts';
import { tell, told } from '../terminal/tell.ts';

/** Options of `quietpost service`. */
export interface ServiceOptions {
  readonly print?: boolean;
  readonly root?: string;
}

interface ServiceIo {
  write(line: string): void;
  complain(line: string): void;
}

const UNIT = 'quietpost.service';
/** Units of the technician's own, systemd.unit(5). */
const UNIT_FOLDER = 'etc/systemd/system';

/** Gives the exit code of sysexits.h. */
export function service(what: string, site: string, options: ServiceOptions, io: ServiceIo): number {
  switch (what) {
    case 'install':
      return install(site, options, io);
    case 'uninstall':
      return uninstall(io);
    case 'status':
      return status(io);
    case 'restart':
      return restart(site, io);
    default:
      complainTo(io, tell('service-takes', { given: what }));
      return EXIT.USAGE;
  }
}

function install(site: string, { print, root }: ServiceOptions, io: ServiceIo): number {
  const plan = planOf(site, io);
  if (plan === undefined) return EXIT.CONFIG;
  const units = unitFiles({ program: programPath(), site: resolve(site) }, needsOf(plan));
  if (print === true) {
    for (const [name, text] of Object.entries(units)) io.write(`# ${UNIT_FOLDER}/${name}\n${text}`);
    return EXIT.OK;
  }
  if (root === undefined && !isRoot()) return needsRoot('install', io);
  const base = root ?? '/';
  const files = {
    ...systemFiles,
    ...Object.fromEntries(Object.entries(units).map(([name, text]) => [join(UNIT_FOLDER, name), text])),
  };
  for (const [path, text] of Object.entries(files)) {
    const full = join(base, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text, { mode: 0o644 });
    io.write(tell('service-wrote', { path: full }));
  }
  if (root !== undefined) return EXIT.OK;
  for (const command of [
    ['systemd-sysusers'],
    ['udevadm', 'control', '--reload'],
    ['systemctl', 'daemon-reload'],
    ['systemctl', 'enable', '--now', UNIT],
  ]) {
    const fault = run(command);
    if (fault === undefined) continue;
    complainTo(io, tell('service-command-fault', { command: command.join(' '), fault }));
    return EXIT.UNAVAILABLE;
  }
  io.write(tell('service-installed'));
  return EXIT.OK;
}

function uninstall(io: ServiceIo): number {
  if (!isRoot()) return needsRoot('uninstall', io);
  // A failure means that it did not run.
  run(['systemctl', 'disable', '--now', UNIT, 'quietpost-safe.service']);
  for (const path of [
    ...Object.keys(systemFiles),
    join(UNIT_FOLDER, UNIT),
    join(UNIT_FOLDER, 'quietpost-safe.service'),
  ])
    rmSync(join('/', path), { force: true });
  run(['systemctl', 'daemon-reload']);
  io.write(tell('service-gone'));
  return EXIT.OK;
}

const SHOWN = ['ActiveState', 'SubState', 'NRestarts', 'Result', 'ActiveEnterTimestamp', 'ExecMainStatus'];

function status(io: ServiceIo): number {
  const shown = [UNIT, 'quietpost-safe.service'].map((unit) => show(unit));
  const [usual, safe] = shown;
  if (usual === undefined || safe === undefined) {
    complainTo(io, tell('service-no-systemd'));
    return EXIT.UNAVAILABLE;
  }
  for (const line of statusText(usual, safe)) io.write(told(line));
  return usual['ActiveState'] === 'active' ? EXIT.OK : EXIT.UNAVAILABLE;
}

/** The next gateway takes the outputs over as they stand. */
function restart(site: string, io: ServiceIo): number {
  if (!isRoot()) return needsRoot('restart', io);
  // A file that does not load would leave the station without control.
  const plan = planOf(site, io);
  if (plan === undefined) {
    complainTo(io, tell('service-not-restarted'));
    return EXIT.CONFIG;
  }
  leaveHandover(plan, Date.now());
  const fault = run(['systemctl', 'restart', UNIT]);
  if (fault !== undefined) {
    complainTo(io, tell('service-command-fault', { command: 'systemctl restart', fault }));
    return EXIT.UNAVAILABLE;
  }
  io.write(tell('service-restarted'));
  return EXIT.OK;
}

function planOf(site: string, io: ServiceIo): SitePlan | undefined {
  const loaded = loadSite(site, [], languageHere());
  if (loaded.ok) return loaded.plan;
  io.complain(loaded.report);
  return undefined;
}

function show(unit: string): Readonly<Record<string, string>> | undefined {
  try {
    const text = execFileSync('systemctl', ['show', unit, `--property=${SHOWN.join(',')}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Object.fromEntries(
      text
        .trim()
        .split('\n')
        .map((line) => {
          const at = line.indexOf('=');
          return [line.slice(0, at), line.slice(at + 1)];
        }),
    );
  } catch {
    // Not there, or no systemd: the caller says so.
    return undefined;
  }
}

/** Undefined, or what went wrong. */
function run([program = '', ...args]: readonly string[]): string | undefined {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as { readonly stderr?: Buffer; readonly message: string };
    return stderr?.toString().trim() || message;
  }
}

/** The installed command where it leads to this program, else this program's own file. */
function programPath(): string {
  const own = realpathSync(process.argv[1] ?? '');
  const installed = '/usr/bin/quietpost';
  if (existsSync(installed) && realpathSync(installed) === own) return installed;
  return `${process.execPath} --max-semi-space-size=2 --heap-growing-percent=20 ${own}`;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function needsRoot(what: string, io: ServiceIo): number {
  complainTo(io, tell('service-needs-root', { what }));
  return EXIT.NOPERM;
}

function complainTo(io: ServiceIo, why: string): void {
  io.complain(tell('command-says', { command: 'service', why }));
}
