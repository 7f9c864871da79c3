// Makes a fresh clone ready: installs what is missing, builds what is older than its source. Quiet when there is
// nothing to do. In an installed package (no sources) it does nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['src', 'hw-mocks', 'firmware-bridge'];
const installStamp = join(root, 'node_modules', '.quietpost-installed');
const buildStamp = join(root, 'dist', '.built');

export function prepare({ force = false } = {}) {
  if (!existsSync(join(root, 'tsconfig.json'))) return;
  refuseOldNode();
  install();
  if (force || isOlderThanSources()) build();
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`quietpost needs Node 20.19 or newer, this is ${process.versions.node}.`);
  process.exit(69);
}

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(installStamp) && readFileSync(installStamp, 'utf8') === wanted) return;
  console.error('quietpost: installing dependencies (once) ...');
  run('npm', ['ci', '--loglevel=error'], 'npm ci');
  writeFileSync(installStamp, wanted);
}

function build() {
  console.error('quietpost: building ...');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'],
    'tsc',
  );
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
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
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
