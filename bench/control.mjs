// Our control beside others, on nights that it has never seen: one table, one JSON file.
//   node bench/control.mjs [--smoke] [--policies quietpost,threshold] [--only summer-heavy,blade-tone] [--seeds 3]
//     [--out nights.ndjson]  a line a night, as it ends; nights that stand there already are not run again
// Beside other policies stand two that know the truth: `cap` (one cap for all fans from a perfect sweep) and `greedy`
// (our own choice with the true sound of the second). A night counts as keepable where `greedy` kept its limit.
// Scenarios: hw-mocks/scenarios; the controller starts each of them from the site file's nominal values. The bound is
// the most that any policy with perfect foresight could serve under the ladder's cap of a minute and the trip
// temperature (src/laboratory/bound/upper-bound.ts).
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario } from '../dist/hw-mocks/scenario/scenario.js';
import { scoreTable } from '../dist/src/cli/simulate/score-table.js';
import { policyNames } from '../dist/src/laboratory/policies/policies.js';
import { scoreNight } from '../dist/src/laboratory/scoring/score-night.js';
import { percentile, root } from './shipped.mjs';

const folder = join(root, 'hw-mocks', 'scenarios');
/** Nights with somebody or something beside the equipment: run again without, the difference is what it cost. */
const disturbed = ['talkers-north', 'barking-dog', 'truck-idling', 'real-winter-dog'];
const SMOKE_HOURS = 3;
/** Between the seeds of a scenario, so that none meets that of another one. */
const SEED_STEP = 10_000;
/** Events that change the equipment's level at a receptor, and those that make its meter lie. */
const hidden = ['path-change', 'door-open', 'hum-step', 'fan-bearing', 'clogged-filter', 'truck'];
const blinding = ['meter-bias'];

export function measure({ smoke }) {
  return figuresOf(study({ smoke, only: smoke ? ['nominal-site'] : [], policies: ['quietpost'] }));
}

export function study({ smoke, only, policies, seeds = 1, out }) {
  const rows = [];
  const known = nightsIn(out);
  const disturbances = [];
  for (const scenario of scenarios(only, smoke)) {
    for (const policy of policies) {
      for (let number = 0; number < seeds; number += 1) {
        const seed = scenario.seed + number * SEED_STEP;
        const key = `${scenario.name} ${policy} ${seed}`;
        const row = known.get(key) ?? timed(scenario, policy, seed);
        if (out !== undefined && !known.has(key)) appendFileSync(out, `${JSON.stringify(row)}\n`);
        rows.push(row);
      }
    }
    if (out !== undefined || smoke || !disturbed.includes(scenario.name)) continue;
    const alone = scoreNight(scenario, 'quietpost', { events: false });
    const own = rows.find((row) => row.scenario === scenario.name && row.policy === 'quietpost');
    if (own !== undefined) {
      disturbances.push({ scenario: scenario.name, lostKwh: alone.servedKwh - own.servedKwh });
    }
  }
  return { rows, disturbances };
}

function timed(scenario, policy, seed) {
  process.stderr.write(`control: ${scenario.name}, ${policy}, seed ${seed}\n`);
  const begin = process.cpuUsage();
  const night = scoreNight(scenario, policy, { seed });
  const { user, system } = process.cpuUsage(begin);
  const has = (kinds) => scenario.events.some(({ kind }) => kinds.includes(kind));
  const kind = scenario.faults.length > 0 || has(blinding) ? 'blind' : has(hidden) ? 'changed' : 'steady';
  return { ...night, kind, cpuS: (user + system) / 1e6 };
}

/** The nights of an earlier run, by scenario, policy and seed. */
function nightsIn(out) {
  if (out === undefined || !existsSync(out)) return new Map();
  const lines = readFileSync(out, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const row = JSON.parse(line);
      return [`${row.scenario} ${row.policy} ${row.seed}`, row];
    }),
  );
}

/** Ours beside the policies that know the truth, night by night; empty without them. */
export function besideTruth(rows) {
  const of = (policy, row) =>
    rows.find((one) => one.policy === policy && one.scenario === row.scenario && one.seed === row.seed);
  const own = rows.filter(({ policy }) => policy === 'quietpost');
  const pairs = own.flatMap((row) => {
    const [greedy, cap] = [of('greedy', row), of('cap', row)];
    return greedy === undefined ? [] : [{ row, greedy, cap, isKeepable: greedy.minutesAbove === 0 }];
  });
  const keepable = pairs.filter(({ isKeepable }) => isKeepable);
  const steady = keepable.filter(({ row }) => row.kind === 'steady');
  const changed = keepable.filter(({ row }) => row.kind === 'changed');
  const sharesPct = steady.map(({ row, greedy }) => (100 * row.servedKwh) / greedy.servedKwh);
  const capPct = steady
    .filter(({ cap }) => cap !== undefined && cap.minutesAbove <= 0)
    .map(({ row, cap }) => (100 * row.servedKwh) / cap.servedKwh);
  const sum = (list, of) => list.reduce((total, one) => total + of(one), 0);
  const near = sum(own, ({ coverage }) => coverage.nearMinutes);
  return {
    nights: own.length,
    keepable: keepable.length,
    steady: {
      nights: steady.length,
      without: steady.filter(({ row }) => row.minutesAbove === 0).length,
      mostMinutes: Math.max(0, ...steady.map(({ row }) => row.minutesAbove)),
      mostRolling: Math.max(0, ...steady.map(({ row }) => row.rollingMinutesAbove)),
      loudestOverDb: Math.max(...steady.map(({ row }) => row.loudestOverDb)),
      ofGreedyMedianPct: percentile(sharesPct, 0.5),
      ofGreedyWorstPct: Math.min(...sharesPct),
      ofCapWorstPct: Math.min(...capPct),
    },
    changed: changed.map(({ row }) => ({
      scenario: row.scenario,
      seed: row.seed,
      minutesAbove: row.minutesAbove,
      loudestOverDb: row.loudestOverDb,
      told: row.told,
    })),
    uncoveredPct: near === 0 ? null : (100 * sum(own, ({ coverage }) => coverage.uncoveredMinutes)) / near,
    uncertaintyDb: percentile(
      own.flatMap(({ coverage }) => (coverage.meanDb === null ? [] : [coverage.meanDb])),
      0.5,
    ),
    notKeepable: pairs
      .filter(({ isKeepable }) => !isKeepable)
      .map(({ row, greedy }) => ({
        scenario: row.scenario,
        seed: row.seed,
        minutesAbove: row.minutesAbove,
        greedyMinutesAbove: greedy.minutesAbove,
        told: row.told.map(({ key }) => key),
      })),
  };
}

function scenarios(only, smoke) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().flatMap((name) => {
    if (only.length > 0 && !only.includes(name.slice(0, -'.yaml'.length))) return [];
    const loaded = loadScenario(join(folder, name));
    if (loaded.ok) {
      const { scenario } = loaded;
      return [smoke ? { ...scenario, lengthMs: SMOKE_HOURS * 3_600_000 } : scenario];
    }
    if (loaded.kind === 'invalid') throw new Error(loaded.report);
    process.stderr.write(`control: ${name} left out, its recordings are not here\n`);
    return [];
  });
}

function figuresOf({ rows, disturbances }) {
  const own = rows.filter(({ policy }) => policy === 'quietpost');
  const sharesPct = own.map(({ share }) => 100 * share);
  const errorsDb = own.flatMap(({ attribution }) => attribution.errorsDb.map(Math.abs));
  const near = own.reduce((sum, { attribution }) => sum + attribution.nearS, 0);
  const trusted = own.reduce((sum, { attribution }) => sum + attribution.nearTrustedS, 0);
  const over = own.filter(({ minutesAbove }) => minutesAbove > 0).map(({ scenario }) => scenario);
  const conditions = `${own.length} nights of hw-mocks/scenarios, true by the simulator`;
  const most = (key) => Math.max(...own.map((row) => row[key]));
  return [
    {
      name: 'control: minutes of the equipment above its limit, sum of all nights after 15 min',
      value: own.reduce((sum, { minutesAbove }) => sum + minutesAbove, 0),
      unit: 'min',
      atMost: 0,
      conditions: over.length === 0 ? conditions : `${conditions}; ${over.join(', ')}`,
    },
    {
      name: 'control: nights with such a minute',
      value: over.length,
      unit: `of ${own.length}`,
      atMost: 0,
      conditions,
    },
    {
      name: 'control: hottest module above the trip temperature',
      value: Math.max(...own.map(({ hottestC, tripC }) => hottestC - tripC)),
      unit: 'K',
      atMost: 0,
      conditions,
    },
    {
      name: 'control: energy of the upper bound, median',
      value: percentile(sharesPct, 0.5),
      unit: '%',
      atLeast: 97,
      conditions,
    },
    {
      name: 'control: energy of the upper bound, worst',
      value: Math.min(...sharesPct),
      unit: '%',
      atLeast: 93,
      conditions,
    },
    ...disturbances.map(({ scenario, lostKwh }) => ({
      name: `control: energy lost because of others, ${scenario}`,
      value: lostKwh,
      unit: 'kWh',
      atMost: 5,
      conditions: 'the same night without them; the cars are the same, the moments differ by seconds',
    })),
    ...(errorsDb.length === 0
      ? []
      : [
          {
            name: 'control: error of equipment LAeq,60min where trusted, median',
            value: percentile(errorsDb, 0.5),
            unit: 'dB',
            atMost: 1,
            conditions,
          },
          {
            name: 'control: error of equipment LAeq,60min where trusted, 90 %',
            value: percentile(errorsDb, 0.9),
            unit: 'dB',
            atMost: 2,
            conditions,
          },
        ]),
    ...(near === 0
      ? []
      : [
          {
            name: 'control: trusted while within 10 dB of the rest',
            value: (100 * trusted) / near,
            unit: '%',
            atLeast: 80,
            conditions,
          },
        ]),
    {
      name: 'control: changes of a power limit in a night, most',
      value: most('switches'),
      unit: '',
      atMost: 12,
      conditions,
    },
    {
      name: 'control: turns of a fan over 5 % in 15 min of steady load, most',
      value: most('turns'),
      unit: '',
      atMost: 1,
      conditions,
    },
    {
      name: 'control: CPU of 30 such nights',
      value: (30 * own.reduce((sum, { cpuS }) => sum + cpuS, 0)) / own.length,
      unit: 's',
      ...(own.length > 1 ? { atMost: 300 } : {}),
      conditions,
    },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const list = (name, usual) => {
    const at = process.argv.indexOf(name);
    return at < 0 ? usual : (process.argv[at + 1] ?? '').split(',');
  };
  const smoke = process.argv.includes('--smoke');
  const result = study({
    smoke,
    only: list('--only', []),
    policies: list('--policies', [...policyNames]),
    seeds: Number(list('--seeds', ['1'])[0]),
    out: list('--out', [])[0],
  });
  console.log(scoreTable(result.rows));
  for (const { name, value, unit } of figuresOf(result))
    console.log(`${name}: ${Number(value.toPrecision(4))} ${unit}`);
  console.log(
    JSON.stringify({
      bench: 'control',
      beside: besideTruth(result.rows),
      node: process.versions.node,
      ...result,
    }),
  );
}
