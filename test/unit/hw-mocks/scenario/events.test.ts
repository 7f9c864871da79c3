import { expect, test } from 'vitest';
import type { LevelTruth } from '../../../../hw-mocks/station/truth.ts';
import { scenario, stationOf } from './written-scenario.ts';

const calm = 'physics: { reflectionWanderDb: 0, carsPerDay: 0, windNoiseAt5Db: 20 }';

/** Every second of the north meter's truth from minute `from` to minute `to`, with and without the event. */
function both(event: string, from: number, to: number) {
  const run = (lines: readonly string[]): readonly LevelTruth[] => {
    const station = stationOf(scenario([calm, ...lines]), 70);
    const seconds: LevelTruth[] = [];
    for (let second = from * 60 + 1; second <= to * 60; second++) {
      station.advance(second * 1000);
      const heard = station.truth().receptors['north'];
      if (heard !== undefined) seconds.push(heard);
    }
    return seconds;
  };
  return { with: run([`events: [${event}]`]), without: run([]) };
}

type Kind = Exclude<keyof LevelTruth, 'backgroundDb' | 'totalDb'>;

function meanDb(seconds: readonly LevelTruth[], kind: Kind): number {
  const sum = seconds.reduce((total, heard) => total + (heard[kind] > 0 ? 10 ** (heard[kind] / 10) : 0), 0);
  return 10 * Math.log10(Math.max(1, sum / seconds.length));
}

const equipment = (seconds: readonly LevelTruth[]) => seconds.map(({ equipmentDb }) => equipmentDb);

test.each([
  [
    'talkers',
    'peopleDb',
    '{ kind: talkers, after: 2m, for: 5m, levelDb: 66, atM: { north: 6 }, people: 4 }',
    51,
  ],
  ['a dog', 'dogDb', '{ kind: dog, after: 2m, for: 5m, levelDb: 92, atM: { north: 18 } }', 59],
  ['a truck', 'truckDb', '{ kind: truck, after: 2m, for: 5m, levelDb: 76, atM: { north: 12 } }', 54.4],
  ['a siren', 'otherDb', '{ kind: siren, after: 2m, for: 5m, levelDb: 112, atM: { north: 80 } }', 74.5],
  ['works', 'otherDb', '{ kind: works, after: 2m, for: 5m, atDb: { north: 52 } }', 52.3],
  ['rain', 'weatherDb', '{ kind: rain, after: 2m, for: 5m, mmPerH: 10 }', 52],
] as const)('%s: heard under its own name, never as equipment', (_, kind, event, aboutDb) => {
  const night = both(event, 3, 6);
  expect(Math.abs(meanDb(night.with, kind) - aboutDb)).toBeLessThan(3);
  expect(meanDb(night.with, kind)).toBeGreaterThan(meanDb(night.without, kind) + 10);
  expect(equipment(night.with)).toEqual(equipment(night.without));
  expect(meanDb(night.with, 'trafficDb')).toBe(meanDb(night.without, 'trafficDb'));
});

test('an event is over when its time is over', () => {
  const night = both('{ kind: truck, after: 2m, for: 5m, levelDb: 76, atM: { north: 12 } }', 7, 9);
  expect(night.with).toEqual(night.without);
});

test('a parked truck throws the sound of the equipment to the receptor while it is there', () => {
  const truck =
    '{ kind: truck, after: 2m, for: 5m, levelDb: 76, atM: { north: 12 }, reflectionDb: { north: 1.5 } }';
  const parked = both(truck, 3, 6);
  expect(meanDb(parked.with, 'equipmentDb') - meanDb(parked.without, 'equipmentDb')).toBeCloseTo(1.5, 6);
  const gone = both(truck, 8, 9);
  expect(meanDb(gone.with, 'equipmentDb')).toBeCloseTo(meanDb(gone.without, 'equipmentDb'), 9);
});

test('wind is heard at the microphones and shown by the weather device, along its line', () => {
  const station = stationOf(scenario(['events: [{ kind: wind, after: 1m, for: 10m, mPerS: [2, 12, 2] }]']));
  station.advance(361_000);
  expect(station.value('weather', 'wind.speed')).toBeCloseTo(12, 0);
  const loudDb = station.truth().receptors['north']?.weatherDb ?? 0;
  station.advance(700_000);
  expect(station.value('weather', 'wind.speed')).toBeLessThan(4);
  expect(loudDb).toBeGreaterThan((station.truth().receptors['north']?.weatherDb ?? 0) + 10);
});

test('rain is shown by the weather device', () => {
  const station = stationOf(scenario(['events: [{ kind: rain, after: 0s, for: 30m, mmPerH: 6 }]']));
  station.advance(3_600_000);
  expect(station.value('weather', 'rain.amount')).toBeCloseTo(3, 1);
});

test('a clogged filter takes air and makes the fans of its cabinet louder at the same speed', () => {
  const clogged =
    'events: [{ kind: clogged-filter, after: 1m, for: 1h, cabinet: a, flowFactor: 0.6, louderDb: 3 }]';
  const [clean, dirty] = [[], [clogged]].map((lines) => {
    const station = stationOf(scenario([calm, ...lines]), 80);
    station.advance(600_000);
    return station.truth();
  });
  const flow = (truth: typeof clean, id: string) => truth?.cabinets[id]?.flowM3PerS ?? 0;
  const loudness = (truth: typeof clean, id: string) => truth?.cabinets[id]?.fanLoudness[0] ?? 0;
  expect(flow(dirty, 'a') / flow(clean, 'a')).toBeCloseTo(0.6, 9);
  expect(flow(dirty, 'b')).toBe(flow(clean, 'b'));
  expect(10 * Math.log10(loudness(dirty, 'a') / loudness(clean, 'a'))).toBeCloseTo(3, 9);
  expect(loudness(dirty, 'b')).toBe(loudness(clean, 'b'));
  expect(dirty?.cabinets['a']?.fanSpeeds).toEqual(clean?.cabinets['a']?.fanSpeeds);
});

test('a dead tacho shows 0 rpm while the fan turns; a stalled fan stands; both end', () => {
  const events = [
    '{ kind: dead-tacho, after: 1m, for: 5m, fan: fan-a1 }',
    '{ kind: stalled-fan, after: 1m, for: 5m, fan: fan-b2 }',
  ];
  const station = stationOf(scenario([`events: [${events.join(', ')}]`]), 80);
  station.advance(300_000);
  const { cabinets } = station.truth();
  expect(station.value('fan-a1', 'fan.speed')).toBe(0);
  expect(cabinets['a']?.fanSpeeds[0]).toBeCloseTo(0.8, 3);
  expect([station.value('fan-b2', 'fan.speed'), cabinets['b']?.fanSpeeds[1]]).toEqual([0, 0]);
  station.advance(500_000);
  expect(station.value('fan-a1', 'fan.speed')).toBeGreaterThan(1100);
  expect(station.value('fan-b2', 'fan.speed')).toBeGreaterThan(1100);
});

test('the equipment is heard on top of a recording, energy on energy', () => {
  const recording = {
    stepMs: 60_000,
    startMs: 0,
    levelsDb: new Float64Array(1440).fill(40),
    periodMs: 86_400_000,
  } as const;
  const night = scenario([calm]);
  const station = stationOf({ ...night, inputs: { background: recording, notes: [] } }, 90);
  station.advance(60_000);
  const heard = station.truth().receptors['north'];
  expect(heard?.backgroundDb).toBeCloseTo(40, 9);
  const sum = 10 ** 4 + 10 ** ((heard?.equipmentDb ?? 0) / 10);
  expect(station.value('slm-north', 'sound.laeq')).toBeCloseTo(10 * Math.log10(sum), 6);
});
