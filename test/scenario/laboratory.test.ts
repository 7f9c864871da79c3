/** Gateway and a scenario's night in one process: what `quietpost simulate --scenario` runs. */

import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadScenario, type Scenario } from '../../hw-mocks/scenario/scenario.ts';
import { mixedProblem } from '../../src/cli/simulate/simulate.ts';
import { simulateScenarios } from '../../src/cli/simulate/simulate-scenarios.ts';
import { scenarioSimulation } from '../../src/laboratory/scenario-simulation.ts';

const site = join(import.meta.dirname, '..', '..', 'config', 'site.yaml');

function written(lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-laboratory-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'night.yaml');
  const head = ['name: short-night', 'about: A short night.', "date: '2026-07-15'", 'seed: 3'];
  writeFileSync(file, [...head, `site: { file: '${site}' }`, ...lines].join('\n'));
  return file;
}

function loaded(lines: readonly string[]): Scenario {
  const result = loadScenario(written(lines));
  if (!result.ok) throw new Error(result.report);
  return result.scenario;
}

test('a lost meter gives the controller no sample, and comes back', () => {
  const scenario = loaded(['events: [{ kind: meter-lost, after: 1m, for: 2m, meter: north }]']);
  const samples = new Map<number, number>();
  const simulation = scenarioSimulation(scenario, {
    onCycle: (image) => {
      const minute = Math.floor(image.nowMs / 60_000);
      const heard = image.samples.filter(({ channel }) => channel === 'slm-north.sound.laeq');
      samples.set(minute, (samples.get(minute) ?? 0) + heard.length);
    },
  });
  simulation.runUntil(5 * 60_000);
  simulation.stop();
  expect(samples.get(0)).toBeGreaterThan(50);
  expect(samples.get(1)).toBeLessThanOrEqual(2);
  expect(samples.get(2)).toBe(0);
  expect(samples.get(4)).toBeGreaterThan(55);
});

async function run(path: string, options: Parameters<typeof simulateScenarios>[1] = {}) {
  const printed: string[] = [];
  const said: string[] = [];
  const io = { write: (text: string) => printed.push(text), report: (text: string) => said.push(text) };
  return {
    code: await simulateScenarios([path], options, io),
    printed: printed.join('\n'),
    said: said.join('\n'),
  };
}

test('a scenario gives a row of the table under its name, and the same again', async () => {
  const file = written(["start: '22:00'", 'length: 10m']);
  const [first, second] = [await run(file), await run(file)];
  expect([first.code, first.said.split('\n')[0]]).toEqual([0, 'short-night: A short night.']);
  expect(first.printed.split('\n').at(-1)).toMatch(/^short-night {2}2026-07-15 +north +45 /);
  expect(second.printed).toBe(first.printed);
});

test('as JSON a row names its scenario, seed and configuration; of a folder every scenario is run', async () => {
  const file = written(["start: '22:00'", 'length: 2m']);
  copyFileSync(file, join(dirname(file), 'once-more.yaml'));
  const rows: unknown = JSON.parse((await run(dirname(file), { json: true })).printed);
  const row = { scenario: 'short-night', seed: 3, config: loaded([]).plan.hash, receptor: 'north' };
  expect(rows).toMatchObject([row, row]);
});

test('the level of a night that ended is there as the gateway published it', async () => {
  const file = written(["start: '05:50'", 'length: 10m']);
  expect((await run(file, { json: true })).printed).toMatch(/"laeqDb": \d\d\./);
});

test('what is not there is said, and what is wrong is shown', async () => {
  const nowhere = await run(join(tmpdir(), 'no-such-scenario'));
  expect([nowhere.code, nowhere.said]).toEqual([66, expect.stringContaining('there is no scenario')]);
  const lacking = await run(written(['inputs: { weather: gone.csv }']));
  expect([lacking.code, lacking.said]).toEqual([66, expect.stringContaining('there is no such file')]);
  const wrong = await run(written(['events: 3']));
  expect([wrong.code, wrong.said]).toEqual([78, expect.stringContaining('events')]);
});

test('a night can be run with another seed, recorded and kept in a history; of a folder it cannot', async () => {
  const file = written(["start: '22:00'", 'length: 3m']);
  const [record, history] = [join(dirname(file), 'night.ndjson'), join(dirname(file), 'night.sqlite')];
  const kept = await run(file, { json: true, seed: 5, record, history });
  expect([kept.code, JSON.parse(kept.printed)[0].seed]).toEqual([0, 5]);
  expect(readFileSync(record, 'utf8').split('\n').length).toBeGreaterThan(180);
  expect(statSync(history).size).toBeGreaterThan(10_000);
  copyFileSync(file, join(dirname(file), 'once-more.yaml'));
  const folder = await run(dirname(file), { record: join(dirname(file), 'other.ndjson') });
  expect([folder.code, folder.said]).toEqual([64, expect.stringContaining('one scenario')]);
});

test('a scenario is not mixed with what it says itself', () => {
  const scenario = ['night.yaml'];
  expect(mixedProblem(undefined, { scenario, json: true })).toBeUndefined();
  expect(mixedProblem(undefined, { days: 2 })).toBeUndefined();
  expect(mixedProblem(undefined, { scenario, days: 2 })).toMatch(/^--scenario cannot be mixed with --days/);
  expect(mixedProblem(undefined, { scenario, seed: 1, record: 'a', history: 'b' })).toBeUndefined();
  expect(mixedProblem('site.yaml', { scenario })).toContain('a scenario names its own site');
});
