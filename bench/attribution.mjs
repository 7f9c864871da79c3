// How well the equipment's sound is told from the rest, against what the simulated station knows of itself.
//   node bench/attribution.mjs [--smoke] [--seeds N]
// Nights of the shipped station from noon on, so an afternoon to learn from. The true level of every source differs
// from the site file by up to 3 dB and 1 dB of path (PhysicsParameters.nominalErrorDb 3), drawn by seed; each night is
// also judged with all levels of the file another 3 dB too low and too high. Made-up background, and a real recording
// of a whole day where it is present.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadInputs, noInputs } from '../dist/hw-mocks/inputs.js';
import { createSimulation } from '../dist/src/cli/simulation.js';
import { attribute, initialAttribution } from '../dist/src/control/attribution/attribute.js';
import { equipmentEnergy } from '../dist/src/control/equipment-model.js';
import { freshReader } from '../dist/src/control/tick.js';
import { cpuMicroseconds, percentile, root, shippedPlan } from './shipped.mjs';

const HOUR_S = 3600;
const STEP_S = 600;
const NEAR_DB = 10;
const SITE_ERRORS_DB = [0, -3, 3];
const RECEPTOR = 'north';
const recording = join(root, '..', 'shared', 'data', 'noise_laeq_1s_24h.csv');

export function measure({ smoke, seeds = smoke ? 1 : 4 }) {
  const { rows, costUs, heard } = study({ smoke, seeds });
  const figures = [];
  for (const background of new Set(rows.map((row) => row.background))) {
    for (const siteErrorDb of SITE_ERRORS_DB) {
      const own = pooled(
        rows.filter((row) => row.background === background && row.siteErrorDb === siteErrorDb),
      );
      if (own === undefined) continue;
      const name = `equipment LAeq,60min, ${background}${siteErrorDb === 0 ? '' : `, file ${siteErrorDb} dB more`}`;
      const conditions = `${own.windows} windows of ${seeds} nights in which the equipment is within 10 dB of the rest`;
      figures.push(
        { name: `${name}: median error`, value: own.medianDb, unit: 'dB', atMost: 1, conditions },
        { name: `${name}: 90 % of errors`, value: own.p90Db, unit: 'dB', atMost: 2, conditions },
        { name: `${name}: trusted`, value: own.trustedPct, unit: '%', atLeast: 80, conditions },
      );
    }
  }
  const conditions = `CPU of ${costUs.length} cycles`;
  figures.push({
    name: 'attribution of the station, a cycle',
    value: percentile(costUs, 0.5),
    unit: 'us',
    atMost: 50,
    conditions,
  });
  for (const kind of ['people', 'traffic']) {
    const { told, right, missed } = heard[kind];
    if (told === 0) continue;
    const conditions = `${told} events told as ${kind}, ${right} of them were; ${missed} that were came under another name`;
    figures.push({
      name: `${kind} that were told as such`,
      value: (100 * right) / (right + missed),
      unit: '%',
      conditions,
    });
  }
  return figures;
}

function study({ smoke, seeds }) {
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
      if (images.length < 900) images.push({ image: { ...image, channels: { ...image.channels } }, decided });
      recent.push({ level, rest, wallMs: image.wallMs });
      if (recent.length > 200) recent.shift();
      if (background === 'made-up' && result.isNight) countHeard(result.heard, recent, heard);
      const isKnown = result.isNight && level.totalDb !== null;
      if (isKnown) {
        truth.equipment.push(energyOf(level.equipmentDb));
        truth.total.push(energyOf(level.totalDb));
      }
      for (const variant of variants) {
        const around = { image, plan: variant.plan, read, decided, isNight: result.isNight };
        const said = attribute(variant.state, around);
        variant.state = said.state;
        if (!isKnown) continue;
        const [own] = said.attribution;
        const nominal = equipmentEnergy(variant.plan, RECEPTOR, read, decided);
        variant.equipment.push(energyOf(own.equipmentDb));
        variant.uncertainty.push(own.uncertaintyDb);
        variant.trusted.push(own.gate === 'trusted');
        variant.nominal.push(nominal.hum + nominal.fansNow);
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

function pooled(rows) {
  const windows = rows.flatMap((row) => row.windows).filter(({ marginDb }) => marginDb >= -NEAR_DB);
  const near = rows.reduce((total, row) => total + row.near, 0);
  if (windows.length === 0 || near === 0) return undefined;
  const sizes = (key) => windows.map((window) => Math.abs(window[key]));
  return {
    windows: windows.length,
    biasDb: percentile(
      windows.map(({ errorDb }) => errorDb),
      0.5,
    ),
    medianDb: percentile(sizes('errorDb'), 0.5),
    p90Db: percentile(sizes('errorDb'), 0.9),
    worstDb: percentile(sizes('errorDb'), 1),
    // Of errors that are as said, 80 % lie within 1.28 standard uncertainties.
    within80Pct:
      (100 * windows.filter((own) => Math.abs(own.errorDb) <= 1.28 * own.uncertaintyDb).length) /
      windows.length,
    fileAloneDb: percentile(sizes('nominalDb'), 0.5),
    totalTakenDb: percentile(sizes('totalDb'), 0.5),
    trustedPct: (100 * rows.reduce((total, row) => total + row.nearTrusted, 0)) / near,
    nearH: near / HOUR_S,
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
    const { image, decided } = images[index];
    state = attribute(state, { image, plan, read: freshReader(image, plan), decided, isNight: true }).state;
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

function table(rows) {
  const head = [
    'background',
    'seed',
    'file',
    'windows',
    'bias',
    'median',
    '90 %',
    'worst',
    'in 80 %',
    'trusted',
    'file alone',
    'total',
  ];
  const lines = rows.map(({ background, seed, siteErrorDb, own }) =>
    own === undefined
      ? [background, seed, signed(siteErrorDb), '0', '', '', '', '', '', '', '', '']
      : [
          background,
          seed,
          signed(siteErrorDb),
          `${own.windows}`,
          signed(own.biasDb),
          own.medianDb.toFixed(2),
          own.p90Db.toFixed(2),
          own.worstDb.toFixed(2),
          `${own.within80Pct.toFixed(0)} %`,
          `${own.trustedPct.toFixed(0)} %`,
          own.fileAloneDb.toFixed(2),
          own.totalTakenDb.toFixed(1),
        ],
  );
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column].length)));
  return all.map((line) => line.map((cell, column) => cell.padStart(widths[column])).join('  ')).join('\n');
}

function signed(value) {
  return `${value > 0 ? '+' : ''}${Number(value.toFixed(2))}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const smoke = process.argv.includes('--smoke');
  const at = process.argv.indexOf('--seeds');
  const seeds = at >= 0 ? Number(process.argv[at + 1]) : smoke ? 1 : 4;
  const { rows, costUs, heard } = study({ smoke, seeds });
  const single = rows.map((row) => ({ ...row, seed: `${row.seed}`, own: pooled([row]) }));
  const groups = [...new Set(rows.map((row) => `${row.background} ${row.siteErrorDb}`))].map((key) => {
    const own = rows.filter((row) => `${row.background} ${row.siteErrorDb}` === key);
    return { background: own[0].background, siteErrorDb: own[0].siteErrorDb, seed: 'all', own: pooled(own) };
  });
  console.log(table([...single, ...groups]));
  console.log(
    'errors of the equipment LAeq,60min in dB, where trusted and within 10 dB of the rest. file: site levels off as a',
  );
  console.log(
    'whole, beside +-3 dB of each source. file alone, total: median error of the nominal model, and of the whole sound.',
  );
  const costP50Us = percentile(costUs, 0.5);
  console.log(
    JSON.stringify({
      bench: 'attribution',
      seeds,
      smoke,
      groups,
      costP50Us,
      heard,
      node: process.versions.node,
    }),
  );
}
