/** `quietpost verify` and `quietpost calibrate`, as a person meets them. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type CalibrateOptions, calibrate } from '../../src/cli/records/evidence/calibrate.ts';
import { type ExcludeOptions, exclude } from '../../src/cli/records/evidence/exclude.ts';
import { verify } from '../../src/cli/records/evidence/verify.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { good } from '../../src/model/reading.ts';
import { selectCalibrations } from '../../src/store/file/calibration-rows.ts';
import { readerOf } from '../../src/store/file/reader.ts';
import { eveningMs, minute, must, newHistory, newPath, testFiles, write } from '../unit/store/fixture.ts';
import { projectRoot } from './running.ts';

const site = join(projectRoot, 'config', 'site.yaml');
const { plan } = loaded(site);

function loaded(path: string) {
  const found = loadSite(path);
  if (!found.ok) throw new Error(found.report);
  return found;
}

interface Said {
  readonly code: number;
  readonly text: string;
}

async function verified(history: string, how = verify, largeBytes?: number): Promise<Said> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const code = await how({ history, site }, { write: say, complain: say }, largeBytes);
  return { code, text: lines.join('\n') };
}

function calibrated(
  history: string,
  options: Partial<CalibrateOptions>,
  what = 'slm-north',
  wallMs = eveningMs,
): Said {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const all = { level: '94.0', by: 'Li Wei', took: '5m', history, ...options };
  const code = calibrate(what, site, all, { wallMs, write: say, complain: say });
  return { code, text: lines.join('\n') };
}

/** A history with `levelDb` heard for 40 s, and 20 minutes. */
function someHistory(levelDb: (second: number) => number): { path: string; wallMs: number } {
  const { history, second, path, clock } = newHistory({}, newPath(), JSON.stringify(plan));
  for (let count = 0; count < 40; count += 1) {
    const readings = { 'slm-north.sound.laeq': good(levelDb(count), clock.nowMs() + 1000) };
    second(count < 20 ? { minutes: [minute(count)] } : {}, readings);
  }
  history.close(1000, () => {});
  return { path, wallMs: clock.wallMs() };
}

test('verify says how many minutes there are, from when to when in local time, and the last hash', async () => {
  const { path } = someHistory(() => 45);
  const { code, text } = await verified(path);
  expect(code).toBe(0);
  expect(text).toContain('20 records of minutes, 2026-07-15 22:00:00 +08:00 to 2026-07-15 22:09:00 +08:00.');
  expect(text).toMatch(/Intact\. Last hash: [0-9a-f]{64}\nRoot: [0-9a-f]{64}$/);
});

function changedHistory(): string {
  const { path } = someHistory(() => 45);
  const db = must(testFiles().open(path, 'write'));
  write(db, (sql) => sql.run('UPDATE minutes SET energy_s = energy_s / 2 WHERE seq = 5'));
  db.close();
  return path;
}

test('verify names the record that was changed and ends with 1', async () => {
  const { code, text } = await verified(changedHistory());
  expect(code).toBe(1);
  expect(text).toContain('changed: north, minute 2026-07-15 22:02:00 +08:00: does not fit its hash');
  expect(text).toContain('Not intact');
});

test('verify says on a Chinese terminal what it found, in chain and seal', async () => {
  vi.stubEnv('QUIETPOST_LANG', 'zh');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { text } = await verified(changedHistory());
  const [, sealed, ...findings] = text.split('\n');
  expect(sealed).toMatch(/^已签封：\d+ 个条目，/);
  expect(findings).toEqual([
    '  被更改：north，分钟 2026-07-15 22:02:00 +08:00：与其哈希不符：写入后被更改，或不是由 quietpost 写入',
    expect.stringMatching(/^ {2}被更改：\S+Z 写入的 minutes 表中的一行$/),
    '不完整：上述内容不能作为证据。',
  ]);
});

test('verify says the same of a large history, with a second thread for its chain and where none can be', async () => {
  // As it was built: a thread begins with a module of the build.
  const built: typeof import('../../src/cli/records/evidence/verify.ts') = await import(
    pathToFileURL(join(projectRoot, 'dist/src/cli/records/evidence/verify.js')).href
  );
  for (const path of [someHistory(() => 45).path, changedHistory()]) {
    const alone = await verified(path);
    expect(await verified(path, built.verify, 0)).toEqual(alone);
    expect(await verified(path, verify, 0)).toEqual(alone);
  }
});

test('verify says what to do where there is no history, or no such one', async () => {
  const path = newPath();
  const { code, text } = await verified(path);
  expect(code).toBe(66);
  expect(text).toContain(`there is no history ${path}`);
  expect(await verified(site)).toMatchObject({
    code: 65,
    text: expect.stringContaining('damaged, or no database'),
  });
});

test('calibrate records what was found and left, and says what follows', () => {
  const path = newPath();
  const first = calibrated(path, { before: '93.8', after: '94.0', meterSerial: 'S-17' });
  expect(first.code).toBe(0);
  expect(first.text).toContain('slm-north: found -0.2 dB off, by calibration');
  expect(first.text).toContain('within 0.5 dB');
  expect(first.text).toContain('+0 dB is added to its levels from now on');
  const later = calibrated(path, { before: '94.9', after: '94.9' }, 'north', eveningMs + 86_400_000);
  expect(later.text).toContain('found +0.9 dB off since 2026-07-15');
  expect(later.text).toContain('nothing this meter measured since the check before counts');
  expect(later.text).toContain('-0.9 dB is added');
  const db = must(testFiles().open(path, 'read'));
  expect(must(db.attempt('read', selectCalibrations))).toMatchObject([
    { meter: 'slm-north', driftDb: -0.2, offsetDb: 0, meterSerial: 'S-17', by: 'Li Wei' },
    { meter: 'slm-north', driftDb: 0.9, offsetDb: -0.9, meterSerial: null },
  ]);
  db.close();
});

test.each([
  ['an unknown meter', {}, 'slm-nowhere', 64, 'it has slm-north, slm-rest, slm-cover-a, slm-cover-b'],
  ['a level no calibrator has', { level: '9.4' }, 'north', 64, 'for example 94.0'],
  ['one reading without the other', { before: '93.8' }, 'north', 64, '--before and --after go together'],
  ['a reading that is no number', { before: 'x', after: '94' }, 'north', 64, 'are levels in dB'],
  [
    'a time without a unit',
    { before: '94', after: '94', took: '5' },
    'north',
    64,
    '--took is a duration: 5m',
  ],
  ['a meter far off', { before: '88', after: '88' }, 'north', 65, 'nothing was recorded'],
])('calibrate refuses %s and records nothing', (_name, options, what, code, text) => {
  const path = newPath();
  const said = calibrated(path, options, what);
  expect(said.code).toBe(code);
  expect(said.text).toContain(text);
  if (testFiles().bytes(path) === 0) return;
  const db = must(testFiles().open(path, 'read'));
  expect(must(db.attempt('read', selectCalibrations))).toEqual([]);
  db.close();
});

test('without readings calibrate takes what the meter shows now, if it is the tone of the calibrator', () => {
  const { path, wallMs } = someHistory(() => 93.7);
  const { code, text } = calibrated(path, {}, 'north', wallMs);
  expect(text).toContain('found -0.3 dB off');
  expect(code).toBe(0);
});

test.each([
  ['it is no steady tone', (second: number) => 93 + (second % 3), 0, 'not steady: is the calibrator on?'],
  ['it is the street', () => 48.2, 0, 'slm-north shows 48.2 dB, not near 94 dB'],
  ['no gateway runs', () => 94, 60_000, 'is a gateway running on this history?'],
])('calibrate asks for the numbers where %s', (_name, levelDb, laterMs, text) => {
  const { path, wallMs } = someHistory(levelDb);
  const said = calibrated(path, {}, 'north', wallMs + laterMs);
  expect(said.code).toBe(65);
  expect(said.text).toContain(text);
  expect(said.text).toContain('--before 93.8 --after 94.0');
});

async function excluded(history: string, options: Partial<ExcludeOptions>): Promise<Said> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const all = {
    from: '2026-07-15 22:02',
    to: '22:04',
    by: 'Li Wei',
    reason: 'fireworks',
    history,
    ...options,
  };
  const code = await exclude(site, all, { wallMs: eveningMs + 3_600_000, write: say, complain: say });
  return { code, text: lines.join('\n') };
}

test('exclude marks minutes with reason and name, deletes none, and verify vouches for it', async () => {
  const { path } = someHistory(() => 45);
  const done = await excluded(path, { meter: 'north' });
  expect(done.code).toBe(0);
  expect(done.text).toContain(
    '2026-07-15 22:02:00 to 2026-07-15 22:04:00 (slm-north) does not count from now on: fireworks (Li Wei).',
  );
  const db = must(testFiles().open(path, 'read'));
  const rows = must(db.attempt('read', (sql) => sql.all('SELECT * FROM markings')));
  expect(rows).toHaveLength(1);
  const span = { fromMs: eveningMs, toMs: eveningMs + 3_600_000 };
  const minutes = must(await readerOf(db).minutes(span, ['north']));
  const out = minutes.filter(({ quality }) => quality !== 'good').map(({ startWallMs }) => startWallMs);
  expect([...new Set(out)]).toEqual([eveningMs + 120_000, eveningMs + 180_000]);
  db.close();
  expect(await verified(path)).toMatchObject({
    code: 0,
    text: expect.stringContaining('20 records of minutes'),
  });
  expect(await excluded(path, { meter: 'north' })).toMatchObject({ code: 65 });
});

test('what was left out can be taken back, whole, by name: it counts again, and both are told and sealed', async () => {
  const { path } = someHistory(() => 45);
  const back = { withdraw: true, by: 'Wang Fang', reason: 'it was our own fan' };
  expect(await excluded(path, back)).toMatchObject({
    code: 65,
    text: expect.stringContaining('nothing is left out'),
  });
  await excluded(path, { meter: 'north' });
  expect(await excluded(path, { ...back, from: '2026-07-15 22:03' })).toMatchObject({
    code: 65,
    text: expect.stringContaining('2026-07-15 22:02:00 to 2026-07-15 22:04:00 was left out as one'),
  });
  expect(await excluded(path, { ...back, from: '2026-07-15 22:01', to: '22:05' })).toMatchObject({
    code: 0,
    text: expect.stringContaining('22:04:00 (slm-north) counts again: it was our own fan (Wang Fang).'),
  });
  const db = must(testFiles().open(path, 'read'));
  const span = { fromMs: eveningMs, toMs: eveningMs + 3_600_000 };
  const minutes = must(await readerOf(db).minutes(span, ['north']));
  expect(minutes.every(({ quality }) => quality === 'good')).toBe(true);
  expect(must(await readerOf(db).markings(span))).toMatchObject([
    {
      quality: 'good',
      reason: { key: 'excluded-withdrawn', values: { withdrawn: { values: { by: 'Wang Fang' } } } },
    },
  ]);
  db.close();
  expect(await verified(path)).toMatchObject({ code: 0 });
  expect(await excluded(path, back)).toMatchObject({ code: 65 });
  expect(await excluded(path, { meter: 'north' })).toMatchObject({ code: 0 });
  const again = must(testFiles().open(path, 'read'));
  const rows = must(await readerOf(again).markings(span));
  expect(rows.map(({ quality }) => quality)).toEqual(['good', 'uncertain']);
  again.close();
});

test.each([
  ['a time that was not recorded', { from: '2026-07-15 12:00' }, 65, 'recorded are 2026-07-15 22:00:00'],
  ['an end before the begin', { to: '2026-07-15 22:01' }, 64, '--to lies before --from'],
  ['no name', { by: ' ' }, 64, '--by and --reason'],
  ['an unknown meter', { meter: 'slm-nowhere' }, 64, 'it has slm-north'],
  ['a time that is none', { from: 'yesterday' }, 64, '--from takes a time'],
])('exclude refuses %s, and writes nothing', async (_name, options, code, says) => {
  const { path } = someHistory(() => 45);
  expect(await excluded(path, options)).toMatchObject({ code, text: expect.stringContaining(says) });
  const db = must(testFiles().open(path, 'read'));
  expect(must(db.attempt('read', (sql) => sql.all('SELECT * FROM markings')))).toEqual([]);
  db.close();
});
