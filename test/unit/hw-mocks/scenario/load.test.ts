import { expect, test } from 'vitest';
import { complaint, read, scenario } from './written-scenario.ts';

const head = "name: night\nabout: A night for a test.\ndate: '2026-07-15'\nseed: 7\n";

test('a scenario of four lines is whole: it begins at 20:00 and lasts ten hours', () => {
  const night = scenario();
  expect([night.startHour, night.lengthMs, night.events, night.faults]).toEqual([20, 36_000_000, [], []]);
});

test('unknown keys, wrong units and wrong numbers are told all at once, with line and fix', () => {
  const text = `${head}site: { file: SITE }
lenght: 10h
physics:
  carsPerday: 500
  coverFlowFactor: 0
events:
  - { kind: truck, at: '23:00', for: 60, levelDb: 76, atM: { north: 12 } }
  - { kind: lorry, at: '23:00' }
`;
  expect(complaint(text)).toMatchInlineSnapshot(`
    "error: unknown key "lenght"
      at night.yaml:6:1  lenght
          = did you mean "length"?

    error: unknown key "carsPerday"
      at night.yaml:8:3  physics.carsPerday
          = did you mean "carsPerDay"?

    error: 0 is too low
      at night.yaml:9:20  physics.coverFlowFactor
          = write more than 0

    error: 60 has no unit
      at night.yaml:11:38  events.0.for
          = write "60s"

    error: "lorry" is not known here
      at night.yaml:12:13  events.1.kind
          = known values: talkers, dog, truck, siren, works, rain, wind, clogged-filter, dead-tacho, stalled-fan, path-change, door-open, hum-step, fan-bearing, meter-bias, sensor-bias, welded-relay, heat-pump, meter-lost, bus-fault

    5 errors"
  `);
});

test('names that the site does not have are told where they stand', () => {
  const text = `${head}site: { file: SITE }
cabinets:
  c: {}
  a:
    sound: { fanPowerDb: 80, humPowerDb: 70, insertionLossDb: 8, distanceM: { nort: 12 } }
    fans: { fan-b1: { exponent: 5 } }
events:
  - { kind: dog, at: '23:00', levelDb: 90, atM: { south: 12 } }
  - { kind: dead-tacho, at: '23:00', fan: fan-a9 }
  - { kind: meter-lost, at: '23:00', for: 20m, meter: slm-north }
  - { kind: bus-fault, after: 1h, fault: silent, bus: noises }
  - { kind: clogged-filter, at: '23:00', cabinet: z, flowFactor: 0.5, louderDb: 3 }
`;
  expect(complaint(text)).toMatchInlineSnapshot(`
    "error: the site has no cabinet "c"
      at night.yaml:7:3  cabinets.c
          = did you mean "a"?

    error: the distance to receptor "north" is missing
      at night.yaml:9:77  cabinets.a.sound.distanceM
          = add "north: <m>"

    error: the site has no receptor or level "nort"
      at night.yaml:9:79  cabinets.a.sound.distanceM.nort
          = did you mean "north"?

    error: the site has no fan "fan-b1"
      at night.yaml:10:13  cabinets.a.fans.fan-b1
          = did you mean "fan-a1"?

    error: the site has no receptor or level "south"
      at night.yaml:12:51  events.0.atM.south
          = known here: north, rest, cover-a, cover-b

    error: the site has no fan "fan-a9"
      at night.yaml:13:43  events.1.fan
          = did you mean "fan-a1"?

    error: the site has no receptor or level "slm-north"
      at night.yaml:14:55  events.2.meter
          = known here: north, rest, cover-a, cover-b

    error: the site has no bus "noises"
      at night.yaml:15:55  events.3.bus
          = did you mean "noise"?

    error: the site has no cabinet "z"
      at night.yaml:16:51  events.4.cabinet
          = did you mean "a"?

    9 errors"
  `);
});

test('an event says once when it begins, and begins before the end', () => {
  const text = `${head}site: { file: SITE }
length: 4h
events:
  - { kind: rain, mmPerH: 3 }
  - { kind: rain, at: '23:00', after: 1h, mmPerH: 3 }
  - { kind: rain, at: '01:00', mmPerH: 3 }
`;
  expect(complaint(text)).toMatchInlineSnapshot(`
    "error: neither "at" nor "after" says when it begins
      at night.yaml:8:5  events.0
          = write one of the two: at: "23:00", or after: 2h

    error: "at" and "after" both say when it begins
      at night.yaml:9:5  events.1
          = write one of the two: at: "23:00", or after: 2h

    error: it would begin after the end of the scenario
      at night.yaml:10:23  events.2.at
          = begin earlier, or raise "length"

    3 errors"
  `);
});

test('what a scenario sets wrong in the site is told at the line that sets it', () => {
  const text = `${head}site:
  file: SITE
  set:
    cabinets.a.humAtDb.north: loud
    cabinets.c.humAtDb.north: 36
    receptors.north.limits: { class: other, dayDb: 55 }
`;
  expect(complaint(text)).toMatchInlineSnapshot(`
    "error: "loud" is not a number
      at night.yaml:8:31  site.set.cabinets.a.humAtDb.north
          = write a number without quotes

    error: the file has no "cabinets.c" to change
      at night.yaml:9:31  site.set.cabinets.c.humAtDb.north
          = write a path of the file, such as cabinets.a.humAtDb.north

    error: "nightDb" is missing in receptors.north.limits
      at night.yaml:10:5  site.set.receptors.north.limits.nightDb
          = add "nightDb: 45"  (LAeq limit at night, dB)

    3 errors"
  `);
});

test('what it sets is what the controller believes, and changes the hash of its configuration', () => {
  const set = ['site:', '  file: SITE', '  set: { receptors.north.limits.nightDb: 50 }'];
  expect(scenario(set).plan.control.receptors[0]?.nightDb).toBe(50);
  expect(scenario(set).plan.hash).not.toBe(scenario().plan.hash);
});

test('a scenario that lacks nothing but recordings says so, so that a bench can pass over it', () => {
  const text = `${head}site: { file: SITE }\ninputs: { background: no/such.csv }\n`;
  const loaded = read(text);
  expect(loaded.ok ? 'ok' : loaded.kind).toBe('inputs-missing');
  expect(loaded.ok || loaded.kind === 'invalid' ? [] : loaded.files.map((file) => file.slice(-11))).toEqual([
    'no/such.csv',
  ]);
  const withMistake = read(`${text}sedd: 3\n`);
  expect(withMistake.ok ? 'ok' : withMistake.kind).toBe('invalid');
});

test('a file that is not there, or is not YAML, or names no site is a problem and not a crash', () => {
  expect(complaint(`${head}site: { file: no/site.yaml }`)).toContain('the site file cannot be read');
  expect(complaint('name: [')).toContain('error: ');
  expect(complaint('')).toContain('error: ');
});
