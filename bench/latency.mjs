// From a change in a register to a subscriber of `live`, and whether each second of a sound level meter arrives once.
// The gateway as a process on the shipped site, the simulated station behind it but for two buses, which are slaves of
// our own: they know when they changed what. Their sound level meters count seconds by a clock of their own, a little
// slow. QUIETPOST_DIST names another build to compare with.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'mqtt';
import { startEmbeddedBroker } from '../dist/src/adapters/mqtt/aedes-broker.js';
import { rowsIn } from '../dist/src/contract/form/batch.js';
import { pause, readyLinks, stopped } from './processes.mjs';
import { percentile, root, sitePath } from './shipped.mjs';

const settleMs = 15_000;
const measuredMs = { smoke: 12_000, full: 300_000 };
/** A change waits for the one before to have arrived, and then for a time that has nothing to do with any period. */
const restMs = { least: 300, most: 2500 };
const meterSecondMs = 1000.3;
const [north, rest] = [2, 3];
const meterA = 2;
const programs = process.env.QUIETPOST_DIST ?? join(root, 'dist');

export async function measure({ smoke }) {
  if (!existsSync('/proc/self/stat')) return [];
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-bench-'));
  const noise = await serveRegisters(soundRegisters);
  const power = await serveRegisters(powerRegisters);
  const station = start('hw-mocks/main.js', '--site', sitePath);
  const broker = await startEmbeddedBroker({ port: 0 });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const client = await subscriber(url);
  const stopMeters = runMeters(noise);
  let gateway;
  try {
    const links = { ...(await readyLinks(station)), noise: noise.link, power: power.link };
    const linkOptions = Object.entries(links).map(([bus, link]) => `${bus}=${link}`);
    const options = ['--link', ...linkOptions, '--broker', url, '--history', join(folder, 'history.db')];
    const changes = [
      watchChanges(noise, 'slm-north', soundChange),
      watchChanges(power, 'meter-a', powerChange),
    ];
    const seconds = watchSeconds();
    client.on('message', (topic, payload) => {
      const arrivedMs = performance.now();
      const message = topic.includes('/live/') || topic.includes('/data/') ? JSON.parse(payload) : {};
      for (const change of changes) change.take(topic, message, arrivedMs);
      seconds.take(topic, message);
    });
    gateway = start('src/cli/main.js', 'run', sitePath, ...options);
    await pause(settleMs);
    for (const change of changes) change.begin();
    await pause(smoke ? measuredMs.smoke : measuredMs.full);
    for (const change of changes) change.end();
    return [...changes.flatMap(({ figures }) => figures()), ...seconds.figures()];
  } finally {
    stopMeters();
    if (gateway !== undefined) await stopped(gateway);
    station.kill('SIGTERM');
    client.end(true);
    await broker.close();
    for (const { server, sockets } of [noise, power]) {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
    rmSync(folder, { recursive: true });
  }
}

/** The register that is changed, and where its value arrives. */
const soundChange = {
  name: 'receptor meter',
  channel: 'sound.laeq',
  write: (registers, step) => registers(north).writeInt16BE(4000 + step, 0),
  read: (value) => Math.round(value * 100) - 4000,
};
const powerChange = {
  name: 'power meter on TCP',
  channel: 'power.active',
  write: (registers, step) => registers(meterA).writeFloatBE(10_000 + step, 2 * 52),
  read: (value) => Math.round(value) - 10_000,
};

/** Changes a register, waits for the value at the subscriber, and so on. */
function watchChanges({ registers }, device, { name, channel, write, read }) {
  const tookMs = [];
  let step = 0;
  let changedMs;
  let timer;
  const change = () => {
    step += 1;
    write(registers, step);
    changedMs = performance.now();
  };
  const later = () => {
    timer = setTimeout(change, restMs.least + Math.random() * (restMs.most - restMs.least));
  };
  return {
    begin: later,
    end: () => clearTimeout(timer),
    take(topic, { ch }, arrivedMs) {
      if (changedMs === undefined || !topic.endsWith(`/live/${device}`)) return;
      if (read(ch[channel]?.v) !== step) return;
      tookMs.push(arrivedMs - changedMs);
      changedMs = undefined;
      later();
    },
    figures() {
      const conditions = `${tookMs.length} changes at random times, polled at 1 s, cycle 1 s, worst ${(Math.max(...tookMs) / 1000).toFixed(2)} s`;
      const figure = (share, atMost) => ({
        name: `${name}: change to subscriber, p${100 * share}`,
        value: percentile(tookMs, share) / 1000,
        unit: 's',
        atMost,
        conditions,
      });
      return [figure(0.5, 0.7), figure(0.99, 1.3)];
    },
  };
}

/** Each second of the second meter carries its number in LAFmax. */
function watchSeconds() {
  const rows = [];
  const minutes = [];
  return {
    take(topic, message) {
      if (topic.endsWith('/data/spl'))
        for (const [, ts, [meter, levelDb, peakDb]] of rowsIn(message))
          if (meter === 'slm-rest' && levelDb !== null)
            rows.push({ ts, levelDb, number: Math.round(peakDb * 100) });
      if (topic.endsWith('/data/minute'))
        for (const [, ts, [id, levelDb, , validS]] of message.rows)
          if (id === 'rest') minutes.push({ ts, levelDb, validS });
    },
    figures() {
      const steps = rows.slice(1).map(({ number }, index) => number - rows[index].number);
      const conditions = `${rows.length} rows of a meter whose second is ${meterSecondMs} ms long`;
      const whole = minutes.slice(1).filter(({ levelDb }) => levelDb !== null);
      const apartDb = whole.map(({ ts, levelDb }) => Math.abs(levelDb - meanOf(rows, ts)));
      return [
        {
          name: 'rows of data/spl that repeat the one before',
          value: steps.filter((step) => step === 0).length,
          unit: 'rows',
          atMost: 0,
          conditions,
        },
        {
          name: 'seconds that are in no row',
          value: steps.reduce((sum, step) => sum + Math.max(0, step - 1), 0),
          unit: 's',
          atMost: 0,
          conditions,
        },
        ...(whole.length === 0
          ? []
          : [
              {
                name: 'minute against the Leq of its rows, worst',
                value: Math.max(...apartDb),
                unit: 'dB',
                atMost: 0.01,
                conditions: `${whole.length} minutes`,
              },
            ]),
      ];
    },
  };
}

function meanOf(rows, fromMs) {
  const within = rows.filter(({ ts }) => ts >= fromMs && ts < fromMs + 60_000);
  return 10 * Math.log10(within.reduce((sum, { levelDb }) => sum + 10 ** (levelDb / 10), 0) / within.length);
}

/** A Modbus TCP server of 256 registers a unit, for functions 3 and 4; `registers(unit)` gives their bytes. */
async function serveRegisters(begin) {
  const units = new Map();
  const sockets = new Set();
  const registers = (unit) => {
    if (!units.has(unit)) units.set(unit, begin());
    return units.get(unit);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    let held = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 12) {
        const [unit, code, address, count] = [held[6], held[7], held.readUInt16BE(8), held.readUInt16BE(10)];
        const bytes = registers(unit).subarray(2 * address, 2 * (address + count));
        const head = Buffer.from([held[0], held[1], 0, 0, 0, 3 + bytes.length, unit, code, bytes.length]);
        socket.write(Buffer.concat([head, bytes]));
        held = held.subarray(12);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, sockets, registers, link: `tcp://127.0.0.1:${server.address().port}` };
}

/** As config/devices/class1-laeq.yaml has it. */
function soundRegisters() {
  const bytes = Buffer.alloc(512);
  bytes.writeInt16BE(4000, 0);
  bytes.writeInt16BE(5000, 2);
  return bytes;
}

/** As config/devices/eastron-sdm630.yaml has it: floats, 230 V and 50 Hz. */
function powerRegisters() {
  const bytes = Buffer.alloc(512);
  for (const address of [0, 2, 4]) bytes.writeFloatBE(230, 2 * address);
  bytes.writeFloatBE(50, 2 * 70);
  return bytes;
}

/** Seconds that end one after another by the meters' own clock. Returns what ends it. */
function runMeters({ registers }) {
  const startMs = performance.now();
  let second = 0;
  let timer;
  const finish = () => {
    second += 1;
    for (const unit of [north, rest, 4, 5]) registers(unit).writeUInt16BE(second % 65_536, 4);
    registers(rest).writeInt16BE(4000 + ((second * 37) % 2000), 0);
    registers(rest).writeInt16BE(1000 + second, 2);
    // A level that never moves would be taken for a dead microphone.
    for (const unit of [4, 5]) registers(unit).writeInt16BE(6000 + (second % 50), 0);
    timer = setTimeout(finish, startMs + (second + 1) * meterSecondMs - performance.now());
  };
  finish();
  return () => clearTimeout(timer);
}

async function subscriber(url) {
  const client = connect(url, { protocolVersion: 4 });
  await new Promise((resolve) => client.on('connect', () => client.subscribe('#', { qos: 1 }, resolve)));
  return client;
}

function start(program, ...args) {
  return spawn(process.execPath, [join(programs, program), ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
}
