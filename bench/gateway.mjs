// The gateway as a process: what it costs to run the shipped station, against a client that only copies the same
// polls from modbus-serial to mqtt.js, in the same run. Absolute shares do not carry over to other machines, the ratio
// does. Linux only: the kernel counts.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect } from 'mqtt';
import { startEmbeddedBroker } from '../dist/src/adapters/aedes-broker.js';
import { planReads } from '../dist/src/devices/read-plan.js';
import { root, shippedPlan, sitePath } from './shipped.mjs';

const ticksPerS = 100;
const settleMs = 8000;
const measuredMs = 20_000;

export async function measure({ smoke }) {
  if (smoke || !existsSync('/proc/self/stat')) return [];
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-bench-'));
  const station = start('dist/hw-mocks/main.js', '--site', sitePath);
  const broker = await startEmbeddedBroker({ port: 0 });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  try {
    const links = await readyLinks(station);
    const linkOptions = Object.entries(links).map(([bus, link]) => `${bus}=${link}`);
    const history = join(folder, 'history.sqlite');
    const options = ['--link', ...linkOptions, '--broker', url, '--history', history];
    // As users start it, by its first line, which sets what node it wants.
    const command = join(root, 'bin', 'quietpost.mjs');
    const gateway = await watched(url, () =>
      spawn(command, ['run', sitePath, ...options], { stdio: 'ignore' }),
    );
    const peer = await watched(url, () => startPeer(url, links));
    return figuresOf(gateway, peer);
  } finally {
    station.kill('SIGTERM');
    await broker.close();
    rmSync(folder, { recursive: true });
  }
}

function figuresOf(gateway, peer) {
  const work = `shipped station, ${measuredMs / 1000} s after ${settleMs / 1000} s`;
  const beside = `modbus-serial + mqtt.js copying the same polls: ${peer.cpuPct.toFixed(1)} %, ${peer.rssMb.toFixed(0)} MB`;
  return [
    { name: 'gateway, CPU of one core', value: gateway.cpuPct, unit: '%', conditions: work },
    {
      name: 'gateway CPU against the plain copy',
      value: gateway.cpuPct / peer.cpuPct,
      unit: 'times',
      atMost: 2,
      conditions: `${work}; ${beside}`,
    },
    { name: 'gateway, peak RSS', value: gateway.rssMb, unit: 'MB', atMost: 120, conditions: work },
    {
      name: 'start to the first value',
      value: gateway.firstLiveS,
      unit: 's',
      conditions: 'from spawn to the first live message at a subscriber',
    },
    {
      name: 'start to the first record',
      value: gateway.firstDataS,
      unit: 's',
      atMost: 10,
      conditions: 'from spawn to the first data batch at a subscriber; batches linger 5 s',
    },
  ];
}

/** The peer gets its polls ready made: it shall not pay for reading a site file. */
function startPeer(url, links) {
  const { buses, devices } = shippedPlan();
  const lines = buses.map((bus) => ({
    port: Number(new URL(links[bus.id]).port),
    polls: devices
      .filter((device) => device.bus === bus.id)
      .flatMap(({ id, unitId, definition, pollMs }) =>
        planReads(definition, pollMs).map(({ table, address, count, everyMs }) => {
          return { id, unitId, table, address, count, everyMs };
        }),
      ),
  }));
  return start('bench/peer-client.mjs', url, JSON.stringify(lines));
}

/** Runs a process between broker and station for the time of a measurement. */
async function watched(url, begin) {
  const first = { live: Number.NaN, data: Number.NaN };
  const client = connect(url, { protocolVersion: 4 });
  await new Promise((resolve) => client.on('connect', () => client.subscribe('#', { qos: 1 }, resolve)));
  const startMs = performance.now();
  client.on('message', (topic, _payload, { retain }) => {
    const kind = topic.includes('/live/') ? 'live' : topic.includes('/data/') ? 'data' : undefined;
    if (kind !== undefined && !retain) first[kind] ||= (performance.now() - startMs) / 1000;
  });
  const child = begin();
  await pause(settleMs);
  const before = cpuSeconds(child.pid);
  await pause(measuredMs);
  const cpuPct = (100 * (cpuSeconds(child.pid) - before)) / (measuredMs / 1000);
  const rssMb = peakRssMb(child.pid);
  await stopped(child);
  client.end(true);
  return { cpuPct, rssMb, firstLiveS: first.live, firstDataS: first.data };
}

function start(program, ...args) {
  return spawn(process.execPath, [join(root, program), ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
}

async function readyLinks(station) {
  for await (const line of createInterface({ input: station.stdout })) {
    const message = JSON.parse(line);
    if (message.ready === true) return message.links;
  }
  throw new Error('the simulated station did not start');
}

/** proc(5): fields 14 and 15 of stat, after the name in parentheses. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerS;
}

function peakRssMb(pid) {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

function stopped(child) {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGINT');
  });
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
