// Our control beside others, on nights that it has never seen: one table, one JSON file.
//   node bench/control.mjs [--smoke] [--policies quietpost,threshold] [--only summer-heavy,blade-tone]
// Scenarios: hw-mocks/scenarios; the controller starts each of them from the site file's nominal values. The bound is
// the most that any policy with perfect foresight could serve under the ladder's cap of a minute and the trip
// temperature (src/laboratory/bound/upper-bound.ts).
import { readdirSync } from 'node:fs';
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

export function measure({ smoke }) {
  return figuresOf(study({ smoke, only: smoke ? ['nominal-site'] : [], policies: ['quietpost'] }));
}

export function study({ smoke, only, policies }) {
  const rows = [];
  const disturbances = [];
  for (const scenario of scenarios(only, smoke)) {
    for (const policy of policies) {
      process.stderr.write(`control: ${scenario.name}, ${policy}\n`);
      rows.push(timed(scenario, policy));
    }
    if (smoke || !disturbed.includes(scenario.name)) continue;
    const alone = scoreNight(scenario, 'quietpost', { events: false });
    const own = rows.find((row) => row.scenario === scenario.name && row.policy === 'quietpost');
    if (own !== undefined) {
      disturbances.push({ scenario: scenario.name, lostKwh: alone.servedKwh - own.servedKwh });
    }
  }
  return { rows, disturbances };
}

function timed(scenario, policy) {
  const begin = process.cpuUsage();
  const night = scoreNight(scenario, policy);
  const { user, system } = process.cpuUsage(begin);
  return { ...night, cpuS: (user + system) / 1e6 };
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
  const result = study({ smoke, only: list('--only', []), policies: list('--policies', [...policyNames]) });
  console.log(scoreTable(result.rows));
  for (const { name, value, unit } of figuresOf(result))
    console.log(`${name}: ${Number(value.toPrecision(4))} ${unit}`);
  console.log(JSON.stringify({ bench: 'control', node: process.versions.node, ...result }));
}
