// Simulated nights for bench/attribution.mjs: what attribution said of every second, beside what was true.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadInputs, noInputs } from '../dist/hw-mocks/station/inputs.js';
import { attribute, initialAttribution } from '../dist/src/control/attribution/attribute.js';
import { equipmentEnergy } from '../dist/src/control/attribution/nominal-model.js';
import { freshReader } from '../dist/src/control/inputs/fresh-reader.js';
import { createSimulation } from '../dist/src/laboratory/simulation.js';
import { cpuMicroseconds, root, shippedPlan } from './shipped.mjs';

export const HOUR_S = 3600;
/** The equipment counts as audible down to so much below the rest. */
export const NEAR_DB = 10;
/** All levels of the site file are another so much off, beside the error of each source. */
export const SITE_ERRORS_DB = [0, -3, 3];

const STEP_S = 600;
const RECEPTOR = 'north';
const recording = join(root, '..', 'shared', 'data', 'noise_laeq_1s_24h.csv');

// One row for each background, seed and error of the file.
export function study({ smoke, seeds }) {
  const backgrounds = existsSync(recording) && !smoke ? ['made-up', 'recorded'] : ['made-up'];
  const rows = [];
  let costUs = [];
  const heard = { people: count(), traffic: count() };
  for (const background of backgrounds) {
    for (let seed = 1; seed <= seeds; seed += 1) {
      process.stderr.write(`attribution: ${background} background, seed ${seed} of ${seeds}\n`);
      const night = runNight({ background, seed, smoke, heard });
      costUs = costUs.concat(night.costUs);
      rows.push(...night.variants.map((variant) => ({ background, seed, ...judged(night, variant) })));
    }
  }
  return { rows, costUs, heard };
}

// One simulated stretch, and what was said of every second of its night.
function runNight({ background, seed, smoke, heard }) {
  const plan = shippedPlan();
  const variants = SITE_ERRORS_DB.map((siteErrorDb) => ({
    siteErrorDb,
    plan: shifted(plan.control, siteErrorDb),
    state: initialAttribution(),
    equipment: [],
    uncertainty: [],
    trusted: [],
    nominal: [],
  }));
  const truth = { equipment: [], total: [] };
  const recent = [];
  const images = [];
  const simulation = createSimulation({
    plan,
    inputs: background === 'recorded' ? recordedInputs() : noInputs,
    seed,
    from: '2026-07-15',
    ...(smoke ? { startHour: 19 } : {}),
    physics: { nominalErrorDb: 3 },
    onCycle: (image, result) => {
      const level = simulation.station.truth().receptors[RECEPTOR];
      const rest = simulation.station.truth().levels['slm-rest'];
      const read = freshReader(image, plan.control);
      const decided = Object.fromEntries(result.decisions.map(({ output, value }) => [output, value]));
      if (images.length < 900) {
        images.push({
          image: { ...image, channels: { ...image.channels } },
          decided,
          weather: result.weather,
        });
      }
      recent.push({ level, rest, wallMs: image.wallMs });
      if (recent.length > 200) recent.shift();
      if (background === 'made-up' && result.isNight) countHeard(result.noiseEvents, recent, heard);
      const isKnown = result.isNight && level.totalDb !== null;
      if (isKnown) {
        truth.equipment.push(energyOf(level.equipmentDb));
        truth.total.push(energyOf(level.totalDb));
      }
      for (const variant of variants) {
        const around = {
          image,
          plan: variant.plan,
          read,
          decided,
          isNight: result.isNight,
          weather: result.weather,
        };
        const said = attribute(variant.state, around);
        variant.state = said.state;
        if (!isKnown) continue;
        const [own] = said.attribution;
        const nominal = equipmentEnergy(variant.plan, RECEPTOR, read, decided);
        variant.equipment.push(energyOf(own.equipmentDb));
        variant.uncertainty.push(own.uncertaintyDb);
        variant.trusted.push(own.gate === 'trusted');
        variant.nominal.push(nominal.converterNoise + nominal.fansNow);
      }
    },
  });
  simulation.runUntil((smoke ? 4.5 : 18) * HOUR_S * 1000);
  return { truth, variants, costUs: costOf(images, plan.control) };
}

// Rolling hours of the night: error of the level over the trusted seconds, where at least half of them are.
function judged({ truth }, variant) {
  const windows = [];
  for (let from = 0; from + HOUR_S <= truth.equipment.length; from += STEP_S) {
    const window = judgedWindow(truth, variant, from);
    if (window !== undefined) windows.push(window);
  }
  let near = 0;
  let nearTrusted = 0;
  for (let from = 0; from + 60 <= truth.equipment.length; from += 60) {
    const [own, all] = [sum(truth.equipment, from, 60), sum(truth.total, from, 60)];
    if (levelOf(own) < levelOf(all - own) - NEAR_DB) continue;
    near += 60;
    for (let second = from; second < from + 60; second += 1) nearTrusted += variant.trusted[second] ? 1 : 0;
  }
  return { siteErrorDb: variant.siteErrorDb, windows, near, nearTrusted };
}

function judgedWindow(truth, variant, from) {
  let [own, said, all, nominal, doubt, seconds] = [0, 0, 0, 0, 0, 0];
  for (let second = from; second < from + HOUR_S; second += 1) {
    if (!variant.trusted[second]) continue;
    own += truth.equipment[second];
    all += truth.total[second];
    said += variant.equipment[second];
    nominal += variant.nominal[second];
    doubt += variant.equipment[second] * variant.uncertainty[second];
    seconds += 1;
  }
  if (seconds < HOUR_S / 2) return undefined;
  return {
    marginDb: levelOf(own) - levelOf(all - own),
    errorDb: levelOf(said) - levelOf(own),
    nominalDb: levelOf(nominal) - levelOf(own),
    totalDb: levelOf(all) - levelOf(own),
    uncertaintyDb: doubt / said,
  };
}

// An event is right when the truth of its seconds is mostly of that kind.
function countHeard(events, recent, heard) {
  for (const { level, kind, startWallMs, seconds } of events) {
    const place = level === RECEPTOR ? 'level' : 'rest';
    const during = recent.filter(
      ({ wallMs }) => wallMs >= startWallMs && wallMs <= startWallMs + (seconds + 2) * 1000,
    );
    const people = during.reduce((total, one) => total + energyOf(one[place].peopleDb), 0);
    const traffic = during.reduce((total, one) => total + energyOf(one[place].trafficDb), 0);
    const was = people > 2 * traffic ? 'people' : traffic > 2 * people ? 'traffic' : undefined;
    if (heard[kind] !== undefined) heard[kind].told += 1;
    if (was === undefined) continue;
    if (was === kind) heard[kind].right += 1;
    else heard[was].missed += 1;
  }
}

function costOf(images, plan) {
  let state = initialAttribution();
  const work = (index) => {
    const { image, decided, weather } = images[index];
    const read = freshReader(image, plan);
    state = attribute(state, { image, plan, read, decided, isNight: true, weather }).state;
  };
  for (let pass = 0; pass < 5; pass += 1) {
    state = initialAttribution();
    cpuMicroseconds(work, images.length);
  }
  return cpuMicroseconds(work, images.length);
}

function shifted(plan, byDb) {
  const louder = (atDb) =>
    Object.fromEntries(Object.entries(atDb).map(([receptor, db]) => [receptor, db + byDb]));
  const cabinets = plan.cabinets.map((cabinet) => ({
    ...cabinet,
    humAtDb: louder(cabinet.humAtDb),
    fans: cabinet.fans.map((fan) => ({ ...fan, atDb: louder(fan.atDb) })),
  }));
  return { ...plan, cabinets };
}

function recordedInputs() {
  const loaded = loadInputs({ background: recording });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.inputs;
}

function sum(values, from, length) {
  let total = 0;
  for (let index = from; index < from + length; index += 1) total += values[index];
  return total;
}

function count() {
  return { told: 0, right: 0, missed: 0 };
}

function energyOf(levelDb) {
  return levelDb === null || levelDb <= 0 ? 0 : 10 ** (levelDb / 10);
}

function levelOf(energy) {
  return 10 * Math.log10(Math.max(energy, 1e-9));
}
