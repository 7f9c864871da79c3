import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'release.mjs');
const changelog = '# Changelog\n\n## Unreleased\n\n## 1.2.0\n\n- **Lamp** blinks.\n\n## 1.1.0\n\n- Older.\n';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  const manifest = {
    name: 'small',
    version: '1.2.0',
    private: true,
    files: ['index.mjs'],
    scripts: { build: 'node --version' },
  };
  write('package.json', JSON.stringify(manifest));
  write('package-lock.json', JSON.stringify(lockOf(manifest)));
  write('index.mjs', 'export const answer = 42;\n');
  write('CHANGELOG.md', changelog);
  write('.gitignore', 'release/\n');
  git('init', '--quiet');
  commit();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a dry run makes the package and the list of its parts, and sets no tag', () => {
  const { status, stdout } = release('--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain('dry run: v1.2.0 is not set. It would say:\n\n- **Lamp** blinks.');
  expect(stdout).not.toContain('Older');
  expect(readdirSync(join(folder, 'release')).sort()).toEqual(['small-1.2.0.sbom.json', 'small-1.2.0.tgz']);
  const parts = JSON.parse(readFileSync(join(folder, 'release', 'small-1.2.0.sbom.json'), 'utf8'));
  expect(parts).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'small' } } });
  expect(git('tag')).toBe('');
});

test('a release sets a tag that says what changed, and refuses to set it twice', () => {
  expect(release().status).toBe(0);
  expect(git('tag', '--list', '--format=%(contents)', 'v1.2.0')).toContain('- **Lamp** blinks.');
  const again = release();
  expect(again.status).toBe(1);
  expect(again.stderr).toContain('v1.2.0 exists: write the next version into package.json');
});

test('changes that are not committed, and a version without changes, are all told at once', () => {
  write('CHANGELOG.md', changelog.replace('## 1.2.0', '## 1.2.1'));
  const { status, stderr } = release('--dry-run');
  expect(status).toBe(1);
  expect(stderr).toBe(
    'release: the working tree has changes: commit or stash them\nrelease: CHANGELOG.md says nothing under "## 1.2.0"\n',
  );
  expect(existsSync(join(folder, 'release'))).toBe(false);
});

test('a build that changes files of the repository ends the release', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.scripts.build = "node -e \"fs.writeFileSync('index.mjs', '')\"";
  write('package.json', JSON.stringify(manifest));
  commit();
  const { status, stderr } = release();
  expect(status).toBe(1);
  expect(stderr).toContain('the build has changed files that are in git');
  expect(git('tag')).toBe('');
});

function release(...args: readonly string[]) {
  return spawnSync(process.execPath, [script, '--root', folder, ...args], { encoding: 'utf8' });
}

function commit(): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'All of it');
}

function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.org', '-c', 'commit.gpgsign=false'];
  const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

function lockOf({ name, version }: { readonly name: string; readonly version: string }) {
  return { name, version, lockfileVersion: 3, requires: true, packages: { '': { name, version } } };
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}
