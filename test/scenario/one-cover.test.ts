/** The example of one cover on a bare Raspberry Pi, and the same cover with an enclosure board, on virtual time. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSite } from '../../src/config/load/load-site.ts';
import { renderReport } from '../../src/config/problems/render.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { edited, errorsOf, readText } from '../unit/config/variants.ts';
import { createRig, projectRoot } from './rig.ts';

const path = join(projectRoot, 'config', 'sites', 'one-cover.yaml');
const loaded = loadSite(path);
if (!loaded.ok) throw new Error(loaded.report);
const onGpio: SitePlan = loaded.plan;

/** Until the station has started and its relays may move again (relay-hold), s. */
const started = 330;
const always = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, seed: 1 } as const;

test('the example says that nothing beyond this computer enforces the lease of GPIO, and what to do', () => {
  const told = loaded.warnings.filter((line) => line.includes('nothing beyond this computer'));
  expect(told).toHaveLength(2);
  expect(told[0]).toContain('quietpost service install');
  expect(told[0]).toContain('one-cover.yaml:');
});

test('relays on GPIO carry the power limit, are read back, and end in fail-safe', () => {
  const rig = createRig({ plan: onGpio });
  rig.run(started);
  expect(rig.decided('limit').value).toBe(100);
  expect(rig.station.truth().cabinets['main']?.limitPct).toBe(100);
  expect(rig.reading('relays.relay.coils')).toMatchObject({ value: 0b11, quality: 'good' });
  const { relaySwitches } = rig.station.truth();
  rig.run(600);
  expect(rig.station.truth().relaySwitches).toBe(relaySwitches);
  rig.stop();
  expect(rig.station.truth().cabinets['main']?.limitPct).toBe(50);
});

test('a GPIO chip that is gone is told after the lease with the truth: nothing makes it fall back', () => {
  const rig = createRig({ plan: onGpio });
  rig.run(started);
  rig.wire.faults.setFault({ ...always, device: 'relays', kind: 'silent' });
  rig.run(60);
  expect(rig.reading('relays.relay.coils')).toMatchObject({ value: null });
  const told = rig.events.filter((text) => text.startsWith('limit could not be written'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('nothing makes it fall back');
  rig.wire.faults.clearFault({ device: 'relays' });
  rig.run(20);
  expect(rig.reading('relays.relay.coils')).toMatchObject({ value: 0b11 });
  expect(rig.events).toContain('limit can be written again.');
});

/** Fan, relays and temperatures on a board. */
function onBoard(): SitePlan {
  const text = edited(readFileSync(path, 'utf8'), [
    [
      'header: { kind: gpio, chip: raspberry-pi, driver: auto }',
      'cover: { kind: board, path: /dev/ttyACM0, fans: 1, relays: 8 }',
    ],
    [
      'temp-1: { bus: field, model: xy-md02, unitId: 21, poll: 5s }',
      'temp-1: { bus: cover, model: board-temperature, unitId: 1, poll: 1s }',
    ],
    [
      'temp-2: { bus: field, model: xy-md02, unitId: 22, poll: 5s }',
      'temp-2: { bus: cover, model: board-temperature, unitId: 2, poll: 1s }',
    ],
    [
      'fan: { bus: fans, model: ebm-papst-ec, unitId: 11, poll: 1s }',
      'fan: { bus: cover, model: board-fan, unitId: 1, poll: 1s }\n  door: { bus: cover, model: board-contacts, poll: 1s }',
    ],
    [
      'relays: { bus: header, model: gpio-relays, lines: [26, 20, 21], poll: 1s }',
      'relays: { bus: cover, model: board-relays, poll: 1s }',
    ],
  ]).text;
  const reading = readText(text);
  if (!reading.ok) throw new Error(renderReport(errorsOf(reading)));
  return { hash: 'edited', ...reading.plan };
}

test('a board is fans, relays, temperatures and a door of the site', () => {
  const rig = createRig({ plan: onBoard() });
  rig.run(started);
  expect(rig.decided('limit').value).toBe(100);
  expect(rig.station.truth().cabinets['main']?.limitPct).toBe(100);
  expect(rig.reading('relays.relay.coils')).toMatchObject({ value: 0b11, quality: 'good' });
  expect(rig.reading('fan.fan.speed').value).toBeGreaterThan(100);
  const setPct = rig.reading('fan.fan.setpoint').value ?? Number.NaN;
  expect(Math.abs(setPct - rig.decided('fan').value)).toBeLessThan(2);
  expect(rig.reading('temp-1.temperature').value).toBeGreaterThan(20);
  expect(rig.reading('door.device.status.door')).toMatchObject({ value: 0, quality: 'good' });
});

test('a board that loses its cable falls by itself within the lease, its values go null, and it is set again', () => {
  const plan = onBoard();
  const rig = createRig({ plan });
  rig.run(started);
  const end = rig.wire.memoryEnds['cover'];
  if (end === undefined) throw new Error('the board has a wire');
  end.refuse = true;
  end.drop();
  rig.run(31);
  expect(rig.station.truth().cabinets['main']?.limitPct).toBe(50);
  expect(rig.reading('fan.fan.speed')).toMatchObject({ value: null });
  expect(rig.events.filter((text) => text.startsWith('cover cannot be commanded'))).toHaveLength(1);
  end.refuse = false;
  rig.run(30);
  expect(rig.station.truth().cabinets['main']?.limitPct).toBe(100);
  expect(rig.reading('fan.fan.speed').value).toBeGreaterThan(100);
  rig.stop();
  expect(rig.station.truth().cabinets['main']?.limitPct).toBe(50);
});
