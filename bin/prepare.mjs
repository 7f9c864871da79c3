// Makes a fresh clone ready: installs what is missing, builds what is older than its source. Quiet when there is
// nothing to do. In an installed package (no sources) it does nothing.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuseOldNode } from './node-version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['src', 'hw-mocks', 'firmware-bridge'];
const buildStamp = join(root, 'dist', '.built');
const lock = join(root, '.preparing');
// sysexits.h: it needs rights that the caller does not have.
const EX_NOPERM = 77;

export function prepare({ force = false } = {}) {
  refuseOldNode();
  if (!existsSync(join(root, 'tsconfig.json'))) return;
  if (isInstalled() && !force && !isOlderThanSources()) return;
  locked(() => {
    if (!isInstalled()) install();
    if (force || isOlderThanSources()) build();
  });
}

// What npm says it installed against what the lock file wants; optional packages may be missing on this platform.
function isInstalled() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  return Object.entries(packagesOf(join(root, 'package-lock.json')) ?? {}).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install() {
  console.error('quietpost: installing dependencies, once; better-sqlite3 compiles for a minute or two ...');
  run('npm', ['ci', '--loglevel=error'], 'npm ci');
}

// Two commands started together must not install over each other.
function locked(work) {
  for (let waited = false; !taken(); waited = true) {
    if (!waited) console.error('quietpost: another quietpost command is installing or building, waiting ...');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
  process.once('exit', () => rmSync(lock, { force: true }));
  work();
  unlinkSync(lock);
}

function taken() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    // Without the right to write here it would wait for ever.
    if (error.code !== 'EEXIST') {
      console.error(`quietpost: it has to be built, and this user may not (${error.message}): npm run build`);
      process.exit(EX_NOPERM);
    }
    if (!isAlive(readPid())) rmSync(lock, { force: true });
    return false;
  }
}

function readPid() {
  try {
    return Number(readFileSync(lock, 'utf8')) || process.pid;
  } catch {
    return process.pid;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function build() {
  console.error('quietpost: building ...');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'],
    'tsc',
  );
  // A process of its own, because this file must stay readable and loadable before anything is installed.
  run(process.execPath, [join(root, 'bin', 'bundle-page.mjs')], 'rolldown');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(buildStamp, new Date().toISOString());
}

function isOlderThanSources() {
  if (!existsSync(buildStamp)) return true;
  const builtMs = statSync(buildStamp).mtimeMs;
  return [...sources.flatMap(filesBelow), 'tsconfig.json', 'package.json'].some(
    (file) => statSync(join(root, file)).mtimeMs > builtMs,
  );
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|css|html)$/.test(entry.name))
    .map((entry) => join(entry.parentPath.slice(root.length), entry.name));
}

function run(command, args, name) {
  // The child's words go to stderr, so that stdout stays the product's own (--json, pipes).
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  console.error(`quietpost: ${name} failed, see above.`);
  process.exit(result.status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare({ force: process.argv.includes('--force') });
