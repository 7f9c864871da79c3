/**
 * The product as it runs: simulated station, Debian's broker and gateway, each a process of its own. One station is
 * shared; each test breaks one thing and waits until it has healed.
 */

import { join } from 'node:path';
import modbusSerial from 'modbus-serial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWire, type Wire } from '../contract/publisher-brokers.ts';
import { type DataBatch, type Listener, type Live, listenTo, sequence } from './listener.ts';
import { startMosquitto } from './mosquitto.ts';
import { outsidePrograms } from './outside-programs.ts';
import { createRunner, projectRoot, quietpost, type Running, until, whenBusy } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const needed = outsidePrograms('mosquitto');
const runner = createRunner();

let site: StationSite;
let broker: Running;
let wire: Wire;
let station: Running;
let gateway: Running;
let back: Listener;
let recording: string;
let startedMs: number;

async function startStation(): Promise<Running> {
  const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
  const running = runner.program(process.execPath, main, '--site', site.path);
  await until(
    () => running.stdout().includes('"ready":true'),
    10_000,
    'the station is ready',
    running.stderr,
  );
  return running;
}

function runGateway(...more: readonly string[]): Running {
  const history = join(site.directory, 'history.sqlite');
  return runner.quietpost('run', site.path, '--broker', wire.url, '--history', history, ...more);
}

/** The latest value and quality of a channel, as a page of the back office shows them. */
function live(channel: string): { v: number | null; q: number } | undefined {
  const [device = ''] = channel.split('.', 1);
  return back.latest<Live>(`live/${device}`)?.ch[channel.slice(device.length + 1)];
}

function isGood(channel: string): boolean {
  const shown = live(channel);
  return shown !== undefined && shown.v !== null && shown.q === 0;
}

const oneOfEach = [
  'slm-north.sound.laeq',
  'meter-a.power.active',
  'gun-a-01.power.active',
  'gun-b-14.power.active',
  'fan-a1.fan.speed',
  'temp-b1.temperature',
  'relays-a.relay.coils',
  'weather.temperature',
];
const streams = ['data/spl', 'data/power', 'data/thermal'];
const allGood = () => oneOfEach.every(isGood);
const shown = () => JSON.stringify(oneOfEach.map((channel) => [channel, live(channel)]));

describe.skipIf(needed.skip)(`a running station${needed.note}`, () => {
  beforeAll(async () => {
    const prepared = runner.program(process.execPath, join(projectRoot, 'bin', 'prepare.mjs'));
    expect(await prepared.ended(60_000)).toBe(0);
    site = await createStationSite();
    recording = join(site.directory, 'recording.ndjson');
    broker = await startMosquitto(runner, site.directory, site.brokerPort);
    wire = await startWire(site.brokerPort);
    station = await startStation();
    back = await listenTo(site.brokerPort);
    gateway = runGateway('--record', recording);
    // How long a busy machine takes to load a program is not the gateway's.
    await until(() => gateway.stderr() !== '', 20_000, 'the first word of the gateway');
    startedMs = performance.now();
  }, 90_000);

  afterAll(async () => {
    back?.close();
    await runner.endAll();
    wire?.cut();
    site?.remove();
  }, 15_000);

  test('within 20 s of its start a back office sees state, birth, live and data with plausible values', async () => {
    // The data of 10 s go together.
    const isComplete = () =>
      allGood() && [...streams, 'birth'].every((topic) => back.latest(topic) !== undefined);
    await until(isComplete, startedMs + whenBusy(20_000) - performance.now(), 'birth, live and data', shown);
    expect(back.latest('state')).toMatchObject({ online: true, reason: 'start' });
    const ranges = {
      'slm-north.sound.laeq': [30, 80],
      'slm-cover-a.sound.laeq': [40, 110],
      'meter-a.power.active': [100, 1_600_000],
      'meter-a.voltage.l1': [180, 260],
      'fan-a1.fan.speed': [100, 1600],
      'temp-b1.temperature': [-20, 70],
      'weather.temperature': [-40, 50],
    } as const;
    for (const [channel, [least, most]] of Object.entries(ranges)) {
      const { v = null } = live(channel) ?? {};
      expect(v, channel).toBeGreaterThanOrEqual(least);
      expect(v, channel).toBeLessThanOrEqual(most);
    }
  });

  test('one silent device is null, the others go on, and it comes back by itself', async () => {
    station.say('{"fault":{"device":"temp-b1","kind":"silent"}}');
    await until(() => live('temp-b1.temperature')?.v === null, 10_000, 'temp-b1 is null', shown);
    expect(live('temp-b1.temperature')?.q).toBeGreaterThan(0);
    expect(oneOfEach.filter((channel) => !isGood(channel))).toEqual(['temp-b1.temperature']);
    await until(() => gateway.stderr().includes('temp-b1 on io is silent'), 10_000, 'a word', gateway.stderr);
    station.say('{"clear":{"device":"temp-b1"}}');
    await until(allGood, 15_000, 'temp-b1 is back', shown);
  });

  test('garbage on a line becomes no wrong value', async () => {
    const before = back.heard.length;
    for (const kind of ['garbled', 'truncated', 'doubled', 'noise', 'late']) {
      station.say(JSON.stringify({ fault: { bus: 'noise', kind, probability: 0.08 } }));
    }
    const levels = () =>
      back.heard
        .slice(before)
        .filter((message) => /^live\/slm-/.test(message.topic))
        .flatMap((message) => Object.entries((message.payload as Live).ch))
        .filter(([channel, { v }]) => channel === 'sound.laeq' && v !== null);
    const nulls = () =>
      back.heard.slice(before).some((message) => JSON.stringify(message).includes('"v":null'));
    await until(() => levels().length >= 12 && nulls(), 15_000, 'levels and some failures', shown);
    for (const [channel, { v }] of levels()) {
      expect(v, channel).toBeGreaterThan(25);
      expect(v, channel).toBeLessThan(110);
    }
    station.say('{"clear":{"bus":"noise"}}');
    await until(allGood, 15_000, 'the line is clean again', shown);
  });

  test('a station that is killed reads null within 10 s, and heals without a restart of the gateway', async () => {
    const links = station.stdout();
    station.kill('SIGKILL');
    const allNull = () => oneOfEach.every((channel) => live(channel)?.v === null && live(channel)?.q !== 0);
    await until(allNull, 10_000, 'every value is null', shown);
    expect(gateway.stderr()).toMatch(/ALARM +bus noise is down: link is down: .*opened again by itself/);
    station = await startStation();
    expect(station.stdout()).toBe(links);
    await until(allGood, 20_000, 'every value is back', shown);
    expect(gateway.stderr()).toContain('bus noise is up');
  });

  test('a broker that is killed and started again gets everything that happened meanwhile', async () => {
    const { epoch } = back.latest<DataBatch>('data/spl') ?? { epoch: 0 };
    broker.kill('SIGKILL');
    await until(
      () => gateway.stderr().includes('records wait in the history'),
      10_000,
      'a word',
      gateway.stderr,
    );
    // Held back until the listener is subscribed again, so that a hole could only be the gateway's.
    wire.cut();
    broker = await startMosquitto(runner, site.directory, site.brokerPort);
    await until(back.connected, 5000, 'the listener is back');
    const before = sequence(back, 'data/spl').length;
    await wire.mend();
    await until(
      () => back.latest<{ reason: string }>('state')?.reason === 'reconnect',
      15_000,
      'state',
      shown,
    );
    await until(() => sequence(back, 'data/spl').length > before + 5, 15_000, 'more data', gateway.stderr);
    for (const stream of streams) {
      const numbers = sequence(back, stream);
      expect(numbers.length, stream).toBeGreaterThan(3);
      expect(numbers.at(-1), stream).toBe((numbers[0] ?? 0) + numbers.length - 1);
    }
    expect(back.latest<DataBatch>('data/spl')?.epoch).toBe(epoch);
  });

  test('Ctrl-C, even twice, ends it within 3 s with fans at fail-safe and relays released', async () => {
    const fields = await readField();
    expect(fields.coils.flat()).toContain(true);
    const askedMs = performance.now();
    gateway.kill('SIGINT');
    // npm hands its own Ctrl-C on to a command that the terminal has told already.
    await until(() => gateway.stderr().includes('interrupted'), 2000, 'a word', gateway.stderr);
    gateway.kill('SIGINT');
    expect(await gateway.ended(5000)).toBe(0);
    expect(gateway.stderr()).toContain('every output stands in its fail-safe value');
    expect(performance.now() - askedMs).toBeLessThan(3000);
    const { fansPct, coils } = await readField();
    expect(fansPct).toEqual([60, 60, 60, 60]);
    expect(coils.flat()).not.toContain(true);
    await until(() => back.latest<{ online: boolean }>('state')?.online === false, 2000, 'offline', shown);
    expect(back.latest('state')).toMatchObject({ online: false, reason: 'shutdown' });
  });

  test('what was recorded meanwhile replays to the same decisions', async () => {
    const replayed = await quietpost('replay', recording);
    expect(replayed).toMatchObject({ code: 0, stderr: '' });
    expect(replayed.stdout).toContain('Every decision is the same as then.');
  });

  test('a gateway that is killed is told offline by the broker', async () => {
    // One of an attempt before holds the wires.
    gateway.kill('SIGKILL');
    gateway = runGateway();
    const heard = back.all('state').length;
    await until(
      () => back.all('state').length > heard && back.latest<{ reason: string }>('state')?.reason === 'start',
      // A busy machine loads a program in ten seconds.
      60_000,
      'online',
      gateway.stderr,
    );
    gateway.kill('SIGKILL');
    await until(
      () => back.latest<{ online: boolean }>('state')?.online === false,
      5000,
      'the last will',
      shown,
    );
    expect(back.latest('state')).toMatchObject({ online: false, reason: 'lost' });
  });
});

type ModbusClient = InstanceType<typeof modbusSerial.default>;

/** What fans and boards show to anybody who asks them. */
async function readField(): Promise<{ fansPct: number[]; coils: boolean[][] }> {
  const fansPct = await ask(site.ports['fans'] ?? 0, [11, 12, 21, 22], async (client) => {
    const { data } = await client.readHoldingRegisters(0xd001, 1);
    return Math.round((data[0] ?? Number.NaN) / 640);
  });
  const coils = await ask(site.ports['io'] ?? 0, [2, 3], async (client) => {
    const { data } = await client.readCoils(0, 8);
    return data.slice(0, 8);
  });
  return { fansPct, coils };
}

async function ask<T>(
  port: number,
  units: readonly number[],
  read: (client: ModbusClient) => Promise<T>,
): Promise<T[]> {
  const client = new modbusSerial.default();
  await client.connectTCP('127.0.0.1', { port });
  client.setTimeout(2000);
  try {
    const found: T[] = [];
    for (const unit of units) {
      client.setID(unit);
      found.push(await read(client));
    }
    return found;
  } finally {
    client.close(() => {});
  }
}
