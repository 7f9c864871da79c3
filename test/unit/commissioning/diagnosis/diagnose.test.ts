/** What single traces on the wire mean; whole mistakes on a bench are in mistakes.test.ts. */

import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../../src/commissioning/diagnosis/diagnose.ts';
import type { DiagnosisCase, Finding } from '../../../../src/commissioning/diagnosis/diagnosis-case.ts';
import { followUps } from '../../../../src/commissioning/diagnosis/next-questions.ts';
import type { Trial } from '../../../../src/commissioning/diagnosis/trial.ts';
import { planReads } from '../../../../src/devices/modbus/read-plan.ts';
import { smallestRead } from '../../../../src/fieldbus/bus/probe.ts';
import type { LineSetting } from '../../../../src/fieldbus/modbus/line-setting.ts';
import { rtuFraming } from '../../../../src/fieldbus/modbus/rtu-framing.ts';
import { dictionaries, languages } from '../../../../src/language/languages.ts';
import { sayConsole } from '../../../../src/language/say-console.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import { plain } from '../../../../src/model/message.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import { model } from '../parts.ts';

const air = model('xy-md02');
const serial: LineSetting = { kind: 'serial', baud: 9600, format: '8N1' };
const blocks = planReads(air, 1000);
const request = smallestRead(blocks) ?? { kind: 'read', table: 'input', address: 1, count: 2 };
const neighbour = { id: 'other', bus: 'line', unitId: 3, definition: air, pollMs: 1000, validMs: 5000 };

const fault = (kind: Fault): Trial['outcome'] => failed(kind);
const timeout = fault({ kind: 'timeout', afterMs: 500 });
const crc = fault({ kind: 'crc' });
const good: Trial['outcome'] = ok([234, 552]);
const sent = Uint8Array.of(2, 4, 0, 1, 0, 2, 32, 56);
/** 23.4 degC and 55.2 %. */
const frameOf = (unitId: number) => rtuFraming.wrap(unitId, Uint8Array.of(4, 4, 0, 234, 2, 40), 0);
const frame = frameOf(2);

function trial(outcome: Trial['outcome'], other: Partial<Trial> = {}): Trial {
  const received = outcome.ok ? frameOf(other.unitId ?? 2) : new Uint8Array();
  const usual = { line: serial, unitId: 2, request, timeoutMs: 500, sent, lateBytes: 0, tookMs: 40 };
  return { ...usual, received: received, outcome, ...other };
}

function causes(trials: readonly Trial[], other: Partial<DiagnosisCase> = {}): readonly Finding['cause'][] {
  return diagnose(caseWith(trials, other)).map(({ cause }) => cause);
}

function caseWith(trials: readonly Trial[], other: Partial<DiagnosisCase> = {}): DiagnosisCase {
  const usual = { line: serial, unitId: 2, definition: air, pollMs: 2000, blocks, others: [neighbour] };
  return { ...usual, trials, ...other };
}

const tcp: LineSetting = { kind: 'tcp' };
const hungUp = fault({ kind: 'link-down', detail: plain('192.0.2.7:502: closed by the device') });
const exception = (code: number) => fault({ kind: 'modbus-exception', code });
const broken = { received: Uint8Array.of(2, 4, 4, 0, 255, 255, 17) };
const long = { ...request, count: 1 };

const rows: readonly {
  readonly name: string;
  readonly trials: readonly Trial[];
  readonly is: readonly Finding['cause'][];
  readonly other?: Partial<DiagnosisCase>;
}[] = [
  { name: 'all is well', trials: [trial(good)], is: [] },
  {
    name: 'the port does not open',
    trials: [trial(hungUp, { sent: new Uint8Array() })],
    is: ['port'],
  },
  {
    name: 'broken answers here, clean ones elsewhere',
    trials: [trial(crc, broken), trial(crc, broken), trial(good), trial(good, { unitId: 3 })],
    is: ['duplicate-unit'],
  },
  {
    name: 'broken answers everywhere',
    trials: [trial(crc, broken), trial(crc, broken), trial(crc, broken), trial(crc, { unitId: 3 })],
    is: ['noise'],
  },
  {
    name: 'two answers to one question',
    trials: [trial(good), trial(good, { received: Uint8Array.of(...frame, ...frame) }), trial(good)],
    is: ['duplicate-unit'],
  },
  {
    name: 'one broken answer is no pattern',
    trials: [trial(crc, broken), trial(good), trial(good), trial(good, { unitId: 3 })],
    is: [],
  },
  {
    name: 'an adapter that hears itself',
    trials: [trial(fault({ kind: 'frame', detail: plain('') }), { received: sent })],
    is: ['echo'],
  },
  {
    name: 'silence, while the others answer',
    trials: [trial(timeout), trial(good, { unitId: 3 })],
    is: ['absent'],
  },
  { name: 'silence everywhere', trials: [trial(timeout), trial(timeout, { unitId: 3 })], is: ['dead-line'] },
  {
    name: 'an answer that comes too late',
    trials: [trial(timeout), trial(good, { timeoutMs: 3000, tookMs: 700 })],
    is: ['slow-device'],
  },
  {
    name: 'a gateway that does not hear the device',
    trials: [trial(exception(11), { line: tcp })],
    other: { line: tcp },
    is: ['behind-gateway'],
  },
  {
    name: 'a socket that is closed at each question',
    trials: [trial(hungUp, { line: tcp }), trial(hungUp, { line: tcp })],
    other: { line: tcp },
    is: ['one-client'],
  },
  {
    name: 'RTU frames that come back to Modbus TCP',
    trials: [trial(fault({ kind: 'frame', detail: plain('') }), { line: tcp, received: frame })],
    other: { line: tcp },
    is: ['rtu-over-tcp'],
  },
  {
    name: 'a read that is refused while its beginning is given',
    trials: [trial(exception(3)), trial(ok([234]), { request: long })],
    is: ['long-read'],
  },
  {
    name: 'values in the other table',
    trials: [trial(exception(1)), trial(good, { request: { ...request, table: 'holding' } })],
    is: ['table'],
  },
  {
    name: 'a plan that cannot work',
    trials: [trial(good)],
    other: { pollMs: 300 },
    is: ['timeout-over-poll'],
  },
];

describe('diagnose', () => {
  test.each(rows)('$name', ({ trials, is, other }) => {
    expect(causes(trials, other)).toEqual(is);
  });

  test('every finding says what to do', () => {
    for (const { trials, other } of rows)
      for (const { what, todo } of diagnose(caseWith(trials, other))) {
        for (const language of languages) {
          expect(sayConsole(dictionaries[language], what).length).toBeGreaterThan(10);
          expect(sayConsole(dictionaries[language], todo).length).toBeGreaterThan(10);
        }
        // What the link says may be words of an outside program.
        if (what.key !== 'diag-message')
          expect(sayConsole(dictionaries.zh, what)).not.toMatch(/[a-z]{2,} [a-z]{3,}/);
      }
  });
});

describe('what is asked next', () => {
  test('nothing more of a device that answers well, or whose port does not open', () => {
    expect(followUps(caseWith([trial(good)]))).toEqual([]);
    expect(followUps(caseWith([trial(hungUp, { sent: new Uint8Array() })]))).toEqual([]);
  });

  test('of a silent one: patience first, then the neighbours', () => {
    const [first, second] = followUps(caseWith([trial(timeout)]));
    expect(first).toMatchObject({ unitId: 2, line: serial, timeoutMs: 3000 });
    expect(second).toMatchObject({ unitId: 3, line: serial });
  });

  test('every question once, until there is none', () => {
    let subject = caseWith([trial(timeout)]);
    let count = 0;
    for (let next = followUps(subject)[0]; next !== undefined; next = followUps(subject)[0]) {
      subject = { ...subject, trials: [...subject.trials, { ...trial(timeout), ...next }] };
      expect(++count).toBeLessThan(200);
    }
    expect(count).toBeGreaterThan(40);
  });
});
