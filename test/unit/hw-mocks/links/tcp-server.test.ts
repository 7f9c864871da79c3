import modbusSerial from 'modbus-serial';
import { expect, onTestFinished, test } from 'vitest';
import { createSimulatedBus } from '../../../../hw-mocks/devices/simulated-bus.ts';
import { createSimulatedDevice } from '../../../../hw-mocks/devices/simulated-device.ts';
import { createFaultSwitches } from '../../../../hw-mocks/faults/faults.ts';
import { serveTcp } from '../../../../hw-mocks/links/tcp-server.ts';
import { board, realClock as clock, createTableModel, fan, meter } from '../fixtures.ts';

async function setUp() {
  const model = createTableModel();
  const devices = new Map(
    [meter, fan, board].map((definition, index) => {
      const device = createSimulatedDevice({ id: definition.model, definition, model, clock });
      return [index + 1, device] as const;
    }),
  );
  const faults = createFaultSwitches();
  const options = {
    id: 'bus',
    transport: 'tcp',
    devices,
    clock,
    faults,
    turnaroundMs: 0,
    charMs: 0,
  } as const;
  const bus = createSimulatedBus(options);
  const server = await serveTcp((end) => bus.serve(end), clock, { port: 0 });
  if (!server.ok) throw new Error(server.fault);
  onTestFinished(() => server.value.close());
  return { model, bus, port: server.value.port };
}

async function connect(port: number, unitId: number) {
  // Its types say CommonJS with a default export, which is what is there too.
  const client = new modbusSerial.default();
  client.setTimeout(2000);
  await client.connectTCP('127.0.0.1', { port });
  client.setID(unitId);
  onTestFinished(() => client.close(() => {}));
  return client;
}

test('an independent Modbus client reads what the physics says', async () => {
  const { model, port } = await setUp();
  model.values.set('test-meter/power.active', 120_000);
  model.values.set('test-meter/temperature', -12.3);
  model.values.set('test-meter/device.status', 0b1010);
  const client = await connect(port, 1);
  expect((await client.readInputRegisters(10, 2)).buffer.readFloatBE()).toBe(120);
  expect((await client.readInputRegisters(18, 1)).buffer.readInt16BE()).toBe(-123);
  expect((await client.readDiscreteInputs(0, 4)).data.slice(0, 4)).toEqual([false, true, false, true]);
  await expect(client.readHoldingRegisters(0, 1)).rejects.toThrow(/exception 1/);
});

test('several clients at a time write and read back', async () => {
  const { model, port } = await setUp();
  const [first, second] = await Promise.all([connect(port, 2), connect(port, 3)]);
  await Promise.all([first.writeRegister(1, 425), second.writeCoil(2, true)]);
  expect((await first.readHoldingRegisters(1, 1)).data).toEqual([425]);
  expect((await second.readCoils(0, 8)).data.slice(0, 4)).toEqual([false, false, true, false]);
  await first.writeRegisters(1, [300]);
  expect(model.told).toContain('test-fan speed 42.5');
  expect(model.told).toContain('test-board relays 4');
  expect(model.told.at(-1)).toBe('test-fan speed 30');
});

test('where the port is taken the next free one is used and reported', async () => {
  const { bus, port } = await setUp();
  const second = await serveTcp((end) => bus.serve(end), clock, { port });
  if (!second.ok) throw new Error(second.fault);
  onTestFinished(() => second.value.close());
  expect(second.value.port).toBeGreaterThan(port);
  const client = await connect(second.value.port, 2);
  expect((await client.readHoldingRegisters(0, 2)).data).toEqual([0, 0]);
});
