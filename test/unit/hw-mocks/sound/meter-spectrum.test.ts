/** Spectra of the simulated meters: they divide the level that was measured, and put tones where the machine has them. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFan } from '../../../../hw-mocks/cabinets/fans.ts';
import { defaultPhysics, type PhysicsParameters } from '../../../../hw-mocks/inputs/physics-parameters.ts';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import { showSpectrum } from '../../../../hw-mocks/sound/meter-spectrum.ts';
import { measure, type SoundMeter, soundKinds } from '../../../../hw-mocks/sound/sound-meters.ts';
import { converterShape, shapes } from '../../../../hw-mocks/sound/spectrum-shapes.ts';
import { weightedSum } from '../../../../src/acoustics/spectra/band-sums.ts';
import { tonesOf } from '../../../../src/acoustics/spectra/tones.ts';
import { octavesHz, thirdsHz } from '../../../../src/model/sound/bands.ts';

function meterWith(energies: Partial<SoundMeter['energies']>, fanGain = 0, humGain = 0): SoundMeter {
  return {
    device: 'slm',
    name: 'north',
    place: 'boundary',
    cabinet: undefined,
    receptor: 'north',
    fanGains: Float64Array.of(fanGain),
    humGains: Float64Array.of(humGain),
    gunGains: Float64Array.of(0),
    toneGains: Float64Array.of(1),
    energies: {
      ...(Object.fromEntries(soundKinds.map((kind) => [kind, 0])) as SoundMeter['energies']),
      ...energies,
    },
    wanderDb: 0,
    pathGain: 1,
    biasDb: 0,
    truckReflection: 1,
    laeqDb: 0,
    lafmaxDb: 0,
    lafDb: 0,
    count: 0,
    isSilent: false,
  };
}

function shown(
  meter: SoundMeter,
  bandsHz: readonly number[],
  physics: PhysicsParameters,
  speed = 0.6,
  hum = 0,
) {
  const fan = createFan('fan', 1480, 1, 100 * speed, physics, createRandom(1, 'fan'), {
    bladeToneAt: 0.6,
    bladeToneDb: 6,
  });
  fan.loudness = speed ** fan.exponent;
  const parts = { physics, fans: [fan], humShares: Float64Array.of(hum), insertionLossDb: 8, distanceM: 15 };
  return showSpectrum(meter, bandsHz, parts);
}

test('the A-weighted sum of the bands is the level, whatever sounds and however much', () => {
  const level = fc.double({ min: 20, max: 90, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(level, { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      ([a = 0, b = 0, c = 0], isNoisy) => {
        const energy = (db: number) => 10 ** (db / 10);
        const meter = meterWith(
          { background: energy(a), people: energy(b), equipment: energy(c) },
          energy(c) / 2,
        );
        measure(meter, isNoisy ? createRandom(3, 'meter') : undefined, defaultPhysics);
        const show = shown(meter, thirdsHz, defaultPhysics);
        const bandsDb = thirdsHz.map((hz) => show[`sound.band.${hz}`]?.() ?? 0);
        expect(Math.abs((weightedSum(thirdsHz, bandsDb, 'A') ?? 0) - meter.laeqDb)).toBeLessThan(0.05);
        expect(
          Math.abs((weightedSum(thirdsHz, bandsDb, 'C') ?? 0) - (show['sound.lceq']?.() ?? 0)),
        ).toBeLessThan(0.05);
      },
    ),
    { numRuns: 50 },
  );
});

test('octaves are sums of three thirds', () => {
  const meter = meterWith({ traffic: 1e5 });
  measure(meter, undefined, defaultPhysics);
  const thirds = shown(meter, thirdsHz, defaultPhysics);
  const octaves = shown(meter, octavesHz, defaultPhysics);
  const energyOf = (hz: number) => 10 ** ((thirds[`sound.band.${hz}`]?.() ?? 0) / 10);
  const sum = 10 * Math.log10(energyOf(400) + energyOf(500) + energyOf(630));
  expect(octaves['sound.band.500']?.()).toBeCloseTo(sum, 6);
});

test('the blade tone of a fan lies at speed times blades, the switching line where the parameters put it', () => {
  const physics = { ...defaultPhysics, bandFlutterShare: 0, whineShare: 0.2, whineHz: 6300 };
  const fan = meterWith({ equipment: 1e5 }, 1e5 / 0.6 ** 5);
  measure(fan, undefined, physics);
  const ofFan = shown(fan, thirdsHz, physics);
  const passHz = (0.6 * 1480 * 7) / 60;
  const tones = tonesOf(
    thirdsHz,
    thirdsHz.map((hz) => ofFan[`sound.band.${hz}`]?.() ?? 0),
  );
  expect(tones.some(({ bandHz }) => Math.abs(Math.log2(bandHz / passHz)) < 0.2)).toBe(true);

  const converter = meterWith({ equipment: 1e5 }, 0, 1e5);
  measure(converter, undefined, physics);
  const ofConverter = shown(converter, thirdsHz, physics, 0, 1);
  const whine = tonesOf(
    thirdsHz,
    thirdsHz.map((hz) => ofConverter[`sound.band.${hz}`]?.() ?? 0),
  );
  expect(whine.map(({ bandHz }) => bandHz)).toContain(6300);
});

test('a meter shows no bands before its first second, and none of a second that is missing', () => {
  const meter = meterWith({ background: 1e4 });
  const show = shown(meter, thirdsHz, defaultPhysics);
  expect(show['sound.band.1000']?.()).toBeNull();
  measure(meter, undefined, defaultPhysics);
  expect(show['sound.band.1000']?.()).not.toBeNull();
  meter.isSilent = true;
  expect(show['sound.lceq']?.()).toBeNull();
});

test('every shape lies where the source is heard: next to nothing of its A-weighted energy is below 31.5 Hz', () => {
  for (const [kind, shape] of Object.entries({ ...shapes, converter: converterShape })) {
    const low = thirdsHz.reduce((sum, hz, band) => sum + (hz < 31.5 ? (shape[band] ?? 0) : 0), 0);
    const middle = thirdsHz.reduce(
      (sum, hz, band) => sum + (hz >= 250 && hz <= 4000 ? (shape[band] ?? 0) : 0),
      0,
    );
    expect([kind, low < 0.01, middle > 0.5]).toEqual([kind, true, true]);
  }
});
