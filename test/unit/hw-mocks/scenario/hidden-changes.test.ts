import { expect, test } from 'vitest';
import { scenario, stationOf } from './written-scenario.ts';

const calm =
  'physics: { reflectionWanderDb: 0, carsPerDay: 0, windNoiseAt5Db: 20, meterNoiseDb: 0, sensorNoiseC: 0 }';

/** Truth and shown values of two stations that differ only in the event, after 5 min of it. */
function both(event: string, minute = 7) {
  const run = (lines: readonly string[]) => {
    const station = stationOf(scenario([calm, ...lines]), 70);
    station.advance(minute * 60_000);
    const truth = station.truth();
    return {
      equipmentDb: truth.receptors['north']?.equipmentDb ?? 0,
      restDb: truth.receptors['north']?.otherDb ?? 0,
      coverDb: truth.levels['slm-cover-a']?.equipmentDb ?? 0,
      otherCoverDb: truth.levels['slm-cover-b']?.equipmentDb ?? 0,
      shownDb: station.value('slm-north', 'sound.laeq') ?? 0,
      tempC: station.value('temp-a1', 'temperature') ?? 0,
      moduleC: truth.cabinets['a']?.hottestC ?? 0,
    };
  };
  const [changed, usual] = [run([`events: [${event}]`]), run([])];
  const difference = (of: keyof typeof changed) => changed[of] - usual[of];
  return { changed, usual, difference };
}

test('a way that carries more raises all equipment at that receptor alone', () => {
  const { difference } = both('{ kind: path-change, after: 2m, db: { north: 5 } }');
  expect(difference('equipmentDb')).toBeCloseTo(5, 6);
  expect(difference('coverDb')).toBe(0);
});

test('an open door is louder outside and quieter under its cover', () => {
  const { difference } = both('{ kind: door-open, after: 2m, cabinet: a, louderDb: 8, quieterInsideDb: 6 }');
  expect(difference('equipmentDb')).toBeGreaterThan(3);
  expect(difference('equipmentDb')).toBeLessThan(8);
  expect(difference('coverDb')).toBeCloseTo(-6, 1);
  expect(Math.abs(difference('otherCoverDb'))).toBeLessThan(0.5);
});

test('a hum and a bearing raise their cabinet, each by its share', () => {
  const bearing = both('{ kind: fan-bearing, after: 2m, fan: fan-a1, louderDb: 6 }');
  expect(bearing.difference('equipmentDb')).toBeGreaterThan(0.5);
  expect(bearing.difference('equipmentDb')).toBeLessThan(6);
  const hum = both('{ kind: hum-step, after: 2m, cabinet: a, louderDb: 20 }');
  expect(hum.difference('equipmentDb')).toBeGreaterThan(0.01);
});

test('a meter that drifts shows more every hour, and the truth stays', () => {
  const { difference } = both('{ kind: meter-bias, after: 2m, meter: north, db: 1, driftDbPerH: 12 }');
  expect(difference('shownDb')).toBeCloseTo(2, 1);
  expect(difference('equipmentDb')).toBe(0);
});

test('a sensor that lies lies, and the modules stay as warm as they are', () => {
  const { difference } = both('{ kind: sensor-bias, after: 2m, sensor: temp-a1, biasK: -8 }');
  expect(difference('tempC')).toBeCloseTo(-8, 6);
  expect(difference('moduleC')).toBe(0);
});

test('a heat pump is not ours; all is over when its time is over', () => {
  const pump =
    '{ kind: heat-pump, after: 2m, for: 6m, levelDb: 66, atM: { north: 10 }, onMin: 60, offMin: 1 }';
  const { changed, difference } = both(pump);
  expect(changed.restDb).toBeGreaterThan(40);
  expect(difference('equipmentDb')).toBe(0);
  for (const event of [
    pump,
    '{ kind: path-change, after: 2m, for: 5m, db: { north: 5 } }',
    '{ kind: door-open, after: 2m, for: 5m, cabinet: a, louderDb: 8 }',
    '{ kind: hum-step, after: 2m, for: 5m, cabinet: a, louderDb: 6 }',
    '{ kind: meter-bias, after: 2m, for: 5m, meter: north, db: 3 }',
  ]) {
    const over = both(event, 9);
    expect(over.difference('equipmentDb'), event).toBeCloseTo(0, 9);
    expect(over.difference('shownDb'), event).toBeCloseTo(0, 6);
  }
});

test('a welded contact lets all power through whatever the relays read back', () => {
  const busy = 'physics: { carsPerDay: 5000 }';
  const served = (event: string) => {
    const station = stationOf(scenario([busy, `events: [${event}]`]));
    station.relays('relays-a', 0);
    let mostW = 0;
    for (let minute = 1; minute <= 40; minute++) {
      station.advance(minute * 60_000);
      mostW = Math.max(mostW, station.truth().cabinets['a']?.servedW ?? 0);
    }
    return mostW;
  };
  const held = served('{ kind: rain, after: 0s, mmPerH: 1 }');
  expect(held).toBeLessThanOrEqual(720_000 * 0.501);
  expect(served('{ kind: welded-relay, after: 1s, cabinet: a }')).toBeGreaterThan(1.3 * held);
});

test('modules that go by the air give full power where the node of the modules would have taken it back', () => {
  const power = (derating: string) => {
    const lines = [
      'physics: { carsPerDay: 6000, outdoorMeanC: 36 }',
      `cabinets: { a: { sensorsAt: [air], physics: { coverFlowFactor: 0.7 }${derating} } }`,
    ];
    const station = stationOf(scenario(lines), 35);
    station.advance(3600_000);
    const { limitW = 0, hottestC = 0 } = station.truth().cabinets['a'] ?? {};
    return { limitW, hottestC, shownC: station.value('temp-a1', 'temperature') ?? 0 };
  };
  const byModule = power('');
  const byAir = power(', derating: { by: inlet, curve: [[55, 1], [65, 0.5], [75, 0]] }');
  expect(byModule.limitW).toBeLessThan(700_000);
  expect(byAir.limitW).toBe(720_000);
  expect(byAir.hottestC).toBeGreaterThan(byModule.hottestC);
  expect(byAir.shownC).toBeLessThan(byAir.hottestC - 5);
});
