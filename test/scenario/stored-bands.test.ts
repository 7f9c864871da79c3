/** The bands that are stored against the level that is stored, over a night, at the rate of the store. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { weightedSum } from '../../src/acoustics/spectra/band-sums.ts';
import { createSqliteFiles } from '../../src/adapters/sqlite.ts';
import { createPlanHistory } from '../../src/assembly/plan-history.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { createSimulation } from '../../src/laboratory/simulation.ts';
import { thirdsHz } from '../../src/model/sound/bands.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { History } from '../../src/ports/history-writer.ts';
import { localThread } from '../../src/store/writer/local-thread.ts';
import { sampleSize } from '../sample-size.ts';

const site = new URL('../../config/sites/one-cover.yaml', import.meta.url).pathname;
const minutes = sampleSize({ sample: 10, full: 8 * 60 });
const always = { fromMs: 0, toMs: 8e15 };

/** A night of a station with a meter of thirds, whose tones and beats come and go. */
function storedNight(): History {
  const loaded = loadSite(site, [{ path: 'devices.slm-north.model', value: 'class1-thirds' }]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { plan } = loaded;
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-bands-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let history: History | undefined;
  const simulation = createSimulation({
    plan,
    inputs: { notes: [] },
    seed: 12,
    from: '2026-07-15',
    startHour: 22,
    physics: { beatShare: 1, fanSpeedSpreadShare: 0.004, bladeToneDb: 4 },
    history: (clock: Clock) => {
      const start = localThread(createSqliteFiles({ sync: 'off' }));
      history = createPlanHistory({ plan, path: join(folder, 'history.db'), clock, start });
      return history;
    },
  });
  simulation.runUntil(minutes * 60_000);
  if (history === undefined) throw new Error('no history');
  return history;
}

test('the A-weighted sum of the stored bands is LAeq within 0.1 dB: every second, every minute, and the night', async () => {
  const history = storedNight();
  const read = await history.seconds(always);
  if (!read.ok) throw new Error(read.fault);
  const { spectra = [], samples } = read.value;
  const laeqDb = new Map(
    samples
      .filter(({ channel }) => channel === 'slm-north.sound.laeq')
      .map((one) => [one.takenMs, one.value]),
  );
  let worstDb = 0;
  let compared = 0;
  for (const { takenMs, bandsDb } of spectra) {
    const levelDb = laeqDb.get(takenMs);
    if (levelDb == null || bandsDb === null) continue;
    compared += 1;
    worstDb = Math.max(worstDb, Math.abs((weightedSum(thirdsHz, bandsDb, 'A') ?? 0) - levelDb));
  }
  expect(compared).toBeGreaterThan(0.95 * 60 * minutes);
  expect(worstDb).toBeLessThan(0.1);

  const stored = await history.minutes(always);
  if (!stored.ok) throw new Error(stored.fault);
  const sums = { bands: 0, level: 0 };
  for (const { level, spectrum, energyS, validS } of stored.value) {
    if (level !== 'north' || spectrum === undefined || validS === 0) continue;
    const sumDb = weightedSum(spectrum.bandsHz, spectrum.bandsDb, 'A') ?? 0;
    expect(Math.abs(sumDb - 10 * Math.log10(energyS / validS))).toBeLessThan(0.1);
    sums.bands += spectrum.validS * 10 ** (sumDb / 10);
    sums.level += energyS;
  }
  expect(sums.level).toBeGreaterThan(0);
  expect(Math.abs(10 * Math.log10(sums.bands / sums.level))).toBeLessThan(0.1);
});
