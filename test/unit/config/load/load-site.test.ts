import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSite } from '../../../../src/config/load/load-site.ts';
import { phraseInEnglish } from '../../language/said.ts';
import { definitions, siteText } from '../variants.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quietpost-site-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function titleOf(path: string): string | undefined {
  const site = loadSite(path);
  if (!site.ok) throw new Error(site.report);
  return site.plan.devices.find((device) => device.id === 'temp-a1')?.definition.title;
}

const sensor = definitions.get('xy-md02')?.text ?? '';
const titled = (title: string) => sensor.replace(/^title: .*$/m, `title: ${title}`);

test('a definition is taken from beside the site, then from config/devices above it, then from the package', () => {
  const site = write('config/sites/here/site.yaml', siteText);
  expect(titleOf(site)).toContain('XY-MD02');
  write('config/devices/xy-md02.yaml', titled('above'));
  expect(titleOf(site)).toBe('above');
  write('config/sites/here/devices/xy-md02.yaml', titled('beside'));
  expect(titleOf(site)).toBe('beside');
});

test('the hash changes with the site and with a definition it uses, not with one it does not', () => {
  const hash = () => {
    const site = loadSite(join(folder, 'site.yaml'));
    return site.ok ? site.plan.hash : site.report;
  };
  write('site.yaml', siteText);
  const first = hash();
  write('devices/spare.yaml', sensor.replace('model: xy-md02', 'model: spare'));
  expect(hash()).toBe(first);
  write('devices/xy-md02.yaml', titled('changed'));
  const second = hash();
  expect(second).not.toBe(first);
  write('site.yaml', `${siteText}# a remark\n`);
  expect(hash()).not.toBe(second);
});

test('a broken definition is shown with its own file and line', () => {
  write('devices/xy-md02.yaml', sensor.replace('humidity, address: 2', 'humidity, address: 1'));
  const site = loadSite(write('site.yaml', siteText));
  expect(site.ok).toBe(false);
  if (!site.ok) expect(site.report).toMatch(/at \S*devices\/xy-md02\.yaml:\d+:\d+ {2}points\.1\.address/);
});

test('a folder and a file beyond all measure are refused', () => {
  const messageOf = (path: string) => {
    const site = loadSite(path);
    return site.ok ? 'good' : site.problems.map(({ message }) => phraseInEnglish(message)).join();
  };
  expect(messageOf(folder)).toContain('it is a folder');
  expect(messageOf(write('site.yaml', '#'.repeat(1_000_001)))).toContain('larger than 1000000 bytes');
});
