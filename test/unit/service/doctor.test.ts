/** Each thing that can be wrong around a gateway is named, with what mends it. */

import { expect, test } from 'vitest';
import type { ConsoleText } from '../../../src/language/console/console-text.ts';
import { dictionaries } from '../../../src/language/languages.ts';
import { sayConsole } from '../../../src/language/say-console.ts';
import { findingsOf, type HostFacts } from '../../../src/service/doctor.ts';

const nowMs = Date.UTC(2026, 10, 30);
const DAY_MS = 86_400_000;
const healthy: HostFacts = {
  user: 'pi',
  ports: [{ path: '/dev/ttyUSB0', access: 'ok', latencyMs: 1 }],
  chips: [{ chip: 'raspberry-pi', access: 'ok' }],
  clock: { nowMs, isSynchronised: true },
  disk: { folder: '/var/lib/quietpost', access: 'ok', freeMb: 9000, wearPct: 10 },
  broker: { url: 'mqtts://b:8883', fault: null, certificateEndsMs: nowMs + 60 * DAY_MS },
  secrets: [{ path: '/etc/quietpost/password', access: 'ok', isOpenToAll: false }],
  service: { usual: 'active', safe: 'inactive' },
  meters: [{ level: 'slm.sound.laeq', good: 590, different: 120 }],
  cpuTempC: 55,
};

test('a healthy gateway has nothing to mend', () => {
  const findings = findingsOf(healthy);
  expect(findings.map(({ grade }) => grade)).toEqual(findings.map(() => 'ok'));
  expect(findings.every(({ mend }) => mend === undefined)).toBe(true);
});

const port = healthy.ports[0];
const secret = healthy.secrets[0];
if (port === undefined || secret === undefined) throw new Error('the healthy gateway has both');

function unreached(code: string): NonNullable<HostFacts['broker']> {
  return {
    url: 'mqtt://b',
    fault: { code, said: 'as the library says it', waitedS: 5 },
    certificateEndsMs: null,
  };
}

/** What is changed, the grade it gets, words of the finding, words of what mends it. */
const cases: readonly [Partial<HostFacts>, 'fault' | 'warning', string, string][] = [
  [{ ports: [{ ...port, access: 'absent' }] }, 'fault', '/dev/ttyUSB0 is not there', 'by-id'],
  [{ ports: [{ ...port, access: 'denied' }] }, 'fault', 'may not be opened by pi', 'usermod -aG dialout pi'],
  [{ ports: [{ ...port, latencyMs: 16 }] }, 'warning', 'holds each answer back for 16 ms', 'latency_timer'],
  [
    { chips: [{ chip: 'raspberry-pi', access: 'absent' }] },
    'fault',
    'raspberry-pi is not there',
    'gpiodetect',
  ],
  [
    { chips: [{ chip: 'raspberry-pi', access: 'denied' }] },
    'fault',
    'may not be used',
    'usermod -aG gpio pi',
  ],
  [{ clock: { nowMs: 0, isSynchronised: false } }, 'fault', 'the clock says 1970-01-01', 'timedatectl'],
  [{ clock: { nowMs, isSynchronised: false } }, 'warning', 'not been set', 'timedatectl'],
  [{ disk: { ...healthy.disk, access: 'denied' } }, 'fault', 'no history is kept', 'install -d -o pi'],
  [{ disk: { ...healthy.disk, freeMb: 499 } }, 'warning', '499 MB left', 'vacuum'],
  [{ disk: { ...healthy.disk, wearPct: 80 } }, 'warning', 'worn to 80 %', 'replace'],
  [{ broker: unreached('ECONNREFUSED') }, 'fault', 'nobody listens there (connection refused)', 'network'],
  [{ broker: unreached('ENOTFOUND') }, 'fault', 'its name is not known', 'network'],
  [{ broker: unreached('ETIMEDOUT') }, 'fault', 'no answer within 5 s', 'network'],
  [{ broker: unreached('CERT_HAS_EXPIRED') }, 'fault', 'as the library says it', 'network'],
  [
    { broker: { url: 'mqtts://b', fault: null, certificateEndsMs: nowMs + 20.9 * DAY_MS } },
    'warning',
    'ends in 20 days',
    'renews',
  ],
  [
    { broker: { url: 'mqtts://b', fault: null, certificateEndsMs: nowMs - 1 } },
    'fault',
    'has ended',
    'renews',
  ],
  [{ secrets: [{ ...secret, access: 'absent' }] }, 'fault', 'password is not there', 'site file'],
  [{ secrets: [{ ...secret, access: 'denied' }] }, 'fault', 'may not be read', 'chmod 640'],
  [{ secrets: [{ ...secret, isOpenToAll: true }] }, 'warning', 'by everybody', 'chmod o='],
  [{ service: null }, 'warning', 'no service', 'service install'],
  [{ service: { usual: 'not-found', safe: 'inactive' } }, 'warning', 'no service', 'service install'],
  [{ service: { usual: 'failed', safe: 'active' } }, 'fault', 'safe mode', 'journalctl'],
  [{ service: { usual: 'failed', safe: 'inactive' } }, 'fault', 'the service is failed', 'service status'],
  [{ meters: [{ level: 'a', good: 0, different: 0 }] }, 'fault', 'no good value of a', 'cable'],
  [{ meters: [{ level: 'a', good: 60, different: 1 }] }, 'fault', 'the same value 60 times', 'clap'],
  [{ cpuTempC: 79 }, 'warning', '79 C and slows down', 'air'],
];

test.each(cases)('%j', (changed, grade, text, mend) => {
  const [first, ...rest] = findingsOf({ ...healthy, ...changed });
  expect(first?.grade).toBe(grade);
  expect(inWords(first?.text)).toContain(text);
  expect(inWords(first?.mend)).toContain(mend);
  expect(rest.every((one) => one.grade === 'ok')).toBe(true);
});

function inWords(said: string | ConsoleText = ''): string {
  return typeof said === 'string' ? said : sayConsole(dictionaries.en, said);
}

test('what is just within its bounds is well', () => {
  const edges: Partial<HostFacts> = {
    ports: [{ ...port, latencyMs: 2 }],
    disk: { ...healthy.disk, freeMb: 500, wearPct: 70 },
    broker: { url: 'mqtts://b', fault: null, certificateEndsMs: nowMs + 21 * DAY_MS },
    meters: [{ level: 'a', good: 59, different: 1 }],
    cpuTempC: 78,
  };
  expect(findingsOf({ ...healthy, ...edges }).every(({ grade }) => grade === 'ok')).toBe(true);
});
