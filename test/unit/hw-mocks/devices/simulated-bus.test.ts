import { expect, test } from 'vitest';
import { createSimulatedBus } from '../../../../hw-mocks/devices/simulated-bus.ts';
import { createSimulatedDevice } from '../../../../hw-mocks/devices/simulated-device.ts';
import { createFaultSwitches, type FaultSwitch, parseFault } from '../../../../hw-mocks/faults/faults.ts';
import { createMemoryWire, type MemoryWireOptions } from '../../../../hw-mocks/links/memory-link.ts';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { encodeRequest } from '../../../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../../../src/fieldbus/modbus/tcp-framing.ts';
import { createTableModel, fan, meter } from '../fixtures.ts';

const readVoltage = encodeRequest({ kind: 'read', table: 'input', address: 16, count: 1 });

function setUp(
  transport: 'rtu' | 'tcp',
  options: { readonly faults?: readonly FaultSwitch[]; readonly memory?: MemoryWireOptions } = {},
) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const model = createTableModel();
  model.values.set('meter/voltage', 230);
  const devices = new Map([
    [1, createSimulatedDevice({ id: 'meter', definition: meter, model, clock })],
    [
      2,
      createSimulatedDevice({ id: 'fan', definition: fan, model, clock, failSafeValue: 80, leaseMs: 5000 }),
    ],
  ]);
  const faults = createFaultSwitches(options.faults);
  const bus = createSimulatedBus({
    id: 'bus',
    transport,
    devices,
    clock,
    faults,
    turnaroundMs: 5,
    charMs: transport === 'rtu' ? 1 : 0,
  });
  const { link, server } = createMemoryWire(clock, options.memory);
  bus.serve(server);
  const seen: string[] = [];
  link.open({
    opened() {},
    data: (bytes) => seen.push(`${clock.nowMs()} ${Buffer.from(bytes).toString('hex')}`),
    closed: () => seen.push(`${clock.nowMs()} closed`),
  });
  clock.runUntil(0);
  /** What comes back for one request, each chunk with the time since it was sent. */
  const ask = (unitId: number, pdu = readVoltage, waitMs = 100): string[] => {
    const sentMs = clock.nowMs();
    seen.length = 0;
    link.write((transport === 'rtu' ? rtuFraming : tcpFraming).wrap(unitId, pdu, 7));
    clock.runUntil(sentMs + waitMs);
    return seen.map((line) => line.replace(/^\d+/, (atMs) => String(Number(atMs) - sentMs)));
  };
  return { clock, model, faults, link, ask };
}

function always(kind: FaultSwitch['kind'], more: Partial<FaultSwitch> = {}): FaultSwitch {
  return { kind, fromMs: 0, untilMs: Number.POSITIVE_INFINITY, seed: 1, ...more };
}

test('an RTU answer takes the time of request, turnaround and answer on the wire', () => {
  // 8 characters out, 5 ms, 7 characters back; 2300 is 0x08fc.
  expect(setUp('rtu').ask(1)).toEqual(['20 01040208fcbeb1']);
});

test('a TCP answer repeats the transaction and takes the turnaround alone', () => {
  expect(setUp('tcp').ask(1)).toEqual(['5 00070000000501040208fc']);
});

test('a request that trickles in byte by byte is answered all the same', () => {
  expect(setUp('rtu', { memory: { maxChunk: 1 } }).ask(1)).toHaveLength(7);
  expect(setUp('tcp', { memory: { maxChunk: 1 } }).ask(1)).toHaveLength(11);
});

test('a unit that is not there: silence on a line, exception 11 from a TCP gateway', () => {
  expect(setUp('rtu').ask(9)).toEqual([]);
  expect(setUp('tcp').ask(9)).toEqual(['5 00070000000309840b']);
});

test('a function that no device knows is refused with exception 1', () => {
  expect(setUp('tcp').ask(1, Uint8Array.of(43, 14, 1, 0))).toEqual(['5 00070000000301ab01']);
});

test('what is no Modbus TCP ends the connection', () => {
  const { clock, link } = setUp('tcp');
  let isClosed = false;
  link.close();
  clock.runUntil(1);
  link.open({ opened() {}, data() {}, closed: () => (isClosed = true) });
  clock.runUntil(2);
  link.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  clock.runUntil(3);
  expect(isClosed).toBe(true);
});

test('a broadcast on a line is done by all and answered by none', () => {
  const { model, ask } = setUp('rtu');
  expect(ask(0, encodeRequest({ kind: 'write-register', address: 1, value: 250 }))).toEqual([]);
  expect(model.told.at(-1)).toBe('fan speed 25');
});

test('each kind of fault does what it says', () => {
  const whole = '01040208fcbeb1';
  expect(setUp('rtu', { faults: [always('silent')] }).ask(1)).toEqual([]);
  expect(setUp('rtu', { faults: [always('late', { delayMs: 50 })] }).ask(1)).toEqual([`70 ${whole}`]);
  expect(setUp('rtu', { faults: [always('doubled')] }).ask(1)).toEqual([`27 ${whole}${whole}`]);
  expect(setUp('tcp', { faults: [always('exception', { code: 6 })] }).ask(1)).toEqual([
    '5 000700000003018406',
  ]);
  const [truncated = ''] = setUp('rtu', { faults: [always('truncated')] }).ask(1);
  expect(truncated).toMatch(/^\d+ (01|0104|010402|01040208|01040208fc|01040208fcbe)$/);
  const [noisy = ''] = setUp('rtu', { faults: [always('noise')] }).ask(1);
  expect(noisy).toMatch(new RegExp(`^\\d+ ([0-9a-f]{2})+${whole}$`));
});

test('no garbled answer passes for a good one', () => {
  const rtu = setUp('rtu', { faults: [always('garbled')] });
  const tcp = setUp('tcp', { faults: [always('garbled')] });
  for (let round = 0; round < 500; round++) {
    const late = { lateBytes: 0 };
    for (const [framing, [line = '']] of [
      [rtuFraming, rtu.ask(1)],
      [tcpFraming, tcp.ask(1)],
    ] as const) {
      const receiver = framing.createReplyReceiver(late);
      receiver.expect(1, { kind: 'read', table: 'input', address: 16, count: 1 }, 7);
      const bytes = Buffer.from(line.replace(/^\d+ /, ''), 'hex');
      const reply = receiver.push(bytes) ?? receiver.giveUp();
      expect(reply?.ok ?? false, line).toBe(false);
    }
  }
});

test('a frozen device repeats what it read first, and still takes writes', () => {
  const { model, faults, ask } = setUp('tcp');
  faults.setFault(always('frozen'));
  const [before] = ask(1);
  model.values.set('meter/voltage', 400);
  expect(ask(1)).toEqual([before]);
  ask(2, encodeRequest({ kind: 'write-register', address: 1, value: 250 }));
  expect(model.told.at(-1)).toBe('fan speed 25');
  faults.clearFault({ kind: 'frozen' });
  expect(ask(1)).not.toEqual([before]);
});

test('a fan silenced by a switch hears nothing and falls to its fail-safe value', () => {
  const { clock, model, faults, ask } = setUp('tcp');
  const write = encodeRequest({ kind: 'write-register', address: 1, value: 250 });
  ask(2, write);
  faults.setFault(always('silent', { device: 'fan' }));
  ask(2, write, 4000);
  expect(ask(1)).toHaveLength(1);
  clock.runUntil(5000);
  expect(model.told.at(-1)).toBe('fan speed 80');
});

test('a switch strikes its device or bus, in its time, and can be cleared while running', () => {
  const { clock, faults, ask } = setUp('tcp', {
    faults: [always('silent', { device: 'meter', fromMs: 100, untilMs: 200 })],
  });
  expect(ask(1)).toHaveLength(1);
  expect(ask(1)).toHaveLength(0);
  expect(ask(1)).toHaveLength(1);
  faults.setFault(always('silent', { bus: 'other' }));
  expect(ask(1)).toHaveLength(1);
  faults.setFault(always('silent', { bus: 'bus' }));
  expect(ask(1)).toHaveLength(0);
  faults.clearFault({ bus: 'bus' });
  expect(ask(1)).toHaveLength(1);
  expect(clock.nowMs()).toBe(600);
});

test('faults fall in the same places for one seed and in others for another', () => {
  const run = (seed: number) => {
    const faults = [
      always('garbled', { probability: 0.3, seed }),
      always('silent', { probability: 0.2, seed }),
    ];
    const { ask } = setUp('rtu', { faults });
    return Array.from({ length: 200 }, () => ask(1).join());
  };
  const first = run(1);
  expect(run(1)).toEqual(first);
  expect(run(2)).not.toEqual(first);
  const silent = first.filter((line) => line === '').length;
  expect(silent).toBeGreaterThan(20);
  expect(silent).toBeLessThan(65);
});

test('a fault from JSON is completed, or its mistake is named', () => {
  expect(parseFault({ device: 'fan', kind: 'silent' })).toEqual(always('silent', { device: 'fan' }));
  expect(parseFault({ kind: 'sulking' })).toBe('"kind" of a fault cannot be "sulking"');
  expect(parseFault({ kind: 'late', delay: 5 })).toMatch('a fault has no "delay"');
  expect(parseFault({ kind: 'late', probability: 2 })).toBe('"probability" of a fault cannot be 2');
  expect(parseFault('silent')).toMatch('a fault needs a kind');
});
