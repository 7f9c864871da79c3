/** A receptor whose limit follows the measured background: two scenarios, held against the true background. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario, type Scenario } from '../../hw-mocks/scenario/scenario.ts';
import { allowancesOf } from '../../src/control/noise/allowance.ts';
import { scenarioSimulation } from '../../src/laboratory/scenario-simulation.ts';
import { createTrueLimits } from '../../src/laboratory/scoring/true-limits.ts';
import { inEnglish } from '../../src/language/say.ts';
import { projectRoot } from './rig.ts';

/** One minute of a night, at its end. */
interface MinuteSeen {
  readonly limitDb: number;
  readonly isMeasured: boolean;
  /** The limit that the true background would give, and what the equipment truly gave. */
  readonly trueLimitDb: number;
  readonly equipmentDb: number;
  readonly powerPct: readonly number[];
  readonly by: readonly string[];
}

function scenarioOf(name: string): Scenario {
  const loaded = loadScenario(join(projectRoot, 'hw-mocks', 'scenarios', `${name}.yaml`));
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.scenario;
}

function watched(name: string): { minutes: readonly MinuteSeen[]; told: readonly [number, string][] } {
  const scenario = scenarioOf(name);
  const trueLimits = createTrueLimits(scenario.plan.control);
  const minutes: MinuteSeen[] = [];
  const told: [number, string][] = [];
  let seconds = 0;
  let energy = 0;
  const simulation = scenarioSimulation(scenario, {
    wire: 'lean',
    onCycle: (_, { events, decisions, state }) => {
      const truth = simulation.station.truth();
      trueLimits.second(truth);
      energy += 10 ** ((truth.receptors['north']?.equipmentDb ?? 0) / 10) / 60;
      seconds += 1;
      for (const { message } of events)
        if (message.key.startsWith('use-')) told.push([seconds, inEnglish(message)]);
      if (seconds % 60 !== 0) return;
      const allowance = allowancesOf(state.rules)['north'];
      const limits = decisions.filter(({ output }) => output.startsWith('limit'));
      minutes.push({
        limitDb: allowance?.limitDb ?? Number.NaN,
        isMeasured: allowance?.lowered?.isMeasured === true,
        trueLimitDb: trueLimits.now()['north'] ?? Number.NaN,
        equipmentDb: 10 * Math.log10(energy),
        powerPct: limits.map(({ value }) => value),
        by: limits.map(({ by }) => by),
      });
      energy = 0;
    },
  });
  simulation.runUntil(scenario.lengthMs);
  simulation.stop();
  return { minutes, told };
}

test('10 dB below LA90: the limit stays below the true one, the use ceases for 15 minutes and says why', () => {
  const { minutes, told } = watched('permit-ceases');
  const measured = minutes.slice(15);
  expect(measured.every(({ isMeasured }) => isMeasured)).toBe(true);
  const tooHigh = measured.filter(({ limitDb, trueLimitDb }) => limitDb > trueLimitDb);
  expect(tooHigh.length / measured.length).toBeLessThanOrEqual(0.05);
  const mostBelow = Math.max(...measured.map(({ limitDb, trueLimitDb }) => trueLimitDb - limitDb));
  expect(mostBelow).toBeLessThan(7);
  const ceased = told.filter(([, text]) => text.includes('power goes down for 15 min'));
  const free = told.filter(([, text]) => text.includes('power is free again'));
  expect(ceased.length).toBeGreaterThanOrEqual(2);
  expect(free.map(([second], index) => second - (ceased[index]?.[0] ?? 0))).toEqual(free.map(() => 900));
  for (const [second] of ceased.slice(0, free.length)) {
    const late = minutes[Math.floor(second / 60) + 8];
    expect(late?.powerPct).toEqual([25, 25]);
    expect(late?.by.every((rule) => rule === 'cease-use' || rule === 'relay-hold')).toBe(true);
  }
});

test('the limit falls with the city at night, far below 45 dB, and the equipment follows without losing power', () => {
  const { minutes } = watched('background-falls');
  const later = minutes.slice(15);
  expect(Math.max(...later.map(({ limitDb }) => limitDb))).toBeLessThan(43);
  expect(Math.min(...later.map(({ limitDb }) => limitDb))).toBeLessThan(40);
  expect(later.filter(({ equipmentDb, trueLimitDb }) => equipmentDb > trueLimitDb)).toEqual([]);
  const limited = later.filter(({ powerPct }) => powerPct.some((pct) => pct < 100));
  expect(limited.length).toBeLessThanOrEqual(0.1 * later.length);
});
