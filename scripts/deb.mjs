// Makes a Debian package of what is built: quietpost_<version>_<arch>.deb in release/. Needs dpkg-deb; the packages of
// node_modules are those of this computer, so that an arm64 package is made on an arm64 computer.
//
//   node scripts/deb.mjs [--out FOLDER]
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'release') } } });
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

run(process.execPath, [join(root, 'bin', 'prepare.mjs')]);
const { systemFiles } = await import('../dist/src/service/system-files.js');
const { unitFiles } = await import('../dist/src/service/unit-file.js');

// An upgrade restarts after unpacking and leaves the marker of a handover, so that no relay moves for it.
const scripts = {
  postinst: `#!/bin/sh
set -e
[ "$1" = configure ] || exit 0
command -v systemd-sysusers >/dev/null && systemd-sysusers quietpost.conf || true
# Where nothing of systemd is installed: the same user by hand.
if ! id quietpost >/dev/null 2>&1; then
  groupadd --force --system gpio
  useradd --system --user-group --groups dialout,gpio --home-dir /var/lib/quietpost --shell /usr/sbin/nologin quietpost
fi
install -d -o quietpost -g quietpost -m 0750 /var/lib/quietpost
[ -d /run/systemd/system ] || exit 0
udevadm control --reload || true
systemctl daemon-reload
if [ -n "$2" ] && systemctl --quiet is-active quietpost.service; then
  quietpost service restart /etc/quietpost/site.yaml || true
elif [ -z "$2" ]; then
  systemctl enable quietpost.service
fi
`,
  prerm: `#!/bin/sh
set -e
[ "$1" = remove ] || exit 0
[ -d /run/systemd/system ] || exit 0
systemctl disable --now quietpost.service quietpost-safe.service || true
`,
  postrm: `#!/bin/sh
set -e
[ -d /run/systemd/system ] && systemctl daemon-reload || true
if [ "$1" = purge ]; then
  rm -rf /var/lib/quietpost /etc/quietpost
fi
`,
};

const folder = mkdtempSync(join(tmpdir(), 'quietpost-deb-'));
try {
  copyProgram();
  writeSystem();
  writeControl();
  mkdirSync(values.out, { recursive: true });
  const file = join(values.out, `${manifest.name}_${manifest.version}_${architecture()}.deb`);
  run('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', folder, file]);
  console.log(file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function copyProgram() {
  const lib = join(folder, 'usr/lib/quietpost');
  mkdirSync(lib, { recursive: true });
  for (const name of [...manifest.files, 'package.json', 'docs'])
    cpSync(join(root, name), join(lib, name), { recursive: true });
  for (const path of runtimePackages())
    cpSync(join(root, path), join(lib, path), { recursive: true, filter: isNeeded });
  mkdirSync(join(folder, 'usr/bin'), { recursive: true });
  symlinkSync('../lib/quietpost/bin/quietpost.mjs', join(folder, 'usr/bin/quietpost'));
  chmodSync(join(lib, 'bin/quietpost.mjs'), 0o755);
}

// Folders of the packages that run, not those for building and testing. An optional one may be missing.
function runtimePackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path.startsWith('node_modules/') && dev !== true)
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)));
}

// Sources of compiled addons are 10 MB that nothing reads, and the binaries of other computers neither.
function isNeeded(path) {
  return !/\/(better-sqlite3\/(deps|src)|build\/Release\/(obj|\.deps|obj\.target)|prebuilds\/(?!linux-)[^/]+|examples|[^/]+\.(map|md|markdown|a|d\.ts|d\.cts|d\.mts))$/.test(
    path,
  );
}

function writeSystem() {
  const units = unitFiles(
    { program: '/usr/bin/quietpost', site: '/etc/quietpost/site.yaml' },
    { serial: true, gpioChip: true, gpioSysfs: true },
  );
  const files = {
    ...systemFiles,
    ...Object.fromEntries(
      Object.entries(units).map(([name, text]) => [`usr/lib/systemd/system/${name}`, text]),
    ),
  };
  for (const [path, text] of Object.entries(files)) write(path, text, 0o644);
}

function writeControl() {
  write(
    'DEBIAN/control',
    `${[
      `Package: ${manifest.name}`,
      `Version: ${manifest.version}`,
      `Architecture: ${architecture()}`,
      'Maintainer: quietpost',
      'Section: misc',
      'Priority: optional',
      'Depends: nodejs (>= 20.19)',
      'Recommends: systemd, gpiod',
      `Description: ${manifest.description}`,
    ].join('\n')}\n`,
    0o644,
  );
  for (const [name, script] of Object.entries(scripts)) write(`DEBIAN/${name}`, script, 0o755);
}

function write(path, text, mode) {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text, { mode });
}

function architecture() {
  return run('dpkg', ['--print-architecture']).trim();
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return stdout;
  console.error(`deb: ${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  process.exit(1);
}
