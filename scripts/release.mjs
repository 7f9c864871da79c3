// Makes a release of what is committed: checks, package, list of its parts (SBOM), tag. Pushes nothing.
//
//   node scripts/release.mjs --dry-run   checks and makes package and list, sets no tag
//   node scripts/release.mjs             the same, then the tag; "git push --follow-tags" publishes it
//
// Before: write the version into package.json and give its changes the heading "## <version>" in CHANGELOG.md; commit.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    root: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
  },
});
const { root, 'dry-run': isDryRun } = values;
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tag = `v${version}`;
const changes = sectionOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);

const problems = [
  ...(run('git', ['status', '--porcelain']) === ''
    ? []
    : ['the working tree has changes: commit or stash them']),
  ...(run('git', ['tag', '--list', tag]) === ''
    ? []
    : [`${tag} exists: write the next version into package.json`]),
  ...(changes === '' ? [`CHANGELOG.md says nothing under "## ${version}"`] : []),
];
if (problems.length > 0) fail(problems);

run('npm', ['run', '--silent', 'build']);
if (run('git', ['status', '--porcelain']) !== '')
  fail(['the build has changed files that are in git: commit them first']);
const folder = join(root, 'release');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const [{ filename, size }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder]));
const parts = JSON.parse(
  run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only']),
);
// npm names the root after its folder.
parts.metadata.component.name = name;
const list = `${filename.replace(/\.tgz$/, '')}.sbom.json`;
writeFileSync(join(folder, list), `${JSON.stringify(parts, null, 2)}\n`);

console.log(`release/${filename} (${Math.round(size / 1000)} kB)`);
console.log(`release/${list} (${parts.components?.length ?? 0} packages)`);
if (isDryRun) {
  console.log(`dry run: ${tag} is not set. It would say:\n\n${changes}`);
} else {
  run('git', ['tag', '--annotate', tag, '--message', `${name} ${version}\n\n${changes}`]);
  console.log(`${tag} is set. Publish it with: git push --follow-tags`);
}

// What stands under "## <version>" up to the next heading of that rank.
function sectionOf(changelog, wanted) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n')[0].trim().split(' ')[0] === wanted);
  return section === undefined ? '' : section.slice(section.indexOf('\n')).trim();
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) fail([`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`]);
  return stdout.trim();
}

function fail(reasons) {
  for (const reason of reasons) console.error(`release: ${reason}`);
  process.exit(1);
}
