/** The lean bus against the wire: what many nights rest on. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../hw-mocks/scenario/scenario.ts';
import { scenarioSimulation } from '../../src/laboratory/scenario-simulation.ts';
import { sampleSize } from '../sample-size.ts';
import { projectRoot } from './rig.ts';

const MINUTES = sampleSize({ sample: 12, full: 180 });

test('without the wire the same seconds bring the same readings and decisions', () => {
  const loaded = loadScenario(join(projectRoot, 'hw-mocks', 'scenarios', 'hum-binds.yaml'));
  if (!loaded.ok) throw new Error(loaded.report);
  const run = (wire: 'frames' | 'lean'): readonly string[] => {
    const cycles: string[] = [];
    const simulation = scenarioSimulation(loaded.scenario, {
      wire,
      onCycle: ({ channels, samples }, { decisions }) => {
        const heard = samples.map(({ channel, value, seconds }) => [channel, value, seconds]);
        const values = Object.values(channels).map(({ value }) => value);
        const decided = decisions.map(({ value, by }) => [value, by]);
        cycles.push(JSON.stringify([decided, heard, values]));
      },
    });
    simulation.runUntil(MINUTES * 60_000);
    simulation.stop();
    return cycles;
  };
  const [frames, lean] = [run('frames'), run('lean')];
  const other = frames.filter((cycle, index) => lean[index] !== cycle).length;
  // Control begins when the inputs are in, which is one cycle more.
  expect(frames.length).toBe(MINUTES * 60 + 1);
  expect(lean.length).toBe(frames.length);
  expect(other).toBe(0);
});
