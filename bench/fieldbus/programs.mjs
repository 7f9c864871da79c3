// The slave and the clients of the field bus measurement: compiled, started one after the other, asked what they saw.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const here = (name) => join(import.meta.dirname, name);
const python = '/usr/bin/python3';

/** `missing`: why nothing can be measured here. */
export function createPrograms() {
  if (process.platform !== 'linux') return { missing: 'it needs the pseudo terminals of Linux' };
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-fieldbus-'));
  const slave = compile(directory, 'slave');
  const remove = () => rmSync(directory, { recursive: true, force: true });
  if (slave === undefined) {
    remove();
    return { missing: 'no C compiler (gcc)' };
  }
  const libmodbus = compile(directory, 'libmodbus-client', '-lmodbus');
  const hasPymodbus = spawnSync(python, ['-c', 'import pymodbus, serial']).status === 0;
  const peers = [
    { name: 'modbus-serial', command: [process.execPath, here('modbus-serial-client.mjs')] },
    { name: 'libmodbus', command: libmodbus && [libmodbus], needs: 'libmodbus-dev' },
    {
      name: 'pymodbus',
      command: hasPymodbus ? [python, here('pymodbus-client.py')] : undefined,
      needs: 'python3-pymodbus',
    },
    { name: 'node-red-contrib-modbus', command: undefined, needs: 'node-red-contrib-modbus' },
  ];
  for (const { name, command, needs } of peers)
    if (command === undefined) process.stderr.write(`bench: ${name} left out: ${needs} is not installed\n`);
  return {
    slave,
    ours: { name: 'quietpost', command: [process.execPath, here('quietpost-client.mjs')] },
    peers: peers.filter(({ command }) => command !== undefined),
    remove,
  };
}

function compile(directory, name, ...libraries) {
  const path = join(directory, name);
  const { status } = spawnSync('gcc', ['-O2', '-o', path, here(`${name}.c`), ...libraries]);
  return status === 0 ? path : undefined;
}

/** A line at `baud`, or TCP without one. `settleS`: what is not counted at the beginning. */
export function createLine({ baud, adapter = 'fifo', programs, seconds, dead = 0, settleS = 0 }) {
  const setting = baud === undefined ? ['tcp'] : ['rtu', baud, adapter, dead, settleS * 1000].map(String);
  const run = (client) => runOne(programs.slave, setting, client, baud ?? 0, seconds + settleS);
  return {
    baud,
    settleS,
    programs,
    /** Ours first, then the others, one after the other. */
    async runAll(peers) {
      const runs = [];
      for (const client of [programs.ours, ...peers]) runs.push(await run(client));
      return runs;
    },
  };
}

async function runOne(slavePath, setting, { name, command }, baud, seconds) {
  const slave = spawn(slavePath, setting, { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = createInterface({ input: slave.stdout })[Symbol.asyncIterator]();
  const { value: end } = await said.next();
  const [program, ...args] = command;
  const client = spawn(program, [...args, end, String(baud), String(seconds)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  client.stdout.on('data', (bytes) => {
    out += bytes;
  });
  const code = await new Promise((resolve) => client.once('close', resolve));
  slave.stdin.end();
  const seen = JSON.parse((await said.next()).value);
  if (code !== 0 || out === '') throw new Error(`${name} ended with ${code}`);
  const { transactions, cpuMs, rssMb } = JSON.parse(out);
  return { name, ...seen, perS: transactions / seconds, cpuMs: (1000 * cpuMs) / transactions, rssMb };
}
