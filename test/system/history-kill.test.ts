/** Kill -9 at any moment: the night's ledger loses ten seconds at most, and nothing is counted twice. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ledger } from '../../src/acoustics/levels/leq.ts';
import { createSqliteFiles } from '../../src/adapters/sqlite.ts';
import { inEnglish } from '../../src/language/say.ts';
import type { MinuteRecord } from '../../src/ports/history.ts';
import { verifyChain } from '../../src/store/evidence/verify-chain.ts';
import { readerOf } from '../../src/store/file/reader.ts';
import { requireReadable } from '../../src/store/file/schema.ts';
import { createStoreHost } from '../../src/store/owner/store-host.ts';
import { sampleSize } from '../sample-size.ts';
import { createRunner, projectRoot, quietpost, type Running, until } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const LIVES = sampleSize({ sample: 4, full: 10 });
/** 21:58 in Shanghai: the night begins in the first or second life. */
const START_MS = Date.UTC(2026, 6, 15, 13, 58);

const runner = createRunner();
const directory = mkdtempSync(join(tmpdir(), 'quietpost-kill-'));
let site: StationSite;

beforeAll(async () => {
  const prepared = runner.program(process.execPath, join(projectRoot, 'bin', 'prepare.mjs'));
  expect(await prepared.ended(60_000)).toBe(0);
  site = await createStationSite();
}, 90_000);

afterAll(async () => {
  await runner.endAll();
  site?.remove();
  rmSync(directory, { recursive: true });
}, 15_000);

interface Booked {
  readonly at: number;
  readonly minute: Ledger;
  readonly hour: Ledger;
}

interface Cycle {
  readonly wallMs: number;
  readonly waiting: number;
  readonly booked: Booked;
}

/** What one life said: what it took over, and each of its cycles. */
interface Life {
  readonly restored: Booked | null;
  readonly cycles: readonly Cycle[];
}

async function live(path: string, startMs: number, forMs: number): Promise<Life> {
  const victim = join(projectRoot, 'test', 'system', 'history-victim.mjs');
  const running = runner.program(process.execPath, victim, site.path, path, String(startMs));
  const lines = () => running.stdout().split('\n');
  await until(() => lines().length > 2, 20_000, 'the first cycle', running.stderr);
  await new Promise((resolve) => setTimeout(resolve, forMs));
  running.kill('SIGKILL');
  await running.ended(5000);
  // The last line may be torn.
  const [first = '', ...rest] = lines().slice(0, -1);
  return { restored: JSON.parse(first).restored, cycles: rest.map((line): Cycle => JSON.parse(line)) };
}

test(`${LIVES} lives ended by kill -9 at random moments`, async () => {
  const path = join(directory, 'history.db');
  let startMs = START_MS;
  let before: Life | undefined;
  const lives: Life[] = [];
  for (let count = 0; count < LIVES; count += 1) {
    const life = await live(path, startMs, 200 + 1200 * Math.random());
    if (before === undefined) expect(life.restored).toBeNull();
    else expectGoesOn(before, life);
    lives.push(life);
    before = life;
    startMs = (life.cycles.at(-1)?.wallMs ?? startMs) + 2500 + Math.round(20_000 * Math.random());
  }
  const lastMs = lives.at(-1)?.cycles.at(-1)?.wallMs ?? 0;
  await expectWhole(path, lastMs);
}, 120_000);

/** The ledger taken over is one that the life before had, to the last bit, and no older than what it had flushed. */
function expectGoesOn(before: Life, { restored }: Life): void {
  const flushedMs = before.cycles.findLast(({ waiting }) => waiting === 0)?.wallMs ?? 0;
  const source = before.cycles.find(({ booked }) => JSON.stringify(booked) === JSON.stringify(restored));
  expect(source).toBeDefined();
  // Of ten rows nine may wait for the tenth.
  expect(source?.wallMs).toBeGreaterThanOrEqual(flushedMs - 9000);
}

async function expectWhole(path: string, lastMs: number): Promise<void> {
  // What the last life held is put in when the history is opened for the next.
  const next = createStoreHost(createSqliteFiles(), () => {});
  const retention = { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e12 };
  const session = { path, wallMs: START_MS, channels: [], config: 'next', planText: '{}', retention };
  next({ kind: 'open', session: { ...session, isHeld: true } });
  next({ kind: 'close' });
  const opened = createSqliteFiles().open(path, 'read');
  if (!opened.ok) throw new Error(inEnglish(opened.fault.why));
  const chain = opened.value.attempt('read', verifyChain);
  expect(chain).toMatchObject({ ok: true, value: { findings: [] } });
  const minutes = await readerOf(opened.value).minutes({ fromMs: 0, toMs: 8e15 }, ['north']);
  const gaps = await readerOf(opened.value).gaps({ fromMs: 0, toMs: 8e15 });
  opened.value.close();
  if (!minutes.ok || !gaps.ok) throw new Error('the history cannot be read');
  expect(minutes.value.length).toBeGreaterThanOrEqual(Math.floor((lastMs - START_MS) / 60_000) - 1);
  minutes.value.forEach((minute, index) => {
    expectOnce(minute);
    expect(minute.startWallMs).toBe(START_MS + index * 60_000);
  });
  expect(gaps.value).toHaveLength(LIVES - 1);
  expect(gaps.value.every(({ cause }) => cause === 'off')).toBe(true);
}

/** A minute of which no second was counted twice. */
function expectOnce({ validS, spanS, count }: MinuteRecord): void {
  expect(validS).toBeLessThanOrEqual(60);
  expect(count).toBeLessThanOrEqual(60);
  expect(spanS).toBeLessThanOrEqual(60.001);
}

test('a gateway that was killed goes on with its ledgers, and the history knows when it was away', async () => {
  const station = runner.program(
    process.execPath,
    join(projectRoot, 'dist', 'hw-mocks', 'main.js'),
    ...['--site', site.path],
  );
  await until(
    () => station.stdout().includes('"ready":true'),
    20_000,
    'the station is ready',
    station.stderr,
  );
  const path = join(site.directory, 'history.db');
  const first = runner.quietpost('run', site.path);
  await until(async () => (await timesArmed(path)) > 0, 30_000, 'control begins', first.stderr);
  first.kill('SIGKILL');
  await first.ended(5000);
  const second = runner.quietpost('run', site.path);
  await until(
    () => second.stderr().includes('started again with'),
    20_000,
    'the ledgers go on',
    second.stderr,
  );
  await until(async () => (await timesArmed(path)) > 1, 30_000, 'control again', second.stderr);
  await stopped(second);
  const { code, stdout } = await quietpost('verify', '--history', path);
  expect(stdout).toContain('Intact.');
  expect(code).toBe(0);
}, 90_000);

/** How often control began, as far as it is known to the history. */
async function timesArmed(path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  const files = createSqliteFiles();
  files.want(path);
  const opened = files.open(path, 'read');
  if (!opened.ok) return 0;
  const isReadable = requireReadable(opened.value).ok;
  const read = isReadable ? await readerOf(opened.value).events({ fromMs: 0, toMs: 8e15 }) : undefined;
  opened.value.close();
  return read?.ok === true ? read.value.filter(({ message }) => message.key === 'armed').length : 0;
}

async function stopped(running: Running): Promise<void> {
  running.kill('SIGTERM');
  expect(await running.ended(8000)).toBe(0);
}
