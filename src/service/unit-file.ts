/**
 * What systemd is told: how the gateway runs, what it may touch, and what happens when it dies. One template serves the
 * command and the Debian package. Options: systemd.service(5), systemd.exec(5), systemd.resource-control(5).
 */

import type { SitePlan } from '../plan/site-plan.ts';

/** Where things are on this computer. */
export interface ServicePlaces {
  /** The program as systemd calls it: `/usr/bin/quietpost`, or Node and a script. */
  readonly program: string;
  readonly site: string;
}

/** What the station needs of the computer; a template for every station allows all of it. */
export interface ServiceNeeds {
  readonly serial: boolean;
  /** GPIO by the character device (libgpiod). */
  readonly gpioChip: boolean;
  /** GPIO by sysfs, whose files ProtectKernelTunables makes read-only. */
  readonly gpioSysfs: boolean;
}

/** The control cycle and every bus must have shown themselves in this time, s. */
export const WATCHDOG_S = 15;
/** More starts than this in `START_WINDOW_S` lead to safe mode. */
const STARTS_MAX = 5;
const START_WINDOW_S = 600;
/** How long safe mode stands before the usual service is tried again, s. */
const SAFE_MODE_S = 3600;

const NAME = 'quietpost';
const SAFE_NAME = 'quietpost-safe';

/** File name to text, of both units. */
export function unitFiles(places: ServicePlaces, needs: ServiceNeeds): Readonly<Record<string, string>> {
  return {
    [`${NAME}.service`]: gatewayUnit(places, needs),
    [`${SAFE_NAME}.service`]: safeModeUnit(places, needs),
  };
}

/** From what the site names. */
export function needsOf({ buses, boards, ports, banks }: SitePlan): ServiceNeeds {
  const isSerial =
    buses.some(({ kind }) => kind === 'modbus-rtu') ||
    boards.some(({ end }) => end.kind === 'serial') ||
    ports.some(({ kind }) => kind === 'meter-serial');
  return {
    serial: isSerial,
    gpioChip: banks.some(({ driver }) => driver !== 'sysfs'),
    gpioSysfs: banks.some(({ driver }) => driver !== 'libgpiod'),
  };
}

function gatewayUnit({ program, site }: ServicePlaces, needs: ServiceNeeds): string {
  return lines([
    '[Unit]',
    'Description=quietpost: noise, heat and power of the charging station',
    'Documentation=man:systemd.service(5)',
    // Not network-online: the plant must not wait for a network.
    'After=network.target time-sync.target',
    `ConditionPathExists=${site}`,
    `StartLimitIntervalSec=${START_WINDOW_S}`,
    `StartLimitBurst=${STARTS_MAX}`,
    // Comes when the starts are used up, not at each restart.
    `OnFailure=${SAFE_NAME}.service`,
    `Conflicts=${SAFE_NAME}.service`,
    `After=${SAFE_NAME}.service`,
    '',
    '[Service]',
    'Type=notify',
    // systemd-notify is a child of the gateway.
    'NotifyAccess=all',
    `WatchdogSec=${WATCHDOG_S}`,
    `ExecStart=${program} run ${site}`,
    `ExecStopPost=${program} failsafe ${site} --service`,
    'Restart=always',
    'RestartSec=500ms',
    // A site file with errors does not mend itself; safe mode could not read it either.
    'RestartPreventExitStatus=78',
    ...runAs(needs),
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ]);
}

function safeModeUnit({ program, site }: ServicePlaces, needs: ServiceNeeds): string {
  return lines([
    '[Unit]',
    'Description=quietpost in safe mode: outputs in fail-safe, telemetry alive',
    `After=network.target`,
    `ConditionPathExists=${site}`,
    // After its time the usual service is tried again, so that a fault that has passed needs nobody.
    `OnFailure=${NAME}.service`,
    '',
    '[Service]',
    'Type=notify',
    'NotifyAccess=all',
    `WatchdogSec=${WATCHDOG_S}`,
    `ExecStart=${program} run ${site} --safe-mode`,
    `ExecStopPost=${program} failsafe ${site} --service`,
    `RuntimeMaxSec=${SAFE_MODE_S}`,
    ...runAs(needs),
  ]);
}

/** The sandbox: nothing but the ports, the history and the network. */
function runAs(needs: ServiceNeeds): readonly string[] {
  return [
    'TimeoutStopSec=10',
    // A shell beside the gateway holds the lines of libgpiod for one lease more: it must outlive a crash.
    ...(needs.gpioChip ? ['KillMode=process'] : []),
    `User=${NAME}`,
    `Group=${NAME}`,
    ...groups(needs),
    `StateDirectory=${NAME}`,
    `ConfigurationDirectory=${NAME}`,
    'ConfigurationDirectoryMode=0755',
    `WorkingDirectory=/var/lib/${NAME}`,
    'UMask=0077',
    'LimitCORE=0',
    'OOMScoreAdjust=-500',
    // As the first line of the command does, which is not read where the unit names node itself.
    'Environment=MALLOC_ARENA_MAX=1',
    'LogRateLimitIntervalSec=60s',
    'LogRateLimitBurst=300',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'PrivateTmp=yes',
    ...devices(needs),
    ...sysfs(needs),
    'ProtectKernelModules=yes',
    'ProtectKernelLogs=yes',
    'ProtectControlGroups=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
    'ProtectProc=invisible',
    'ProcSubset=pid',
    'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6',
    'CapabilityBoundingSet=',
    'AmbientCapabilities=',
    'SystemCallFilter=@system-service',
    'SystemCallFilter=~@privileged @resources',
    'SystemCallArchitectures=native',
    'LockPersonality=yes',
    'RestrictNamespaces=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'RemoveIPC=yes',
  ];
}

function groups({ serial, gpioChip, gpioSysfs }: ServiceNeeds): readonly string[] {
  const named = [...(serial ? ['dialout'] : []), ...(gpioChip || gpioSysfs ? ['gpio'] : [])];
  return named.length === 0 ? [] : [`SupplementaryGroups=${named.join(' ')}`];
}

/** By class: the number of a port changes when its adapter is plugged in again. */
function devices({ serial, gpioChip }: ServiceNeeds): readonly string[] {
  if (!serial && !gpioChip) return ['PrivateDevices=yes'];
  const classes = [
    ...(serial ? ['char-ttyUSB', 'char-ttyACM', 'char-ttyAMA', 'char-ttyS'] : []),
    ...(gpioChip ? ['char-gpiochip'] : []),
  ];
  return ['DevicePolicy=closed', ...classes.map((name) => `DeviceAllow=${name} rw`)];
}

/**
 * The GPIO files of sysfs lie below /sys/class/gpio and, behind its links, below /sys/devices: with ProtectKernelTunables
 * the relay could not move.
 */
function sysfs({ gpioSysfs }: ServiceNeeds): readonly string[] {
  if (!gpioSysfs) return ['ProtectKernelTunables=yes'];
  return ['ProtectKernelTunables=yes', 'ReadWritePaths=-/sys/class/gpio -/sys/devices'];
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
