/** `quietpost report` on a history that a simulated gateway wrote: the first half hour of a night. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadInputs } from '../../hw-mocks/station/inputs.ts';
import { type ReportOptions, report } from '../../src/cli/records/report.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { simulatedHistory } from '../../src/laboratory/simulated-history.ts';
import { createSimulation } from '../../src/laboratory/simulation.ts';
import type { NightReport } from '../../src/report/data/shape/report-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'quietpost-report-'));
const history = join(folder, 'night.db');
const MINUTE_MS = 60_000;
/** Five minutes before the night of the standard; the recording ends half an hour into it. */
const START_HOUR = 22 - 5 / 60;

const asked: ReportOptions = {
  night: '2026-07-15',
  out: join(folder, 'night.json'),
  history,
  rule: 'gb-22337',
  lang: 'en',
};

beforeAll(() => {
  const loaded = loadSite('config/site.yaml');
  const inputs = loadInputs({});
  if (!loaded.ok || !inputs.ok) throw new Error('the shipped site and the built-in inputs load');
  const { plan } = loaded;
  const kept = simulatedHistory(plan, history);
  const simulation = createSimulation({
    plan,
    inputs: inputs.inputs,
    seed: 3,
    from: '2026-07-15',
    startHour: START_HOUR,
    history: kept.make,
  });
  simulation.runUntil(36 * MINUTE_MS);
  simulation.stop();
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly code: number;
  readonly written: string;
  readonly complained: string;
}

async function ask(
  changes: Partial<ReportOptions>,
  nowMs = Date.parse('2026-07-16T00:00:00Z'),
): Promise<Told> {
  const written: string[] = [];
  const complained: string[] = [];
  const code = await report(
    { ...asked, ...changes },
    { write: (line) => written.push(line), complain: (line) => complained.push(line), nowMs: () => nowMs },
  );
  return { code, written: written.join('\n'), complained: complained.join('\n') };
}

async function nightData(changes: Partial<ReportOptions> = {}): Promise<NightReport> {
  const told = await ask(changes);
  expect(told).toMatchObject({ code: 0, complained: '' });
  return JSON.parse(readFileSync(asked.out, 'utf8')) as NightReport;
}

describe('from a history alone', () => {
  test('the site of that night, its minutes, its decisions and an unbroken chain are found', async () => {
    const night = await nightData();
    expect(night).toMatchObject({ format: 'quietpost-night', version: 3, station: 'charging-north' });
    expect(night.night).toMatchObject({ zone: 'Asia/Shanghai', state: 'over' });
    const [north] = night.receptors;
    expect(north?.minutes).toHaveLength(480);
    expect(north?.figures.validS).toBeGreaterThan(1700);
    expect(north?.figures.equipmentFrom).toBe('learned');
    expect(north?.limits).toMatchObject({ laeqDb: 45, className: '1' });
    expect(night.equipment.servedWh).toBeGreaterThan(0);
    const recorded = night.equipment.minutes.slice(0, 30);
    expect(recorded.every(({ fanMeanPct }) => fanMeanPct !== null)).toBe(true);
    expect(night.evidence).toMatchObject({ intact: true, file: 'night.db', rows: 120 });
    expect(night.evidence.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(night.configurations).toHaveLength(1);
  });

  test('every reason and every event is data, which any language can say', async () => {
    const { actuations, events } = await nightData();
    const keys = [...actuations.map(({ reason }) => reason), ...events.map(({ message }) => message)].map(
      ({ key }) => key,
    );
    expect(keys.length).toBeGreaterThan(0);
    expect(keys).not.toContain('plain');
  });

  test('the page and the table come out by the ending of the file, and the night in one line', async () => {
    const page = join(folder, 'night.html');
    const told = await ask({ out: page, lang: 'zh' });
    expect(told.written).toMatch(/night\.html: night of 2026-07-15: north \w+, LAeq \d\d\.\d dB$/);
    expect(readFileSync(page, 'utf8')).toContain('lang="zh-Hans"');
    await ask({ out: join(folder, 'night.csv') });
    expect(readFileSync(join(folder, 'night.csv'), 'utf8').split('\r\n')).toHaveLength(482);
  });

  test('a measured background takes the place of the calculated one', async () => {
    const night = await nightData({ background: '38.5' });
    expect(night.receptors[0]?.assessment?.background).toMatchObject({ source: 'measured', levelDb: 38.5 });
  });

  test('another class brings its own limit, another rule its own clauses', async () => {
    expect((await nightData({ class: '2' })).receptors[0]?.limits.laeqDb).toBe(50);
    expect((await nightData({ rule: 'ta-laerm', class: 'wa' })).ruleSets[0]?.id).toBe('ta-laerm');
  });

  test('a night that was never recorded is no data, not silence', async () => {
    const night = await nightData({ night: '2026-07-10' });
    expect(night.receptors[0]).toMatchObject({ outcome: 'no-data', figures: { laeqDb: null } });
    expect(night.evidence.rows).toBe(0);
  });
});

describe('what cannot be done is said with what to do', () => {
  test.each([
    ['no such date', { night: '2026-02-30' }, 64, /date of the evening/],
    ['no such form', { out: 'night.pdf' }, 64, /\.html, \.csv or \.json/],
    ['no such language', { lang: 'fr' }, 64, /en or zh/],
    ['no level', { background: 'quiet' }, 64, /level in dB/],
    ['no such class', { class: '9' }, 64, /has no class "9"/],
    ['no such rule', { rule: 'gb-22338' }, 78, /gb-22337/],
    ['no such history', { history: join(folder, 'none.db') }, 66, /there is no history/],
    ['no such folder', { out: join(folder, 'none', 'night.html') }, 74, /cannot be written/],
    ['no class with these limits', { rule: 'who-night' }, 64, /--class/],
  ])('%s', async (_, changes, code, text) => {
    const told = await ask(changes);
    expect(told.code).toBe(code);
    expect(told.complained).toMatch(text);
    expect(told.written).toBe('');
  });

  test('nothing is written in the place of a file that cannot be made', async () => {
    const out = join(folder, 'never.html');
    await ask({ out, class: '9' });
    expect(existsSync(out)).toBe(false);
  });
});
