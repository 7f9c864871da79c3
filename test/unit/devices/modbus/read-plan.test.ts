import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReadBlock } from '../../../../src/devices/modbus/definition.ts';
import { type Line, readMs, serialLine, tcpLine, writeMs } from '../../../../src/devices/modbus/line.ts';
import { namedRegisters, planReads } from '../../../../src/devices/modbus/read-plan.ts';
import { limits, pointsAt, resolved, type Written } from './make-definition.ts';

function plan(points: Written[], more: Written = {}, line?: Line): string[] {
  const { definition, problems } = resolved(points, more);
  expect(problems).toEqual([]);
  return planReads(definition, 1000, line).map(shown);
}

function shown({ table, address, count, everyMs, points }: ReadBlock): string {
  return `${table} ${address}+${count} ${everyMs}ms ${points.map((point) => point.address).join(' ')}`;
}

test('neighbours share a read, whatever the order in the file', () => {
  expect(plan(pointsAt([2, 0, 1]))).toEqual(['holding 0+3 1000ms 0 1 2']);
});

test('a hole is read over where that takes less time than another request', () => {
  // At 9600 8N1: 13 characters, 3.5 before the answer, 20 ms, 3.5 after: 40.8 ms a request, 2.083 ms a register.
  const holes = { limits: limits({ maxRegistersPerRead: 60 }) };
  expect(plan(pointsAt([0, 20]), holes)).toEqual(['holding 0+21 1000ms 0 20']);
  expect(plan(pointsAt([0, 21]), holes)).toEqual(['holding 0+1 1000ms 0', 'holding 21+1 1000ms 21']);
});

test('the faster the line, the longer the gap or the slower the device, the longer the holes', () => {
  const longestHole = (line: Line, more: Written = {}) => {
    const wide = { limits: limits({ maxRegistersPerRead: 125, ...more }) };
    const spans = (hole: number) => plan(pointsAt([0, hole + 1]), wide, line).length === 1;
    return Array.from({ length: 124 }, (_, hole) => hole).findLastIndex(spans);
  };
  const slow = serialLine({ baud: 9600, format: '8N1' });
  expect(longestHole(slow)).toBe(19);
  expect(longestHole(serialLine({ baud: 19_200, format: '8N1' }))).toBe(29);
  expect(longestHole(serialLine({ baud: 9600, format: '8E1' }))).toBe(18);
  expect(longestHole(slow, { minGap: '60ms' })).toBe(46);
  expect(longestHole(slow, { turnaround: '40ms' })).toBe(29);
  expect(longestHole(tcpLine)).toBe(123);
});

test('of plans that cost the same the one with fewer registers is taken', () => {
  const wide = { limits: limits({ maxRegistersPerRead: 95 }) };
  expect(plan(pointsAt([0, 90, 100]), wide, tcpLine)).toEqual([
    'holding 0+1 1000ms 0',
    'holding 90+11 1000ms 90 100',
  ]);
  expect(plan(pointsAt([0, 10, 100]), wide, tcpLine)).toEqual([
    'holding 0+11 1000ms 0 10',
    'holding 100+1 1000ms 100',
  ]);
});

test('where holes are forbidden only registers that the definition names are spanned', () => {
  const holes = { limits: limits({ holes: 'forbidden' }) };
  expect(plan(pointsAt([0, 2]), holes)).toEqual(['holding 0+1 1000ms 0', 'holding 2+1 1000ms 2']);
  const around = [...pointsAt([0, 2], { every: '60s' }), ...pointsAt([1])];
  expect(plan(around, holes)).toEqual(['holding 1+1 1000ms 1', 'holding 0+3 60000ms 0 2']);
});

test('a forbidden range is never spanned, though holes are allowed', () => {
  const but = (range: Written) => ({ limits: limits({ forbidden: [range] }) });
  const apart = ['holding 0+1 1000ms 0', 'holding 5+1 1000ms 5'];
  expect(plan(pointsAt([0, 5]), but({ from: 2, to: 2 }))).toEqual(apart);
  expect(plan(pointsAt([0, 5]), but({ from: 1, to: 4 }))).toEqual(apart);
  expect(plan(pointsAt([0, 5]), but({ from: 1, to: 1 }))).toEqual(apart);
  expect(plan(pointsAt([0, 5]), but({ from: 4, to: 4 }))).toEqual(apart);
  expect(plan(pointsAt([0, 5]), but({ from: 6, to: 9 }))).toEqual(['holding 0+6 1000ms 0 5']);
  expect(plan(pointsAt([0, 5]), but({ table: 'input', from: 2, to: 2 }))).toHaveLength(1);
});

test('a slow point rides in a fast read where that is cheaper than a request of its own', () => {
  const slow = pointsAt([1], { every: '60s' });
  expect(plan([...pointsAt([0]), ...slow])).toEqual(['holding 0+1 1000ms 0', 'holding 1+1 60000ms 1']);
  expect(plan([...pointsAt([0, 2]), ...slow])).toEqual(['holding 0+3 1000ms 0 1 2']);
  const five = pointsAt([1], { every: '5s' });
  expect(plan([...pointsAt([0]), ...five])).toEqual(['holding 0+2 1000ms 0 1']);
});

test('a sound level that is integrated is never read more often than it says', () => {
  const sound = { quantity: 'sound.laf', address: 1, unit: 'dB', every: '5s' };
  expect(plan([...pointsAt([0, 2]), sound])).toEqual(['holding 0+3 1000ms 0 2', 'holding 1+1 5000ms 1']);
});

test('a read never exceeds what the device answers, and no value is split', () => {
  const four = { limits: limits({ maxRegistersPerRead: 4 }) };
  expect(plan(pointsAt([0, 1, 2, 3, 4]), four)).toEqual([
    'holding 0+4 1000ms 0 1 2 3',
    'holding 4+1 1000ms 4',
  ]);
  expect(
    plan(pointsAt([0, 2, 4], { type: 'float32' }), { limits: limits({ maxRegistersPerRead: 5 }) }),
  ).toEqual(['holding 0+4 1000ms 0 2', 'holding 4+2 1000ms 4']);
});

test('a mantissa and its decimal point are in one read, also when several share one', () => {
  const shared = { scale: { register: 5 } };
  expect(plan(pointsAt([2, 3, 6, 8], shared), { limits: limits({ maxRegistersPerRead: 4 }) })).toEqual([
    'holding 2+4 1000ms 2 3',
    'holding 5+4 1000ms 6 8',
  ]);
});

test('a point between a mantissa and its decimal point does not shorten the read', () => {
  const points = [...pointsAt([0], { scale: { register: 5 } }), ...pointsAt([2])];
  expect(plan(points)).toEqual(['holding 0+6 1000ms 0 2']);
});

test('a sample counter is in one read with all it counts', () => {
  const points = [
    ...pointsAt([0, 1]),
    { quantity: 'sound.laeq', address: 2, unit: 'dB', countedBy: 'sound.count' },
    { quantity: 'sound.count', address: 4, unit: '1' },
  ];
  expect(plan(points, { limits: limits({ maxRegistersPerRead: 4 }) })).toEqual([
    'holding 0+2 1000ms 0 1',
    'holding 2+3 1000ms 2 4',
  ]);
});

test('tables and periods are read apart, fastest first', () => {
  const points = [
    ...pointsAt([3], { every: '60s' }),
    ...pointsAt([2], { table: 'input' }),
    ...pointsAt([1]),
    { quantity: 'relay.coils', table: 'coil', type: 'bits', count: 8, address: 0, unit: '1' },
  ];
  expect(plan(points)).toEqual([
    'coil 0+8 1000ms 0',
    'holding 1+1 1000ms 1',
    'input 2+1 1000ms 2',
    'holding 3+1 60000ms 3',
  ]);
});

test('every plan reads each point once, whole, within the limit, and does not depend on the order of points', () => {
  const layout = fc.record({
    addresses: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 20 }),
    max: fc.integer({ min: 2, max: 30 }),
    holes: fc.constantFrom('allowed', 'forbidden'),
  });
  fc.assert(
    fc.property(layout, ({ addresses, max, holes }) => {
      const points = addresses.map((address, i) => ({
        ...pointsAt([address * 2])[0],
        type: i % 3 === 0 ? 'float32' : 'uint16',
        ...(i % 3 === 1 ? { scale: { register: address * 2 + 1 } } : {}),
        ...(i % 4 === 0 ? { every: '5s' } : {}),
      }));
      const more = { limits: limits({ maxRegistersPerRead: max, holes }) };
      const { definition, problems } = resolved(points, more);
      expect(problems).toEqual([]);
      const blocks = planReads(definition, 1000);

      const named = namedRegisters(definition.points, 'holding');
      for (const block of blocks) {
        expect(block.count).toBeLessThanOrEqual(max);
        const registers = Array.from({ length: block.count }, (_, i) => block.address + i);
        if (holes === 'forbidden') expect(registers.filter((register) => !named.has(register))).toEqual([]);
        for (const point of block.points) {
          const scale = typeof point.scale === 'object' ? [point.scale.register] : [];
          const own = Array.from({ length: point.width }, (_, i) => point.address + i);
          expect(registers).toEqual(expect.arrayContaining([...own, ...scale]));
          expect(block.everyMs).toBeLessThanOrEqual(point.everyMs ?? 1000);
        }
      }
      const read = blocks.flatMap((block) => block.points.map((point) => point.id));
      expect(read.sort()).toEqual(definition.points.map((point) => point.id).sort());
      expect(planReads(resolved([...points].reverse(), more).definition, 1000)).toEqual(blocks);
    }),
  );
});

test('an exchange takes its characters, the silences, the turnaround and the gap of the device', () => {
  const line = serialLine({ baud: 9600, format: '8E1' });
  const charMs = 11_000 / 9600;
  const pace = { minGapMs: 60, turnaroundMs: 8 };
  const read = (table: ReadBlock['table'], count: number) => readMs({ table, count }, pace, line);
  expect(read('input', 20)).toBeCloseTo((8 + 45) * charMs + 3.5 * charMs + 8 + 60, 9);
  expect(read('coil', 17)).toBeCloseTo((8 + 8) * charMs + 3.5 * charMs + 8 + 60, 9);
  expect(writeMs({ minGapMs: 0 }, line)).toBeCloseTo(16 * charMs + 7 * charMs + 20, 9);
  const fast = serialLine({ baud: 115_200, format: '8N1' });
  expect(writeMs({ minGapMs: 0 }, fast)).toBeCloseTo((16 * 10_000) / 115_200 + 2 * 1.75 + 20, 9);
});
