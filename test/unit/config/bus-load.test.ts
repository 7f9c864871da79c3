import { expect, test } from 'vitest';
import { busLoad } from '../../../src/config/bus-load.ts';
import { readDefinition } from '../../../src/config/read-site.ts';
import { definitions } from './variants.ts';

function definitionOf(model: string) {
  const { definition } = readDefinition(model, definitions.get(model) ?? { file: model, text: '' });
  if (definition === undefined) throw new Error(`${model} is a good definition`);
  return definition;
}

const sensor = { definition: definitionOf('xy-md02'), pollMs: 2000 };
const line = { id: 'io', kind: 'modbus-rtu', path: '/dev/ttyS0', baud: 9600, format: '8N1' } as const;

test('a read of two registers costs its bytes, the silence, the turnaround and the gap', () => {
  // 8 + 9 bytes of 10 bits at 9600 baud, 3.5 characters, 20 ms to answer, 60 ms gap.
  const requestMs = (17 * 10_000) / 9600 + (3.5 * 10_000) / 9600 + 20 + 60;
  expect(busLoad(line, [sensor])).toBeCloseTo(requestMs / 2000, 9);
  expect(busLoad({ ...line, format: '8E1' }, [sensor])).toBeGreaterThan(busLoad(line, [sensor]));
});

test('load grows with devices and with shorter polls, and falls with the baud rate', () => {
  const one = busLoad(line, [sensor]);
  expect(busLoad(line, [sensor, sensor])).toBeCloseTo(2 * one, 9);
  expect(busLoad(line, [{ ...sensor, pollMs: 500 }])).toBeCloseTo(4 * one, 9);
  expect(busLoad({ ...line, baud: 38_400 }, [sensor])).toBeLessThan(one);
});

test('on TCP only the gap and the turnaround count: the wire behind it is not known', () => {
  expect(busLoad({ id: 'io', kind: 'modbus-tcp', host: '::1', port: 502 }, [sensor])).toBeCloseTo(
    80 / 2000,
    9,
  );
});
