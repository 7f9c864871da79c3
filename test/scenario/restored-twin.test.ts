/**
 * A mind that was saved and restored beside its twin that was not: on the same inputs both decide the same, as far as the
 * seconds between them allow.
 */

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../hw-mocks/scenario/scenario.ts';
import { restoreControl, type Snapshot, snapshotOf } from '../../src/control/snapshot.ts';
import { type ControlState, initialState, type TickResult, tick } from '../../src/control/tick.ts';
import { scenarioSimulation } from '../../src/laboratory/scenario-simulation.ts';
import { HOUR_MS } from '../../src/model/duration.ts';
import type { ProcessImage } from '../../src/model/image.ts';
import type { ControlPlan } from '../../src/plan/control-plan.ts';
import { sampleSize } from '../sample-size.ts';
import { projectRoot } from './rig.ts';

/** The evening before the restart, and the time in which both are compared; in it the night begins to bind. */
const span = sampleSize({ sample: { beforeH: 0.4, comparedH: 0.3 }, full: { beforeH: 2.5, comparedH: 1 } });
const START_H = 22.6 - span.beforeH;

let plan: ControlPlan;
let before: ControlState;
let snapshot: Snapshot;
/** Of the seconds after it. */
const images: ProcessImage[] = [];

beforeAll(() => {
  const loaded = loadScenario(join(projectRoot, 'hw-mocks', 'scenarios', 'hum-binds.yaml'));
  if (!loaded.ok) throw new Error(loaded.report);
  plan = loaded.scenario.plan.control;
  const simulation = scenarioSimulation(
    { ...loaded.scenario, startHour: START_H },
    {
      wire: 'lean',
      onCycle(image, { state }) {
        if (image.nowMs > span.beforeH * HOUR_MS) images.push(image);
        else [before, snapshot] = [state, snapshotOf(state, image, plan)];
      },
    },
  );
  simulation.runUntil((span.beforeH + span.comparedH) * HOUR_MS);
  simulation.stop();
  snapshot = JSON.parse(JSON.stringify(snapshot)) as Snapshot;
}, 120_000);

/** The decisions and models of the uninterrupted mind, and of the one that comes back after `awayS`. */
function bothAfter(awayS: number) {
  const fresh = initialState(plan, undefined, before.levels);
  const { state } = restoreControl(fresh, snapshot, { ms: awayS * 1000, isKnown: true }, plan);
  const { startMs, decisions } = before;
  const restored = { ...state, waitingFor: [], startMs, decisions };
  // What nobody heard says nothing of the restart: the twin has the same hole.
  const seen = images.slice(awayS);
  return { twin: decided(before, seen), restored: decided(restored, seen) };
}

function decided(from: ControlState, seen: readonly ProcessImage[]): readonly TickResult[] {
  let state = from;
  return seen.map((image) => {
    const result = tick(state, image, plan);
    state = result.state;
    return result;
  });
}

describe.each([1, 2, 8, 13])('after %i s away', (awayS) => {
  test('power, fans and the estimates behind them are those of the twin', () => {
    const { twin, restored } = bothAfter(awayS);
    const meanOf = (results: readonly TickResult[], of: (result: TickResult) => number) =>
      results.reduce((sum, result) => sum + of(result), 0) / results.length;
    const asked = (output: string) => (result: TickResult) =>
      result.decisions.find((decision) => decision.output === output)?.value ?? Number.NaN;
    for (const { id, kind } of plan.outputs) {
      const off = meanOf(restored, asked(id)) - meanOf(twin, asked(id));
      expect(Math.abs(off), id).toBeLessThan(kind === 'fan' ? 0.5 : 1);
    }
    const [last, lastOfTwin] = [restored.at(-1), twin.at(-1)];
    for (const { id } of plan.cabinets) {
      const air = (result: TickResult | undefined) =>
        result?.heat[id]?.model.coefficients.slice(2).reduce((sum, one) => sum + one, 0) ?? Number.NaN;
      expect(air(last) / air(lastOfTwin), id).toBeCloseTo(1, 2);
    }
  });
});
