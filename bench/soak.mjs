// The gateway as a process over hours, on real time and a real disk: does anything grow, and what does the card write?
//   node bench/soak.mjs [--minutes=240] [--every=60] [--site=FILE] [--folder=DIR]
// Prints one JSON document: every sample, and what becomes of them. In `npm run bench` it lasts ten minutes, in smoke
// mode half a minute, which shows that it runs. Linux only: the kernel counts.
//
// write_bytes is what the kernel will send to the disk (proc(5), io); bytes written to a file system in memory are not
// counted, so the folder must lie on a disk. lateP99Ms is the gateway's own: from a cycle's deadline to its start.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'mqtt';
import { startEmbeddedBroker } from '../dist/src/adapters/mqtt/aedes-broker.js';
import { pause, readyLinks, stopped } from './processes.mjs';
import { root, sitePath } from './shipped.mjs';

const TICKS_PER_S = 100;
/** Learning, opened files and compiled code have settled after this share of the run. */
const SETTLED_SHARE = 0.25;

export async function measure({ smoke }) {
  if (!existsSync('/proc/self/io')) return [];
  const { summary } = await soak({ minutes: smoke ? 0.5 : 10, everyS: smoke ? 5 : 15 });
  const conditions = `shipped station, ${summary.minutes} min on a real disk`;
  return [
    { name: 'soak: CPU of one core', value: summary.cpuPct, unit: '%', atMost: 10, conditions },
    { name: 'soak: RSS at the end', value: summary.rssMb, unit: 'MB', atMost: 120, conditions },
    { name: 'soak: RSS slope', value: summary.rssSlopeMbPerH, unit: 'MB/h', conditions },
    {
      name: 'soak: written to the disk',
      value: summary.writtenMbPerDay,
      unit: 'MB/day',
      atMost: 60,
      conditions,
    },
    { name: 'soak: descriptors gained', value: summary.descriptorsGained, unit: '', atMost: 0, conditions },
    { name: 'soak: cycles late, worst p99', value: summary.lateP99Ms, unit: 'ms', conditions },
  ];
}

export async function soak({ minutes, everyS, site = sitePath, parent = tmpdir() }) {
  const folder = mkdtempSync(join(parent, 'quietpost-soak-'));
  const station = spawn(process.execPath, [join(root, 'dist/hw-mocks/main.js'), '--site', site], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const broker = await startEmbeddedBroker({ port: 0 });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const late = watchLateness(url);
  try {
    const links = Object.entries(await readyLinks(station)).map(([bus, link]) => `${bus}=${link}`);
    const options = ['--link', ...links, '--broker', url, '--history', join(folder, 'history.db')];
    const gateway = spawn(join(root, 'bin', 'quietpost.mjs'), ['run', site, ...options], { stdio: 'ignore' });
    const samples = [];
    const beganMs = performance.now();
    for (let count = 1; count * everyS <= minutes * 60; count += 1) {
      await pause(beganMs + count * everyS * 1000 - performance.now());
      if (gateway.exitCode !== null) throw new Error(`the gateway ended with ${gateway.exitCode}`);
      samples.push({
        s: Math.round((performance.now() - beganMs) / 1000),
        ...sample(gateway.pid),
        ...late(),
      });
    }
    await stopped(gateway, 'SIGTERM');
    return { summary: summaryOf(samples, minutes), samples };
  } finally {
    station.kill('SIGTERM');
    late.end();
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** proc(5): stat fields 14 and 15 behind the name in parentheses, status VmRSS, io write_bytes, fd. */
function sample(pid) {
  const read = (name) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
  const stat = read('stat').split(') ')[1].split(' ');
  return {
    cpuS: (Number(stat[11]) + Number(stat[12])) / TICKS_PER_S,
    rssMb: Number(/VmRSS:\s+(\d+) kB/.exec(read('status'))[1]) / 1024,
    writtenBytes: Number(/^write_bytes: (\d+)/m.exec(read('io'))[1]),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** Rates over the settled part. */
function summaryOf(samples, minutes) {
  const settled = samples.slice(Math.floor(samples.length * SETTLED_SHARE));
  const [first, last] = [settled[0], settled.at(-1)];
  const passedS = Math.max(1, last.s - first.s);
  return {
    minutes,
    cpuPct: (100 * (last.cpuS - first.cpuS)) / passedS,
    rssMb: last.rssMb,
    rssSlopeMbPerH: 3600 * slope(settled.map(({ s, rssMb }) => [s, rssMb])),
    writtenMbPerDay: ((last.writtenBytes - first.writtenBytes) / 1e6 / passedS) * 86_400,
    descriptorsGained: last.descriptors - first.descriptors,
    lateP99Ms: Math.max(0, ...settled.map(({ lateP99Ms }) => lateP99Ms ?? 0)),
  };
}

/** Least squares. */
function slope(points) {
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const sum = (of) => points.reduce((total, [x, y]) => total + of(x - meanX, y - meanY), 0);
  return sum((x, y) => x * y) / (sum((x) => x * x) || 1);
}

/** The worst that the gateway has said of its cycles since the last call. */
function watchLateness(url) {
  const client = connect(url);
  let worst;
  client.on('connect', () => client.subscribe('#'));
  client.on('message', (topic, payload) => {
    if (!topic.includes('/health')) return;
    const found = /"p99_ms":([\d.]+)/.exec(payload.toString());
    if (found !== null) worst = Math.max(worst ?? 0, Number(found[1]));
  });
  const take = () => {
    const lateP99Ms = worst;
    worst = undefined;
    return { lateP99Ms };
  };
  take.end = () => client.end(true);
  return take;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, usual) =>
    process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? usual;
  const result = await soak({
    minutes: Number(option('minutes', 240)),
    everyS: Number(option('every', 60)),
    site: option('site', sitePath),
    parent: option('folder', tmpdir()),
  });
  console.log(JSON.stringify({ bench: 'soak', node: process.versions.node, ...result }, null, 2));
}
