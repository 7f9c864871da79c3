// Debian's mosquitto and, before it, a proxy that counts bytes and delays them, for the measurements of the way north.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { payloadText } from '../dist/src/adapters/mqtt/payload-text.js';
import { messagesInPack } from '../dist/src/contract/pack.js';
import { pause, readyLinks, stopped } from './processes.mjs';
import { root, sitePath } from './shipped.mjs';

const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));

/** Broker and proxy are here, and the kernel counts. */
export const isPossible = mosquitto !== undefined && existsSync('/proc/self/stat');

/** Listens on `port`; `lines` are added to its configuration. */
export async function startBroker(folder, lines = '') {
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  // As root it would change to a user that cannot read the folder.
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(config, `${user}listener ${port} 127.0.0.1\nallow_anonymous true\n${lines}`);
  const broker = spawn(mosquitto, ['-c', config], { stdio: 'ignore' });
  while (!(await answers(port))) await pause(20);
  return { port, stop: () => stopped(broker, 'SIGTERM') };
}

/**
 * The shipped station, simulated, and its gateway at a broker behind a proxy. `delayMs` each way; `prepare` may put a history
 * into the folder.
 */
export async function startShipped({
  brokerLines = '',
  metered = false,
  delayMs = 0,
  prepare = () => {},
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-bench-'));
  prepare(folder);
  const broker = await startBroker(folder, brokerLines);
  const wire = await serveProxy(broker.port, delayMs);
  const mocks = join(root, 'dist', 'hw-mocks', 'main.js');
  const station = start(process.execPath, mocks, '--site', sitePath);
  const links = Object.entries(await readyLinks(station)).map(([bus, link]) => `${bus}=${link}`);
  const site = siteAt(join(folder, 'site.yaml'), wire.port, metered);
  const options = ['--history', join(folder, 'history.db'), '--link', ...links];
  // As users start it, by its first line, which sets what node it wants.
  const gateway = start(join(root, 'bin', 'quietpost.mjs'), 'run', site, ...options);
  return {
    ...{ folder, broker, wire, gateway, pid: gateway.pid },
    async end() {
      await stopped(gateway);
      station.kill('SIGTERM');
      wire.close();
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(program, ...args) {
  return spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
}

/** The message as `[topic, text]`, or those of a pack, each as it would have come alone. */
export function messagesIn(topic, payload) {
  const text = payloadText(payload);
  if (!topic.endsWith('/pack')) return [[topic, text]];
  const start = topic.slice(0, -'pack'.length);
  return messagesInPack(text).map(([below, own]) => [start + below, own]);
}

/** The shipped site with a broker of a back office, which asks for no live values. */
function siteAt(path, port, metered) {
  const broker = `broker:\n  kind: mqtt\n  url: mqtt://127.0.0.1:${port}\n${metered ? '  metered: true\n' : ''}`;
  const shipped = readFileSync(sitePath, 'utf8').replace(/^broker:.*\n(?: .*\n)+/m, broker);
  writeFileSync(path, shipped);
  return path;
}

/** Passes bytes on, each way `delayMs` later, and counts them. */
export async function serveProxy(target, delayMs = 0) {
  const sockets = new Set();
  let [bytes, up, connections] = [0, 0, 0];
  const server = createServer((near) => {
    connections += 1;
    const far = createConnection(target, '127.0.0.1');
    near.setNoDelay(true);
    far.setNoDelay(true);
    for (const [from, to, isUp] of [
      [near, far, true],
      [far, near, false],
    ]) {
      sockets.add(from);
      from.on('data', (chunk) => {
        bytes += chunk.length;
        if (isUp) up += chunk.length;
        if (delayMs === 0) to.write(chunk);
        else setTimeout(() => to.destroyed || to.write(chunk), delayMs);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: server.address().port,
    bytes: () => bytes,
    upBytes: () => up,
    connections: () => connections,
    cut,
    close: () => {
      cut();
      server.close();
    },
  };
}

/** CPU time of a process, seconds: proc(5), fields 14 and 15 of stat. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export function rssMb(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
