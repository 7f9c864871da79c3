import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultPhysics } from '../../../../hw-mocks/inputs/physics-parameters.ts';
import { type LoadedScenario, loadScenario, type Scenario } from '../../../../hw-mocks/scenario/scenario.ts';
import { scenarioJsonSchema } from '../../../../hw-mocks/scenario/scenario-schema.ts';
import { stationOf } from './written-scenario.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'hw-mocks', 'scenarios');
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const nights = new Map(
  files.map((file): [string, LoadedScenario] => [file, loadScenario(join(folder, file))]),
);
const whole = [...nights.values()].flatMap((loaded) => (loaded.ok ? [loaded.scenario] : []));

test.each(files)('%s has no problem, the name of its file and a line for editors', (file) => {
  const loaded = nights.get(file);
  if (loaded === undefined) throw new Error('assertion: it was read above');
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toMatch(/^# yaml-language-server: \$schema=..\/..\/config\/schema\/scenario.schema.json\n/);
  expect(text).toContain(`\nname: ${basename(file, '.yaml')}\n`);
  if (!loaded.ok && loaded.kind === 'inputs-missing') {
    console.log(`${file}: read no further, ${loaded.files.join(' and ')} not there`);
    expect(text).toContain('../../../shared/data/');
    return;
  }
  expect(loaded.ok ? '' : loaded.report).toBe('');
});

test('there are 45 nights and more, six of them on recordings, and every kind of event', () => {
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(files.length).toBeGreaterThanOrEqual(45);
  expect(texts.filter((text) => text.includes('\n  background: ')).length).toBeGreaterThanOrEqual(6);
  const all = texts.join('\n');
  for (const kind of ['talkers', 'dog', 'truck', 'siren', 'works', 'rain', 'wind', 'clogged-filter'])
    expect(all).toContain(`kind: ${kind},`);
  for (const kind of ['path-change', 'door-open', 'hum-step', 'fan-bearing', 'heat-pump'])
    expect(all).toContain(`kind: ${kind},`);
  for (const kind of ['meter-bias', 'sensor-bias', 'welded-relay']) expect(all).toContain(`kind: ${kind},`);
  for (const kind of ['dead-tacho', 'stalled-fan', 'meter-lost', 'bus-fault'])
    expect(all).toContain(`kind: ${kind},`);
});

test('what the site files believe is up to 3 dB from the truth, both ways', () => {
  const offs = whole.flatMap(offsDb);
  expect(Math.max(...offs)).toBeLessThanOrEqual(3.06);
  expect(Math.min(...offs)).toBeGreaterThanOrEqual(-3.06);
  expect(offs.filter((off) => off > 1).length).toBeGreaterThan(20);
  expect(offs.filter((off) => off < -1).length).toBeGreaterThan(20);
});

test('full fans exceed the limit on most nights, the hum alone stays 4 dB below it', () => {
  const margins = whole.map((night) => {
    const limitDb = night.plan.control.receptors[0]?.nightDb ?? 0;
    const { cabinets } = stationOf(night).plant();
    const fans = cabinets.flatMap((cabinet) => cabinet.fans.map(({ energyAt }) => energyAt['north'] ?? 0));
    const hums = cabinets.map(({ humEnergyAt }) => humEnergyAt['north'] ?? 0);
    return { fansDb: sumDb(fans) - limitDb, humDb: sumDb(hums) - limitDb };
  });
  expect(margins.filter(({ fansDb }) => fansDb > 2).length).toBeGreaterThan(0.8 * margins.length);
  expect(margins.filter(({ humDb }) => humDb < -4).length).toBeGreaterThan(0.8 * margins.length);
});

/** Nominal less true level of each source at its receptor. */
function offsDb(night: Scenario): number[] {
  const { cabinets } = stationOf(night).plant();
  return night.plan.control.cabinets.flatMap((plan, index) => {
    const truth = cabinets[index];
    const fans = plan.fans.map(
      ({ atDb }, fan) => (atDb['north'] ?? 0) - sumDb([truth?.fans[fan]?.energyAt['north'] ?? 0]),
    );
    return [...fans, (plan.humAtDb['north'] ?? 0) - sumDb([truth?.humEnergyAt['north'] ?? 0])];
  });
}

function sumDb(energies: readonly number[]): number {
  return 10 * Math.log10(energies.reduce((sum, energy) => sum + energy, 0));
}

test('the page beside them names every number, key and kind that a scenario may have', () => {
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  const { events, ...keys } = scenarioJsonSchema.properties ?? {};
  const kinds = events?.items?.oneOf?.map(({ properties }) => String(properties?.['kind']?.const)) ?? [];
  const eventKeys = events?.items?.oneOf?.flatMap(({ properties }) => Object.keys(properties ?? {})) ?? [];
  const named = [...Object.keys(defaultPhysics), ...Object.keys(keys), ...kinds, ...eventKeys].filter(
    (word) => word !== 'kind' && word !== 'site',
  );
  expect(kinds.length).toBeGreaterThan(10);
  expect(named.filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
});
