import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { encodeOneWire } from '../../../../src/devices/instruments/one-wire.ts';
import { createOneWirePort } from '../../../../src/fieldbus/instruments/one-wire-port.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import { plain } from '../../../../src/model/message.ts';
import { failed, ok, type Result } from '../../../../src/model/result.ts';
import type { OneWirePlan } from '../../../../src/plan/site-plan.ts';
import { shippedInstruments } from '../../../golden/shipped-definitions.ts';

type Done = (text: Result<string, Fault>) => void;

function rigOf(read: (sensor: string, done: Done, atMs: number) => void) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const definition = shippedInstruments().find(({ name }) => name === 'ds18b20')?.definition;
  if (definition?.kind !== 'one-wire') throw new Error('no ds18b20');
  const sensors = ['a', 'b'].map((id) => {
    return { id, bus: 'w1', definition, pollMs: 5000, validMs: 15_000, sensor: `28-${id}` };
  });
  const plan: OneWirePlan = { id: 'w1', kind: 'one-wire', path: '/sys', sensors };
  const readings: string[] = [];
  const changes: string[] = [];
  let reading = 0;
  let mostAtOnce = 0;
  const files = {
    read(sensor: string, done: Done) {
      mostAtOnce = Math.max(mostAtOnce, ++reading);
      read(
        sensor,
        (text) => {
          reading--;
          done(text);
        },
        clock.nowMs(),
      );
    },
  };
  const port = createOneWirePort(plan, files, {
    clock,
    jitter: () => 0,
    onReading: ({ id }, reply) => {
      const one = reply.ok ? reply.value[0]?.result : reply;
      readings.push(`${id} ${one?.ok ? one.value : one?.fault.kind}`);
    },
    onState: ({ kind }) => changes.push(kind),
  });
  return { clock, port, readings, changes, most: () => mostAtOnce };
}

test('two sensors are read in turn, one at a time, each at its period', () => {
  const rig = rigOf((sensor, done, atMs) => {
    rig.clock.at(atMs + 750, () => done(ok(encodeOneWire(sensor === '28-a' ? 23_125 : -5500))));
  });
  rig.port.start();
  rig.clock.runUntil(14_000);
  expect(rig.readings).toEqual(['a 23.125', 'b -5.5', 'a 23.125', 'b -5.5', 'a 23.125', 'b -5.5']);
  expect(rig.most()).toBe(1);
  expect(rig.port.counters().devices['a']).toMatchObject({ ok: 3, failed: 0, p50Ms: 750 });
});

test('a read that hangs holds up the others, is given up after its time, and what it brings then is not used', () => {
  let hanging: Done | undefined;
  const rig = rigOf((_, done, atMs) => {
    if (atMs === 5000) hanging = done;
    else rig.clock.at(atMs + 750, () => done(ok(encodeOneWire(20_000))));
  });
  rig.port.start();
  rig.clock.runUntil(19_000);
  expect(rig.readings).toEqual([
    'a 20',
    'b 20',
    'a timeout',
    'b timeout',
    'a timeout',
    'b timeout',
    'a timeout',
    'b timeout',
  ]);
  hanging?.(ok(encodeOneWire(99_000)));
  rig.clock.runUntil(24_000);
  expect(rig.readings.slice(8)).toEqual(['a 20', 'b 20']);
  expect(rig.most()).toBe(1);
  rig.port.stop();
  expect(rig.clock.pending).toBe(0);
});

test('a sensor that is not there, a wrong checksum and the power-up value are no readings', () => {
  const texts: Result<string, Fault>[] = [
    failed({ kind: 'link-down', detail: plain('not there') }),
    ok(encodeOneWire(20_000).replace('YES', 'NO')),
    ok(encodeOneWire(85_000)),
    ok(''),
    ok(encodeOneWire(21_000)),
  ];
  const rig = rigOf((sensor, done) =>
    done(sensor === '28-a' ? (texts.shift() ?? ok('')) : ok(encodeOneWire(20_000))),
  );
  rig.port.start();
  rig.clock.runUntil(20_500);
  expect(rig.readings.filter((line) => line.startsWith('a'))).toEqual([
    'a link-down',
    'a crc',
    'a sentinel',
    'a frame',
    'a 21',
  ]);
});
