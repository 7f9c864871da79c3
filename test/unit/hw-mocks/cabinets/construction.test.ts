import { expect, test } from 'vitest';
import { conversionLossW, humShareAt } from '../../../../hw-mocks/cabinets/cabinets.ts';
import { boxDb, directivityDb } from '../../../../hw-mocks/cabinets/construction.ts';
import { loudnessAt } from '../../../../hw-mocks/cabinets/fans.ts';
import { scenario, stationOf } from '../scenario/written-scenario.ts';

const built = [
  'physics: { reflectionWanderDb: 0, bladeToneDb: 0, carsPerDay: 0, humStandbyShare: 0 }',
  'cabinets:',
  '  a: { sound: { fanPowerDb: 80, humPowerDb: 70, insertionLossDb: 8, distanceM: { north: 20 } } }',
  '  b:',
  '    sound: { fanPowerDb: 82, humPowerDb: 72, insertionLossDb: 6, distanceM: { north: 10 }, reflectionDb: { north: 3 } }',
  '    fans: { fan-b2: { powerDb: 84, exponent: 4.6 } }',
];

test('a level by construction is Lw - IL - 20 lg d - 8 + reflections', () => {
  const [a, b] = stationOf(scenario(built)).plant().cabinets;
  const levels = [a, b].map((cabinet) => ({
    fans: cabinet?.fans.map(({ energyAt }) => 10 * Math.log10(energyAt['north'] ?? 0)),
    hum: 10 * Math.log10(cabinet?.humEnergyAt['north'] ?? 0),
  }));
  // 20 lg 20 = 26.0206; by hand: 80 - 8 - 26.0206 - 8 = 37.9794; 82 - 6 - 20 - 8 + 3 = 51.
  expect(levels[0]?.fans?.[0]).toBeCloseTo(37.9794, 4);
  expect(levels[0]?.hum).toBeCloseTo(27.9794, 4);
  expect(levels[1]?.fans?.[0]).toBeCloseTo(51, 9);
  expect(levels[1]?.fans?.[1]).toBeCloseTo(53, 9);
  expect(levels[1]?.hum).toBeCloseTo(41, 9);
});

test('a data sheet gives dB(A) at 1 m, and 14 to 17 dB more are the sound power', () => {
  // By hand, S = 4(ab + bc + ca): 1.6 x 1.45 x 3.1 gives 47.1 m2.
  expect(boxDb([1.2, 0.9, 2.1])).toBeCloseTo(16.73, 2);
  expect(boxDb([1.05, 0.36, 0.66])).toBeCloseTo(14.0, 1);
  const sheet = built.map((line) =>
    line.replace('humPowerDb: 70', 'humPowerDb: 70, sheetBodyM: [1.2, 0.9, 2.1]'),
  );
  const [power, level] = [built, sheet].map((lines) => stationOf(scenario(lines)).plant().cabinets[0]);
  const ratioDb = (of: (cabinet: typeof power) => number | undefined) =>
    10 * Math.log10((of(level) ?? 0) / (of(power) ?? 1));
  expect(ratioDb((cabinet) => cabinet?.humEnergyAt['north'])).toBeCloseTo(16.73, 2);
  expect(ratioDb((cabinet) => cabinet?.fans[0]?.energyAt['north'])).toBeCloseTo(16.73, 2);
});

test('a cabinet is louder in front of its exhaust than behind, and all round what its sound power says', () => {
  const turned = (deg: number, more = '') =>
    built.map((line) =>
      line.replace('humPowerDb: 70', `humPowerDb: 70, bearingDeg: { north: ${deg} }${more}`),
    );
  const humDb = (lines: string[]) =>
    10 * Math.log10(stationOf(scenario(lines)).plant().cabinets[0]?.humEnergyAt['north'] ?? 0);
  expect(humDb(turned(0)) - humDb(turned(180))).toBeCloseTo(8, 9);
  expect(humDb(turned(0, ', frontToBackDb: 19')) - humDb(turned(180, ', frontToBackDb: 19'))).toBeCloseTo(
    19,
    9,
  );
  const round = Array.from({ length: 36 }, (_, step) => 10 ** (directivityDb(10 * step, 19) / 10));
  expect(round.reduce((sum, energy) => sum + energy, 0) / 36).toBeCloseTo(1, 9);
});

test('the four fans at full speed are heard as their energies add, and nothing of it is in the site file', () => {
  const wrong = [
    'site:',
    '  file: SITE',
    '  set: { cabinets.a.fans.0.atDb.north: 60, cabinets.b.humAtDb.north: 20 }',
  ];
  const [right, other] = [scenario(built), scenario([...wrong, ...built])].map((night) => {
    const station = stationOf(night);
    station.advance(60_000);
    return station.truth().receptors['north']?.equipmentDb;
  });
  const sum = 2 * 10 ** 3.79794 + 10 ** 5.1 + 10 ** 5.3;
  expect(right).toBeCloseTo(10 * Math.log10(sum), 3);
  expect(other).toBe(right);
});

test('the description of the plant and the truth agree at any speed, tone and hum included', () => {
  const lines = [...built.slice(1), 'physics: { reflectionWanderDb: 0, carsPerDay: 900 }'];
  const station = stationOf(scenario(lines), 63);
  station.advance(3_600_000);
  const truth = station.truth();
  const energy = station.plant().cabinets.reduce((sum, cabinet) => {
    const now = truth.cabinets[cabinet.id];
    const share = (now?.servedW ?? 0) / cabinet.ratedW;
    const fans = cabinet.fans.reduce(
      (all, fan, index) => all + (fan.energyAt['north'] ?? 0) * loudnessAt(fan, now?.fanSpeeds[index] ?? 0),
      0,
    );
    return sum + fans + (cabinet.humEnergyAt['north'] ?? 0) * humShareAt(share, cabinet.physics);
  }, 0);
  expect(truth.cabinets['a']?.servedW).toBeGreaterThan(50_000);
  expect(10 * Math.log10(energy)).toBeCloseTo(truth.receptors['north']?.equipmentDb ?? 0, 6);
});

test('the arrivals that the plant tells are the cars that come', () => {
  const station = stationOf(scenario(['physics: { carsPerDay: 600 }']));
  const told = station.plant().arrivals(7200);
  station.advance(7_200_000);
  expect(told.length).toBeGreaterThan(20);
  expect(station.truth().carsArrived).toBe(told.length);
});

test('a cabinet with its own physics gets hotter than its twin, and says so in its description', () => {
  const lines = ['physics: { carsPerDay: 900 }', 'cabinets: { a: { physics: { coverFlowFactor: 0.5 } } }'];
  const station = stationOf(scenario(lines));
  station.advance(7_200_000);
  const [a, b] = station.plant().cabinets;
  expect(a?.physics.coverFlowFactor).toBe(0.5);
  expect(b?.physics.coverFlowFactor).toBe(0.75);
  const { cabinets } = station.truth();
  expect(cabinets['a']?.flowM3PerS).toBeCloseTo(1.5, 3);
  expect(cabinets['b']?.flowM3PerS).toBeCloseTo(2.25, 3);
  expect(a === undefined ? 0 : conversionLossW(720_000, 720_000, a.physics)).toBeGreaterThan(30_000);
});

test('a scenario runs to the same bytes with the same seed, and to others with another', () => {
  const run = (seed: number) => {
    const night = scenario(['events: [{ kind: talkers, after: 5m, levelDb: 66, atM: { north: 6 } }]']);
    const station = stationOf({ ...night, seed });
    station.advance(1_800_000);
    return JSON.stringify(station.truth());
  };
  expect(run(7)).toBe(run(7));
  expect(run(7)).not.toBe(run(8));
});

test('a blade tone adds its decibels at its own speed and nothing far from it', () => {
  const bladeTone = { at: 0.62, width: 0.04, gain: 10 ** 0.4 - 1 };
  const plain = { exponent: 5, bladeTone: { ...bladeTone, gain: 0 } };
  const addedDb = (speed: number) =>
    10 * Math.log10(loudnessAt({ exponent: 5, bladeTone }, speed) / loudnessAt(plain, speed));
  expect(addedDb(0.62)).toBeCloseTo(4, 9);
  expect(addedDb(1)).toBeCloseTo(0, 6);
});
