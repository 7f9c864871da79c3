/** Scenario files written for one test, beside a site file that is the shipped one. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LoadedScenario, loadScenario, type Scenario } from '../../../../hw-mocks/scenario/scenario.ts';
import { createStation, type Station } from '../../../../hw-mocks/station/station.ts';

const shippedSite = join(import.meta.dirname, '..', '..', '..', '..', 'config', 'site.yaml');

/** Reads the text as a scenario; `SITE` in it stands for the path of the shipped site file. */
export function read(text: string): LoadedScenario {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'night.yaml');
  writeFileSync(file, text.replaceAll('SITE', relative(folder, shippedSite)));
  return loadScenario(file);
}

/** Its report with `night.yaml` for the file, and without the lines that quote the source. */
export function complaint(text: string): string {
  const loaded = read(text);
  if (loaded.ok) return 'no problem';
  return loaded.report
    .replaceAll(/\S*night\.yaml/g, 'night.yaml')
    .split('\n')
    .filter((line) => !/^ +\d* \|/.test(line))
    .join('\n');
}

/** A scenario in order: the lines beside name, about, date, seed and site. */
export function scenario(lines: readonly string[] = []): Scenario {
  const loaded = read(
    [
      'name: night',
      'about: A night for a test.',
      "date: '2026-07-15'",
      'seed: 7',
      ...(lines.some((line) => line.startsWith('site:')) ? [] : ['site: { file: SITE }']),
      ...lines,
    ].join('\n'),
  );
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.scenario;
}

/** The station of a scenario without gateway: relays at full power, all fans at `fanPct`. */
export function stationOf(night: Scenario, fanPct = 100): Station {
  const { plan, inputs, seed, physics, cabinets, events } = night;
  // 2026-07-15 20:00 in Shanghai.
  const startWallMs = Date.UTC(2026, 6, 15, 12);
  const station = createStation(plan, inputs, { seed, startWallMs, physics, cabinets, events });
  for (const letter of ['a', 'b']) {
    station.relays(`relays-${letter}`, 0b11);
    for (const number of [1, 2]) station.command(`fan-${letter}${number}`, 'setpoint', fanPct);
  }
  return station;
}
