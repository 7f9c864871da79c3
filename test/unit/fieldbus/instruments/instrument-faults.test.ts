/** Ports of instruments when things go wrong: no answer is taken for that of another question, nothing grows. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { FaultKind } from '../../../../hw-mocks/faults/faults.ts';
import { message } from '../../../../src/model/message.ts';
import { sampleSize } from '../../../sample-size.ts';
import { ageOf, createInstrumentRig, levelsOf, meterDefinition } from './instrument-rig.ts';

const askedModels = ['nti-xl2', 'rion-nl43', 'nsrt-mk3'];
const streamModels = ['rion-nl43-stream', 'pce-322a'];
const always = { fromMs: 0, untilMs: Number.POSITIVE_INFINITY };
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const pollOf = (model: string) => (model === 'rion-nl43' ? 4000 : 1000);

test.each([...askedModels, ...streamModels])(
  '%s gives a reading for each slot, heard in that moment',
  (model) => {
    const rig = createInstrumentRig(meterDefinition(model), pollOf(model));
    rig.port.start();
    rig.clock.runUntil(60 * pollOf(model));
    const levels = levelsOf(rig.readings);
    expect(levels.length).toBeGreaterThanOrEqual(57);
    // A frame counts when the next one has begun behind it.
    const ageMs = model === 'pce-322a' ? 600 : 100;
    for (const { levelDb, takenMs } of levels) expect(ageOf(levelDb, takenMs)).toBeLessThanOrEqual(ageMs);
  },
);

const kinds: readonly FaultKind[] = [
  'silent',
  'late',
  'garbled',
  'truncated',
  'doubled',
  'noise',
  'exception',
];

const seeds = sampleSize({ sample: 1, full: 8 });

test.each(askedModels)(
  `of ${1000 * seeds} questions to a %s with every second answer spoilt, none gets the answer of another`,
  (model) => {
    const pollMs = pollOf(model);
    const definition = meterDefinition(model);
    const goods: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const rig = createInstrumentRig(definition, pollMs);
      for (const [index, kind] of kinds.entries()) {
        // Late by anything from within the deadline to several polls.
        const delayMs = kind === 'late' ? { delayMs: 137 * seed * (1 + index) + 300 * seed } : {};
        rig.faults.setFault({ kind, ...always, seed: seed * 100 + index, probability: 0.09, ...delayMs });
      }
      rig.port.start();
      rig.clock.runUntil(1000 * pollMs);
      const levels = levelsOf(rig.readings);
      goods.push(levels.length);
      expectOwnAnswers(rig, `seed ${seed}`);
      expect(rig.readings.length + rig.port.counters().missed).toBeGreaterThanOrEqual(999);
      expect(rig.clock.pending).toBeLessThan(20);
    }
    // It goes on: what is not spoilt is read.
    for (const good of goods) expect(good, `${goods}`).toBeGreaterThan(20);
  },
);

test.each(askedModels)(
  'an answer that comes after the deadline of a %s is never the next answer',
  (model) => {
    const pollMs = pollOf(model);
    const definition = meterDefinition(model);
    const stepMs = pollMs / sampleSize({ sample: 12, full: 40 });
    for (let lateMs = 100; lateMs <= 4 * pollMs; lateMs += stepMs) {
      const rig = createInstrumentRig(definition, pollMs);
      rig.port.start();
      rig.clock.runUntil(5 * pollMs - 100);
      rig.faults.setFault({ kind: 'late', fromMs: 0, untilMs: 5 * pollMs + 400, seed: 1, delayMs: lateMs });
      rig.clock.runUntil(20 * pollMs);
      expectOwnAnswers(rig, `late by ${lateMs} ms`);
      const levels = levelsOf(rig.readings);
      expect(levels.at(-1)?.takenMs, `late by ${lateMs} ms`).toBeGreaterThan(18 * pollMs);
    }
  },
);

test.each(streamModels)('spoilt pieces of a %s are no readings, and the stream goes on', (model) => {
  const rig = createInstrumentRig(meterDefinition(model));
  for (const [index, kind] of (['garbled', 'truncated', 'doubled', 'noise', 'silent'] as const).entries())
    rig.faults.setFault({ kind, ...always, seed: index, probability: 0.1 });
  rig.port.start();
  rig.clock.runUntil(1_000_000);
  const levels = levelsOf(rig.readings);
  expect(levels.length).toBeGreaterThan(600);
  const ageMs = model === 'pce-322a' ? 1600 : 100;
  for (const { levelDb, takenMs } of levels) expect(ageOf(levelDb, takenMs)).toBeLessThanOrEqual(ageMs);
});

/** Each level was heard after the last question for it before it was taken. */
function expectOwnAnswers(rig: ReturnType<typeof createInstrumentRig>, trial: string): void {
  const questions = rig.asked.filter(({ bytes }) => bytes[0] === 0x11 || /^(DOD|MEAS:SLM)/.test(text(bytes)));
  for (const { levelDb, takenMs } of levelsOf(rig.readings)) {
    const askedMs = questions.findLast(({ atMs }) => atMs <= takenMs)?.atMs ?? Number.NaN;
    expect(
      ageOf(levelDb, takenMs),
      `${trial}: ${levelDb} dB at ${takenMs} ms, asked for at ${askedMs}`,
    ).toBeLessThanOrEqual(takenMs - askedMs + 100);
  }
}

test('the Leq of an NSRT, which reading empties, is not asked for again in the same slot, and a part of it does not count', () => {
  const rig = createInstrumentRig(meterDefinition('nsrt-mk3'));
  rig.port.start();
  rig.clock.runUntil(10_500);
  rig.asked.length = 0;
  rig.readings.length = 0;
  rig.faults.setFault({ kind: 'silent', fromMs: 10_900, untilMs: 11_100, seed: 1 });
  rig.clock.runUntil(13_600);
  const reads = rig.asked.filter(({ bytes }) => bytes[0] === 0x11);
  expect(reads).toHaveLength(3);
  expect(
    rig.readings.map(({ reply, takenMs }) => [Math.floor(takenMs / 1000), reply.ok ? 'good' : reply.fault]),
  ).toEqual([
    [11, { kind: 'timeout', afterMs: 500 }],
    [12, { kind: 'frame', detail: message('level-covers-unknown', { pollMs: 1000 }) }],
    [13, 'good'],
  ]);
});

test('an XL2 that somebody stops is started again, and says nothing meanwhile', () => {
  const definition = meterDefinition('nti-xl2');
  const rig = createInstrumentRig(definition);
  rig.port.start();
  rig.clock.runUntil(5500);
  const hear = rig.server.onData;
  let isStopped = true;
  rig.server.onData = (bytes) => {
    if (text(bytes).startsWith('INIT START')) isStopped = false;
    if (isStopped && text(bytes).startsWith('INIT:STATE?')) rig.server.send(Buffer.from('STOPPED\r\n'), 5);
    else hear(bytes);
  };
  rig.readings.length = 0;
  rig.clock.runUntil(9900);
  expect(isStopped).toBe(false);
  expect(rig.readings[0]?.reply).toEqual({
    ok: false,
    fault: { kind: 'frame', detail: message('instrument-says', { status: 'STOPPED' }) },
  });
  expect(levelsOf(rig.readings).length).toBeGreaterThanOrEqual(2);
});

test('dashes, a word that is not OK and the refusal of a Rion are no readings', () => {
  const xl2 = createInstrumentRig(meterDefinition('nti-xl2'));
  xl2.port.start();
  xl2.clock.runUntil(3500);
  xl2.shown.level = () => null;
  xl2.clock.runUntil(4500);
  const last = xl2.readings.at(-1)?.reply;
  expect(last?.ok ? last.value.map(({ result }) => result) : last).toEqual([
    { ok: false, fault: { kind: 'no-value', shown: '--.-' } },
    { ok: false, fault: { kind: 'no-value', shown: '--.-' } },
  ]);

  const rion = createInstrumentRig(meterDefinition('rion-nl43'), 4000);
  rion.port.start();
  rion.clock.runUntil(10_000);
  rion.faults.setFault({ kind: 'exception', ...always, seed: 1 });
  rion.clock.runUntil(12_500);
  expect(rion.readings.at(-1)?.reply).toEqual({
    ok: false,
    fault: {
      kind: 'rejected',
      detail: message('instrument-refuses', {
        status: 'R+0004',
        meaning: 'not possible now; is it measuring?',
      }),
    },
  });
});

test('the echo of the question is passed over, that of another one is not', () => {
  for (const [echo, isGood] of [
    ['', true],
    ['own', true],
    ['INIT START\r\n', false],
  ] as const) {
    const rig = createInstrumentRig(meterDefinition('nti-xl2'));
    const hear = rig.server.onData;
    rig.server.onData = (bytes) => {
      if (echo !== '' && text(bytes).startsWith('MEAS:SLM'))
        rig.server.send(echo === 'own' ? bytes : Buffer.from(echo));
      hear(bytes);
    };
    rig.port.start();
    rig.clock.runUntil(8000);
    expect([echo, levelsOf(rig.readings).length > 4]).toEqual([echo, isGood]);
  }
});

test('a megabyte without a line end costs no memory and no reading but those of its time', () => {
  const rig = createInstrumentRig(meterDefinition('nti-xl2'));
  rig.port.start();
  rig.clock.runUntil(3500);
  const before = heldBytes();
  const junk = new Uint8Array(65_536).fill(0x55);
  for (let sent = 0; sent < 160; sent++) rig.server.send(junk, sent);
  rig.clock.runUntil(3800);
  // 10 MB came; what is kept of them is what counts, not what waits to be collected.
  expect(heldBytes() - before).toBeLessThan(3e6);
  rig.clock.runUntil(12_000);
  const levels = levelsOf(rig.readings);
  expect(levels.at(-1)?.takenMs).toBeGreaterThan(11_000);
  for (const { levelDb, takenMs } of levels) expect(ageOf(levelDb, takenMs)).toBeLessThanOrEqual(100);
});

test.each([...askedModels, ...streamModels])(
  'a silent %s is told once, the link is opened anew, and it is told when it is back',
  (model) => {
    const pollMs = pollOf(model);
    const rig = createInstrumentRig(meterDefinition(model), pollMs);
    rig.port.start();
    rig.clock.runUntil(10_500);
    rig.shown.isSilent = true;
    rig.clock.runUntil(70_500);
    rig.shown.isSilent = false;
    rig.clock.runUntil(120_000);
    const told = rig.changes.map(({ kind }) => kind);
    expect(told.filter((kind) => kind === 'device-silent')).toHaveLength(1);
    expect(told.filter((kind) => kind === 'device-back')).toHaveLength(1);
    expect(told.filter((kind) => kind === 'link-up').length).toBeLessThanOrEqual(2);
    expect(rig.port.counters().reopened).toBeGreaterThan(0);
    expect(levelsOf(rig.readings).at(-1)?.takenMs).toBeGreaterThan(120_000 - 1.5 * pollMs - 1000);
  },
);

test('while the link is down each slot passes with the reason, and nothing is written', () => {
  const rig = createInstrumentRig(meterDefinition('nti-xl2'));
  rig.server.refuse = true;
  rig.port.start();
  rig.clock.runUntil(5500);
  expect(rig.readings.length).toBeGreaterThanOrEqual(5);
  for (const { reply } of rig.readings)
    expect(reply).toMatchObject({ ok: false, fault: { kind: 'link-down' } });
  expect(rig.asked).toEqual([]);
  rig.port.stop();
  expect(rig.clock.pending).toBeLessThanOrEqual(2);
});

/** Memory that is still in use after a collection. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
