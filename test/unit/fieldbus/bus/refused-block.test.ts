import { expect, test } from 'vitest';
import { busEvent } from '../../../../src/gateway/records/bus-events.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { DevicePlan } from '../../../../src/plan/site-plan.ts';
import { type Behaviour, createRig, meter, type Rig, rtuPlan, tcpPlan, zeros } from './bus-fixture.ts';

/** Refuses what touches one of these registers. */
function without(...missing: number[]): Behaviour {
  return (request) => {
    if (request.kind !== 'read') return [];
    const { address, count } = request;
    return missing.some((one) => one >= address && one < address + count) ? { exception: 2 } : zeros(request);
  };
}

function reads(rig: Rig, unitId: number, fromMs: number): string[] {
  const asked = rig.heard.filter((one) => one.unitId === unitId && one.atMs >= fromMs);
  const shown = asked.flatMap(({ request }) =>
    request.kind === 'read' ? [`${request.address}+${request.count}`] : [],
  );
  return [...new Set(shown)].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** What a device last said about each of its points. */
function lastOf(rig: Rig, device: string): string {
  const last = new Map<number, string>();
  for (const { block, reply } of rig.readingsOf(device))
    for (const { address } of block.points) last.set(address, reply.ok ? '+' : '-');
  return [...last]
    .sort(([a], [b]) => a - b)
    .map(([, mark]) => mark)
    .join('');
}

test('a block that a device refuses is halved until only the register it does not have is refused', () => {
  const rig = createRig(rtuPlan, [meter(2, { registers: 8 }), meter(3, { registers: 8 })]);
  rig.behaviours.set(2, without(5));
  rig.bus.start();
  rig.clock.runUntil(20_000);
  expect(reads(rig, 2, 15_000)).toEqual(['0+4', '4+1', '5+1', '6+2']);
  expect(lastOf(rig, 'meter-2')).toBe('+++++-++');
  expect(reads(rig, 3, 0)).toEqual(['0+8']);
  const refused = { kind: 'modbus-exception', code: 2 };
  expect(rig.changes).toEqual([
    { kind: 'link-up' },
    { kind: 'block-split', device: 'meter-2', table: 'holding', address: 0, count: 8, fault: refused },
    {
      kind: 'points-refused',
      device: 'meter-2',
      points: ['voltage.p5'],
      table: 'holding',
      address: 5,
      count: 1,
      fault: refused,
    },
  ]);
});

test('the halves come soon, also of a block that is read once a minute, and keep its period', () => {
  const rig = createRig(tcpPlan, [meter(2, { registers: 8, pollMs: 60_000 })]);
  rig.behaviours.set(2, without(7));
  rig.bus.start();
  rig.clock.runUntil(20_000);
  expect(lastOf(rig, 'meter-2')).toBe('+++++++-');
  rig.clock.runUntil(600_000);
  expect(rig.heard.length).toBeLessThan(60);
});

test('a hole is where a refused block is cut first', () => {
  const plain = meter(2, { registers: 9 });
  const points = plain.definition.points.filter(({ address }) => address < 6 || address > 7);
  const definition = { ...plain.definition, points, holes: 'allowed' as const };
  const rig = createRig(rtuPlan, [{ ...plain, definition }]);
  rig.behaviours.set(2, without(6, 7));
  rig.bus.start();
  rig.clock.runUntil(10_000);
  expect(rig.heard.slice(0, 3).map(({ request }) => request)).toMatchObject([
    { address: 0, count: 9 },
    { address: 0, count: 6 },
    { address: 8, count: 1 },
  ]);
  expect(lastOf(rig, 'meter-2')).toBe('+++++++');
});

test('a block that is longer than the device answers is halved too', () => {
  const rig = createRig(rtuPlan, [meter(2, { registers: 24 })]);
  rig.behaviours.set(2, (request) =>
    request.kind === 'read' && request.count > 10 ? { exception: 3 } : zeros(request),
  );
  rig.bus.start();
  rig.clock.runUntil(10_000);
  expect(reads(rig, 2, 5000)).toEqual(['0+6', '6+6', '12+6', '18+6']);
  expect(lastOf(rig, 'meter-2')).toBe('+'.repeat(24));
});

test('points that must be read together are not parted, nor is a block for any other fault', () => {
  const plain = meter(2, { registers: 2 });
  const points = plain.definition.points.map((point) => ({ ...point, countedBy: 'voltage.p0' }));
  const together: DevicePlan = { ...plain, definition: { ...plain.definition, points } };
  const rig = createRig(rtuPlan, [together, meter(3), meter(4)]);
  rig.behaviours.set(2, without(1));
  rig.behaviours.set(3, () => ({ exception: 4 }));
  rig.behaviours.set(4, () => undefined);
  rig.bus.start();
  rig.clock.runUntil(20_000);
  expect([reads(rig, 2, 0), reads(rig, 3, 0)]).toEqual([['0+2'], ['0+4']]);
  expect(rig.changes.map(({ kind }) => kind)).toEqual(['link-up', 'points-refused', 'device-silent']);
});

test('a single point that is refused is told once, by its name', () => {
  const rig = createRig(rtuPlan, [meter(2, { registers: 1 }), meter(3)]);
  rig.behaviours.set(2, without(0));
  rig.bus.start();
  rig.clock.runUntil(60_000);
  const told = rig.changes.filter(({ kind }) => kind === 'points-refused');
  expect(told).toMatchObject([{ device: 'meter-2', points: ['voltage.p0'], address: 0, count: 1 }]);
  expect(told.map((change) => inEnglish(busEvent(change, 'rs485-a', 0).message))).toEqual([
    expect.stringMatching(/meter-2 on rs485-a does not give voltage\.p0 \(holding 0 to 0\)/),
  ]);
});
