/** The commissioning sweep on the simulated station, against what its fans truly are. */

import { expect, test } from 'vitest';
import { findingsText, sweepRules } from '../../src/cli/field/commission.ts';
import { isSwept, SWEEP, type SweepState, sweepSteps } from '../../src/control/rules/sweep/fan-sweep.ts';
import { standbyFindings } from '../../src/control/rules/sweep/standby-findings.ts';
import { sweepFindings } from '../../src/control/rules/sweep/sweep-findings.ts';
import type { TickResult } from '../../src/control/tick.ts';
import { createRig, shippedPlan } from './rig.ts';

const holdS = 40;

function swept(physics: {
  carsPerDay: number;
  backgroundNightDb: number;
  passesPerNightHour: number;
  humStandbyShare?: number;
}) {
  const { control } = shippedPlan();
  let state: SweepState | undefined;
  const rig = createRig({
    startHour: 2,
    seed: 4,
    physics: { ...physics, nominalErrorDb: 3 },
    rules: sweepRules(holdS * 1000),
    onCycle: (_image, result: TickResult) => {
      state = result.state.rules[SWEEP] as SweepState;
    },
  });
  rig.run(sweepSteps(control).length * (holdS + 3) + 30);
  if (state === undefined) throw new Error('the sweep ran');
  return { rig, state, control };
}

const quiet = { carsPerDay: 0, backgroundNightDb: 30, passesPerNightHour: 0 };

test('on a quiet night each fan comes out within a decibel of what it truly is, whatever the site file said', () => {
  const { rig, state, control } = swept({ ...quiet, humStandbyShare: 0.25 });
  expect(isSwept(state, control)).toBe(true);
  const truth = rig.station
    .plant()
    .cabinets.flatMap(({ fans }) =>
      fans.map(({ output, energyAt }) => ({ output, db: 10 * Math.log10(energyAt['north'] ?? 0) })),
    );
  const findings = sweepFindings(state, control);
  expect(findings).toHaveLength(4);
  for (const { output, db } of truth) {
    const found = findings.find(({ fan }) => fan === output);
    expect(found?.problem).toBeNull();
    expect(Math.abs((found?.fullDb ?? 0) - db)).toBeLessThan(1);
  }
  const standby = standbyFindings(state, control);
  const text = findingsText(findings, standby);
  expect(text).toMatch(/fan-a1 +north .* atDb: \{ north: \d\d\.\d \}/);

  // The electronics at rest, by the meter under the cover.
  const hums = rig.station.plant().cabinets.map(({ id, humEnergyAt }) => ({ id, hum: humEnergyAt['north'] }));
  expect(standby).toHaveLength(2);
  for (const { id, hum = 0 } of hums) {
    const found = standby.find(({ cabinet }) => cabinet === id);
    expect(Math.abs((found?.standbyDb ?? 0) - 10 * Math.log10(0.25 * hum))).toBeLessThan(2);
    expect(found?.standbyDb ?? 99).toBeLessThanOrEqual(found?.atMostDb ?? 0);
  }
  expect(text).toMatch(/a +north .* standbyAtDb: \{ north: \d\d\.\d \}/);

  // Without the meters there it is bounded by what was heard, and no line to copy is offered.
  const bare = standbyFindings(state, { ...control, otherLevels: [] });
  expect(bare.map(({ standbyDb }) => standbyDb)).toEqual([null, null]);
  const heard = 10 * Math.log10(hums.reduce((sum, { hum = 0 }) => sum + 0.25 * hum, 0));
  expect(bare[0]?.atMostDb ?? 0).toBeGreaterThan(heard);
  expect(findingsText(findings, bare)).not.toMatch(/standbyAtDb/);
});

test('beside a loud street it says that the fans are not heard, and invents no level', () => {
  const { state, control } = swept({ carsPerDay: 0, backgroundNightDb: 56, passesPerNightHour: 0 });
  const findings = sweepFindings(state, control);
  expect(findings.filter(({ fullDb }) => fullDb !== null)).toEqual([]);
});
