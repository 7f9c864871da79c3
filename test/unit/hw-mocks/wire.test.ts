import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import { createWire, serialSettingsOf, type WireOptions, type WirePlan } from '../../../hw-mocks/wire.ts';
import { encodeRequest } from '../../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../../src/fieldbus/modbus/tcp-framing.ts';
import type { ModbusRequest } from '../../../src/ports/field/modbus-client.ts';
import { createTableModel, fan, meter } from './fixtures.ts';

const plan: WirePlan = {
  buses: [
    { id: 'line', kind: 'modbus-rtu', path: '/dev/null', baud: 9600, format: '8E1' },
    { id: 'net', kind: 'modbus-tcp', host: '192.0.2.1', port: 502 },
  ],
  devices: [
    { id: 'fan-1', bus: 'line', unitId: 5, definition: fan, pollMs: 1000, validMs: 3000 },
    { id: 'meter-1', bus: 'net', unitId: 1, definition: meter, pollMs: 1000, validMs: 3000 },
  ],
  outputs: [{ id: 'a.fan', kind: 'register', device: 'fan-1', command: 'speed', leaseMs: 20_000 }],
  control: { outputs: [{ id: 'a.fan', kind: 'fan', min: 0, max: 100, rest: 30, failSafe: 75 }] },
};

function setUp(options: WireOptions = {}) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const model = createTableModel();
  const wire = createWire(plan, model, clock, options);
  const seen: string[] = [];
  const links = wire.memoryLinks();
  for (const [bus, link] of Object.entries(links)) {
    link.open({
      opened: () => seen.push(`${bus} opened`),
      data: (bytes) => seen.push(`${bus} ${bytes.length} bytes after ${Math.round(clock.nowMs())} ms`),
      closed: () => seen.push(`${bus} closed`),
    });
  }
  clock.runUntil(0);
  return { clock, model, wire, links, seen };
}

const readFan: ModbusRequest = { kind: 'read', table: 'holding', address: 0, count: 2 };

test('each bus speaks its own framing at its own speed', () => {
  const { clock, links, seen } = setUp();
  links['line']?.write(rtuFraming.wrap(5, encodeRequest(readFan), 0));
  links['net']?.write(tcpFraming.wrap(1, encodeRequest({ ...readFan, table: 'input', address: 16 }), 1));
  clock.runUntil(100);
  // 8 + 9 characters of 11 bits at 9600 baud are 19.5 ms, and 5 ms of turnaround.
  expect(seen).toEqual(['line opened', 'net opened', 'net 13 bytes after 2 ms', 'line 9 bytes after 24 ms']);
});

test('every bus may be put on TCP, or on serial lines', () => {
  const onTcp = setUp({ transport: 'tcp' });
  onTcp.links['line']?.write(tcpFraming.wrap(5, encodeRequest(readFan), 1));
  onTcp.clock.runUntil(100);
  expect(onTcp.seen.at(-1)).toBe('line 13 bytes after 2 ms');
  const onLines = setUp({ transport: 'rtu' });
  const readVoltage = encodeRequest({ ...readFan, table: 'input', address: 16 });
  onLines.links['net']?.write(rtuFraming.wrap(1, readVoltage, 0));
  onLines.clock.runUntil(100);
  // 17 characters of 10 bits at 19200 baud are 8.9 ms, and 5 ms of turnaround.
  expect(onLines.seen.at(-1)).toBe('net 9 bytes after 14 ms');
});

test('a fan takes fail-safe value and lease from the output that drives it', () => {
  const { clock, model, links } = setUp();
  expect(model.told).toEqual(['fan-1 speed 75']);
  const write = encodeRequest({ kind: 'write-register', address: 1, value: 300 });
  links['line']?.write(rtuFraming.wrap(5, write, 0));
  clock.runUntil(19_999);
  expect(model.told.at(-1)).toBe('fan-1 speed 30');
  clock.runUntil(20_001);
  expect(model.told.at(-1)).toBe('fan-1 speed 75');
});

test('the station can pull a plug', () => {
  const { clock, wire, seen } = setUp();
  wire.memoryEnds['net']?.drop();
  clock.runUntil(1);
  expect(seen.at(-1)).toBe('net closed');
});

test('a serial line of the station takes its settings from the plan, never its port', () => {
  expect(plan.buses.map(serialSettingsOf)).toEqual([
    { baud: 9600, format: '8E1' },
    { baud: 19_200, format: '8N1' },
  ]);
});
