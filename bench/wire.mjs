// Bytes on the wire to the broker: a day of the shipped 28-gun station while nobody watches, a reconnect, and a flood of
// commands. A TCP proxy between the gateway and mosquitto counts; the gateway and the simulated station are processes.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'mqtt';
import { pause, readyLinks, stopped } from './processes.mjs';
import { root, sitePath } from './shipped.mjs';

const [dayS, floodRate] = [86_400, 1000];
const settleMs = 40_000;
const spans = { smoke: { countMs: 10_000, floodMs: 3000 }, full: { countMs: 300_000, floodMs: 60_000 } };
const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));

export async function measure({ smoke }) {
  if (mosquitto === undefined || !existsSync('/proc/self/stat')) return [];
  const { countMs, floodMs } = smoke ? spans.smoke : spans.full;
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-bench-'));
  const brokerPort = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(config, `${user}listener ${brokerPort} 127.0.0.1\nallow_anonymous true\n`);
  const broker = spawn(mosquitto, ['-c', config], { stdio: 'ignore' });
  const wire = await serveProxy(brokerPort);
  const station = start('hw-mocks/main.js', '--site', sitePath);
  let gateway;
  let client;
  try {
    const links = await readyLinks(station);
    const site = siteAt(join(folder, 'site.yaml'), wire.port);
    const options = Object.entries(links).map(([bus, link]) => `${bus}=${link}`);
    gateway = start(
      'src/cli/main.js',
      'run',
      site,
      '--history',
      join(folder, 'history.db'),
      '--link',
      ...options,
    );
    await pause(settleMs);
    const day = await counted(wire, countMs);
    const burst = await reconnectBurst(wire);
    client = connect(`mqtt://127.0.0.1:${brokerPort}`);
    const flood = await flooded({ client, wire, pid: gateway.pid, floodMs });
    const conditions = `${countMs / 1000} s of the shipped site, 28 guns, nobody watches, both directions`;
    return [
      {
        name: 'wire: a day unwatched',
        value: (day * dayS) / countMs / 1000,
        unit: 'MB',
        conditions,
        atMost: 25,
      },
      {
        ...{ name: 'wire: reconnect with a kept session', value: burst, unit: 'B', atMost: 4000 },
        conditions: 'from the new connection to the first second after it',
      },
      ...flood,
    ];
  } finally {
    client?.end(true);
    if (gateway !== undefined) await stopped(gateway);
    station.kill('SIGTERM');
    wire.close();
    await stopped(broker, 'SIGTERM');
    rmSync(folder, { recursive: true });
  }
}

function start(program, ...args) {
  const path = join(root, 'dist', program);
  return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The shipped site with a broker of a back office, which asks for no live values. */
function siteAt(path, port) {
  const broker = `broker:\n  kind: mqtt\n  url: mqtt://127.0.0.1:${port}\n`;
  writeFileSync(path, readFileSync(sitePath, 'utf8').replace(/^broker:\n(?: .*\n)+/m, broker));
  return path;
}

async function counted(wire, ms) {
  const before = wire.bytes();
  await pause(ms);
  return wire.bytes() - before;
}

/** Bytes of the second after the connection stands again. */
async function reconnectBurst(wire) {
  const connections = wire.connections();
  wire.cut();
  while (wire.connections() === connections) await pause(5);
  return counted(wire, 1000);
}

/** Half of the commands cannot be read, half are valid and refused. */
async function flooded({ client, wire, pid, floodMs }) {
  await new Promise((resolve) => client.once('connect', resolve));
  let acks = 0;
  let newestS = 0;
  let worstS = 0;
  client.on('message', (topic, payload) => {
    if (topic.includes('/ack/') || topic.includes('/event/audit')) acks += 1;
    if (!topic.endsWith('/data/spl')) return;
    newestS = Math.max(newestS, ...JSON.parse(payload).rows.map(([, ts]) => ts / 1000));
  });
  await client.subscribeAsync('quietpost/#', { qos: 0 });
  const [, site, name] = /^site: (\S+)[\s\S]*?^station: (\S+)/m.exec(readFileSync(sitePath, 'utf8')) ?? [];
  const topic = `quietpost/v1/${site}/${name}/cmd/limit`;
  const cpuBefore = cpuSeconds(pid);
  const upBefore = wire.upBytes();
  const startMs = Date.now();
  for (let sent = 0; Date.now() - startMs < floodMs; ) {
    for (const due = ((Date.now() - startMs) * floodRate) / 1000; sent < due; sent += 1) {
      const now = Date.now();
      const head = { v: 1, issued_at: now, expires_at: now + 30_000, issuer: 'nobody', reason: '' };
      const rest = { id: `f-${startMs}-${sent}`, lease_s: 60, args: { output: 'limit-a', value: 50 } };
      client.publish(topic, sent % 2 === 0 ? '{"v":' : JSON.stringify({ ...head, ...rest }), { qos: 0 });
    }
    if (newestS > 0) worstS = Math.max(worstS, Date.now() / 1000 - newestS);
    await pause(20);
  }
  const seconds = floodMs / 1000;
  const conditions = `${floodRate} commands a second for ${seconds} s, half unreadable, half refused`;
  return [
    {
      name: 'flood: CPU of the gateway',
      value: (100 * (cpuSeconds(pid) - cpuBefore)) / seconds,
      unit: '%',
      conditions,
    },
    { name: 'flood: answers and audit events', value: acks / seconds, unit: '/s', atMost: 10, conditions },
    {
      name: 'flood: age of the newest second of sound, worst',
      value: worstS,
      unit: 's',
      atMost: 12,
      conditions,
    },
    { name: 'flood: bytes up', value: (wire.upBytes() - upBefore) / seconds, unit: 'B/s', conditions },
  ];
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Passes bytes on and counts them. */
async function serveProxy(target) {
  const sockets = new Set();
  let [bytes, up, connections] = [0, 0, 0];
  const server = createServer((near) => {
    connections += 1;
    const far = createConnection(target, '127.0.0.1');
    for (const [from, to, isUp] of [
      [near, far, true],
      [far, near, false],
    ]) {
      sockets.add(from);
      from.on('data', (chunk) => {
        bytes += chunk.length;
        if (isUp) up += chunk.length;
        to.write(chunk);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    bytes: () => bytes,
    upBytes: () => up,
    connections: () => connections,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
