import { expect, test } from 'vitest';
import { createModbusClient } from '../../../../src/fieldbus/modbus/modbus-client.ts';
import { encodeReply } from '../../../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../../../src/fieldbus/modbus/tcp-framing.ts';
import { createWireCounters } from '../../../../src/fieldbus/modbus/wire-counters.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import { plain } from '../../../../src/model/message.ts';
import type { Result } from '../../../../src/model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { createFakeClock } from '../fake-clock.ts';
import { hex, joined, seededRandom } from '../frames.ts';
import { createScriptedLink } from '../scripted-link.ts';

const read: ModbusRequest = { kind: 'read', table: 'holding', address: 0, count: 2 };

function setUp(
  transport: 'rtu' | 'tcp',
  timing: { baud?: number; minGapMs?: number; drainMs?: number } = {},
) {
  const clock = createFakeClock();
  const link = createScriptedLink(clock);
  const counters = createWireCounters();
  const states: string[] = [];
  const readyAtMs: number[] = [];
  const client = createModbusClient({
    link,
    transport,
    clock,
    timing: { minGapMs: 0, drainMs: 50, bitsPerChar: 10, ...timing },
    counters,
    onChatter: () => states.push('chatter'),
    onReady: () => readyAtMs.push(clock.nowMs()),
    onLink: (state) => states.push(state),
  });
  const settled: Result<ModbusReply, Fault>[] = [];
  client.open();
  clock.runFor(10);
  return {
    clock,
    link,
    counters,
    client,
    states,
    readyAtMs,
    settled,
    ask: (timeoutMs = 100, request = read) =>
      client.request(7, request, timeoutMs, (reply) => settled.push(reply)),
  };
}

function answer(values: ModbusReply, unitId = 7): Uint8Array {
  return rtuFraming.wrap(unitId, encodeReply(read, values), 0);
}

test('a request is answered, and the client is ready again', () => {
  const { clock, link, client, settled, counters, ask } = setUp('rtu');
  ask();
  expect(client.ready).toBe(false);
  link.reply(answer([1, 2]), 20);
  clock.runFor(20);
  expect(settled).toEqual([{ ok: true, value: [1, 2] }]);
  expect(client.ready).toBe(true);
  expect(counters).toMatchObject({ requests: 1, ok: 1, lateBytes: 0 });
});

test('silence is settled at the deadline, counted from the last byte sent', () => {
  const { clock, settled, ask } = setUp('rtu', { baud: 9600 });
  ask(100);
  const sentMs = (8 * 10_000) / 9600;
  clock.runFor(sentMs + 99.9);
  expect(settled).toEqual([]);
  clock.runFor(0.2);
  expect(settled).toEqual([{ ok: false, fault: { kind: 'timeout', afterMs: 100 } }]);
});

test('a raw coil value is sent as it is (Waveshare flash: 2 s on)', () => {
  const { link, ask } = setUp('rtu');
  ask(100, { kind: 'write-coil', address: 0x0200, value: 20 });
  expect(link.written[0]?.bytes.slice(0, 6)).toEqual(hex('07 05 02 00 00 14'));
});

test.each([
  ['9600 baud: 3.5 characters', { baud: 9600 }, (3.5 * 10_000) / 9600],
  ['115200 baud: 1.75 ms', { baud: 115_200 }, 1.75],
  ['a device that needs more', { baud: 115_200, minGapMs: 60 }, 60],
])('frames are kept apart: %s', (_what, timing, gapMs) => {
  const { clock, link, client, ask, readyAtMs } = setUp('rtu', timing);
  clock.runFor(100);
  ask(1000);
  clock.runFor(30);
  readyAtMs.length = 0;
  link.reply(answer([1, 2]));
  clock.runFor(0);
  const repliedMs = clock.nowMs();
  expect(client.ready).toBe(false);
  clock.runFor(100);
  expect(readyAtMs).toEqual([repliedMs + gapMs]);
});

test('the silence counts from the end of the frame, not from the receive timeout of the UART', () => {
  const { clock, link, client, ask } = setUp('rtu', { baud: 9600 });
  const charMs = 10_000 / 9600;
  ask(1000);
  const frame = answer([1, 2]);
  // A FIFO mark after 8 characters in time, the ninth 3.2 characters late.
  link.reply(frame.slice(0, 8), 50);
  link.reply(frame.slice(8), 50 + charMs + 3.2 * charMs);
  clock.runFor(50 + charMs + 3.49 * charMs);
  expect(client.ready).toBe(false);
  clock.runFor(0.02 * charMs);
  expect(client.ready).toBe(true);
});

test('after a timeout the line must be quiet; what comes late is counted and thrown away', () => {
  const { clock, link, client, settled, counters, ask } = setUp('rtu', { drainMs: 50 });
  ask(100);
  link.reply(answer([8, 9]), 130);
  clock.runFor(150);
  expect(client.ready).toBe(false);
  clock.runFor(29.9);
  expect(client.ready).toBe(false);
  clock.runFor(0.1);
  expect(client.ready).toBe(true);
  expect(counters).toMatchObject({ timeouts: 1, lateBytes: 9 });
  ask(100);
  link.reply(answer([1, 2]), 10);
  clock.runFor(10);
  expect(settled[1]).toEqual({ ok: true, value: [1, 2] });
});

test('a doubled answer is not taken for the next one', () => {
  const { clock, link, client, settled, counters, ask } = setUp('rtu', { baud: 115_200, drainMs: 50 });
  ask();
  link.reply(answer([1, 2]), 10);
  link.reply(answer([1, 2]), 11);
  clock.runFor(30);
  expect(client.ready).toBe(false);
  clock.runFor(31);
  expect(client.ready).toBe(true);
  expect(settled).toEqual([{ ok: true, value: [1, 2] }]);
  expect(counters.lateBytes).toBe(9);
});

test('TCP goes on after a timeout without a pause and knows a late answer by its number', () => {
  const { clock, link, settled, counters, ask } = setUp('tcp');
  ask(100);
  link.reply(tcpFraming.wrap(7, encodeReply(read, [8, 9]), 1), 120);
  clock.runFor(100);
  ask(100);
  clock.runFor(30);
  expect(settled).toHaveLength(1);
  link.reply(tcpFraming.wrap(7, encodeReply(read, [1, 2]), 2));
  clock.runFor(1);
  expect(settled[1]).toEqual({ ok: true, value: [1, 2] });
  expect(counters.lateBytes).toBe(13);
});

test('a TCP stream out of step is found again after a pause', () => {
  const { clock, link, client, settled, ask } = setUp('tcp');
  ask(100);
  link.reply(answer([1, 2]), 10);
  clock.runFor(20);
  expect(settled[0]).toMatchObject({ fault: { kind: 'frame' } });
  expect(client.ready).toBe(false);
  link.reply(hex('00 00 00'), 0);
  clock.runFor(60);
  ask(100);
  link.reply(tcpFraming.wrap(7, encodeReply(read, [1, 2]), 2));
  clock.runFor(1);
  expect(settled[1]).toEqual({ ok: true, value: [1, 2] });
});

test.each(['rtu', 'tcp'] as const)('%s: losing the link settles the request in flight', (transport) => {
  const { clock, link, client, settled, states, ask } = setUp(transport);
  ask();
  link.drop();
  expect(settled).toEqual([{ ok: false, fault: { kind: 'link-down', detail: plain('dropped') } }]);
  expect(states).toEqual(['open', 'down']);
  expect(() => ask()).toThrow('ready');
  clock.runFor(1000);
  client.open();
  clock.runFor(10);
  expect(client.ready).toBe(true);
  expect(settled).toHaveLength(1);
});

test('closing settles the request in flight, and nothing rings afterwards', () => {
  const { clock, client, settled, ask } = setUp('rtu');
  ask();
  client.close();
  expect(settled).toMatchObject([{ fault: { kind: 'link-down' } }]);
  expect(clock.pending).toBe(0);
});

test('two requests at once are a programmer error', () => {
  const { ask } = setUp('rtu');
  ask();
  expect(() => ask()).toThrow('ready');
});

test('an answer that was in the kernel while the process was held up is still taken', () => {
  const { clock, link, settled, ask } = setUp('rtu');
  ask(100);
  const heldUp = clock.nowMs;
  // The deadline rings 500 ms late; the bytes are delivered in the turn after it.
  clock.nowMs = () => heldUp() + 500;
  clock.runFor(100);
  expect(settled).toEqual([]);
  link.reply(answer([1, 2]));
  clock.nowMs = heldUp;
  clock.runFor(500);
  expect(settled).toEqual([{ ok: true, value: [1, 2] }]);
});

test.each([
  [20, 1],
  [21, 0],
])('a deadline that rings %s ms late: %s is over at once', (lateMs, over) => {
  const { clock, settled, ask } = setUp('rtu');
  ask(100);
  const onTime = clock.nowMs;
  clock.nowMs = () => onTime() + lateMs;
  clock.runFor(100);
  expect(settled).toHaveLength(over);
});

test('10,000 late, doubled, truncated, garbled and foreign answers: none is taken for another', () => {
  const random = seededRandom(20_260_101);
  const { clock, link, client, settled, counters } = setUp('rtu', { drainMs: 60, minGapMs: 20 });
  clock.runFor(20);
  let asked = 0;
  let timeouts = 0;
  link.onWrite = () => {
    const whole = answer([asked >> 16, asked & 0xffff]);
    const kind = Math.floor(random() * 7);
    const lateMs = random() * 150;
    const garbled = whole.slice();
    garbled[Math.floor(random() * garbled.length)] = Math.floor(random() * 256);
    const bytes =
      [whole, joined(whole, whole), whole.slice(0, 1 + Math.floor(random() * 8)), garbled, answer([1, 1], 8)][
        kind
      ] ?? whole;
    link.reply(bytes, lateMs);
    // A second copy later than the silent interval fits the next question: RTU has nothing to tell it by.
    if (kind === 5) link.reply(whole, lateMs + random() * 20);
  };
  for (let trial = 0; trial < 10_000; trial++) {
    while (!client.ready) clock.runFor(1);
    asked = trial;
    settled.length = 0;
    client.request(7, read, 100, (reply) => settled.push(reply));
    clock.runFor(100);
    const [reply, ...more] = settled;
    expect(more).toEqual([]);
    if (reply?.ok === true) expect(reply.value).toEqual([trial >> 16, trial & 0xffff]);
    else if (reply?.fault.kind === 'timeout') timeouts++;
    else expect(reply?.fault.kind).toMatch(/crc|frame/);
  }
  expect(timeouts).toBeGreaterThan(1000);
  expect(counters.ok).toBeGreaterThan(1000);
  expect(counters.lateBytes).toBeGreaterThan(10_000);
  const { requests, ok, exceptions, crcErrors, frameErrors } = counters;
  expect(ok + exceptions + counters.timeouts + crcErrors + frameErrors).toBe(requests);
});

test('after a timeout the line must be quiet for 50 ms, counted anew from each late byte', () => {
  const { clock, link, client, counters, ask } = setUp('rtu');
  ask(100);
  clock.runFor(100);
  clock.runFor(49.9);
  expect(client.ready).toBe(false);
  link.reply(Uint8Array.of(7), 0);
  clock.runFor(49.9);
  expect([client.ready, counters.lateBytes]).toEqual([false, 1]);
  clock.runFor(0.2);
  expect(client.ready).toBe(true);
});

test('on an idle line four stray bytes are a glitch, five may be a late answer and begin a drain', () => {
  const ready = (count: number) => {
    const { clock, link, client } = setUp('rtu', { baud: 9600 });
    clock.runFor(100);
    link.reply(new Uint8Array(count), 0);
    clock.runFor(5);
    return client.ready;
  };
  // The silent interval at 9600 baud is 3.6 ms, the drain 50 ms.
  expect([ready(4), ready(5)]).toEqual([true, false]);
});
