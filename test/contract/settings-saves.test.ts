/** Real saves on a real disk, in the ways in which editors and copies do it: only whole files come into force. */

import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { watchFolders } from '../../src/adapters/files/folder-watch.ts';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { createSettingsReload } from '../../src/assembly/settings/settings-reload.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { settingsFingerprint, settingsFolders } from '../../src/config/load/site-fingerprint.ts';
import { inEachLanguage } from '../../src/language/languages.ts';
import { sampleSize } from '../sample-size.ts';
import { projectRoot } from '../scenario/rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'quietpost-saves-'));
const site = join(folder, 'site.yaml');
const shipped = readFileSync(join(projectRoot, 'config', 'site.yaml'), 'utf8');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (nightDb: number): string => shipped.replace('nightDb: 45', `nightDb: ${nightDb}`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Each leaves `text` in the site file. */
const saves: Readonly<Record<string, (text: string) => Promise<void>>> = {
  async cp(text) {
    writeFileSync(join(folder, 'other.txt'), text);
    copyFileSync(join(folder, 'other.txt'), site);
  },
  async vim(text) {
    renameSync(site, `${site}~`);
    await pause(5);
    writeFileSync(join(folder, '4913'), '');
    writeFileSync(site, text);
  },
  async rename(text) {
    writeFileSync(`${site}.tmp`, text);
    renameSync(`${site}.tmp`, site);
  },
  async scp(text) {
    writeFileSync(site, '');
    for (let at = 0; at < text.length; at += 4096) {
      appendFileSync(site, text.slice(at, at + 4096));
      await pause(20);
    }
  },
  async 'half, then whole'(text) {
    writeFileSync(site, text.slice(0, text.indexOf('rules:') + 40));
    await pause(150);
    writeFileSync(site, text);
  },
};

test.each(Object.entries(saves))(
  'a save by %s',
  async (_, save) => {
    writeFileSync(site, shipped);
    const first = loadSite(site);
    if (!first.ok) throw new Error(first.report);
    const applied: number[] = [];
    const told: string[] = [];
    const reload = createSettingsReload({
      source: {
        fingerprint: () => settingsFingerprint(site),
        load: (done) => {
          const loaded = loadSite(site);
          done(loaded.ok ? loaded : { ok: false, report: inEachLanguage(loaded.reportIn) });
        },
      },
      plan: first.plan,
      clock: createSystemClock({ wallSync: 'assumed' }),
      apply: (plan, lines) => {
        applied.push(plan.control.receptors[0]?.nightDb ?? 0);
        expect(lines).toEqual([]);
      },
      tell: (__, reading) => told.push(reading.result),
    });
    const unwatch = watchFolders(settingsFolders(site), reload.look);
    const wanted = Array.from(
      { length: sampleSize({ sample: 2, full: 500 }) },
      (__, count) => 40 + (count % 2),
    );
    for (const nightDb of wanted) {
      await save(textOf(nightDb));
      for (let waited = 0; applied.at(-1) !== nightDb && waited < 80; waited += 1) await pause(100);
    }
    unwatch();
    reload.stop();
    expect(applied).toEqual(wanted);
    expect(new Set(told)).toEqual(new Set(['good']));
  },
  sampleSize({ sample: 60_000, full: 3_600_000 }),
);
