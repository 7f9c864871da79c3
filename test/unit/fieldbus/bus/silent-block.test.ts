/** A device that passes over what is too long for it, or what it does not have, in silence or with half an answer. */

import { expect, test } from 'vitest';
import type { DevicePlan } from '../../../../src/plan/site-plan.ts';
import type { ReadTable } from '../../../../src/ports/field/modbus-client.ts';
import { seededRandom } from '../frames.ts';
import { type Behaviour, createRig, meter, type Rig, rtuPlan, tcpPlan, zeros } from './bus-fixture.ts';

const upTo =
  (most: number): Behaviour =>
  (request) =>
    request.kind === 'read' && request.count > most ? undefined : zeros(request);

function goodPoints(rig: Rig, device: string, fromMs: number): number {
  const good = rig.readingsOf(device).filter(({ reply, takenMs }) => reply.ok && takenMs >= fromMs);
  return new Set(good.flatMap(({ block }) => block.points.map(({ id }) => id))).size;
}

/** The longest a device was without a good reading, ms. */
function longestGapMs(rig: Rig, device: string, fromMs: number): number {
  const times = rig.readingsOf(device).flatMap(({ reply, takenMs }) => (reply.ok ? [takenMs] : []));
  const seen = times.filter((ms) => ms >= fromMs);
  return Math.max(...seen.slice(1).map((ms, index) => ms - (seen[index] ?? 0)));
}

const kinds = (rig: Rig) => rig.changes.map(({ kind }) => kind);

test.each([
  ['RTU', rtuPlan],
  ['TCP', tcpPlan],
])(
  '%s: a block over the length that a device answers is halved, told once, and the neighbour keeps its second',
  (_name, plan) => {
    const rig = createRig(plan, [meter(2, { registers: 24 }), meter(3)]);
    rig.behaviours.set(2, upTo(10));
    rig.bus.start();
    rig.clock.runUntil(40_000);
    expect(goodPoints(rig, 'meter-2', 30_000)).toBe(24);
    expect(kinds(rig)).toEqual(['link-up', 'block-split']);
    expect(rig.changes[1]).toMatchObject({
      device: 'meter-2',
      address: 0,
      count: 24,
      fault: { kind: 'timeout' },
    });
    expect(longestGapMs(rig, 'meter-3', 0)).toBeLessThan(1700);
    // Remembered: no long block is asked any more.
    const long = rig.heard.filter(({ request }) => request.kind === 'read' && request.count > 10);
    expect(long.every(({ atMs }) => atMs < 30_000)).toBe(true);
  },
);

test('a block that is answered with fewer registers than asked for is halved too', () => {
  const rig = createRig(rtuPlan, [meter(2, { registers: 24 }), meter(3)]);
  const server = rig.link.onWrite;
  rig.link.onWrite = (bytes) => {
    // The fixture answers what is asked: ask it for less.
    const asked = (bytes[4] ?? 0) * 256 + (bytes[5] ?? 0);
    if (bytes[0] !== 2 || asked <= 10) server(bytes);
    else rig.link.reply(Uint8Array.of(2, 3, 4, 0, 0, 0, 0, 0xc9, 0x33), 60);
  };
  rig.bus.start();
  rig.clock.runUntil(60_000);
  expect(goodPoints(rig, 'meter-2', 50_000)).toBe(24);
  expect(kinds(rig)).toEqual(['link-up', 'block-split']);
});

test('registers that a device passes over in silence are found one by one, and asked for once a minute', () => {
  const rig = createRig(rtuPlan, [meter(2, { registers: 8 }), meter(3)]);
  rig.behaviours.set(2, (request) => {
    const { address, count } = { count: 1, ...request };
    return address <= 5 && address + count > 5 ? undefined : zeros(request);
  });
  rig.bus.start();
  rig.clock.runUntil(60_000);
  expect(goodPoints(rig, 'meter-2', 50_000)).toBe(7);
  expect(kinds(rig)).toEqual(['link-up', 'block-split', 'points-refused']);
  expect(rig.changes.at(-1)).toMatchObject({ points: ['voltage.p5'], fault: { kind: 'timeout' } });
  expect(rig.bus.counters().devices['meter-2']?.refused).toEqual(['voltage.p5']);
  const before = rig.heard.length;
  rig.clock.runUntil(240_000);
  const asked = rig.heard
    .slice(before)
    .filter(({ unitId, request }) => unitId === 2 && request.address === 5);
  expect(asked.length).toBeLessThan(6);
  expect(longestGapMs(rig, 'meter-3', 60_000)).toBeLessThan(1700);
  // Each slot is told all the same, as what it is.
  const told = rig
    .readingsOf('meter-2')
    .filter(({ block, takenMs }) => block.address === 5 && takenMs > 100_000);
  expect(told.length).toBeGreaterThan(130);
  expect(told.every(({ reply }) => !reply.ok && reply.fault.kind === 'timeout')).toBe(true);
  // A new firmware has it: taken up again by itself.
  rig.behaviours.delete(2);
  rig.clock.runUntil(310_000);
  expect(goodPoints(rig, 'meter-2', 305_000)).toBe(8);
  expect(rig.bus.counters().devices['meter-2']?.refused).toEqual([]);
});

function inTables(...tables: ReadTable[]): DevicePlan {
  const plain = meter(2, { registers: 2 * tables.length });
  const points = plain.definition.points.map((point, index) => {
    const table = tables[index >> 1] ?? 'holding';
    return { ...point, table };
  });
  return { ...plain, definition: { ...plain.definition, points } };
}

test.each([
  ['RTU', rtuPlan],
  ['TCP', tcpPlan],
])('%s: a device silent to one function and not to the other is named as that', (_name, plan) => {
  const rig = createRig(plan, [inTables('holding', 'input'), meter(3)]);
  rig.behaviours.set(2, (request) =>
    request.kind === 'read' && request.table === 'input' ? undefined : zeros(request),
  );
  rig.bus.start();
  rig.clock.runUntil(120_000);
  expect(kinds(rig).filter((kind) => kind !== 'device-silent' && kind !== 'device-back')).toEqual([
    'link-up',
    'table-silent',
  ]);
  expect(rig.changes).toContainEqual({ kind: 'table-silent', device: 'meter-2', table: 'input' });
  expect(rig.bus.counters().devices['meter-2']?.refused).toEqual(['voltage.p2', 'voltage.p3']);
  // Once a minute, after a question into the silent table, a late answer must have its time.
  expect(longestGapMs(rig, 'meter-2', 30_000)).toBeLessThan(2100);
  expect(longestGapMs(rig, 'meter-3', 30_000)).toBeLessThan(1700);
});

test('a function that is refused as illegal is told with its points', () => {
  const rig = createRig(rtuPlan, [inTables('holding', 'input')]);
  rig.behaviours.set(2, (request) =>
    request.kind === 'read' && request.table === 'input' ? { exception: 1 } : zeros(request),
  );
  rig.bus.start();
  rig.clock.runUntil(10_000);
  expect(kinds(rig)).toEqual(['link-up', 'points-refused']);
});

test('a line that loses one answer in twenty parts no block within a day', () => {
  const rig = createRig(rtuPlan, [meter(2, { registers: 24, pollMs: 10_000 })]);
  const random = seededRandom(5);
  rig.behaviours.set(2, (request) => (random() < 0.05 ? undefined : zeros(request)));
  rig.bus.start();
  rig.clock.runUntil(24 * 3_600_000);
  expect(kinds(rig)).not.toContain('block-split');
});
