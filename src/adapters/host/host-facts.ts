/** Looks at this computer for `quietpost doctor`. Reads and connects, changes nothing. */

import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statfsSync,
} from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { connect as connectSecurely } from 'node:tls';
import type { SitePlan } from '../../plan/site-plan.ts';
import { detectedChip, labelsOf, sysfsChips } from '../gpio/gpio-chips.ts';
import { secretFiles } from './secret-files.ts';

/** As in src/service/doctor.ts. */
type Access = 'ok' | 'absent' | 'denied';

const CONNECT_MS = 5000;
const syncedFile = '/run/systemd/timesync/synchronized';

/** Everything but the meters, which the history knows. `root`: of the file system, for tests. */
export async function hostFacts(plan: SitePlan, root = '/') {
  const { broker } = plan;
  return {
    user: userInfo().username,
    ports: serialPaths(plan).map((path) => ({
      path,
      access: accessOf(path),
      latencyMs: latencyOf(path, root),
    })),
    chips: [...new Set(plan.banks.map(({ chip }) => chip))].map((chip) => ({
      chip,
      access: chipAccess(chip, root),
    })),
    clock: { nowMs: Date.now(), isSynchronised: synchronised(plan, root) },
    disk: diskFacts(dirname(resolve(plan.history.path)), root),
    broker: broker.kind === 'mqtt' ? await brokerFacts(broker.url, broker.caFile) : null,
    secrets: secretFiles(plan),
    service: serviceFacts(),
    cpuTempC: cpuTempC(root),
  };
}

function serialPaths({ buses, boards, ports }: SitePlan): readonly string[] {
  return [
    ...buses.flatMap((bus) => (bus.kind === 'modbus-rtu' ? [bus.path] : [])),
    ...boards.flatMap(({ end }) => (end.kind === 'serial' ? [end.path] : [])),
    ...ports.flatMap((port) => (port.kind === 'meter-serial' ? [port.path] : [])),
  ];
}

function accessOf(path: string, mode = constants.R_OK | constants.W_OK): Access {
  if (!existsSync(path)) return 'absent';
  try {
    accessSync(path, mode);
    return 'ok';
  } catch {
    return 'denied';
  }
}

/** Only FTDI adapters have the file. */
function latencyOf(path: string, root: string): number | null {
  if (!existsSync(path)) return null;
  const text = textOf(
    join(root, 'sys/bus/usb-serial/devices', basename(realpathSync(path)), 'latency_timer'),
  );
  return text === undefined ? null : Number(text);
}

function chipAccess(chip: string, root: string): Access {
  const sysfs = join(root, 'sys/class/gpio');
  if (sysfsChips(sysfs).some(({ label }) => labelsOf(chip).includes(label)))
    return accessOf(join(sysfs, 'export'), constants.W_OK);
  const found = detectedChip(output('gpiodetect', []) ?? '', chip);
  return found === undefined ? 'absent' : accessOf(join(root, 'dev', found));
}

/** Null where the site says that nothing needs to set the clock, or nothing tells. */
function synchronised({ clock }: SitePlan, root: string): boolean | null {
  return clock === 'assumed' ? null : existsSync(join(root, syncedFile));
}

function diskFacts(wanted: string, root: string) {
  // A folder that is made at the first start lies in one that is there.
  let folder = wanted;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  return {
    folder: wanted,
    access: accessOf(folder, constants.W_OK),
    freeMb: (bavail * bsize) / 1e6,
    wearPct: wearPct(root),
  };
}

/** An eMMC tells its wear in tens of percent, JEDEC JESD84-B51, DEVICE_LIFE_TIME_EST. */
function wearPct(root: string): number | null {
  const folder = join(root, 'sys/block');
  const media = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('mmcblk')) : [];
  const worst = media.flatMap((name) => {
    const text = textOf(join(folder, name, 'device/life_time'));
    return text === undefined ? [] : text.split(' ').map((word) => 10 * Number(word));
  });
  return worst.length === 0 ? null : Math.max(...worst);
}

interface BrokerFacts {
  readonly url: string;
  readonly fault: { readonly code: string; readonly said: string; readonly waitedS: number } | null;
  readonly certificateEndsMs: number | null;
}

function brokerFacts(url: string, caFile: string | undefined) {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'mqtts:' || protocol === 'wss:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const number = Number(port) || (isSecure ? 8883 : 1883);
  return new Promise<BrokerFacts>((done) => {
    const ca = caFile === undefined ? undefined : textOf(caFile);
    const socket = isSecure
      ? connectSecurely({ host, port: number, servername: host, ...(ca === undefined ? {} : { ca }) })
      : connectPlain({ host, port: number });
    const end = (fault: BrokerFacts['fault'], certificateEndsMs: number | null = null): void => {
      socket.destroy();
      done({ url, fault, certificateEndsMs });
    };
    const waitedS = CONNECT_MS / 1000;
    socket.setTimeout(CONNECT_MS, () => end({ code: 'ETIMEDOUT', said: '', waitedS }));
    socket.once('error', (error: Error) => {
      const code = 'code' in error ? String(error.code) : '';
      end({ code, said: error.message, waitedS });
    });
    if ('getPeerCertificate' in socket)
      socket.once('secureConnect', () => end(null, Date.parse(socket.getPeerCertificate().valid_to)));
    else socket.once('connect', () => end(null));
  });
}

function serviceFacts(): { readonly usual: string; readonly safe: string } | null {
  const usual = stateOf('quietpost.service');
  const safe = stateOf('quietpost-safe.service');
  return usual === undefined || safe === undefined ? null : { usual, safe };
}

function stateOf(unit: string): string | undefined {
  const shown = output('systemctl', ['show', unit, '--property=LoadState,ActiveState']);
  if (shown === undefined) return undefined;
  if (shown.includes('LoadState=not-found')) return 'not-found';
  return /ActiveState=(\S+)/.exec(shown)?.[1];
}

function cpuTempC(root: string): number | null {
  const text = textOf(join(root, 'sys/class/thermal/thermal_zone0/temp'));
  return text === undefined ? null : Number(text) / 1000;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // Not there, on most computers: the question does not arise.
    return undefined;
  }
}

function output(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // Not installed, or it has nothing to show.
    return undefined;
  }
}
