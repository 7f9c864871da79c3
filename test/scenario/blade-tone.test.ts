/** Ducts that resonate with the blade pass: the speeds are learned from the thirds at the receptor and stepped over. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario, type Scenario } from '../../hw-mocks/scenario/scenario.ts';
import { fansOf } from '../../src/control/heat/fan-speeds.ts';
import { learnedBands } from '../../src/control/tones/tone-counts.ts';
import { scenarioSimulation } from '../../src/laboratory/scenario-simulation.ts';
import { createToneScorer } from '../../src/laboratory/scoring/tone-penalty.ts';
import { sampleSize } from '../sample-size.ts';
import { projectRoot } from './rig.ts';

const hours = sampleSize({ sample: 1.25, full: 8 });
/** Two stretches of so long are simulated for each seed, beside whatever else this machine does. */
const timeoutMs = sampleSize({ sample: 600_000, full: 3_600_000 });
const seeds = [126, 10_126, 20_126];

interface Counted {
  /** Minutes with a tonal penalty, true by the simulator: of all, and after the first half an hour. */
  readonly penaltyMin: number;
  readonly laterMin: number;
  readonly servedWh: number;
  /** Minutes in which the allowance was lower for a tone. */
  readonly loweredMin: number;
  readonly told: readonly string[];
  readonly bandsOf: Readonly<Record<string, number>>;
}

function scenarioOf(seed: number): Scenario {
  const loaded = loadScenario(join(projectRoot, 'hw-mocks', 'scenarios', 'blade-tone-duct.yaml'));
  if (!loaded.ok) throw new Error(loaded.report);
  return { ...loaded.scenario, seed, startHour: 22, lengthMs: hours * 3_600_000 };
}

/** The night; `learn`: as a site file with `fanTones: learn` has it. */
function night(seed: number, fanTones: 'avoid' | 'learn'): Counted {
  const scenario = scenarioOf(seed);
  const { plan } = scenario;
  const control = fanTones === 'learn' ? { ...plan.control, fanTones } : plan.control;
  const tones = createToneScorer(control);
  const told: string[] = [];
  let [cycles, penaltyMin, laterMin, loweredS] = [0, 0, 0, 0];
  let bands: Record<string, number> = {};
  const simulation = scenarioSimulation(
    { ...scenario, plan: { ...plan, control } },
    {
      wire: 'lean',
      onCycle: (_, { state, events }) => {
        tones.second(simulation.station);
        for (const { message, subject } of events)
          if (message.key.startsWith('fan-tone')) told.push(`${message.key} ${subject}`);
        if (isLowered(state.rules['night-noise'])) loweredS += 1;
        cycles += 1;
        if (cycles % 60 !== 0) return;
        const isTonal = Object.keys(tones.minute()).length > 0;
        if (isTonal) penaltyMin += 1;
        if (isTonal && cycles > 1800) laterMin += 1;
        const { counts } = state.fanTones;
        bands = Object.fromEntries(
          fansOf(control).map((fan) => [fan.output, learnedBands(fan, counts[fan.output]).length]),
        );
      },
    },
  );
  simulation.runUntil(scenario.lengthMs);
  const { servedWh } = simulation.station.truth();
  simulation.stop();
  return { penaltyMin, laterMin, servedWh, loweredMin: loweredS / 60, told, bandsOf: bands };
}

function isLowered(state: unknown): boolean {
  const { allowances } = state as { allowances: Record<string, { lowered?: { penaltyDb: number } }> };
  return (allowances['north']?.lowered?.penaltyDb ?? 0) > 0;
}

test.each(seeds)(
  'half an hour on, nine of ten minutes with a penalty are gone, for half a percent of the energy at most: seed %i',
  (seed) => {
    const free = night(seed, 'learn');
    const stepped = night(seed, 'avoid');
    expect(free.laterMin).toBeGreaterThan(15);
    expect(stepped.laterMin).toBeLessThanOrEqual(0.1 * free.laterMin);
    // The minutes in which it is learned are in these.
    expect(stepped.penaltyMin).toBeLessThanOrEqual(0.25 * free.penaltyMin);
    expect(stepped.servedWh).toBeGreaterThanOrEqual(0.995 * free.servedWh);
    // What the tone takes off is in the allowance while it stands, and gone with it.
    expect(free.loweredMin).toBeGreaterThan(0.5 * free.penaltyMin);
    expect(stepped.loweredMin).toBeLessThan(0.5 * free.loweredMin);
    for (const id of ['fan-a1', 'fan-a2', 'fan-b1', 'fan-b2']) expect(stepped.bandsOf[id]).toBe(1);
    expect(new Set(stepped.told)).toEqual(
      new Set(['a1', 'a2', 'b1', 'b2'].map((id) => `fan-tone-learned fan-${id}`)),
    );
    expect(free.told.every((one) => one.startsWith('fan-tone-noted'))).toBe(true);
  },
  timeoutMs,
);
