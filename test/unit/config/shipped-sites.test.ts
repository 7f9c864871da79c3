import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarioSchemaFile } from '../../../hw-mocks/scenario/scenario-schema.ts';
import { check } from '../../../src/cli/station/check.ts';
import { loadSite } from '../../../src/config/load/load-site.ts';
import { schemaFiles } from '../../../src/config/schema-files.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import { hasEnglish } from './chinese.ts';

const config = new URL('../../../config/', import.meta.url);
const sites = ['site.yaml', ...readdirSync(new URL('sites/', config)).map((file) => `sites/${file}`)].filter(
  (file) => file.endsWith('.yaml'),
);

function planOf(file: string): SitePlan {
  const site = loadSite(new URL(file, config).pathname);
  if (!site.ok) throw new Error(site.report);
  return site.plan;
}

test.each(sites)('%s checks clean and points editors to its schema', (file) => {
  const lines: string[] = [];
  const path = new URL(file, config).pathname;
  expect(check(path, { write: (line) => lines.push(line) }), lines.join('\n')).toBe(0);
  expect(lines.join('\n')).toContain('fail-safe');
  expect(readFileSync(path, 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=(\.\.\/)?schema\/site\.schema\.json\n/,
  );
});

test.each(sites)('%s is said in Chinese without a sentence in English', (file) => {
  const lines: string[] = [];
  const path = new URL(file, config).pathname;
  expect(check(path, { write: (line) => lines.push(line) }, 'zh')).toBe(0);
  const said = lines.join('\n').split('\n');
  expect(said[0]).toMatch(/：正确（[0-9a-f]{12}）$/);
  expect(said.filter(hasEnglish)).toEqual([]);
  expect(said).toEqual(expect.arrayContaining(['总线', '输出', '警告']));
});

test('the shipped station has two cabinets of 14 guns, and every channel of its plan exists', () => {
  const { control, devices, outputs, layout } = planOf('site.yaml');
  expect(control.cabinets.map((cabinet) => cabinet.guns.length)).toEqual([14, 14]);
  expect(control.cabinets[0]?.guns[0]).toBe('gun-a-01.power.active');
  expect(devices.find((device) => device.id === 'gun-a-14')).toMatchObject({ unitId: 24, bus: 'guns-a' });
  const named = [
    ...control.cabinets.flatMap((cabinet) => [
      cabinet.powerIn,
      ...cabinet.temperatures,
      ...cabinet.guns,
      ...cabinet.fans.map((fan) => fan.speed),
    ]),
    ...[...control.receptors, ...control.otherLevels].flatMap((place) => [
      place.level,
      place.peak ?? place.level,
    ]),
    ...Object.values(control.weather),
  ];
  expect(named.filter((channel) => control.channels[channel] === undefined)).toEqual([]);
  expect(control.night).toEqual({ startMin: 22 * 60, endMin: 6 * 60 });
  expect(control.receptors[0]).toMatchObject({ id: 'north', place: 'boundary', dayDb: 55, nightDb: 45 });
  expect(control.outputs.find((output) => output.id === 'limit-a')).toEqual({
    id: 'limit-a',
    kind: 'power-limit',
    min: 25,
    max: 100,
    rest: 100,
    failSafe: 50,
    steps: [25, 50, 75, 100],
  });
  expect(outputs.find((output) => output.id === 'limit-a')).toMatchObject({
    kind: 'relay-steps',
    leaseMs: 30_000,
    coils: [1, 2],
    steps: { 25: [2], 50: [], 75: [1], 100: [1, 2] },
  });
  expect(outputs.find((output) => output.id === 'lamp')).toMatchObject({
    coils: [8],
    steps: { 0: [], 100: [8] },
  });
  expect(layout.lampOutput).toBe('lamp');
  expect(layout.cabinets[1]).toMatchObject({ fans: ['fan-b1', 'fan-b2'], limitOutput: 'limit-b' });
});

test('a device is valid for three polls and at least 5 s; a point read less often is valid for longer', () => {
  const { control, devices } = planOf('site.yaml');
  expect(devices.find((device) => device.id === 'slm-north')?.validMs).toBe(5000);
  expect(devices.find((device) => device.id === 'weather')?.validMs).toBe(30_000);
  expect(control.channels['meter-a.power.active']?.validMs).toBe(5000);
  expect(control.channels['meter-a.energy.import']?.validMs).toBe(180_000);
});

test('the hash is 12 hex digits and the same for the same files', () => {
  const { hash } = planOf('site.yaml');
  expect(hash).toMatch(/^[0-9a-f]{12}$/);
  expect(planOf('site.yaml').hash).toBe(hash);
  expect(planOf('sites/before-upgrade.yaml').hash).not.toBe(hash);
});

test('a file that is not there is a problem, not a crash', () => {
  const lines: string[] = [];
  expect(check('no/such/site.yaml', { write: (line) => lines.push(line) })).toBe(78);
  expect(lines.join('\n')).toContain('there is no such file');
  check('no/such/site.yaml', { write: (line) => lines.push(line) }, 'zh');
  expect(lines.slice(2)).toEqual([
    expect.stringMatching(/^错误：无法读取站点文件：没有该文件\n/),
    '\nno/such/site.yaml 无法使用。未作任何更改。',
  ]);
});

test.each(Object.entries({ ...schemaFiles, ...scenarioSchemaFile }))(
  'config/schema/%s is up to date (npm run schema writes it)',
  (file, text) => {
    expect(readFileSync(new URL(`schema/${file}`, config), 'utf8')).toBe(text);
  },
);
