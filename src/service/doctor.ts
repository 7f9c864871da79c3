/** What a technician should know about this computer and its station, each finding with what mends it. */

import { DAY_MS } from '../model/duration.ts';
import { type Phrase, phrase } from '../model/phrase.ts';

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
  /** Why it cannot be reached. */
  readonly fault: string | null;
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
  readonly text: string | Phrase;
  /** A command, or what to do; absent when all is well. */
  readonly mend?: string | Phrase;
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
    return fault(`${path} is not there`, 'plug the adapter in; what there is: ls -l /dev/serial/by-id');
  if (access === 'denied')
    return fault(
      `${path} may not be opened by ${user}`,
      `sudo usermod -aG dialout ${user}, then log in again`,
    );
  if (latencyMs !== null && latencyMs > LATENCY_MS_MOST)
    return warning(
      `${path} holds each answer back for ${latencyMs} ms`,
      `quietpost service install writes a udev rule for it; now: echo 1 | sudo tee /sys/bus/usb-serial/devices/$(basename $(realpath ${path}))/latency_timer`,
    );
  return well(`${path} can be opened`);
}

function chipFinding(chip: string, access: Access, user: string): Finding {
  if (access === 'absent')
    return fault(`GPIO chip ${chip} is not there`, 'what there is: gpiodetect (apt install gpiod)');
  if (access === 'denied')
    return fault(
      `GPIO chip ${chip} may not be used by ${user}`,
      `sudo usermod -aG gpio ${user}, then log in again`,
    );
  return well(`GPIO chip ${chip} can be used`);
}

function clockFinding({ nowMs, isSynchronised }: HostFacts['clock']): Finding {
  if (nowMs < EARLIEST_MS)
    return fault(
      `the clock says ${new Date(nowMs).toISOString().slice(0, 10)}`,
      'sudo timedatectl set-ntp true; without a network: sudo timedatectl set-time "2026-12-31 23:59:00"',
    );
  if (isSynchronised === false)
    return warning(
      'the clock has not been set by the network since the start',
      'timedatectl timesync-status',
    );
  return well('the clock is right');
}

function diskFindings({ folder, access, freeMb, wearPct }: HostFacts['disk'], user: string): Finding[] {
  const findings: Finding[] = [];
  if (access !== 'ok')
    findings.push(
      fault(
        `${folder} cannot be written by ${user}: no history is kept`,
        `sudo install -d -o ${user} ${folder}`,
      ),
    );
  else if (freeMb !== null && freeMb < FREE_MB_LEAST)
    findings.push(
      warning(
        `${folder} has ${Math.round(freeMb)} MB left`,
        `sudo journalctl --vacuum-size=100M; df -h ${folder}`,
      ),
    );
  else
    findings.push(
      well(`${folder} can be written${freeMb === null ? '' : `, ${Math.round(freeMb)} MB free`}`),
    );
  if (wearPct !== null && wearPct >= WEAR_PCT_MOST)
    findings.push(
      warning(
        `the memory behind ${folder} is worn to ${wearPct} % by its own estimate`,
        'copy the history (quietpost backup) and replace the medium',
      ),
    );
  return findings;
}

function brokerFinding({ url, fault: problem, certificateEndsMs }: BrokerFacts, nowMs: number): Finding {
  if (problem !== null)
    return fault(`broker ${url}: ${problem}`, 'address, port and network; control goes on without it');
  const days = certificateEndsMs === null ? null : Math.floor((certificateEndsMs - nowMs) / DAY_MS);
  if (days !== null && days < CERTIFICATE_DAYS_LEAST)
    return (days < 0 ? fault : warning)(
      `broker ${url}: its certificate ${days < 0 ? 'has ended' : `ends in ${days} days`}`,
      'whoever runs the broker renews it; a new caFile needs no restart',
    );
  return well(`broker ${url} answers${days === null ? '' : `, certificate for ${days} days`}`);
}

/** What is to be said of a file that the site names. */
export function secretFinding({ path, access, isOpenToAll }: HostFacts['secrets'][number]): Finding {
  if (access === 'absent') return fault(phrase('file-not-there', { path }), phrase('site-names-it'));
  if (access === 'denied')
    return fault(phrase('file-unreadable', { path }), `sudo chgrp quietpost ${path}; sudo chmod 640 ${path}`);
  if (isOpenToAll) return warning(phrase('file-open-to-all', { path }), `sudo chmod o= ${path}`);
  return well(phrase('file-well-kept', { path }));
}

function serviceFinding(service: HostFacts['service']): Finding {
  if (service === null || service.usual === 'not-found')
    return warning(
      'no service: nobody starts the gateway after a power cut, and nobody watches it',
      'sudo quietpost service install',
    );
  if (service.safe === 'active')
    return fault(
      'the service is in safe mode',
      'journalctl -u quietpost; then: sudo systemctl start quietpost',
    );
  if (service.usual !== 'active') return fault(`the service is ${service.usual}`, 'quietpost service status');
  return well('the service runs, its watchdog too');
}

function meterFinding({ level, good, different }: MeterFacts): Finding {
  if (good === 0)
    return fault(
      `no good value of ${level} in the last ten minutes`,
      'cable and supply of the meter: quietpost read',
    );
  if (different === 1 && good >= FROZEN_COUNT)
    return fault(
      `${level} has given one and the same value ${good} times`,
      'the meter hangs or shows its lowest value: clap beside it, switch it off and on, see quietpost read',
    );
  return well(`${level} is heard: ${good} values in ten minutes`);
}

function heatFinding(cpuTempC: number): Finding {
  if (cpuTempC > CPU_TEMP_C_MOST)
    return warning(
      `the processor is at ${Math.round(cpuTempC)} C and slows down`,
      'shade and air for the gateway',
    );
  return well(`the processor is at ${Math.round(cpuTempC)} C`);
}

function well(text: string | Phrase): Finding {
  return { grade: 'ok', text };
}

function warning(text: string | Phrase, mend: string | Phrase): Finding {
  return { grade: 'warning', text, mend };
}

function fault(text: string | Phrase, mend: string | Phrase): Finding {
  return { grade: 'fault', text, mend };
}
