// The gateway as a process: what it costs to run the shipped station, against a client that only copies the same
// polls from modbus-serial to mqtt.js, in the same run. Absolute shares do not carry over to other machines, the ratio
// does. Linux only: the kernel counts.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'mqtt';
import { startEmbeddedBroker } from '../dist/src/adapters/mqtt/aedes-broker.js';
import { planReads } from '../dist/src/devices/modbus/read-plan.js';
import { pause, readyLinks, stopped } from './processes.mjs';
import { root, shippedPlan, sitePath } from './shipped.mjs';

const ticksPerS = 100;
const settleMs = 5000;
const measuredMs = 30_000;
const firstRecordMs = 30_000;

export async function measure({ smoke }) {
  if (smoke || !existsSync('/proc/self/stat')) return [];
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-bench-'));
  const station = start('dist/hw-mocks/main.js', '--site', sitePath);
  const broker = await startEmbeddedBroker({ port: 0 });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  try {
    const links = await readyLinks(station);
    const linkOptions = Object.entries(links).map(([bus, link]) => `${bus}=${link}`);
    const options = ['--link', ...linkOptions, '--broker', url, '--history', join(folder, 'history.db')];
    // As users start it, by its first line, which sets what node it wants.
    const command = join(root, 'bin', 'quietpost.mjs');
    const begin = () => spawn(command, ['run', sitePath, ...options], { stdio: 'ignore' });
    const { gateway, firsts } = await firstWords(url, begin);
    // Side by side, so that both have the same neighbours on this machine.
    const peer = startPeer(url, links);
    await pause(settleMs);
    const before = [gateway, peer].map(cpuSeconds);
    await pause(measuredMs);
    const [gatewayPct, peerPct] = [gateway, peer].map(
      (child, index) => (100 * (cpuSeconds(child) - before[index])) / (measuredMs / 1000),
    );
    const figures = figuresOf({
      gatewayPct,
      peerPct,
      rssMb: peakRssMb(gateway),
      peerRssMb: peakRssMb(peer),
      ...firsts,
    });
    await Promise.all([stopped(gateway), stopped(peer)]);
    return figures;
  } finally {
    station.kill('SIGTERM');
    await broker.close();
    rmSync(folder, { recursive: true });
  }
}

function figuresOf({ gatewayPct, peerPct, rssMb, peerRssMb, liveS, dataS }) {
  const work = `shipped station, ${measuredMs / 1000} s`;
  const beside = `beside modbus-serial + mqtt.js copying the same polls: ${peerPct.toFixed(1)} %, ${peerRssMb.toFixed(0)} MB`;
  return [
    { name: 'gateway, CPU of one core', value: gatewayPct, unit: '%', conditions: work },
    {
      name: 'gateway CPU against the plain copy',
      value: gatewayPct / peerPct,
      unit: 'times',
      atMost: 1.5,
      conditions: `${work}, ${beside}`,
    },
    { name: 'gateway, peak RSS', value: rssMb, unit: 'MB', atMost: 110, conditions: work },
    {
      name: 'start to the first value',
      value: liveS,
      unit: 's',
      conditions: 'from spawn to the first live message at a subscriber',
    },
    {
      name: 'start to the first record',
      value: dataS,
      unit: 's',
      atMost: 10,
      conditions: 'from spawn to the first data batch at a subscriber',
    },
  ];
}

/** Starts the gateway and waits until a subscriber has had its first value and its first record. */
async function firstWords(url, begin) {
  const client = connect(url, { protocolVersion: 4 });
  await new Promise((resolve) => client.on('connect', () => client.subscribe('#', { qos: 1 }, resolve)));
  const startMs = performance.now();
  const firsts = {};
  const gateway = begin();
  await new Promise((resolve, reject) => {
    setTimeout(reject, firstRecordMs, new Error('no record of the gateway came')).unref();
    client.on('message', (topic) => {
      const kind = topic.includes('/live/') ? 'liveS' : topic.includes('/data/') ? 'dataS' : undefined;
      if (kind !== undefined) firsts[kind] ??= (performance.now() - startMs) / 1000;
      if (firsts.dataS !== undefined) resolve();
    });
  });
  client.end(true);
  return { gateway, firsts };
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

function start(program, ...args) {
  return spawn(process.execPath, [join(root, program), ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
}

/** proc(5): fields 14 and 15 of stat, after the name in parentheses. */
function cpuSeconds({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerS;
}

function peakRssMb({ pid }) {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
