/** A station in one file and back, and what helps whoever helps without a secret in it. */

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { backup } from '../../../../src/cli/keeping/backup.ts';
import { bundle } from '../../../../src/cli/keeping/bundle.ts';
import { restore } from '../../../../src/cli/keeping/restore.ts';
import { plain } from '../../../../src/model/message.ts';
import { migrations } from '../../../../src/store/file/schema.ts';
import { projectRoot } from '../../../scenario/rig.ts';
import { eveningMs, minute, must, newHistory, testFiles, write } from '../../store/fixture.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-keeping-'));
  folders.push(folder);
  return folder;
}

/** A station with everything that one may have, and a canary in each place where a secret may stand. */
function station() {
  const folder = newFolder();
  const { history, second, path } = newHistory();
  second({
    minutes: [minute(0), minute(1)],
    events: [
      {
        class: 'fault',
        severity: 'alarm',
        state: 'raised',
        subject: 'broker',
        wallMs: eveningMs,
        message: plain('mqtt://me:canary-event@broker refused canary-file'),
      },
    ],
  });
  history.close(1000, () => {});
  const own = (name: string, text: string): string => {
    const full = join(folder, name);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text, { mode: 0o640 });
    return full;
  };
  const password = own('secret/mqtt', 'canary-file\n');
  const code = own('secret/page', 'canary-page-code\n');
  const site = own(
    'etc/site.yaml',
    withSections(readFileSync(join(projectRoot, 'config', 'site.yaml'), 'utf8'), {
      broker: `kind: mqtt, url: 'mqtts://broker.example.org:8883', passwordFile: ${password}`,
      history: `path: ${path}`,
      page: `port: 1, tokenFile: ${code}`,
    }),
  );
  appendFileSync(site, '# the old password: canary-comment\n');
  own('etc/devices/own-meter.yaml', '# token: canary-definition\nmodel: own-meter\n');
  own('etc/notes.txt', 'canary-notes\n');
  writeFileSync(join(dirname(path), 'device.key'), '-----BEGIN PRIVATE KEY-----\ncanary-device\n', {
    mode: 0o600,
  });
  return { folder, site, history: path, password };
}

/** The text with other contents of some sections. */
function withSections(text: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce(
    (all, [name, content]) =>
      all.replace(new RegExp(`^${name}:.*\\n(?:[ #].*\\n)*`, 'm'), `${name}: { ${content} }\n`),
    text,
  );
}

function io() {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  return { wallMs: eveningMs, write: say, complain: say, lines };
}

async function saved() {
  const one = station();
  const out = join(one.folder, 'kept.tar.gz');
  const said = io();
  expect(await backup(one.site, { out }, said), said.lines.join('\n')).toBe(0);
  return { ...one, out };
}

async function restored(out: string, options: Parameters<typeof restore>[1] = {}) {
  const said = io();
  return { code: await restore(out, options, said), text: said.lines.join('\n') };
}

test('a backup comes back below another root as it was, the history whole and with its mode', async () => {
  const { out, site, history, password, folder } = await saved();
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(['etc', 'kept.tar.gz', 'secret']);
  const root = newFolder();
  const { code, text } = await restored(out, { root });
  expect([code, text]).toEqual([0, expect.stringContaining(`quietpost check ${root}`)]);
  for (const path of [site, password, join(dirname(site), 'devices', 'own-meter.yaml')])
    expect(readFileSync(join(root, path), 'utf8')).toBe(readFileSync(path, 'utf8'));
  expect(statSync(join(root, password)).mode & 0o777).toBe(0o640);
  expect(existsSync(join(root, dirname(history), 'device.key'))).toBe(true);
  expect(existsSync(join(root, dirname(site), 'notes.txt'))).toBe(false);
  // Once more over it: by root nothing may be left that the gateway's user cannot open.
  expect((await restored(out, { root, force: true })).code).toBe(0);
  expect(existsSync(join(root, `${history}-owner`))).toBe(false);
  const db = must(testFiles().open(join(root, history), 'read'));
  expect(must(db.check())).toBe(true);
  expect(must(db.attempt('read', (sql) => sql.get('SELECT count(*) AS n FROM minutes')))).toEqual({ n: 2 });
  db.close();
});

test('the history is taken while a gateway writes it', async () => {
  const one = station();
  const owner = must(testFiles().open(one.history, 'own'));
  write(owner, (sql) => sql.run("INSERT INTO words (text) VALUES ('in the log alone')"));
  const out = join(one.folder, 'kept.tar.gz');
  expect(await backup(one.site, { out }, io())).toBe(0);
  const again = await restored(out, { force: true });
  expect(again).toMatchObject({ code: 75, text: expect.stringContaining('a gateway writes') });
  owner.close();
  const root = newFolder();
  await restored(out, { root });
  const db = must(testFiles().open(join(root, one.history), 'read'));
  const found = db.attempt('read', (sql) =>
    sql.get("SELECT 1 AS n FROM words WHERE text = 'in the log alone'"),
  );
  expect(must(found)).toEqual({ n: 1 });
  db.close();
});

test('nothing is overwritten; with --force what differs is set aside, and what is the same stays', async () => {
  const { out, site, history } = await saved();
  appendFileSync(site, '# changed since\n');
  const before = readFileSync(site, 'utf8');
  const first = await restored(out);
  expect(first.code).toBe(73);
  expect(first.text).toContain(site);
  expect(first.text).not.toContain('own-meter');
  expect(readFileSync(site, 'utf8')).toBe(before);
  const second = await restored(out, { force: true });
  expect([second.code, second.text]).toEqual([0, expect.stringContaining('what was there before')]);
  expect(readFileSync(site, 'utf8')).not.toContain('changed since');
  const asideOf = (path: string): string[] =>
    readdirSync(dirname(path)).filter(
      (name) => name.includes('.replaced-') && !/-(wal|shm|tail)$/.test(name),
    );
  expect(asideOf(site)).toHaveLength(1);
  expect(readFileSync(join(dirname(site), asideOf(site)[0] ?? ''), 'utf8')).toBe(before);
  expect(asideOf(history)).toHaveLength(1);
});

test('the history of a newer quietpost is refused in a sentence, and nothing is changed', async () => {
  const one = station();
  const db = must(testFiles().open(one.history, 'write'));
  write(db, (sql) => sql.exec(`PRAGMA user_version = ${migrations.length + 1}`));
  db.close();
  const said = io();
  // Neither can it be read here: a backup is made by the quietpost that has written it.
  expect(await backup(one.site, { out: join(one.folder, 'kept.tar.gz') }, said)).toBe(65);
  expect(said.lines.join()).toMatch(/newer/);
  const { out } = await saved();
  const folder = newFolder();
  spawnSync('tar', ['-xzf', out, '-C', folder]);
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(
    path,
    JSON.stringify({ ...manifest, historyFormat: migrations.length + 1, version: '9.9.9' }),
  );
  const newer = join(newFolder(), 'newer.tar.gz');
  spawnSync('tar', ['-czf', newer, '--format=ustar', '-C', folder, 'manifest.json', ...others(folder)]);
  const root = newFolder();
  const { code, text } = await restored(newer, { root });
  expect(code).toBe(65);
  expect(text).toContain(
    `has format ${migrations.length + 1}, and this quietpost knows ${migrations.length}`,
  );
  expect(text).toContain('install quietpost 9.9.9 or newer');
  expect(readdirSync(root)).toEqual([]);
});

test('a torn, changed or foreign file changes nothing', async () => {
  const { out, site } = await saved();
  const folder = newFolder();
  const whole = readFileSync(out);
  const files = {
    torn: whole.subarray(0, whole.length - 100),
    foreign: readFileSync(site),
    absent: undefined,
  };
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    if (bytes !== undefined) writeFileSync(path, bytes);
    const root = newFolder();
    const { code, text } = await restored(path, { root });
    expect([name, code]).toEqual([name, bytes === undefined ? 66 : 65]);
    expect(text).not.toMatch(/at Object|node:internal|header check|unexpected end/);
    expect(leavesOf(root)).toEqual([]);
  }
});

test('a bundle has settings, findings, events and versions, and no secret', async () => {
  const { site, folder } = station();
  const out = join(folder, 'bundle.tar.gz');
  const said = io();
  expect(await bundle(site, { out }, said)).toBe(0);
  const text = spawnSync('tar', ['-xzOf', out], { encoding: 'utf8', maxBuffer: 50e6 }).stdout;
  expect(text).not.toContain('canary');
  expect(text).toContain('broker.example.org');
  expect(text).toContain('model: own-meter');
  expect(text).toContain('"historyFormat"');
  expect(text).toMatch(/alarm mqtt:\/\/me:\*\*\*@broker refused \*\*\*/);
  expect(text).toMatch(/to mend|nothing to mend/);
  expect(said.lines.join('\n')).toContain('no page of a running gateway answers on port 1');
  expect(await bundle(site, { out }, io())).toBe(73);
});

// A disk of 200 kB takes root to make one.
const tiny = mkdtempSync(join(tmpdir(), 'quietpost-tiny-'));
const isTiny = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', tiny]).status === 0;
afterAll(() => {
  if (isTiny) spawnSync('umount', [tiny]);
  rmSync(tiny, { recursive: true, force: true });
});

test.skipIf(!isTiny)('on a full disk neither leaves a piece behind, and both say so', async () => {
  const { site } = station();
  writeFileSync(join(tiny, 'fill'), Buffer.alloc(200_000));
  for (const make of [backup, bundle]) {
    const said = io();
    expect(await make(site, { out: join(tiny, 'out.tar.gz') }, said)).toBe(74);
    expect(said.lines.join()).toMatch(/full/);
    expect(readdirSync(tiny)).toEqual(['fill']);
  }
});

test('a bundle is made also of a site file that does not load, and of none', async () => {
  const { site, folder, history } = station();
  appendFileSync(site, 'zone： nowhere\n');
  const out = join(folder, 'broken.tar.gz');
  expect(await bundle(site, { out, history }, io())).toBe(0);
  const text = spawnSync('tar', ['-xzOf', out], { encoding: 'utf8', maxBuffer: 50e6 }).stdout;
  expect(text).toContain('full-width colon');
  expect(text).not.toContain('canary');
  expect(await bundle(join(folder, 'none.yaml'), { out: join(folder, 'none.tar.gz') }, io())).toBe(0);
  const kept = io();
  expect(await backup(site, { out: join(folder, 'kept.tar.gz') }, kept)).toBe(0);
  expect(kept.lines.join()).toContain('no history in it: the site file has errors');
  const nowhere = io();
  expect(await bundle(site, { out: join(folder, 'no', 'such', 'folder.tar.gz') }, nowhere)).toBe(73);
  expect(nowhere.lines.join()).toContain('no such file or folder');
});

function others(folder: string): readonly string[] {
  return leavesOf(folder).filter((name) => name !== 'manifest.json');
}

/** All files below, by their path from it. */
function leavesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
