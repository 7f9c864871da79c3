/** The shipped station built of other devices: relays that are registers, meters with ratios, bases and scale factors. */

import { expect, test } from 'vitest';
import { renderReport } from '../../src/config/problems/render.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { type Edit, edited, errorsOf, readText, siteText } from '../unit/config/variants.ts';
import { createRig } from './rig.ts';

function planOf(edits: readonly Edit[]): SitePlan {
  const reading = readText(edited(siteText, edits).text);
  if (!reading.ok) throw new Error(renderReport(errorsOf(reading)));
  return { hash: 'edited', ...reading.plan };
}

const plan = planOf([
  ['relays-a: { bus: io, model: waveshare-relay-8', 'relays-a: { bus: io, model: eletechsup-n4d8b08'],
  ['relays-b: { bus: io, model: waveshare-relay-8', 'relays-b: { bus: io, model: eletechsup-n4d8b08'],
  ['meter-a: { bus: power, model: eastron-sdm630', 'meter-a: { bus: power, model: chint-dtsu666'],
  [
    'meter-b: { bus: power, model: eastron-sdm630,',
    'meter-b: { bus: power, model: sunspec-203, base: 40069,',
  ],
  ['slm-rest: { bus: noise, model: class1-laeq', 'slm-rest: { bus: noise, model: gemho-noise'],
]);

/** Until the station has started and its relays may move again (relay-hold), s. */
const started = 330;
const always = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, seed: 1 } as const;

test('power limits work on relays that are registers, and fall off by themselves', () => {
  const rig = createRig({ plan });
  rig.run(started);
  expect(rig.decided('limit-a').value).toBe(100);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(100);
  expect(rig.reading('relays-a.relay.coils')).toMatchObject({ value: 0b11, quality: 'good' });
  // Several leases later the relays have not fallen off once.
  const switches = rig.station.truth().relaySwitches;
  rig.run(300);
  expect(rig.station.truth().relaySwitches).toBe(switches);
  rig.wire.faults.setFault({ ...always, device: 'relays-a', kind: 'silent' });
  rig.run(31);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(50);
  expect(rig.station.truth().cabinets['b']?.limitPct).toBe(100);
  rig.wire.faults.clearFault({ device: 'relays-a' });
  rig.run(30);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(100);
  rig.stop();
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(50);
});

test('a meter with ratios and one with scale factors at a base are read like any other', () => {
  const rig = createRig({ plan });
  rig.run(120);
  for (const cabinet of ['a', 'b']) {
    expect(rig.reading(`meter-${cabinet}.power.active`).quality).toBe('good');
    expect(rig.reading(`meter-${cabinet}.voltage.l1`).value).toBeGreaterThan(200);
    expect(rig.reading(`meter-${cabinet}.energy.import`).quality).toBe('good');
  }
  expect(rig.reading('meter-a.ratio.current').value).toBe(1);
  const address = plan.devices
    .find(({ id }) => id === 'meter-b')
    ?.definition.points.find(({ id }) => id === 'power.active')?.address;
  expect(address).toBe(40_069 + 18);
  expect(rig.reading('slm-rest.sound.laf').value).toBeGreaterThan(20);
  expect(rig.events.filter((text) => text.includes('refuses'))).toEqual([]);
});

test('fans on 0-10 V are driven, read back and cooled by, though nobody measures their speed', () => {
  const fans = ['a1', 'a2', 'b1', 'b2'];
  const analog = planOf([
    [
      '  # Relays of the power limits and of the lamp.',
      '  fan-volts: { bus: io, model: waveshare-analog-8b, unitId: 41, poll: 1s }\n  # Relays',
    ],
    ...fans.map((fan, index): Edit => {
      return [`device: fan-${fan}, command: setpoint`, `device: fan-volts, command: ao${index + 1}`];
    }),
  ]);
  const rig = createRig({ plan: analog });
  rig.run(started);
  const follows = (fan: string, channel: string) => {
    const value = rig.reading(`fan-volts.fan.setpoint.${channel}`).value ?? Number.NaN;
    expect(Math.abs(value - rig.decided(fan).value)).toBeLessThan(1);
  };
  follows('fan-b2', 'ao4');
  expect(rig.decided('limit-a').value).toBe(100);
  const fanWh = () => rig.station.truth().cabinets['b']?.fanWh ?? 0;
  const before = fanWh();
  rig.run(60);
  const calm = fanWh() - before;
  // Without temperatures the cabinet is cooled as warm as it can have become meanwhile.
  for (const device of ['temp-b1', 'temp-b2'])
    rig.wire.faults.setFault({ ...always, device, kind: 'silent' });
  rig.run(480);
  expect(rig.decided('fan-b2').value).toBeGreaterThan(40);
  follows('fan-b2', 'ao4');
  const then = fanWh();
  rig.run(60);
  expect(fanWh() - then).toBeGreaterThan(5 * calm);
});
