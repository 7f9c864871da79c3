/** What the documents say of keys, thresholds and wires is what the schema and the sites say. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSite } from '../../../../src/config/load/load-site.ts';
import { effects, siteReference } from '../../../../src/config/site/explain-key.ts';
import type { BusPlan } from '../../../../src/plan/site-plan.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test('docs/reference.md is up to date (npm run schema writes it)', () => {
  expect(read('docs/reference.md')).toBe(siteReference());
});

test('each threshold that moves something has its row in Chinese, too', () => {
  const text = read('docs/zh/thresholds.md');
  for (const key of Object.keys(effects)) expect(text).toContain(`| \`${key}\` |`);
});

test('what five more and five less do stands in docs/thresholds.md as the program says it', () => {
  const text = read('docs/thresholds.md');
  expect(Object.keys(effects).length).toBeGreaterThan(8);
  for (const [key, { more, less }] of Object.entries(effects))
    expect(text).toContain(`| \`${key}\` | ${more} | ${less} |`);
});

const sites = ['config/site.yaml', 'config/sites/before-upgrade.yaml', 'config/sites/one-cover.yaml'];

const pages = sites.flatMap((site) =>
  ['docs/wiring.md', 'docs/zh/wiring.md'].map((page) => ({ page, site })),
);

test.each(pages)('$page has each line of $site with its setting and its devices', ({ page, site }) => {
  const loaded = loadSite(join(root, site));
  if (!loaded.ok) throw new Error(loaded.report);
  const section =
    read(page)
      .split('\n## ')
      .find((part) => part.includes(`\`${site}\``)) ?? '';
  for (const bus of loaded.plan.buses) {
    const row = section.split('\n').find((line) => line.startsWith(`| \`${bus.id}\` |`)) ?? '';
    if (bus.kind === 'modbus-rtu') expect(row).toContain(`| ${settingOf(bus)} |`);
    const devices = loaded.plan.devices.filter((device) => device.bus === bus.id);
    const named = [...row.matchAll(/`([\w-]+)` (\d+)/g)].map(([, id = '', unit]) => `${id} ${unit}`);
    const known = devices.map(({ id, unitId }) => `${id} ${unitId}`);
    // Of a row of equal ones the first and the last.
    expect(known, row).toEqual(expect.arrayContaining(named));
    expect(/ to | 至 /.test(row) || named.length === known.length, row).toBe(true);
    expect([named[0], named.at(-1)]).toEqual([known[0], known.at(-1)]);
  }
});

function settingOf(bus: Extract<BusPlan, { kind: 'modbus-rtu' }>): string {
  return `${bus.baud} ${bus.format}`;
}
