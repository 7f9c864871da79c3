/** `npm start`: everything on a desktop with one command, and everything gone with one Ctrl-C. */

import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Listener, type Live, listenTo } from './listener.ts';
import { outsidePrograms } from './outside-programs.ts';
import { createRunner, type Running, until } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const runner = createRunner();
let site: StationSite;
let blocker: Server;
let back: Listener | undefined;

beforeAll(async () => {
  site = await createStationSite();
  blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(site.brokerPort, '127.0.0.1', resolve));
});
afterEach(() => back?.close());
afterAll(async () => {
  await runner.endAll();
  await new Promise((resolve) => blocker.close(resolve));
  site.remove();
}, 15_000);

function start(...options: readonly string[]): Running {
  return runner.quietpost(
    'start',
    site.path,
    '--history',
    join(site.directory, 'history.sqlite'),
    ...options,
  );
}

/** Process id of the station and port of the broker, from what is told on the console. */
async function greeted(started: Running): Promise<{ stationPid: number; brokerPort: number }> {
  const told = () => started.stdout() + started.stderr();
  await until(() => started.stdout().includes('stop '), 60_000, 'the greeting', told);
  const stationPid = Number(/station .*process (\d+)/.exec(started.stdout())?.[1]);
  const brokerPort = Number(/broker +mqtt:\/\/127\.0\.0\.1:(\d+)/.exec(started.stdout())?.[1]);
  return { stationPid, brokerPort };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Values that come over every kind of wire the site has. */
async function valuesArrive(port: number): Promise<void> {
  const listener = await listenTo(port);
  back = listener;
  const wanted = {
    'live/slm-north': 'sound.laeq',
    'live/gun-a-07': 'power.active',
    'live/fan-b2': 'fan.speed',
    'live/relays-b': 'relay.coils',
  };
  const arrived = () =>
    Object.entries(wanted).every(([topic, point]) => {
      const shown = listener.latest<Live>(topic)?.ch[point];
      return shown !== undefined && shown.v !== null && shown.q === 0;
    });
  const told = () => JSON.stringify(Object.keys(wanted).map((topic) => listener.latest(topic)));
  await until(arrived, 15_000, 'values of all devices', told);
}

test('with its port taken the embedded broker uses another and says so, and watch prints rows', {
  timeout: 60_000,
}, async () => {
  const started = start();
  const { stationPid, brokerPort } = await greeted(started);
  expect(started.stderr()).toContain(`port ${site.brokerPort} is taken`);
  expect(brokerPort).toBeGreaterThan(site.brokerPort);
  await valuesArrive(brokerPort);

  const watching = runner.quietpost('watch', '--url', `mqtt://127.0.0.1:${brokerPort}`);
  await until(() => /charging-north is online/.test(watching.stdout()), 10_000, 'the state', watching.stderr);
  await until(() => /laeq/i.test(watching.stdout()), 15_000, 'a row of levels', watching.stdout);
  watching.kill('SIGINT');
  expect(await watching.ended(3000)).toBe(0);

  const askedMs = performance.now();
  started.kill('SIGINT');
  expect(await started.ended(5000)).toBe(0);
  expect(performance.now() - askedMs).toBeLessThan(3500);
  await until(() => !isAlive(stationPid), 3000, 'the station has ended too');
});

test('the station does not outlive a start that is killed', { timeout: 60_000 }, async () => {
  const started = start();
  const { stationPid } = await greeted(started);
  expect(isAlive(stationPid)).toBe(true);
  started.kill('SIGKILL');
  await until(() => !isAlive(stationPid), 5000, 'the station has ended too');
});

const socat = outsidePrograms('socat');
describe.skipIf(socat.skip)(`serial lines${socat.note}`, () => {
  test('--serial runs the gateway over pseudo terminals and values arrive', { timeout: 60_000 }, async () => {
    const started = start('--serial');
    const { stationPid, brokerPort } = await greeted(started);
    expect(started.stdout()).toMatch(/rtu:\/\//);
    await valuesArrive(brokerPort);
    started.kill('SIGINT');
    expect(await started.ended(5000)).toBe(0);
    await until(() => !isAlive(stationPid), 3000, 'the station has ended too');
  });
});
