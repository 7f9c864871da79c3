import { expect, onTestFinished, test } from 'vitest';
import { createEnclosureBoard } from '../../../../firmware-bridge/gateway/enclosure-board.ts';
import { createSimulatedBoard } from '../../../../hw-mocks/devices/board.ts';
import { createMemoryWire } from '../../../../hw-mocks/links/memory-link.ts';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createLineLink } from '../../../../src/adapters/serial/line-link.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { Event } from '../../../../src/model/event.ts';
import type { Reading } from '../../../../src/model/reading.ts';
import { createVectorBody, vectors } from '../protocol/vectors.ts';
import { failSafe } from './session-rig.ts';

function createCover() {
  const clock = createVirtualClock({ startWallMs: 1_000_000 });
  const { link, server } = createMemoryWire(clock, { latencyMs: 2 });
  const board = createSimulatedBoard(vectors.board, createVectorBody([]), clock);
  board.serve(server);
  const readings = new Map<string, Reading>();
  const events: Event[] = [];
  const cover = createEnclosureBoard({
    id: 'cover-a',
    link: createLineLink(link, 120),
    clock,
    jitter: () => 0,
    failSafe,
    leaseMs: 6000,
    onReading: (channel, reading) => readings.set(channel, reading),
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => board.stop());
  const runFor = (ms: number) => clock.runUntil(clock.nowMs() + ms);
  const cycle = (fansPct: readonly number[], energised: readonly number[], seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      cover.drive(fansPct, energised);
      runFor(1000);
    }
  };
  cover.start();
  runFor(2500);
  return { board, server, readings, events, cover, runFor, cycle, clock };
}

test('gives every sensor as a reading of its channel, taken when the line came', () => {
  const { readings } = createCover();
  const values = Object.fromEntries([...readings].map(([channel, { value }]) => [channel, value]));
  expect(values).toEqual({
    'cover-a.fan.setpoint.1': 60,
    'cover-a.fan.setpoint.2': 60,
    'cover-a.relay.coils': 0,
    'cover-a.fan.speed.1': 1050,
    'cover-a.fan.speed.2': 1062,
    'cover-a.temperature.1': 31.4,
    'cover-a.temperature.2': null,
    'cover-a.device.status.door': 0,
    'cover-a.device.status.inputs': 2,
  });
  expect(readings.get('cover-a.temperature.1')).toMatchObject({ quality: 'good', takenMs: 2002 });
  expect(readings.get('cover-a.temperature.2')).toMatchObject({ quality: 'sensor-fault' });
});

test('drives fans in whole percent and relays by their number, and reads them back', () => {
  const { board, readings, cycle } = createCover();
  cycle([42.4, 55.5], [1, 8], 2);
  expect(board.applied.fansPct).toEqual([42, 56]);
  expect(board.applied.relays.map(Number).join('')).toBe('10000001');
  expect(readings.get('cover-a.relay.coils')?.value).toBe(0x81);
  expect(readings.get('cover-a.fan.setpoint.1')?.value).toBe(42);
});

test('all channels of a lost board turn bad at once, and good again with it', () => {
  const { server, readings, runFor } = createCover();
  server.drop();
  runFor(1);
  for (const [channel, reading] of readings)
    expect(reading, channel).toMatchObject({ value: null, quality: 'stale' });
  runFor(4000);
  expect(readings.get('cover-a.temperature.1')?.quality).toBe('good');
});

test('a board that only speaks keeps its readings good', () => {
  const { server, readings, cycle, events } = createCover();
  server.onData = () => {};
  cycle([30, 30], [], 4);
  expect(events.at(-1)).toMatchObject({ state: 'raised', subject: 'cover-a' });
  expect(readings.get('cover-a.temperature.1')?.quality).toBe('good');
});

test('tells in words what happened, what it means and what to do', () => {
  const { board, server, events, cycle, clock } = createCover();
  cycle([30, 30], [1], 2);
  board.reset('brown-out');
  cycle([30, 30], [1], 2);
  server.drop();
  cycle([30, 30], [1], 2);
  expect(events.map(({ severity, state, message }) => `${severity} ${state}: ${inEnglish(message)}`)).toEqual(
    [
      'info noted: cover-a is under control: board vector, firmware 1.0.0.',
      'warning noted: cover-a was reset and is being set again: its supply voltage dipped. Measure the 5 V under load.',
      'alarm raised: cover-a cannot be commanded: link is down: connection lost. Its outputs stand in the fail-safe it keeps, at the latest 6 s after the last command. Check its supply, its cable and its port.',
      'info cleared: cover-a is under control: board vector, firmware 1.0.0.',
    ],
  );
  expect(events.every(({ wallMs }) => wallMs > 1_000_000 && wallMs <= clock.wallMs())).toBe(true);
});

test('a percent that no fan has is a programmer error', () => {
  const { cover } = createCover();
  expect(() => cover.drive([120, 30], [])).toThrow('fans=120');
});
