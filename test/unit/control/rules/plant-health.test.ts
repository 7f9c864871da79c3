import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { type CabinetHeat, initialHeat, watchHeat } from '../../../../src/control/heat/cabinet-heat.ts';
import type { HeatModel } from '../../../../src/control/heat/heat-model.ts';
import { plantHealth } from '../../../../src/control/rules/plant-health.ts';
import { initialState } from '../../../../src/control/tick.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { RuleEvent } from '../../../../src/model/event.ts';
import { calm, createBench, imageOf, noonMs, planWith, ruleInput, smallPlan } from '../small-plan.ts';

const withStatus = planWith({
  channels: { ...smallPlan.channels, 'fan-a1.fan.status': { quantity: 'fan.status', validMs: 10_000 } },
  cabinets: smallPlan.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) =>
      fan.output === 'fan-a1' ? { ...fan, status: 'fan-a1.fan.status' } : fan,
    ),
  })),
});
const warm = { ...calm, 'temp-a1.temperature': 42 };
/** Heat takes its time: what lasts for tens of minutes is shown in cycles of five seconds. */
const slow = planWith({ periodMs: 5000 });
const minutes = (count: number): number => (60 * count) / 5;

test('a tacho that shows standstill on a fan without a fault is told as dead, and no power is lost for it', () => {
  const bench = createBench(noonMs, withStatus);
  bench.run({ ...warm, 'fan-a1.fan.status': 0 }, 30);
  bench.run({ ...warm, 'fan-a1.fan.status': 0, 'fan-a1.fan.speed': 0 }, 60);
  expect(bench.value('limit-a')).toBe(100);
  expect(bench.events).toContain('raised fault fan-a1-tacho');
  bench.run({ ...warm, 'fan-a1.fan.status': 0 }, 5);
  expect(bench.events).toContain('cleared fault fan-a1-tacho');
});

test('a fan that reports a fault itself and stands still limits its cabinet', () => {
  const bench = createBench(noonMs, withStatus);
  bench.run({ ...warm, 'fan-a1.fan.status': 0 }, 30);
  bench.run({ ...warm, 'fan-a1.fan.status': 1, 'fan-a1.fan.speed': 0 }, 40);
  expect(bench.value('limit-a')).toBe(50);
});

test('a cabinet above its limit by its own meter is an alarm within two minutes, and cleared when it keeps a limit again', () => {
  const bench = createBench(noonMs);
  const least = {
    id: 'r',
    output: 'limit-a',
    value: 50,
    mode: 'limit',
    untilMs: 1e9,
    issuer: 'ops',
    reason: 'x',
  } as const;
  const welded = { ...calm, 'meter-a.power.active': 500_000 };
  bench.run(welded, 30);
  bench.run(welded, 119, [least]);
  expect(bench.value('limit-a')).toBe(50);
  expect(bench.events).toContain('raised fault limit-a-relays');
  // Without a limit nobody can tell; under one that it keeps it is well.
  bench.run(welded, 120);
  expect(bench.events).not.toContain('cleared fault limit-a-relays');
  bench.run({ ...calm, 'meter-a.power.active': 370_000 }, 90, [least]);
  expect(bench.events).toContain('cleared fault limit-a-relays');
});

test('cars that take a while to follow a new limit, and a limit in advise mode, raise no such alarm', () => {
  const limit = {
    id: 'r',
    output: 'limit-a',
    value: 50,
    mode: 'limit',
    untilMs: 1e9,
    issuer: 'ops',
    reason: 'x',
  } as const;
  const bench = createBench(noonMs);
  bench.run({ ...calm, 'meter-a.power.active': 700_000 }, 30);
  bench.run({ ...calm, 'meter-a.power.active': 700_000 }, 30, [limit]);
  bench.run({ ...calm, 'meter-a.power.active': 380_000 }, 120, [limit]);
  const advised = createBench(noonMs, planWith({ mode: 'advise' }));
  advised.run({ ...calm, 'meter-a.power.active': 700_000 }, 180, [limit]);
  expect([...bench.events, ...advised.events].filter((event) => event.includes('relays'))).toEqual([]);
});

test('full power that does not warm is told after ten minutes: the sensor has come off', () => {
  const bench = createBench(noonMs, slow);
  const loaded = {
    ...calm,
    'temp-a1.temperature': 50,
    'temp-a2.temperature': 49,
    'meter-a.power.active': 600_000,
  };
  bench.run(loaded, minutes(40));
  const before = bench.events.length;
  bench.run({ ...loaded, 'temp-a1.temperature': 30, 'temp-a2.temperature': 30 }, minutes(8));
  expect(bench.events.slice(before)).not.toContain('raised fault cabinet-a-sensor');
  bench.run({ ...loaded, 'temp-a1.temperature': 30, 'temp-a2.temperature': 30 }, minutes(3.5));
  expect(bench.events.slice(before)).toContain('raised fault cabinet-a-sensor');
});

test('a cabinet that warms without power is told, and taken back only after ten minutes without the sign', () => {
  const bench = createBench(noonMs, slow);
  bench.run({ ...calm, 'temp-a1.temperature': 38, 'meter-a.power.active': 300_000 }, minutes(40));
  const before = bench.events.length;
  const idle = { ...calm, 'meter-a.power.active': 0, 'gun-a.power.active': 0 };
  bench.run({ ...idle, 'temp-a1.temperature': 60 }, minutes(20));
  expect(bench.events.slice(before)).toContain('raised fault cabinet-a-heat');
  bench.run({ ...idle, 'temp-a1.temperature': 30 }, minutes(8));
  expect(bench.events).not.toContain('cleared fault cabinet-a-heat');
  bench.run({ ...idle, 'temp-a1.temperature': 30 }, minutes(5));
  expect(bench.events).toContain('cleared fault cabinet-a-heat');
});

test('air that falls by a third within two months is told once, and a clean filter takes it back', () => {
  const months = createMonths(15);
  months.run(10, () => 1);
  months.run(60, (day) => 1 - (0.35 * day) / 60);
  expect(months.told.map(({ state, subject }) => `${state} ${subject}`)).toEqual(['raised cabinet-a-air']);
  expect(said(months.told)[0]).toMatch(/^the air of cabinet a has fallen by 2[5-9] % at the same speed/);
  months.run(4, () => 1);
  expect(months.told.map(({ state }) => state)).toEqual(['raised', 'cleared']);
});

test('air that swings by a tenth from day to day is nothing to tell', () => {
  const months = createMonths(15);
  months.run(60, (day) => 1 + 0.1 * Math.sin(2 * Math.PI * day));
  expect(months.told).toEqual([]);
});

test('fans that become louder at the same speed are told after ten minutes, and do not flap around the threshold', () => {
  const months = createMonths();
  months.run(1, () => 1, 1.9);
  expect(months.told).toEqual([]);
  months.run(0.2, () => 1, 2.4);
  expect(said(months.told)).toEqual([
    'the fans of cabinet a have become 2.4 dB louder at the same speed. Check filter and bearings.',
  ]);
  for (let time = 0; time < 50; time += 1) months.run(0.02, () => 1, time % 2 === 0 ? 1.6 : 2.4);
  expect(months.told.length).toBe(1);
  months.run(0.2, () => 1, 0);
  expect(months.told.at(-1)).toMatchObject({ state: 'cleared', subject: 'cabinet-a-fans' });
});

/** The rule alone, a cycle every `stepMin` minutes: `air` of cabinet a by day, its fans so many decibels louder. */
function createMonths(stepMin = 1) {
  const plan = planWith({ periodMs: stepMin * 60_000 });
  const field = imageOf(calm, initialState(plan), plan, 0, noonMs);
  const { cabinets } = watchHeat(initialHeat(), field, plan, () => null, {}, {});
  let state = plantHealth.initial(plan);
  let nowMs = 0;
  const told: RuleEvent[] = [];
  return {
    told,
    run(days: number, air: (day: number) => number, louderDb = 0, humDb = 0) {
      for (let minute = 0; minute < days * 1440; minute += stepMin) {
        nowMs += plan.periodMs;
        const heat = Object.fromEntries(
          Object.entries(cabinets).map(([id, own]) => [id, known(own, id === 'a' ? air(minute / 1440) : 1)]),
        );
        const out = plantHealth.evaluate(
          ruleInput({
            plan,
            image: { ...field, nowMs },
            isNight: false,
            heat,
            fanLoudness: { a: energyOf(louderDb) },
            converterLoudness: { a: energyOf(humDb) },
          }),
          plan.rules['plant-health'],
          state,
        );
        state = JSON.parse(JSON.stringify(out.state)) as typeof state;
        told.push(...out.events);
      }
    },
  };
}

test('electronics that are louder at the same power are an alarm after two minutes, and from 3 dB on', () => {
  const station = createMonths();
  station.run(3 / 1440, () => 1, 0, 2.9);
  expect(station.told).toEqual([]);
  station.run(3 / 1440, () => 1, 0, 3.1);
  expect(station.told.map(({ severity, message }) => [severity, message.key])).toEqual([
    ['alarm', 'converters-louder'],
  ]);
  station.run(5 / 1440, () => 1, 0, 0);
  expect(station.told.at(-1)?.message.key).toBe('converters-usual');
});

function known(own: CabinetHeat, air: number): CabinetHeat {
  const [warming = 0, walls = 0, ...fans] = own.model.coefficients;
  const model: HeatModel = { ...own.model, coefficients: [warming, walls, ...fans.map((fan) => air * fan)] };
  return { ...own, model, identifiedS: 1e6 };
}

function said(events: readonly RuleEvent[]): string[] {
  return events.map(({ message }) => inEnglish(message));
}
