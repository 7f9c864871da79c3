/** Fans that beat are heard as what they are: no event, no louder way, nobody else's tone. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../hw-mocks/scenario/scenario.ts';
import { toneCause } from '../../src/acoustics/spectra/tone-cause.ts';
import { prominenceAt } from '../../src/acoustics/spectra/tones.ts';
import { fansOf } from '../../src/control/heat/fan-speeds.ts';
import { scenarioSimulation } from '../../src/laboratory/scenario-simulation.ts';
import { thirdsHz } from '../../src/model/sound/bands.ts';
import { sampleSize } from '../sample-size.ts';
import { projectRoot } from './rig.ts';

const hours = sampleSize({ sample: 1.25, full: 8 });

interface Heard {
  readonly noiseEvents: number;
  readonly changes: readonly string[];
  /** Standard deviation of the second-to-second change of the equipment's true level, dB. */
  readonly swingDb: number;
  readonly causes: readonly string[];
}

/** A night in which a tone is up to half of the energy of its fans; they add as pressure (1) or as energy (0). */
function night(beatShare: number): Heard {
  const loaded = loadScenario(join(projectRoot, 'hw-mocks', 'scenarios', 'blade-tone-duct.yaml'));
  if (!loaded.ok) throw new Error(loaded.report);
  const { physics, plan } = loaded.scenario;
  const scenario = {
    ...loaded.scenario,
    startHour: 22,
    lengthMs: hours * 3_600_000,
    physics: { ...physics, fanSpeedSpreadShare: 0.004, beatShare },
    plan: { ...plan, control: { ...plan.control, fanTones: 'learn' as const } },
  };
  const fans = fansOf(plan.control).map(({ output }) => ({
    id: output,
    kind: 'fan' as const,
    shares: [] as number[],
  }));
  const prominences = thirdsHz.map(() => [] as (number | null)[]);
  const changes: string[] = [];
  const steps: number[] = [];
  let [noiseEvents, seconds, lastDb] = [0, 0, 0];
  const simulation = scenarioSimulation(scenario, {
    wire: 'lean',
    onCycle: (_, result) => {
      const truth = simulation.station.truth();
      const { equipmentDb = 0 } = truth.receptors['north'] ?? {};
      if (seconds > 0) steps.push(equipmentDb - lastDb);
      lastDb = equipmentDb;
      seconds += 1;
      noiseEvents += result.noiseEvents.filter(({ level }) => level === 'north').length;
      for (const { message } of result.events)
        if (/carries-more|shows-more/.test(message.key)) changes.push(message.key);
      for (const { level, bandsDb } of result.closedSpectra) {
        if (level !== 'north') continue;
        for (const [band, track] of prominences.entries()) track.push(prominenceAt(bandsDb, band));
        const speeds = Object.values(truth.cabinets).flatMap(({ fanSpeeds }) => fanSpeeds);
        for (const [index, { shares }] of fans.entries()) shares.push(speeds[index] ?? 0);
      }
    },
  });
  simulation.runUntil(scenario.lengthMs);
  simulation.stop();
  const swingDb = Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length);
  const causes = [80, 100, 125].map((hz) => toneCause(prominences[thirdsHz.indexOf(hz)] ?? [], fans).kind);
  return { noiseEvents, changes, swingDb, causes };
}

test('beats are no events, no change of the way, and no tone of somebody else', () => {
  const still = night(0);
  const beating = night(1);
  expect(beating.swingDb).toBeGreaterThan(still.swingDb + 0.1);
  expect(beating.noiseEvents).toBeLessThanOrEqual(1.1 * still.noiseEvents + 1);
  expect(beating.changes.length).toBeLessThanOrEqual(still.changes.length);
  expect(beating.causes).not.toContain('not-ours');
  expect(beating.causes).toContain('sources');
});
