import { expect, test } from 'vitest';
import { createExchange } from '../../../../firmware-bridge/gateway/exchange.ts';

test('only the answer that fits number and request settles it', () => {
  const exchange = createExchange();
  const request = exchange.begin({ kind: 'get', what: 'failsafe' }, 300);
  expect(exchange.settle({ kind: 'ack', seq: request.seq })).toBeUndefined();
  const failSafe = { kind: 'failsafe', fansPct: [], relays: [] } as const;
  expect(exchange.settle({ ...failSafe, seq: request.seq + 1 })).toBeUndefined();
  expect(exchange.settle({ ...failSafe, seq: request.seq })).toBe(request);
  expect(exchange.settle({ ...failSafe, seq: request.seq })).toBeUndefined();
});

test('a nak settles whatever was asked', () => {
  const exchange = createExchange();
  const request = exchange.begin({ kind: 'ping' }, 300);
  expect(exchange.settle({ kind: 'nak', seq: request.seq, reason: 'kind' })).toBe(request);
});

test('numbers run from 1 to 65535 and begin again, never 0', () => {
  const exchange = createExchange();
  const seen = new Set<number>();
  let last = 0;
  for (let count = 0; count < 65_535; count++) {
    last = exchange.begin({ kind: 'ping' }, 0).seq;
    seen.add(last);
    exchange.drop();
  }
  expect([seen.size, seen.has(0), last]).toEqual([65_535, false, 65_535]);
  expect(exchange.begin({ kind: 'ping' }, 0).seq).toBe(1);
});

test('one request at a time is the rule, not a hope', () => {
  const exchange = createExchange();
  exchange.begin({ kind: 'ping' }, 0);
  expect(() => exchange.begin({ kind: 'ping' }, 0)).toThrow('one request');
});
