/** What the electronics give at rest, as it is known by a meter under the cover, by the site file, or not at all. */

import { expect, test } from 'vitest';
import { priorFit } from '../../../../src/acoustics/estimation/source-fit.ts';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import type { CoverLoudnessState } from '../../../../src/control/attribution/cover-loudness.ts';
import { nominalSources } from '../../../../src/control/attribution/sources.ts';
import { standbyAt } from '../../../../src/control/attribution/standby.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan } from '../small-plan.ts';

const HUM = energyOf(34);

/** The sources as the site file has them, all louder by `byDb`. */
function fitOf(plan: ControlPlan, byDb = 0) {
  const fit = priorFit(nominalSources(plan, 'north'), energyOf(38));
  return { ...fit, energies: fit.energies.map((energy) => energyOf(byDb) * energy) };
}

/** A cover in which so much of the hum stays at rest, known to this share of itself. */
function cover(share: number, deviation = 0.1): CoverLoudnessState[string] {
  const energies = [share * energyOf(64), energyOf(72.01), energyOf(64)];
  const covariance = energies.map((energy, row) =>
    energies.map((_, column) => (row === column ? (deviation * energy) ** 2 : 0)),
  );
  return { fit: { energies, covariance }, factor: 1, measuredS: 3600 };
}

function withKey(standbyDb: number): ControlPlan {
  const cabinets = smallPlan.cabinets.map((one) => ({ ...one, standbyAtDb: { north: standbyDb } }));
  return { ...smallPlan, cabinets };
}

function standby(
  plan: ControlPlan,
  fanLoudness: CoverLoudnessState,
  quietest: number | null = null,
  byDb = 0,
) {
  return standbyAt(plan, 'north', { fit: fitOf(plan, byDb), fanLoudness, quietest });
}

test('the meter under the cover tells it: it comes to the receptor as hum and fans do', () => {
  // Both are 30 dB lower at the receptor.
  const { energy, deviation, unknown } = standby(smallPlan, { a: cover(0.25), b: cover(0.5) });
  expect(energy).toBeCloseTo(0.75 * HUM, 0);
  expect(deviation).toBeGreaterThan(0.1 * energy);
  expect(deviation).toBeLessThan(0.5 * energy);
  expect(unknown).toBe(0);
});

test('of the two ways the better known counts more: a hum that the fit has lost does not take the standby with it', () => {
  const fit = fitOf(smallPlan);
  const lost = {
    ...fit,
    energies: fit.energies.map((own, index) => (index === 2 || index === 4 ? own / 6 : own)),
  };
  const known = { fanLoudness: { a: cover(0.25), b: cover(0.25) }, quietest: null };
  const then = standbyAt(smallPlan, 'north', { fit: lost, ...known });
  expect(then.energy).toBeGreaterThan(0.5 * 0.5 * HUM);
  expect(then.energy + 3 * then.deviation).toBeGreaterThan(0.5 * HUM);
});

test('what stays there is no standby while the meter has not told it from fans and hum', () => {
  const unsure = standby(smallPlan, { a: cover(0.25, 0.8), b: { ...cover(0.25), measuredS: 600 } });
  expect(unsure).toMatchObject({ energy: 0, unknown: HUM });
});

test('a few hundredths of the hum are what the equations leave out', () => {
  const { energy, unknown } = standby(smallPlan, { a: cover(0.02), b: cover(0.03) });
  expect([energy, unknown]).toEqual([0, 0]);
});

test('without the meter the site file tells it, louder where the way has proved to carry more', () => {
  const plan = withKey(28);
  expect(levelOf(standby(plan, {}).energy)).toBeCloseTo(28 + 3.01, 2);
  expect(levelOf(standby(plan, {}, null, 5).energy)).toBeCloseTo(33 + 3.01, 2);
  // What proves quieter may be quieter in fans and load alone.
  expect(levelOf(standby(plan, {}, null, -5).energy)).toBeCloseTo(28 + 3.01, 2);
});

test('without both, half of the hum is doubt, also where the fit took most of the hum for background', () => {
  expect(standby(smallPlan, {})).toMatchObject({ energy: 0, unknown: HUM });
  expect(standby(smallPlan, {}, null, -6)).toMatchObject({ energy: 0, unknown: HUM });
});

test('it is never more than the quietest seconds, however it is known', () => {
  const quietest = energyOf(25);
  expect(standby(smallPlan, { a: cover(0.5), b: cover(0.5) }, quietest).energy).toBe(quietest);
  expect(standby(withKey(40), {}, quietest).energy).toBe(quietest);
  expect(standby(smallPlan, {}, quietest)).toMatchObject({ energy: 0, unknown: quietest });
  // One cabinet known, the other not: both together are bounded.
  const mixed = standby(smallPlan, { a: cover(0.5) }, energyOf(32));
  expect(mixed.energy + mixed.unknown).toBeCloseTo(energyOf(32), 6);
});
