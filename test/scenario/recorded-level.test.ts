/** The equipment's level that is recorded, and printed in the report, beside the true one of the simulated station. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../hw-mocks/scenario/scenario.ts';
import { energyOf, levelOf } from '../../src/acoustics/levels/level.ts';
import { minuteStart } from '../../src/acoustics/periods/periods.ts';
import { createMinuteContexts } from '../../src/gateway/records/minute-context.ts';
import { scenarioSimulation } from '../../src/laboratory/scenario-simulation.ts';
import { MINUTE_MS } from '../../src/model/duration.ts';
import { isLongRun, sampleSize } from '../sample-size.ts';
import { projectRoot } from './rig.ts';

const names = sampleSize({
  sample: ['summer-heavy'],
  full: [
    ...['summer-heavy', 'summer-unequal', 'class2-heavy', 'hum-binds', 'talkers-north', 'truck-idling'],
    ...['steep-fans', 'shallow-fans', 'rise-wrong', 'winter-close', 'loud-street', 'summer-weak-fan'],
  ],
});
/** The night is judged from a quarter of an hour after its begin. */
const GRACE_MS = 15 * MINUTE_MS;

interface Night {
  readonly name: string;
  readonly trueDb: number;
  readonly recordedDb: number;
  /** Expanded uncertainty as the report prints it: its minutes err together. */
  readonly expandedDb: number;
}

function nightOf(name: string): Night {
  const loaded = loadScenario(join(projectRoot, 'hw-mocks', 'scenarios', `${name}.yaml`));
  if (!loaded.ok) throw new Error(loaded.report);
  const { scenario } = loaded;
  const [receptor] = scenario.plan.control.receptors;
  if (receptor === undefined) throw new Error('no receptor');
  const contexts = createMinuteContexts(scenario.plan.control);
  const sums = { trueJ: 0, trueS: 0, recordedJ: 0, weightedDb: 0, minutes: 0 };
  let nightMs = Number.POSITIVE_INFINITY;
  const simulation = scenarioSimulation(scenario, {
    wire: 'lean',
    onCycle(image, result) {
      if (!result.isNight) return;
      nightMs = Math.min(nightMs, image.wallMs);
      contexts.add(image, result);
      if (image.wallMs - nightMs < GRACE_MS) return;
      sums.trueJ += energyOf(simulation.station.truth().receptors[receptor.id]?.equipmentDb ?? 0);
      sums.trueS += 1;
      for (const { level, period } of result.closed) {
        if (level !== receptor.id || period.kind !== 'minute' || period.startWallMs < nightMs + GRACE_MS)
          continue;
        const equipment = contexts.of(minuteStart(period.startWallMs))?.equipment[level];
        if (equipment?.levelDb == null) continue;
        const energy = energyOf(equipment.levelDb);
        sums.recordedJ += energy;
        sums.weightedDb += energy * equipment.certainty.expandedDb;
        sums.minutes += 1;
      }
    },
  });
  simulation.runUntil(scenario.lengthMs);
  simulation.stop();
  expect(sums.minutes, name).toBeGreaterThan(20);
  return {
    name,
    trueDb: levelOf(sums.trueJ / sums.trueS) ?? 0,
    recordedDb: levelOf(sums.recordedJ / sums.minutes) ?? 0,
    expandedDb: sums.weightedDb / sums.recordedJ,
  };
}

test(`over ${names.length} nights the recorded level is the true one, within what is said of it`, {
  timeout: 3_600_000,
}, () => {
  const nights = names.map(nightOf);
  const errors = nights.map(({ trueDb, recordedDb }) => Math.abs(recordedDb - trueDb));
  const told = nights.map((night, index) => ({ ...night, errorDb: errors[index] }));
  if (isLongRun) console.log(told);
  const outside = told.filter(({ errorDb = 0, expandedDb }) => errorDb > expandedDb);
  expect(outside.length / nights.length, JSON.stringify(told, null, 1)).toBeLessThanOrEqual(0.05);
  const median = errors.toSorted((a, b) => a - b)[Math.floor((errors.length - 1) / 2)];
  expect(median, JSON.stringify(told, null, 1)).toBeLessThanOrEqual(1.5);
});
