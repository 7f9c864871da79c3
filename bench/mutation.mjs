// Do the tests notice? A seeded sample of small faults is put into each room; a fault that no unit test of its room
// notices is a survivor, listed with its place. By hand, it takes a while:
//   node bench/mutation.mjs [room ...] [--mutants=40] [--seed=1] [--only=src/control/arbiter.ts]
// All mutants of a room stand in one copy of the sources, each behind a switch, and each test runs once for every mutant
// that it reaches (bench/mutation/runner.mjs). What is evaluated when a module loads has no switch, and the tests of the
// store hold files and threads: these mutants run one at a time. Works on a copy, so the checkout stays as it is. Results go to bench/results/mutation-*.json.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { instrumented, mutantsOf } from './mutation/mutants.mjs';

const ROOMS = ['control', 'acoustics', 'store', 'backoffice', 'report'];
/** Their tests hold files and threads, which a mutant leaves in disorder: one mutant at a time. */
const ALONE = ['store'];
const KILLED_SHARE_MIN = 0.8;
const SWITCHED_TIMEOUT_MS = 1_800_000;
const SINGLE_TIMEOUT_MS = 180_000;
const STUCK_MS = 120_000;

const root = join(import.meta.dirname, '..');

/** For bench/run.mjs: in smoke mode a handful of mutants of one file. */
export async function measure({ smoke }) {
  const options = smoke
    ? { mutants: 4, seed: 1, only: 'src/acoustics/levels/level.ts' }
    : { mutants: 40, seed: 1 };
  const figures = [];
  for (const room of smoke ? ['acoustics'] : ROOMS) {
    const { mutants, killed } = await tryRoom(room, options);
    figures.push({
      name: `mutants killed in ${room}`,
      ...{ value: (100 * killed) / mutants, unit: '%', atLeast: 100 * KILLED_SHARE_MIN },
      conditions: `${mutants} mutants, seed ${options.seed}, unit tests of the room`,
    });
  }
  return figures;
}

async function tryRoom(room, { mutants: count, seed, only }) {
  const copy = copyOfProject();
  try {
    const files = only === undefined ? filesBelow(`src/${room}`) : [only];
    const all = files.flatMap((file) => mutantsOf(file, readFileSync(join(root, file), 'utf8')));
    const chosen = sample(all, count, seed).map((mutant, id) => ({
      ...mutant,
      id,
      isStatic: mutant.isStatic || ALONE.includes(room),
    }));
    const tests = testsOf(room, only);
    const { killedBy, aloneIn } = await tryBehindSwitches(
      copy,
      chosen.filter(({ isStatic }) => !isStatic),
      tests,
    );
    for (const mutant of chosen.filter(({ id }) => !killedBy.has(id))) {
      for (const group of mutant.isStatic ? testsNear(mutant.file, tests) : [aloneIn.get(mutant.id) ?? []]) {
        if (killedBy.has(mutant.id) || group.length === 0) continue;
        if (await isNoticedAlone(copy, mutant, group)) killedBy.set(mutant.id, 'alone');
      }
    }
    const survivors = chosen.filter(({ id }) => !killedBy.has(id)).map(placeOf);
    return { room, candidates: all.length, mutants: chosen.length, killed: killedBy.size, survivors };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The test that noticed it, by mutant; and the test files that can only run with one mutant alone. */
async function tryBehindSwitches(copy, mutants, tests) {
  for (const file of new Set(mutants.map((mutant) => mutant.file))) {
    const text = readFileSync(join(root, file), 'utf8');
    const own = mutants.filter((mutant) => mutant.file === file);
    writeFileSync(join(copy, file), instrumented(text, own));
  }
  if (mutants.length === 0) return { killedBy: new Map(), aloneIn: new Map() };
  const log = join(copy, 'mutation.log');
  const killedBy = new Map();
  const aloneIn = new Map();
  for (let isOver = false; !isOver; ) {
    writeFileSync(log, '');
    const runner = join(copy, 'bench', 'mutation', 'runner.mjs');
    const env = { MUTATION_LOG: log, MUTATION_RUNNER: runner, MUTATION_DONE: [...killedBy.keys()].join() };
    isOver = (await vitest(copy, tests, env, SWITCHED_TIMEOUT_MS, log)) !== null;
    const told = readFileSync(log, 'utf8');
    for (const [, id, test] of told.matchAll(/^alone (\d+) (.*)$/gm))
      aloneIn.set(Number(id), [...new Set([...(aloneIn.get(Number(id)) ?? []), test])]);
    for (const [, id, test] of told.matchAll(/^killed (\d+) (.*)$/gm)) killedBy.set(Number(id), test);
    const last = [...told.matchAll(/^trying (\d+)$/gm)].at(-1)?.[1];
    if (!isOver && last === undefined) throw new Error('the tests do not end without any mutant');
    if (!isOver) killedBy.set(Number(last), 'does not end');
  }
  for (const { file } of mutants) cpSync(join(root, file), join(copy, file));
  return { killedBy, aloneIn };
}

async function isNoticedAlone(copy, { file, start, end, mutated }, tests) {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, start) + mutated + text.slice(end));
  const code = await vitest(copy, tests, {}, SINGLE_TIMEOUT_MS);
  writeFileSync(path, text);
  return code !== 0;
}

/** Exit code, or null when it did not end in time, or has written nothing to `log` for long. */
function vitest(copy, tests, env, timeoutMs, log) {
  const command = [
    join(copy, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    'mutation.config.mjs',
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...command, ...tests], {
      cwd: copy,
      env: { ...process.env, ...env },
      stdio: process.env.MUTATION_VERBOSE ? 'inherit' : 'ignore',
      detached: true,
    });
    const startMs = Date.now();
    const timer = setInterval(() => {
      const isStuck = log !== undefined && hangs(log);
      if (isStuck || Date.now() - startMs > timeoutMs) process.kill(-child.pid, 'SIGKILL');
    }, 1000);
    child.once('exit', (code) => {
      clearInterval(timer);
      resolve(code);
    });
  });
}

/** The last that was said is that a mutant is tried, and long ago. */
function hangs(log) {
  if (Date.now() - statSync(log).mtimeMs < STUCK_MS) return false;
  return readFileSync(log, 'utf8').trimEnd().split('\n').at(-1).startsWith('trying');
}

function placeOf({ file, line, original, mutated }) {
  const short = (text) => text.replaceAll(/\s+/g, ' ').slice(0, 70);
  return `${file}:${line}  ${short(original)}  ->  ${short(mutated)}`;
}

/** Those of the room, and those elsewhere that import a file of the room themselves. */
function testsOf(room, only) {
  const graph = importGraph();
  const tests = [...graph.keys()].filter((name) => /^test\/unit\/.*\.test\.ts$/.test(name));
  const isOf = (file) => (only === undefined ? file.startsWith(`src/${room}/`) : file === only);
  return tests.filter(
    (name) => graph.get(name).some(isOf) || (only === undefined && name.startsWith(`test/unit/${room}/`)),
  );
}

/** Those that import the file themselves, then the others of the room that reach it: the first notice most, and quickly. */
function testsNear(file, tests) {
  const graph = importGraph();
  const near = tests.filter((name) => graph.get(name).includes(file));
  const further = tests.filter((name) => !near.includes(name) && reaches(graph, name, file));
  return [near, further];
}

function reaches(graph, from, file) {
  const seen = new Set([from]);
  for (const name of seen) for (const target of graph.get(name) ?? []) seen.add(target);
  return seen.has(file);
}

let graphOnce;
function importGraph() {
  graphOnce ??= new Map(
    ['src', 'test', 'hw-mocks', 'firmware-bridge'].flatMap(filesBelow).map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const targets = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, target]) =>
        normalize(join(dirname(file), target)).replaceAll('\\', '/'),
      );
      return [file, targets];
    }),
  );
  return graphOnce;
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}

/** Without replacement, the same for the same seed; none inside another, so that each has a switch of its own. */
function sample(all, count, seed) {
  const random = mulberry32(seed);
  const left = [...all];
  const chosen = [];
  const overlaps = (a, b) => a.file === b.file && a.start < b.end && b.start < a.end;
  while (chosen.length < count && left.length > 0) {
    const [one] = left.splice(Math.floor(random() * left.length), 1);
    if (!chosen.some((other) => overlaps(one, other))) chosen.push(one);
  }
  return chosen;
}

function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function copyOfProject() {
  const copy = mkdtempSync(join(tmpdir(), 'quietpost-mutation-'));
  for (const name of readdirSync(root)) {
    if (['node_modules', 'dist', '.git', 'test-results'].includes(name)) continue;
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  const shared = join(root, 'node_modules');
  if (existsSync(shared)) symlinkSync(shared, join(copy, 'node_modules'));
  // One process and one thread: what a test has noticed holds for all tests after it.
  const test = {
    include: ['test/unit/**/*.test.ts'],
    isolate: false,
    maxWorkers: 1,
    bail: 0,
    testTimeout: 600_000,
  };
  writeFileSync(
    join(copy, 'mutation.config.mjs'),
    `export default { test: { ...${JSON.stringify(test)}, ` +
      'runner: process.env.MUTATION_RUNNER, bail: process.env.MUTATION_RUNNER ? 0 : 1 } };\n',
  );
  return copy;
}

if (process.argv[1] === import.meta.filename) {
  const option = (name, otherwise) =>
    process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
  const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const options = {
    mutants: Number(option('mutants', 40)),
    seed: Number(option('seed', 1)),
    only: option('only'),
  };
  const results = [];
  for (const room of named.length > 0 ? named : ROOMS) {
    const result = await tryRoom(room, options);
    results.push(result);
    const { candidates, mutants, killed, survivors } = result;
    const share = Math.round((100 * killed) / mutants);
    console.log(`${room}: ${killed} of ${mutants} killed (${share} %), of ${candidates} possible`);
    for (const survivor of survivors) console.log(`  ${survivor}`);
  }
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  const at = new Date().toISOString();
  const path = join(root, 'bench', 'results', `mutation-${at.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(path, `${JSON.stringify({ at, ...options, results }, null, 2)}\n`);
}
