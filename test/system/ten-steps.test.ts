/** The ten steps that docs/commissioning.md has are typed as they stand there, on the simulated station. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadInputs } from '../../hw-mocks/station/inputs.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { simulatedHistory } from '../../src/laboratory/simulated-history.ts';
import { createSimulation } from '../../src/laboratory/simulation.ts';
import { MINUTE_MS } from '../../src/model/duration.ts';
import { sampleSize } from '../sample-size.ts';
import { createRunner, projectRoot, type Running, until, whenBusy } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const runner = createRunner();
let site: StationSite;
let night: string;

/** The commands as the document has them, in their order. */
const typed = readFileSync(join(projectRoot, 'docs', 'commissioning.md'), 'utf8')
  .split('\n')
  .flatMap((line) => /^ {4,}(?:sudo )?quietpost (.*)$/.exec(line)?.[1] ?? []);

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

/** What the simulated station takes beside what is typed: nobody is at the terminal, and a line has few devices. */
const beside: Readonly<Record<string, readonly string[]>> = {
  scan: ['--ids', '1-6'],
  write: ['--yes'],
  calibrate: ['--took', '1m'],
  'commission sweep': ['--hold', '1s', '--anyway'],
};

interface Step {
  /** How the line in the document begins. */
  readonly line: string;
  readonly code: number;
  readonly sees: RegExp;
}

/** Each command of the document with what it says one sees; `run` and `service restart` are looked at below. */
const steps: readonly Step[] = [
  { line: 'scan noise', code: 0, sees: /unit 2 at Modbus TCP: class1-laeq/ },
  { line: 'check', code: 0, sees: /45 of 45 devices answer\./ },
  { line: 'read meter-a', code: 0, sees: /^power\S* +-?[\d.]+ +W +good/m },
  { line: 'check', code: 0, sees: /^riverside\/charging-north: good/m },
  { line: 'run', code: 0, sees: /mode advise/ },
  { line: 'write fan-a1', code: 0, sees: /read back/ },
  { line: 'calibrate slm-north', code: 0, sees: /found -0\.2 dB off/ },
  { line: 'commission sweep', code: 0, sees: /atDb/ },
  { line: 'service restart', code: 0, sees: /automatic control begins/ },
  { line: 'report', code: 0, sees: /night\.html/ },
];

beforeAll(async () => {
  site = await createStationSite();
  const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
  const station = runner.program(process.execPath, main, '--site', site.path);
  await until(
    () => station.stdout().includes('"ready":true'),
    whenBusy(10_000),
    'the station',
    station.stderr,
  );
}, 60_000);
afterAll(async () => {
  await runner.endAll();
  site.remove();
});

test('every command of the document is one of the steps, in their order', () => {
  expect(typed.map((line, index) => line.startsWith(steps[index]?.line ?? 'nothing'))).toEqual(
    steps.map(() => true),
  );
});

test(
  'each step shows what the document says',
  async () => {
    const skipped = sampleSize<readonly string[]>({ sample: ['commission sweep'], full: [] });
    for (const [index, { line, code, sees }] of steps.entries()) {
      if (skipped.includes(line)) continue;
      const said = await walk(line, typed[index] ?? '', sees);
      expect(said.text, line).toMatch(sees);
      expect(said.code, `${line}\n${said.text}`).toBe(code);
    }
  },
  sampleSize({ sample: 120_000, full: 900_000 }),
);

async function walk(line: string, text: string, sees: RegExp) {
  if (line === 'run') return await runUntil('advise', sees);
  // The service is this gateway, started again with the other mode.
  if (line === 'service restart') return await runUntil('auto', sees);
  if (line === 'report') night = nightHistory();
  const own = text
    .replaceAll('/etc/quietpost/site.yaml', site.path)
    .replace('night.html', join(site.directory, 'night.html'));
  const more = Object.entries(beside).find(([start]) => line.startsWith(start))?.[1] ?? [];
  const where = line === 'report' ? ['--history', night] : [];
  const running = runner.quietpost(...wordsOf(own), ...more, ...where);
  const code = await running.ended(sampleSize({ sample: 60_000, full: 600_000 }));
  return { code, text: running.stdout() + running.stderr() };
}

async function runUntil(mode: string, sees: RegExp) {
  const text = readFileSync(site.path, 'utf8');
  writeFileSync(site.path, text.replace(/^mode: \w+/m, `mode: ${mode}`));
  const gateway: Running = runner.quietpost('run', site.path);
  const said = (): string => gateway.stdout() + gateway.stderr();
  await until(() => sees.test(said()), whenBusy(20_000), String(sees), said);
  // The history is there once the first seconds are written.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  gateway.kill('SIGTERM');
  return { code: await gateway.ended(whenBusy(15_000)), text: said() };
}

/** The first minutes of a night on a virtual clock; a running station would take till morning. */
function nightHistory(): string {
  const loaded = loadSite(site.path);
  const inputs = loadInputs({});
  if (!loaded.ok || !inputs.ok) throw new Error('the site and the built-in inputs load');
  const path = join(site.directory, 'night.db');
  const simulation = createSimulation({
    plan: loaded.plan,
    inputs: inputs.inputs,
    seed: 3,
    from: '2026-07-15',
    startHour: 22,
    history: simulatedHistory(loaded.plan, path).make,
  });
  simulation.runUntil(3 * MINUTE_MS);
  simulation.stop();
  return path;
}
