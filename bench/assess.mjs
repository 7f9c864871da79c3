// How long, and with how much memory, `quietpost assess` judges a file of 1-s levels: by itself in a process of its own,
// start included. One line of JSON. --smoke: a tenth of the rows. --rows N: any number.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
// Whatever the program does, what it used goes out on a descriptor of its own when it ends.
const tellUsage =
  'data:text/javascript,import fs from"node:fs";process.on("exit",()=>fs.writeSync(3,JSON.stringify(process.resourceUsage())))';

const rows = rowsAsked(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'quietpost-bench-'));
try {
  const file = join(folder, 'levels.csv');
  writeLevels(file, rows);
  const run = await measure(['assess', '--levels', file, '--zone', 'UTC', '--json']);
  const answer = JSON.parse(run.stdout);
  if (answer.file.valid !== rows) throw new Error(`${answer.file.valid} of ${rows} rows were read`);
  const seconds = run.ms / 1000;
  console.log(
    JSON.stringify({
      bench: 'assess',
      rows,
      fileMb: round(statSync(file).size / 1e6),
      seconds: round(seconds),
      // On a busy machine the first figure says more about the others.
      cpuSeconds: round((run.usage.userCPUTime + run.usage.systemCPUTime) / 1e6),
      rowsPerSecond: Math.round(rows / seconds),
      peakRssMb: round(run.usage.maxRSS / 1024),
      periods: answer.periods.length,
      node: process.versions.node,
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function rowsAsked(args) {
  const at = args.indexOf('--rows');
  if (at >= 0) return Number(args[at + 1]);
  return args.includes('--smoke') ? 100_000 : 1_000_000;
}

/** Seconds from 2025-01-01 on, levels of a small generator with a fixed seed: the same file every time. */
function writeLevels(path, count) {
  const file = openSync(path, 'w');
  let seed = 1;
  let piece = 'datetime,LAeq\n';
  for (let second = 0; second < count; second++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const time = new Date(Date.UTC(2025, 0, 1) + second * 1000).toISOString();
    piece += `${time.slice(0, 10)} ${time.slice(11, 19)},${(38 + (seed / 2 ** 32) * 14).toFixed(2)}\n`;
    if (piece.length > 1 << 20) {
      writeSync(file, piece);
      piece = '';
    }
  }
  writeSync(file, piece);
  closeSync(file);
}

function measure(args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, ['--import', tellUsage, program, ...args], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    let stdout = '';
    let usage = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stdio[3].on('data', (text) => {
      usage += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const ms = performance.now() - started;
      if (code === 0) resolve({ ms, stdout, usage: JSON.parse(usage) });
      else reject(new Error(`assess ended with code ${code}`));
    });
  });
}

function round(value) {
  return Math.round(value * 100) / 100;
}
