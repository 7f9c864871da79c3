/** The scores by hand, from the rows of the table that each event falls into. */

import { expect, test } from 'vitest';
import type { SoundEvent } from '../../../../src/acoustics/events/event-detection.ts';
import { kindOf } from '../../../../src/acoustics/events/event-kind.ts';

function eventOf(levelsDb: readonly number[], crestDb: number, louderHereDb: number | null): SoundEvent {
  return { startWallMs: 0, usualDb: 45, levelsDb, crestsDb: levelsDb.map(() => crestDb), louderHereDb };
}

/** Share of the first likelihood. */
function confidence(...scores: readonly number[]): number {
  const likelihoods = scores.map(Math.exp);
  return (likelihoods[0] ?? 0) / likelihoods.reduce((sum, one) => sum + one, 0);
}

test('levels that go up and down, louder in the rest area, are people', () => {
  const levelsDb = Array.from({ length: 12 }, (_, second) => (second % 2 === 0 ? 50 : 54));
  const { kind, confidence: sure } = kindOf(eventOf(levelsDb, 5, 6), 'rest-area');
  expect(kind).toBe('people');
  expect(sure).toBeCloseTo(
    confidence(0 + 2 + 0.5 + 1.5 + 1.5, 0.5 - 2 + 0.5 - 1 - 1.5, -4 - 1 + 0 - 1 + 0),
    12,
  );
});

test('one rise and fall, louder at the boundary, is traffic', () => {
  const levelsDb = [50, 54, 58, 62, 66, 62, 58, 54, 50, 50];
  const { kind, confidence: sure } = kindOf(eventOf(levelsDb, 1, 6), 'boundary');
  expect(kind).toBe('traffic');
  expect(sure).toBeCloseTo(
    confidence(0.5 + 0.5 + 0.5 + 1 + 0.5, 0 - 0.5 + 0.5 - 1 - 1, -4 + 0 + 0 - 2 + 0),
    12,
  );
});

test('a second with a high peak is an impulse, and too short to have a shape', () => {
  const { kind, confidence: sure } = kindOf(eventOf([70], 12, null), 'boundary');
  expect(kind).toBe('impulse');
  expect(sure).toBeCloseTo(confidence(1.5 + 3, 0 - 1, -2 - 2), 12);
});

test('a change of 2 dB is a wobble, and what goes on in one direction is no turn', () => {
  const confidenceOf = (levelsDb: readonly number[]): number =>
    kindOf(eventOf(levelsDb, 1, null), 'boundary').confidence;
  const none = confidence(0.5 + 1.5 - 1 + 1, 0 - 2 - 1 - 1, -4 + 0 + 0 - 2);
  expect(confidenceOf([50, 52, 50, 52, 50, 52, 50, 52])).toBeCloseTo(none, 12);
  const rising = confidence(0.5 + 1.5 + 0.5 + 1, 0 - 2 + 0.5 - 1, -4 + 0 + 0 - 2);
  expect(confidenceOf([50, 53, 56, 59, 62, 65, 68, 71])).toBeCloseTo(rising, 12);
});

test('what could be two kinds is unknown', () => {
  const { kind, confidence: sure } = kindOf(eventOf([50, 54, 58, 54, 50, 50, 50], 5, null), 'boundary');
  expect(sure).toBeLessThan(0.6);
  expect(kind).toBe('unknown');
});
