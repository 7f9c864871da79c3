import { expect, test } from 'vitest';
import { createChargingPark } from '../../../../hw-mocks/charging/cars.ts';
import { curvePowerW, readCurves, typicalCurves } from '../../../../hw-mocks/charging/curves.ts';
import {
  type CarWish,
  createArrivals,
  type RecordedSession,
} from '../../../../hw-mocks/charging/sessions.ts';
import { createProblems } from '../../../../hw-mocks/inputs/csv.ts';
import { defaultPhysics } from '../../../../hw-mocks/inputs/physics-parameters.ts';

const guns = ['g1', 'g2', 'g3'];
const curve = typicalCurves[4];
if (curve === undefined) throw new Error('no curve');

function wish(index: number, over: Partial<CarWish> = {}): CarWish {
  const car = { curve, curveScale: 1, batteryWh: 60_000, socPct: 20, targetSocPct: 80, stayS: 7200 };
  return { index, ...car, coolingDb: 55, coolingOnW: 40_000, packV: 400, ...over } as CarWish;
}

/** Cars that arrive in the first seconds under one limit; the park after `seconds`. */
function run(wishes: readonly CarWish[], limitW: number, seconds: number) {
  const events: string[] = [];
  const park = createChargingPark([guns], defaultPhysics, (moment, car, nowS) =>
    events.push(`${moment} ${car} ${nowS}`),
  );
  const limits = Float64Array.of(limitW);
  for (let second = 0; second < seconds; second++) park.step(second, wishes[second], limits);
  const load = park.loads[0];
  if (load === undefined) throw new Error('no load');
  return { park, load, events };
}

test('without a limit a car takes what it asks for and leaves at its target', () => {
  const { load, events } = run([wish(0)], 720_000, 7000);
  expect(load.servedWh).toBeCloseTo(36_000, 3);
  expect(load.askedWh).toBeCloseTo(36_000, 3);
  expect(events[1]).toMatch(/^left 0 /);
});

test('a limited car takes longer, and one out of time leaves with less than it asked for', () => {
  const fast = run([wish(0)], 720_000, 7000).events[1]?.split(' ')[2];
  const slow = run([wish(0)], 40_000, 7000).events[1]?.split(' ')[2];
  expect(Number(slow)).toBeGreaterThan(Number(fast) + 600);
  const { load, events } = run([wish(0, { stayS: 900 })], 40_000, 7000);
  expect(events[1]).toBe('left 0 900');
  expect(load.servedWh).toBeCloseTo(((900 - 30) / 3600) * 40_000, 0);
  expect(load.askedWh).toBeGreaterThan(load.servedWh * 2);
});

test('a limit is shared equally, and what a small car leaves goes to the others', () => {
  const small = wish(1, { curveScale: 0.1 });
  const { park, load } = run([wish(0), small, wish(2)], 150_000, 60);
  const powers = park.guns.map((gun) => gun.powerW);
  expect(powers.reduce((sum, powerW) => sum + powerW, 0)).toBeCloseTo(150_000, 6);
  expect(load.servedW).toBeCloseTo(150_000, 6);
  const [least = 0, middle = 0, most = 0] = [...powers].sort((left, right) => left - right);
  expect(least).toBeLessThan(50_000);
  expect(middle).toBeCloseTo(most, 6);
});

test('a fourth car waits for a gun, and after its patience drives on', () => {
  const { park, events } = run(
    [0, 1, 2, 3].map((index) => wish(index)),
    20_000,
    2000,
  );
  expect(events.filter((event) => event.startsWith('plugged'))).toHaveLength(3);
  expect(park.carsTurnedAway).toBe(1);
});

test('the fan of a car comes on at its power, runs on for a minute below it, and then is still', () => {
  const { park } = run([wish(0)], 720_000, 100);
  const cooling = () => park.guns.reduce((sum, gun) => sum + gun.coolingEnergy, 0);
  const stepTo = (limitW: number, second: number) => park.step(second, undefined, Float64Array.of(limitW));
  expect(cooling()).toBeGreaterThan(0);
  for (let second = 100; second < 150; second++) stepTo(20_000, second);
  expect(cooling()).toBeGreaterThan(0);
  for (let second = 150; second < 180; second++) stepTo(20_000, second);
  expect(cooling()).toBe(0);
  for (let second = 180; second < 190; second++) stepTo(720_000, second);
  expect(cooling()).toBeGreaterThan(0);
});

test('arrivals are the same for the same seed and about as many as wanted', () => {
  const day = (seed: number) => {
    const arrivals = createArrivals(seed, defaultPhysics, undefined);
    const cars: CarWish[] = [];
    for (let second = 0; second < 86_400; second++) {
      const car = arrivals(Math.floor(second / 3600));
      if (car !== undefined) cars.push(car);
    }
    return cars;
  };
  const cars = day(7);
  expect(day(7)).toEqual(cars);
  expect(day(8)).not.toEqual(cars);
  // Five standard deviations of a Poisson count of 500.
  expect(Math.abs(cars.length - 500)).toBeLessThan(112);
});

test('recorded sessions come whole, at their own hours, as many as the site has', () => {
  const session = (hour: number, batteryWh: number): RecordedSession => {
    return { hour, batteryWh, stayS: 1800, socArrivalPct: 30, socDeparturePct: 80, peakW: 120_000 };
  };
  const arrivals = createArrivals(1, defaultPhysics, [
    session(9, 40_000),
    session(9, 50_000),
    session(20, 60_000),
  ]);
  const batteries = new Map<number, number>();
  for (let second = 0; second < 86_400; second++) {
    const hour = Math.floor(second / 3600);
    const car = arrivals(hour);
    if (car === undefined) continue;
    expect(hour === 20).toBe(car.batteryWh === 60_000);
    expect(hour === 9).toBe(car.batteryWh < 60_000);
    expect(car.curveScale * car.curve.peakW).toBeCloseTo(120_000, 6);
    batteries.set(car.batteryWh, (batteries.get(car.batteryWh) ?? 0) + 1);
  }
  expect(batteries.size).toBe(3);
});

test('curves from a file are interpolated between their knots, defaults left out', () => {
  const text = [
    'id,brand,model,usable_battery_kWh,is_default_charging_curve,soc_percent,power_kW',
    'x,Brand,One,60,False,0,100',
    'x,Brand,One,60,False,50,200',
    'x,Brand,One,60,False,100,0',
    'y,Brand,Two,60,True,0,50',
  ].join('\n');
  const { curves, skipped } = readCurves(text, createProblems('c.csv'));
  expect([curves.length, skipped]).toEqual([1, 1]);
  const powers = [0, 25, 50, 75.5, 100].map((socPct) => curvePowerW(curves[0] ?? curve, socPct));
  expect(powers).toEqual([100_000, 150_000, 200_000, 98_000, 0]);
});
