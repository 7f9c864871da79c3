import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyQuietRatio,
  type QuietRatio,
} from '../../../../src/acoustics/estimation/quiet-seconds-bound.ts';
import { priorFit } from '../../../../src/acoustics/estimation/source-fit.ts';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { receptorSound } from '../../../../src/control/attribution/source-levels.ts';
import { plain } from '../../../../src/model/message.ts';
import { smallPlan as plan } from '../small-plan.ts';

const gate = { isTrusted: true, why: plain('for a test') };
// Fans and hum of a, fans and hum of b, the cars.
const energies = [energyOf(42), energyOf(34), energyOf(41), energyOf(33), energyOf(30)];

/** What is steered by when each source is known to this share of itself. */
function sound(share: number, quiet: QuietRatio = emptyQuietRatio()) {
  const prior = { energies, deviations: energies.map((own) => share * own), correlation: 0 };
  return receptorSound(plan, 'north', priorFit(prior, energyOf(35)), {}, quiet, {
    ...gate,
    suspectedS: null,
  });
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
