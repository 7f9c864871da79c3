import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyQuietRatio,
  type QuietRatio,
} from '../../../../src/acoustics/estimation/quiet-seconds-bound.ts';
import { priorFit } from '../../../../src/acoustics/estimation/source-fit.ts';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { receptorSound, type SoundEvidence } from '../../../../src/control/attribution/source-levels.ts';
import type { Standby } from '../../../../src/control/attribution/standby.ts';
import { plain } from '../../../../src/model/message.ts';
import { smallPlan as plan } from '../small-plan.ts';

const gate = { isTrusted: true, why: plain('for a test') };
// Fans and hum of a, fans and hum of b, the cars.
const energies = [energyOf(42), energyOf(34), energyOf(41), energyOf(33), energyOf(30)];

/** What is steered by when each source is known to this share of itself. */
function sound(share: number, quiet: QuietRatio = emptyQuietRatio(), standby: Partial<Standby> = {}) {
  const prior = { energies, deviations: energies.map((own) => share * own), correlation: 0 };
  const evidence: SoundEvidence = {
    fit: priorFit(prior, energyOf(35)),
    fanLoudness: {},
    quiet,
    standby: { energy: 0, deviation: 0, unknown: 0, ...standby },
    activity: [0.2, 0.6, 0.2, 0.6, 0],
    usual: [0.2, 0.6, 0.2, 0.6, 0],
  };
  return receptorSound(plan, 'north', evidence, 45, { ...gate, stepsS: null, isSuspected: false });
}
const quietAt = (...minutes: (number | null)[]): QuietRatio => ({ ...emptyQuietRatio(), minutes });

test('each cabinet has its own sound, the background and the cars are in none', () => {
  expect(sound(0.1)).toMatchObject({
    fans: [energyOf(42), energyOf(41)],
    converters: [energyOf(34), energyOf(33)],
    isTrusted: true,
  });
});

test('the doubt grows with the deviation of the fit, from what the equations leave out to four times the model', () => {
  const doubts = [0, 0.2, 0.5, 1, 5].map((share) => sound(share).uncertaintyFactor);
  expect(doubts[0]).toBeCloseTo(1.45, 6);
  doubts.slice(1).forEach((doubt, index) => {
    expect(doubt).toBeGreaterThanOrEqual(doubts[index] ?? 0);
  });
  expect(doubts.at(-1)).toBe(4);
});

test('the quietest seconds bound the doubt: the milder of the two witnesses counts', () => {
  expect(sound(5, quietAt(1.2)).uncertaintyFactor).toBeCloseTo(1.2 * energyOf(0.3), 6);
  expect(sound(0, quietAt(3)).uncertaintyFactor).toBeCloseTo(1.45, 6);
  expect(sound(5, quietAt(null, 1.5, 1.1)).uncertaintyFactor).toBeCloseTo(1.1 * energyOf(0.3), 6);
});

test('whatever the two say, the doubt stays between 0.7 and 4', () => {
  const ratio = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(ratio, fc.option(ratio), (share, quiet) => {
      const { uncertaintyFactor: doubt } = sound(share, quiet === null ? emptyQuietRatio() : quietAt(quiet));
      expect(doubt).toBeGreaterThanOrEqual(0.7);
      expect(doubt).toBeLessThanOrEqual(4);
    }),
  );
});

test('a model is doubted where the station runs: fans that are known say nothing of a hum that is not', () => {
  const deviations = energies.map((own, index) => (index % 2 === 0 ? 0.05 : 0.6) * own);
  const at = (fans: number, hum: number) => {
    const usual = [fans, hum, fans, hum, 0];
    const fit = priorFit({ energies, deviations, correlation: 0 }, energyOf(35));
    const known = {
      fanLoudness: {},
      quiet: emptyQuietRatio(),
      standby: { energy: 0, deviation: 0, unknown: 0 },
    };
    const evidence = { fit, ...known, activity: [0.2, 0.6, 0.2, 0.6, 0], usual };
    return receptorSound(plan, 'north', evidence, 45, { ...gate, stepsS: null, isSuspected: false })
      .uncertaintyFactor;
  };
  expect(at(0.5, 0.3)).toBeLessThan(1.5);
  expect(at(0.01, 0.8)).toBeGreaterThan(2);
});

test('a standby is part of the equipment: fans and load have only what it leaves of the limit', () => {
  const energy = energyOf(38);
  const { standby, uncertaintyFactor, most } = sound(0, emptyQuietRatio(), { energy });
  expect(standby).toBe(energy);
  // What moves is m of limit = standby + 1.45 m.
  const moving = (energyOf(45) - energy) / 1.45;
  expect(energyOf(45) / uncertaintyFactor).toBeCloseTo(energy + moving, 3);
  expect(most).toBeCloseTo(sound(0).most + energy, 3);
});

test('a standby that nobody has measured is doubt: more of it, less room, and never below the quietest seconds', () => {
  const factors = [20, 35, 40, 44, 60].map((db) => sound(0, emptyQuietRatio(), { unknown: energyOf(db) }));
  expect(factors[0]?.uncertaintyFactor).toBeCloseTo(1.45, 2);
  // 35 dB, a quiet night, costs a tenth of a decibel; 44 dB under a limit of 45 all that doubt may take.
  expect(factors[1]?.uncertaintyFactor).toBeLessThan(1.45 * energyOf(0.15));
  factors.slice(1).forEach(({ uncertaintyFactor }, index) => {
    expect(uncertaintyFactor).toBeGreaterThanOrEqual(factors[index]?.uncertaintyFactor ?? 0);
  });
  expect(factors.at(-1)?.uncertaintyFactor).toBe(4);
  expect(factors[3]?.most).toBeGreaterThan(energyOf(44));
  // The quietest seconds have it in them.
  expect(sound(0, quietAt(1.1), { unknown: energyOf(60) }).uncertaintyFactor).toBeCloseTo(
    1.1 * energyOf(0.3),
    6,
  );
});
