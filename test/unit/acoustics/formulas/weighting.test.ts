import { expect, test } from 'vitest';
import {
  aWeighting,
  cWeighting,
  nominalWeightings,
  weightedLevel,
} from '../../../../src/acoustics/formulas/weighting.ts';

/** The preferred numbers of ISO 266 over three decades and a bit. */
const nominalHz = [1, 10, 100, 1000].flatMap((decade) =>
  [10, 12.5, 16, 20, 25, 31.5, 40, 50, 63, 80].map((number) => number * decade),
);

test('the table has the nominal bands from 10 Hz to 20 kHz, each the formula at its exact frequency', () => {
  const bands = nominalHz.filter((hz) => hz <= 20_000);
  expect([...nominalWeightings.keys()]).toEqual(bands);
  for (const [index, hz] of bands.entries()) {
    const exactHz = 10 ** (1 + index / 10);
    const { A, C } = nominalWeightings.get(hz) ?? { A: Number.NaN, C: Number.NaN };
    // IEC 61672-1 rounds the formula to tenths.
    expect(Math.abs(aWeighting(exactHz) - A), `A at ${hz} Hz`).toBeLessThan(0.0501);
    expect(Math.abs(cWeighting(exactHz) - C), `C at ${hz} Hz`).toBeLessThan(0.0501);
  }
});

test('bands add up as energies after their weighting', () => {
  const bands = [
    { nominalHz: 100, levelDb: 79.1 },
    { nominalHz: 1000, levelDb: 60 },
  ];
  expect(weightedLevel(bands, 'A')).toBeCloseTo(60 + 10 * Math.log10(2), 9);
  expect(weightedLevel([], 'A')).toBeNull();
  expect(() => weightedLevel([{ nominalHz: 101, levelDb: 60 }], 'A')).toThrow('assertion');
});
