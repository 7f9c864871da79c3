/** Safe mode: fail-safe whatever the station does, with the interlocks above it. */

import { expect, test } from 'vitest';
import { noInputs } from '../../../../hw-mocks/station/inputs.ts';
import { safeModeRules } from '../../../../src/control/rules/safe-mode.ts';
import { createSimulation } from '../../../../src/laboratory/simulation.ts';
import { shippedPlan } from '../../../scenario/rig.ts';

test('every output stands in its fail-safe, the alarm is raised once, and telemetry goes on', () => {
  const plan = shippedPlan();
  const alarms: string[] = [];
  let last: Record<string, number> = {};
  let cycles = 0;
  const simulation = createSimulation({
    plan,
    inputs: noInputs,
    seed: 3,
    from: '2026-07-15',
    rules: safeModeRules,
    onCycle: (_image, { decisions, events }) => {
      cycles += 1;
      alarms.push(...events.filter(({ severity }) => severity === 'alarm').map((event) => event.message.key));
      last = Object.fromEntries(decisions.map(({ output, value }) => [output, value]));
    },
  });
  simulation.runUntil(120_000);
  simulation.stop();
  expect(cycles).toBeGreaterThan(100);
  expect(last).toEqual(Object.fromEntries(plan.control.outputs.map(({ id, failSafe }) => [id, failSafe])));
  expect(alarms.filter((key) => key === 'safe-mode-begun')).toHaveLength(1);
});
