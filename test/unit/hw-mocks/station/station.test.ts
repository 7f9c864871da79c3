import { expect, test } from 'vitest';
import { noInputs } from '../../../../hw-mocks/station/inputs.ts';
import { createStation, type Station } from '../../../../hw-mocks/station/station.ts';
import { eveningMs, lampMask, letters, relayMask, sitePlan } from '../site-plan.ts';
import { setFans, shownValue, start } from './test-station.ts';

test('the same seed gives the same sequence, another seed another', () => {
  const sequence = (seed: number) => {
    const station = start({ seed });
    const values: number[] = [];
    for (let second = 1; second <= 1800; second++) {
      station.advance(second * 1000);
      values.push(
        shownValue(station, 'slm-north', 'sound.laeq'),
        shownValue(station, 'meter-a', 'power.active'),
      );
    }
    return values;
  };
  expect(sequence(3)).toEqual(sequence(3));
  expect(sequence(3)).not.toEqual(sequence(4));
});

test('one large step equals many small ones', () => {
  const [small, large] = [start(), start()];
  for (let ms = 250; ms <= 1_200_000; ms += 250) small.advance(ms);
  large.advance(1_200_000);
  expect(small.truth()).toEqual(large.truth());
});

test('what control does changes neither the cars that come nor the road and the background', () => {
  const [free, limited] = [start(), start()];
  setFans(limited, 20);
  for (const letter of letters) limited.relays(`relays-${letter}`, relayMask[25]);
  for (const station of [free, limited]) station.advance(3 * 3_600_000);
  const [one, other] = [free.truth(), limited.truth()];
  expect(other.carsArrived).toBe(one.carsArrived);
  expect(other.receptors['north']?.trafficDb).toBe(one.receptors['north']?.trafficDb);
  expect(other.receptors['north']?.backgroundDb).toBe(one.receptors['north']?.backgroundDb);
  expect(other.servedWh).toBeLessThan(one.servedWh);
});

test('slower fans are quieter at the boundary and under the cover, and the station hotter', () => {
  const run = (pct: number) => {
    const station = start();
    setFans(station, pct);
    station.advance(3_600_000);
    return station;
  };
  const [full, half] = [run(100), run(50)];
  const equipmentDb = (station: Station) => station.truth().receptors['north']?.equipmentDb ?? Number.NaN;
  expect(equipmentDb(full) - equipmentDb(half)).toBeGreaterThan(7);
  expect(shownValue(full, 'slm-cover-a', 'sound.laeq')).toBeGreaterThan(
    shownValue(half, 'slm-cover-a', 'sound.laeq') + 7,
  );
  expect(full.truth().cabinets['a']?.hottestC).toBeLessThan(half.truth().cabinets['a']?.hottestC ?? 0);
});

test('the true level at full speed is within 2 dB of the nominal one', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const station = start({ seed });
    setFans(station, 100);
    station.advance(20_000);
    // Four fans of 42 dB; nobody charges in the first 20 s.
    const deviationDb = (station.truth().receptors['north']?.equipmentDb ?? 0) - (42 + 10 * Math.log10(4));
    expect(Math.abs(deviationDb)).toBeLessThanOrEqual(2);
  }
});

test('relays set the power within a second, and the modules cool within minutes', () => {
  const station = start({ physics: { carsPerDay: 2000 } });
  setFans(station, 100);
  station.advance(3_600_000);
  const before = station.truth().cabinets['b'];
  station.relays('relays-b', relayMask[25]);
  station.advance(3_601_000);
  const after = station.truth().cabinets['b'];
  expect(before?.servedW).toBeGreaterThan(200_000);
  expect(after?.limitPct).toBe(25);
  expect(after?.servedW).toBeLessThanOrEqual(180_000 + 1e-6);
  station.advance(3_601_000 + 600_000);
  expect(station.truth().cabinets['b']?.hottestC).toBeLessThan((before?.hottestC ?? 0) - 3);
});

test('a relay pattern that is no step counts as the lowest step', () => {
  const plan = sitePlan();
  const outputs = plan.outputs.map((output) =>
    output.kind === 'relay-steps' && output.id === 'limit-a'
      ? { ...output, steps: { 100: [1, 2], 60: [], 40: [1] } }
      : output,
  );
  const station = createStation({ ...plan, outputs }, noInputs, { seed: 1, startWallMs: eveningMs });
  const limits = [0b00, 0b01, 0b10, 0b11].map((mask) => {
    station.relays('relays-a', mask);
    return station.truth().cabinets['a']?.limitPct;
  });
  expect(limits).toEqual([60, 40, 40, 100]);
});

test('the lamp is told from the power limit on the same board, and single relays are counted', () => {
  const station = start();
  const switched = station.truth().relaySwitches;
  station.relays('relays-a', relayMask[75] | lampMask);
  const truth = station.truth();
  expect([truth.lampOn, truth.cabinets['a']?.limitPct, truth.relaySwitches - switched]).toEqual([
    true,
    75,
    2,
  ]);
});

test('relays stand at their step without power before anybody sets them, fans at their fail-safe', () => {
  const station = createStation(sitePlan(), noInputs, { seed: 1, startWallMs: eveningMs });
  expect(station.truth().cabinets['a']?.limitPct).toBe(50);
  expect(shownValue(station, 'fan-a1', 'fan.setpoint')).toBe(60);
});

test('a set value out of range or for another command does no harm', () => {
  const station = start();
  station.command('fan-a1', 'setpoint', 250);
  expect(shownValue(station, 'fan-a1', 'fan.setpoint')).toBe(100);
  station.command('fan-a1', 'setpoint', Number.NaN);
  station.command('fan-a1', 'reset', 3);
  station.command('nothing', 'setpoint', 3);
  expect(shownValue(station, 'fan-a1', 'fan.setpoint')).toBe(100);
});

test('a stalled fan stops and its cabinet has less air', () => {
  const station = start();
  setFans(station, 80);
  station.setStalled('fan-a1', true);
  station.advance(60_000);
  expect(shownValue(station, 'fan-a1', 'fan.speed')).toBe(0);
  expect(shownValue(station, 'fan-a2', 'fan.speed')).toBeGreaterThan(1000);
});

test('a meter counts one sample a second, shows nothing before the first and never a peak below the mean', () => {
  const station = start();
  expect(station.value('slm-north', 'sound.laeq')).toBeNull();
  expect(station.value('slm-north', 'sound.spectrum')).toBeUndefined();
  expect(station.value('nothing', 'sound.laeq')).toBeUndefined();
  for (let second = 1; second <= 600; second++) {
    station.advance(second * 1000);
    expect(station.value('slm-north', 'sound.count')).toBe(second);
    const crestDb =
      shownValue(station, 'slm-north', 'sound.lafmax') - shownValue(station, 'slm-north', 'sound.laeq');
    expect(crestDb).toBeGreaterThanOrEqual(0);
  }
});

test('people talk around arrivals, much louder in the rest area than at the boundary', () => {
  const station = start();
  let [restEnergy, northEnergy, spoken] = [0, 0, 0];
  for (let second = 1; second <= 7200; second++) {
    station.advance(second * 1000);
    const { levels } = station.truth();
    const restDb = levels['slm-rest']?.peopleDb ?? 0;
    if (restDb > 0) spoken++;
    restEnergy += 10 ** (restDb / 10);
    northEnergy += 10 ** ((levels['slm-north']?.peopleDb ?? 0) / 10);
  }
  expect(restEnergy).toBeGreaterThan(3 * northEnergy);
  expect(spoken).toBeGreaterThan(100);
  expect(spoken).toBeLessThan(6500);
});

test('with the equipment off nobody charges and the cabinets make no sound', () => {
  const station = start({ equipment: 'off' });
  setFans(station, 100);
  station.advance(3_600_000);
  const truth = station.truth();
  expect([truth.carsArrived, truth.servedWh, truth.receptors['north']?.equipmentDb]).toEqual([0, 0, 0]);
  expect(truth.receptors['north']?.vehiclesDb).toBe(0);
});
