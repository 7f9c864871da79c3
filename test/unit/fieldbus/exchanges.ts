/** Any legal request with values that answer it, for property tests. */

import fc from 'fast-check';
import type { ModbusReply, ModbusRequest } from '../../../src/ports/field/modbus-client.ts';

export interface Exchange {
  readonly request: ModbusRequest;
  readonly values: ModbusReply;
}

const word = fc.integer({ min: 0, max: 0xffff });
const address = fc.integer({ min: 0, max: 0xf000 });

const reads = fc
  .record({
    table: fc.constantFrom('coil', 'discrete', 'holding', 'input'),
    address,
    words: fc.array(word, { minLength: 1, maxLength: 125 }),
  })
  .map(({ table, address: first, words }): Exchange => {
    const isBits = table === 'coil' || table === 'discrete';
    const values = isBits ? words.map((value) => value & 1) : words;
    return { request: { kind: 'read', table, address: first, count: values.length }, values };
  });

const writes = fc
  .record({
    kind: fc.constantFrom('write-coil', 'write-register'),
    address: word,
    value: word,
  })
  .map((request): Exchange => ({ request, values: [] }));

const multiWrites = fc
  .record({ address, values: fc.array(word, { minLength: 1, maxLength: 123 }) })
  .map((write): Exchange => ({ request: { kind: 'write-registers', ...write }, values: [] }));

export const anyExchange: fc.Arbitrary<Exchange> = fc.oneof(reads, writes, multiWrites);
