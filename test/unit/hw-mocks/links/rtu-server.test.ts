import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import modbusSerial from 'modbus-serial';
import { expect, onTestFinished, test } from 'vitest';
import { createSimulatedBus } from '../../../../hw-mocks/devices/simulated-bus.ts';
import { createSimulatedDevice } from '../../../../hw-mocks/devices/simulated-device.ts';
import { createFaultSwitches } from '../../../../hw-mocks/faults/faults.ts';
import { openPty } from '../../../../hw-mocks/links/pty.ts';
import { serveRtu } from '../../../../hw-mocks/links/rtu-server.ts';
import { createTableModel, fan, realClock } from '../fixtures.ts';

const hasSocat = spawnSync('socat', ['-V']).error === undefined;

test.skipIf(!hasSocat)(
  'an independent RTU client talks to the station over a pty (needs socat)',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'quietpost-test-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const pty = await openPty(directory, 'line');
    if (!pty.ok) throw new Error(pty.fault.kind);
    onTestFinished(pty.value.stop);

    const model = createTableModel();
    const clock = realClock;
    const device = createSimulatedDevice({ id: 'fan', definition: fan, model, clock });
    const bus = createSimulatedBus({
      id: 'line',
      transport: 'rtu',
      devices: new Map([[7, device]]),
      clock,
      faults: createFaultSwitches(),
      turnaroundMs: 5,
      charMs: 0.5,
    });
    const settings = { path: pty.value.devicePath, baud: 19_200, format: '8E1' } as const;
    const server = await serveRtu((end) => bus.serve(end), clock, settings);
    if (!server.ok) throw new Error(server.fault);
    onTestFinished(server.value.close);

    const client = new modbusSerial.default();
    client.setTimeout(2000);
    await client.connectRTUBuffered(pty.value.clientPath, { baudRate: 19_200 });
    onTestFinished(() => client.close(() => {}));
    client.setID(7);
    await client.writeRegister(1, 425);
    expect(model.told).toEqual(['fan speed 42.5']);
    const startMs = clock.nowMs();
    expect((await client.readHoldingRegisters(0, 2)).data).toEqual([0, 425]);
    // 8 and 9 characters of 0.5 ms, and 5 ms of turnaround.
    expect(clock.nowMs() - startMs).toBeGreaterThan(13);
  },
);

test('a serial port that is not there is a fault, not a crash', async () => {
  const settings = { path: '/nowhere/tty', baud: 9600, format: '8N1' } as const;
  expect(await serveRtu(() => {}, realClock, settings)).toEqual({
    ok: false,
    fault: expect.stringMatching(/^\/nowhere\/tty: /),
  });
});
