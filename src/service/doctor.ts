/** What a technician should know about this computer and its station, each finding with what mends it. */

import { type ConsoleText, consoleText } from '../language/console/console-text.ts';
import { DAY_MS } from '../model/duration.ts';

/** How a file or port is found. */
export type Access = 'ok' | 'absent' | 'denied';

/** What was looked at; made by src/adapters/host/host-facts.ts. */
export interface HostFacts {
  readonly user: string;
  readonly ports: readonly PortFacts[];
  readonly chips: readonly { readonly chip: string; readonly access: Access }[];
  readonly clock: { readonly nowMs: number; readonly isSynchronised: boolean | null };
  /** Where the history lies. */
  readonly disk: {
    readonly folder: string;
    readonly access: Access;
    readonly freeMb: number | null;
    /** Of an eMMC, from 0 to 110 in tens, as it estimates it; null where the medium says nothing. */
    readonly wearPct: number | null;
  };
  readonly broker: BrokerFacts | null;
  readonly secrets: readonly {
    readonly path: string;
    readonly access: Access;
    readonly isOpenToAll: boolean;
  }[];
  /** ActiveState of the two units; null without systemd. */
  readonly service: { readonly usual: string; readonly safe: string } | null;
  readonly meters: readonly MeterFacts[] | null;
  readonly cpuTempC: number | null;
}

/** A serial port that the site names. */
export interface PortFacts {
  readonly path: string;
  readonly access: Access;
  /** Of an FTDI adapter, ms: how long it waits for more bytes. */
  readonly latencyMs: number | null;
}

/** How the broker answers a connection. */
export interface BrokerFacts {
  readonly url: string;
  /** Why it cannot be reached: the code of the operating system, what the library says, how long was waited. */
  readonly fault: { readonly code: string; readonly said: string; readonly waitedS: number } | null;
  readonly certificateEndsMs: number | null;
}

/** A level in the last ten minutes of the history. */
export interface MeterFacts {
  readonly level: string;
  readonly good: number;
  readonly different: number;
}

/** One line of the answer. */
export interface Finding {
  readonly grade: 'ok' | 'warning' | 'fault';
  readonly text: ConsoleText;
  /** A command, the same in every language, or what to do; absent when all is well. */
  readonly mend?: string | ConsoleText;
}

/** A certificate is renewed by a person: three weeks are a holiday. */
const CERTIFICATE_DAYS_LEAST = 21;
const FREE_MB_LEAST = 500;
const WEAR_PCT_MOST = 80;
/** The answer of a device waits for the adapter; 16 ms is its setting of the factory. */
const LATENCY_MS_MOST = 2;
/** A Raspberry Pi slows down at 80 C. */
const CPU_TEMP_C_MOST = 78;
/** This program did not exist before. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
/** This many equal values in a row are no sound. */
const FROZEN_COUNT = 60;

/** Faults first, then warnings, then what is well. */
export function findingsOf(facts: HostFacts): readonly Finding[] {
  const all = [
    ...facts.ports.map((port) => portFinding(port, facts.user)),
    ...facts.chips.map(({ chip, access }) => chipFinding(chip, access, facts.user)),
    clockFinding(facts.clock),
    ...diskFindings(facts.disk, facts.user),
    ...(facts.broker === null ? [] : [brokerFinding(facts.broker, facts.clock.nowMs)]),
    ...facts.secrets.map(secretFinding),
    serviceFinding(facts.service),
    ...(facts.meters ?? []).map(meterFinding),
    ...(facts.cpuTempC === null ? [] : [heatFinding(facts.cpuTempC)]),
  ];
  const rank = { fault: 0, warning: 1, ok: 2 };
  return all.toSorted((a, b) => rank[a.grade] - rank[b.grade]);
}

function portFinding({ path, access, latencyMs }: PortFacts, user: string): Finding {
  if (access === 'absent')
    return fault(consoleText('port-absent', { path }), consoleText('port-absent-mend'));
  if (access === 'denied')
    return fault(
      consoleText('port-denied', { path, user }),
      consoleText('login-again', { command: `sudo usermod -aG dialout ${user}` }),
    );
  if (latencyMs !== null && latencyMs > LATENCY_MS_MOST)
    return warning(
      consoleText('port-slow', { path, latencyMs }),
      consoleText('port-slow-mend', {
        command: `echo 1 | sudo tee /sys/bus/usb-serial/devices/$(basename $(realpath ${path}))/latency_timer`,
      }),
    );
  return well(consoleText('port-well', { path }));
}

function chipFinding(chip: string, access: Access, user: string): Finding {
  if (access === 'absent')
    return fault(consoleText('chip-absent', { chip }), consoleText('chip-absent-mend'));
  if (access === 'denied')
    return fault(
      consoleText('chip-denied', { chip, user }),
      consoleText('login-again', { command: `sudo usermod -aG gpio ${user}` }),
    );
  return well(consoleText('chip-well', { chip }));
}

function clockFinding({ nowMs, isSynchronised }: HostFacts['clock']): Finding {
  if (nowMs < EARLIEST_MS)
    return fault(
      consoleText('clock-old', { date: new Date(nowMs).toISOString().slice(0, 10) }),
      consoleText('clock-old-mend'),
    );
  if (isSynchronised === false) return warning(consoleText('clock-unset'), 'timedatectl timesync-status');
  return well(consoleText('clock-well'));
}

function diskFindings({ folder, access, freeMb, wearPct }: HostFacts['disk'], user: string): Finding[] {
  const findings: Finding[] = [];
  if (access !== 'ok')
    findings.push(
      fault(consoleText('folder-denied', { folder, user }), `sudo install -d -o ${user} ${folder}`),
    );
  else if (freeMb !== null && freeMb < FREE_MB_LEAST)
    findings.push(
      warning(
        consoleText('folder-full', { folder, freeMb: Math.round(freeMb) }),
        `sudo journalctl --vacuum-size=100M; df -h ${folder}`,
      ),
    );
  else
    findings.push(
      well(
        freeMb === null
          ? consoleText('folder-well', { folder })
          : consoleText('folder-well-free', { folder, freeMb: Math.round(freeMb) }),
      ),
    );
  if (wearPct !== null && wearPct >= WEAR_PCT_MOST)
    findings.push(warning(consoleText('disk-worn', { folder, wearPct }), consoleText('disk-worn-mend')));
  return findings;
}

function brokerFinding({ url, fault: problem, certificateEndsMs }: BrokerFacts, nowMs: number): Finding {
  if (problem !== null)
    return fault(
      consoleText('broker-fault', { url, why: brokerFaultText(problem) }),
      consoleText('broker-fault-mend'),
    );
  const days = certificateEndsMs === null ? null : Math.floor((certificateEndsMs - nowMs) / DAY_MS);
  if (days !== null && days < CERTIFICATE_DAYS_LEAST)
    return days < 0
      ? fault(consoleText('broker-certificate-ended', { url }), consoleText('broker-certificate-mend'))
      : warning(
          consoleText('broker-certificate-ends', { url, days }),
          consoleText('broker-certificate-mend'),
        );
  return well(
    days === null ? consoleText('broker-well', { url }) : consoleText('broker-well-days', { url, days }),
  );
}

function brokerFaultText({ code, said, waitedS }: NonNullable<BrokerFacts['fault']>): ConsoleText | string {
  switch (code) {
    case 'ECONNREFUSED':
      return consoleText('broker-refused');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return consoleText('broker-no-name');
    case 'ETIMEDOUT':
      return consoleText('broker-silent', { seconds: waitedS });
    default:
      return said;
  }
}

/** What is to be said of a file that the site names. */
export function secretFinding({ path, access, isOpenToAll }: HostFacts['secrets'][number]): Finding {
  if (access === 'absent')
    return fault(consoleText('secret-absent', { path }), consoleText('secret-absent-mend'));
  if (access === 'denied')
    return fault(
      consoleText('secret-denied', { path }),
      `sudo chgrp quietpost ${path}; sudo chmod 640 ${path}`,
    );
  if (isOpenToAll) return warning(consoleText('secret-open', { path }), `sudo chmod o= ${path}`);
  return well(consoleText('secret-well', { path }));
}

function serviceFinding(service: HostFacts['service']): Finding {
  if (service === null || service.usual === 'not-found')
    return warning(consoleText('service-none'), 'sudo quietpost service install');
  if (service.safe === 'active')
    return fault(consoleText('service-in-safe-mode'), consoleText('service-in-safe-mode-mend'));
  if (service.usual !== 'active')
    return fault(consoleText('service-is', { state: service.usual }), 'quietpost service status');
  return well(consoleText('service-well'));
}

function meterFinding({ level, good, different }: MeterFacts): Finding {
  if (good === 0) return fault(consoleText('meter-silent', { level }), consoleText('meter-silent-mend'));
  if (different === 1 && good >= FROZEN_COUNT)
    return fault(consoleText('meter-frozen', { level, count: good }), consoleText('meter-frozen-mend'));
  return well(consoleText('meter-well', { level, count: good }));
}

function heatFinding(cpuTempC: number): Finding {
  if (cpuTempC > CPU_TEMP_C_MOST)
    return warning(
      consoleText('processor-hot', { tempC: Math.round(cpuTempC) }),
      consoleText('processor-hot-mend'),
    );
  return well(consoleText('processor-well', { tempC: Math.round(cpuTempC) }));
}

function well(text: ConsoleText): Finding {
  return { grade: 'ok', text };
}

function warning(text: ConsoleText, mend: string | ConsoleText): Finding {
  return { grade: 'warning', text, mend };
}

function fault(text: ConsoleText, mend: string | ConsoleText): Finding {
  return { grade: 'fault', text, mend };
}
