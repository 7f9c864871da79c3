/** A meter with thirds, from its registers to the history, the recording and the broker, in virtual time. */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { weightedLevel } from '../../src/acoustics/formulas/weighting.ts';
import { createSqliteFiles } from '../../src/adapters/sqlite.ts';
import { createPlanHistory } from '../../src/assembly/plan-history.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { initialState, tick } from '../../src/control/tick.ts';
import { createSimulation } from '../../src/laboratory/simulation.ts';
import type { ProcessImage } from '../../src/model/image.ts';
import { thirdsHz } from '../../src/model/sound/bands.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { History } from '../../src/ports/history-writer.ts';
import { cycleRowOf } from '../../src/recording/recorded-cycles.ts';
import { createImageReader, createRecorder } from '../../src/recording/recorder.ts';
import { verifyChain } from '../../src/store/evidence/verify-chain.ts';
import { localThread } from '../../src/store/writer/local-thread.ts';

const site = new URL('../../config/sites/one-cover.yaml', import.meta.url).pathname;
const always = { fromMs: 0, toMs: 8e15 };
const files = createSqliteFiles({ sync: 'off' });

function planWith(model: string, more: readonly { path: string; value: unknown }[] = []): SitePlan {
  const loaded = loadSite(site, [{ path: 'devices.slm-north.model', value: model }, ...more]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.plan;
}

function runWith(plan: SitePlan, minutes: number, overloadFromS = Number.POSITIVE_INFINITY) {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-spectra-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'history.db');
  const lines: string[] = [];
  const images: ProcessImage[] = [];
  const state = initialState(plan.control);
  const sink = { write: (line: string) => lines.push(line), isFull: false, close: () => {} };
  const recorder = createRecorder(sink, plan.control, plan.hash, state);
  let history: History | undefined;
  const simulation = createSimulation({
    plan,
    inputs: { notes: [] },
    seed: 4,
    from: '2026-07-15',
    startHour: 23,
    physics: overloadFromS === 0 ? { overloadDb: 20 } : {},
    history: (clock: Clock) => {
      history = createPlanHistory({ plan, path, clock, start: localThread(files) });
      return history;
    },
    onCycle: (image, result) => {
      images.push({ ...image, channels: { ...image.channels } });
      recorder.cycle({ image, result, events: [] });
    },
  });
  simulation.runUntil(minutes * 60_000);
  if (history === undefined) throw new Error('no history');
  return { history, path, lines, images, simulation };
}

test('the A-weighted sum of the stored bands is LAeq, minute by minute and in the seconds, and the chain of minutes holds them', async () => {
  const { history, path } = runWith(planWith('class1-thirds'), 6);
  const minutes = await history.minutes(always);
  if (!minutes.ok) throw new Error(minutes.fault);
  const whole = minutes.value.filter(({ validS, level }) => validS >= 58 && level === 'north');
  expect(whole.length).toBeGreaterThan(3);
  for (const { spectrum, energyS, validS } of whole) {
    if (spectrum === undefined) throw new Error('a minute without its spectrum');
    expect(spectrum.bandsHz).toEqual(thirdsHz);
    expect(spectrum.validS).toBe(validS);
    const bands = spectrum.bandsHz.map((nominalHz, band) => ({
      nominalHz,
      levelDb: spectrum.bandsDb[band] ?? 0,
    }));
    expect(weightedLevel(bands, 'A')).toBeCloseTo(10 * Math.log10(energyS / validS), 1);
    expect(weightedLevel(bands, 'C')).toBeCloseTo(spectrum.lceqDb ?? 0, 1);
  }
  const read = await history.seconds(always);
  if (!read.ok) throw new Error(read.fault);
  const { spectra = [], samples } = read.value;
  const levels = new Map(samples.map(({ takenMs, value }) => [takenMs, value]));
  expect(spectra.length).toBeGreaterThan(340);
  for (const { takenMs, bandsDb } of spectra) {
    const bands = thirdsHz.map((nominalHz, band) => ({ nominalHz, levelDb: bandsDb?.[band] ?? 0 }));
    expect(Math.abs((weightedLevel(bands, 'A') ?? 0) - (levels.get(takenMs) ?? 0))).toBeLessThan(0.1);
  }

  // A spectrum is part of its link: a changed band shows.
  await new Promise<void>((done) => history.close(1000, done));
  const opened = files.open(path, 'own');
  if (!opened.ok) throw new Error('cannot open');
  const findings = () =>
    opened.value.attempt('read', (sql) => verifyChain(sql).findings.map(({ kind }) => kind));
  expect(findings()).toEqual({ ok: true, value: [] });
  opened.value.attempt('write', (sql) =>
    sql.run('UPDATE minutes SET spectrum = (SELECT spectrum FROM minutes WHERE seq = 2) WHERE seq = 3'),
  );
  expect(findings()).toEqual({ ok: true, value: ['changed'] });
  opened.value.close();
});

test('overload takes all bands of a second, and none of them comes into a minute', async () => {
  const { images, history } = runWith(planWith('class1-thirds'), 3, 0);
  const spectra = images.flatMap((image) => image.spectra ?? []);
  expect(spectra.length).toBeGreaterThan(100);
  for (const one of spectra) expect(one).toMatchObject({ bandsDb: null, lceqDb: null, quality: 'overload' });
  const minutes = await history.minutes(always);
  expect(minutes.ok && minutes.value.every(({ spectrum }) => spectrum === undefined)).toBe(true);
});

test('a recording has the spectra, and replays to the same state', () => {
  const plan = planWith('class1-thirds');
  const { lines, images } = runWith(plan, 2);
  const read = createImageReader(plan.control);
  let first = initialState(plan.control);
  let again = initialState(plan.control);
  lines.slice(1).forEach((line, cycle) => {
    const row = cycleRowOf(line);
    const image = images[cycle];
    if (row === undefined || image === undefined) throw new Error('a cycle was lost');
    first = tick(first, image, plan.control).state;
    again = tick(again, read(row), plan.control).state;
  });
  expect(JSON.stringify(again)).toBe(JSON.stringify(first));
  expect(JSON.stringify(again.spectra)).toContain('bandEnergyS');
});

test('a second device at the place gives LCeq alone: the minutes have it, without bands', async () => {
  const plan = planWith('class1-laeq', [
    { path: 'buses.c-meter', value: { kind: 'meter-serial', path: '/dev/ttyACM7' } },
    { path: 'devices.slm-c', value: { bus: 'c-meter', model: 'nsrt-mk3-c', poll: '1s' } },
    { path: 'receptors.north.spectrum', value: 'slm-c' },
  ]);
  const { history } = runWith(plan, 4);
  const minutes = await history.minutes(always);
  if (!minutes.ok) throw new Error(minutes.fault);
  const whole = minutes.value.filter(({ validS, level }) => validS >= 58 && level === 'north');
  expect(whole.length).toBeGreaterThan(1);
  for (const { spectrum, energyS, validS } of whole) {
    expect(spectrum).toMatchObject({ bandsHz: [], bandsDb: [] });
    expect((spectrum?.lceqDb ?? 0) - 10 * Math.log10(energyS / validS)).toBeGreaterThan(1);
  }
});

test('one meter with thirds takes less than 8 MB a day', async () => {
  const minutes = 6;
  const size = async (model: string): Promise<number> => {
    const { history, path } = runWith(planWith(model), minutes);
    await new Promise<void>((done) => history.close(1000, done));
    return statSync(path).size;
  };
  const bytesADay = (((await size('class1-thirds')) - (await size('class1-laeq'))) * 1440) / minutes;
  expect(bytesADay).toBeLessThan(8e6);
  expect(bytesADay).toBeGreaterThan(1e6);
});
