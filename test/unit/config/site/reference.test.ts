/** What the documents say of keys, thresholds and wires is what the schema and the sites say. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSite } from '../../../../src/config/load/load-site.ts';
import { effectOf, movingKeys, siteReference } from '../../../../src/config/site/explain-key.ts';
import { dictionaries, languages } from '../../../../src/language/languages.ts';
import { sayConsole } from '../../../../src/language/say-console.ts';
import type { BusPlan } from '../../../../src/plan/site-plan.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test.each(languages)('the reference in %s is up to date (npm run schema writes it)', (language) => {
  const file = language === 'en' ? 'docs/reference.md' : `docs/${language}/reference.md`;
  expect(read(file)).toBe(siteReference(language));
});

test.each(languages)(
  'the thresholds in %s say what five more and five less do as the program says it',
  (language) => {
    const text = read(language === 'en' ? 'docs/thresholds.md' : `docs/${language}/thresholds.md`);
    expect(movingKeys.length).toBeGreaterThan(8);
    for (const key of movingKeys) {
      const say = (by: 'more' | 'less') => sayConsole(dictionaries[language], effectOf(key, by));
      const [more, less] = [say('more'), say('less')];
      expect(text).toContain(`| \`${key}\` | ${more} | ${less} |`);
    }
  },
);

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
