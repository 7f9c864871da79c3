/**
 * With Modbus that others wrote: our client against Debian's libmodbus and pymodbus, and our simulated devices read by
 * mbpoll and pymodbus; over TCP, and RTU on pseudo terminals.
 */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPty } from '../../hw-mocks/links/pty.ts';
import { createSerialLink } from '../../src/adapters/serial/serial-link.ts';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { createTcpLink } from '../../src/adapters/tcp-link.ts';
import type { ModbusRequest } from '../../src/ports/field/modbus-client.ts';
import type { ContractClient, Outcome } from '../contract/modbus-client.contract.ts';
import { connectOver } from '../contract/our-driver.ts';
import { freePorts } from '../free-ports.ts';
import { seededRandom } from '../unit/fieldbus/frames.ts';
import {
  all,
  type Command,
  libmodbus,
  libmodbusCommand,
  mbpoll,
  pymodbus,
  pymodbusCommand,
  socat,
} from './peer-programs.ts';
import { answers, createRunner, projectRoot, until } from './running.ts';

const clock = createSystemClock({ wallSync: 'assumed' });
const baud = 19_200;
const unit = 7;
const seed = 20_261_128;

beforeAll(() => {
  // `npm test` has built already; this is for whoever runs this file alone.
  spawnSync(process.execPath, [join(projectRoot, 'bin', 'prepare.mjs')], { stdio: 'ignore' });
}, 60_000);

describe.each([
  ['libmodbus', libmodbus, libmodbusCommand],
  ['pymodbus', pymodbus, () => pymodbusCommand('pymodbus-server.py')],
] as const)('our client against %s', (name, program, commandOf) => {
  test.skipIf(program.skip)(
    `over TCP${program.note}`,
    async () => {
      const [port = 0] = await freePorts(1);
      start(commandOf(), 'tcp', String(port));
      await until(() => answers(port), 10_000, `${name} listens`);
      await converse(await connectOver(createTcpLink({ host: '127.0.0.1', port }, clock), 'tcp', {}));
    },
    30_000,
  );

  const onPty = all(program, socat);
  test.skipIf(onPty.skip || process.platform !== 'linux')(
    `RTU on a pseudo terminal${onPty.note}`,
    async () => {
      const pty = await line();
      start(commandOf(), 'rtu', pty.devicePath, String(baud), String(unit));
      const link = createSerialLink({ path: pty.clientPath, baud, format: '8N1' }, clock);
      await converse(await connectOver(link, 'rtu', { baud, bitsPerChar: 10 }));
    },
    30_000,
  );
});

/** Everything our client can say, and what must come of it. */
async function converse(client: ContractClient): Promise<void> {
  onTestFinished(() => client.close());
  const ask = (request: ModbusRequest) => client.request(unit, request, 1000);
  // The server may still be starting: a serial line does not tell.
  let first: Outcome = { kind: 'fault', reason: 'not asked' };
  await until(
    async () => {
      first = await ask({ kind: 'read', table: 'holding', address: 5, count: 1 });
      return first.kind === 'values';
    },
    10_000,
    'the first answer',
    () => JSON.stringify(first),
  );

  const random = seededRandom(seed);
  const tables = ['coil', 'discrete', 'holding', 'input'] as const;
  for (let round = 0; round < 200; round++) {
    const table = tables[round % 4] ?? 'holding';
    const isBits = table === 'coil' || table === 'discrete';
    const count = 1 + Math.floor(random() * (isBits ? 300 : 125));
    const address = Math.floor(random() * (2000 - count));
    const expected = Array.from({ length: count }, (_, index) => (address + index) & (isBits ? 1 : 0xffff));
    expect(await ask({ kind: 'read', table, address, count })).toEqual({ kind: 'values', values: expected });
  }

  const written = { kind: 'values', values: [] };
  expect(await ask({ kind: 'write-register', address: 10, value: 0xbeef })).toEqual(written);
  expect(await ask({ kind: 'write-registers', address: 11, values: [1, 0xffff, 3] })).toEqual(written);
  expect(await ask({ kind: 'read', table: 'holding', address: 10, count: 4 })).toEqual({
    kind: 'values',
    values: [0xbeef, 1, 0xffff, 3],
  });
  expect(await ask({ kind: 'write-coil', address: 20, value: 0xff00 })).toEqual(written);
  expect(await ask({ kind: 'write-coil', address: 21, value: 0 })).toEqual(written);
  expect(await ask({ kind: 'read', table: 'coil', address: 20, count: 2 })).toEqual({
    kind: 'values',
    values: [1, 0],
  });
  const beyond = await ask({ kind: 'read', table: 'holding', address: 1990, count: 20 });
  expect(beyond).toEqual({ kind: 'fault', reason: 'device refused: illegal data address (2)' });
  expect(await ask({ kind: 'read', table: 'input', address: 1999, count: 1 })).toEqual({
    kind: 'values',
    values: [1999],
  });
}

describe.each([
  ['TCP', []],
  ['RTU on a pseudo terminal', ['--serial']],
] as const)('our simulated devices over %s', (name, options) => {
  const isSerial = options.length > 0;
  // temp-a1 of the site: input 1 is tenths of a degree, input 2 tenths of a per cent.
  const device = { unit: 11, address: 1, count: 2 };
  const unitOptions = [
    '-a',
    String(device.unit),
    '-0',
    '-r',
    String(device.address),
    '-c',
    String(device.count),
  ];
  const isPlausible = ([temperature = 0, humidity = 0]: readonly number[]) =>
    temperature > 100 && temperature < 700 && humidity > 50 && humidity <= 1000;

  const polled = isSerial ? all(mbpoll, socat) : mbpoll;
  test.skipIf(polled.skip)(
    `are read by mbpoll${polled.note}`,
    async () => {
      const end = await startStation(options);
      const place =
        'port' in end
          ? ['-m', 'tcp', '-p', end.port, '127.0.0.1']
          : ['-m', 'rtu', '-b', end.baud, '-P', 'none', end.path];
      const run = spawnSync('mbpoll', ['-1', '-q', '-t', '3', ...unitOptions, ...place], {
        encoding: 'utf8',
      });
      const words = [...run.stdout.matchAll(/^\[(\d+)\]:\s+(-?\d+)/gm)].map(([, , word]) => Number(word));
      expect(words, run.stdout + run.stderr).toHaveLength(device.count);
      expect(isPlausible(words), `${words}`).toBe(true);
      const refused = spawnSync('mbpoll', ['-1', '-q', '-t', '3', '-a', '11', '-0', '-r', '9000', ...place], {
        encoding: 'utf8',
      });
      expect(refused.stdout + refused.stderr, name).toContain('Illegal data address');
    },
    30_000,
  );

  const client = isSerial ? all(pymodbus, socat) : pymodbus;
  test.skipIf(client.skip)(
    `are read by pymodbus${client.note}`,
    async () => {
      const end = await startStation(options);
      const place = 'port' in end ? ['tcp', end.port] : ['rtu', end.path, end.baud];
      const [command, ...args] = pymodbusCommand('pymodbus-client.py');
      const numbers = [device.unit, device.address, device.count].map(String);
      const run = spawnSync(command, [...args, ...place, ...numbers], { encoding: 'utf8' });
      expect(run.status, run.stderr).toBe(0);
      const words = JSON.parse(run.stdout) as number[];
      expect(words).toHaveLength(device.count);
      expect(isPlausible(words), `${words}`).toBe(true);
    },
    30_000,
  );
});

function start(command: Command, ...args: readonly string[]): void {
  const runner = createRunner();
  onTestFinished(() => runner.endAll());
  const [program, ...own] = command;
  runner.program(program, ...own, ...args);
}

async function line() {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-interoperation-'));
  const pty = await openPty(folder, 'line');
  if (!pty.ok) throw new Error(JSON.stringify(pty.fault));
  onTestFinished(() => {
    pty.value.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return pty.value;
}

type End = { readonly port: string } | { readonly path: string; readonly baud: string };

/** The shipped station as a process of its own; where its bus `io` is. */
async function startStation(options: readonly string[]): Promise<End> {
  const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
  const site = join(projectRoot, 'config', 'site.yaml');
  const child = spawn(process.execPath, [main, '--site', site, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  for await (const text of createInterface({ input: child.stdout })) {
    const { io = '' } = (JSON.parse(text) as { links: Record<string, string> }).links;
    const serial = /^rtu:\/\/([^?]+)\?baud=(\d+)/.exec(io);
    if (serial !== null) return { path: serial[1] ?? '', baud: serial[2] ?? '' };
    return { port: new URL(io).port };
  }
  throw new Error('the station ended before it was ready');
}
