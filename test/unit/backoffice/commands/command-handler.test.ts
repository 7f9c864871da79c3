import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createCommandDesk, storedAcksMax } from '../../../../src/backoffice/commands/command-handler.ts';
import { type AckPayload, ackSchema } from '../../../../src/contract/payloads.ts';
import type { Event } from '../../../../src/model/event.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { Message } from '../../../../src/ports/publisher.ts';
import { smallPlan, startWallMs } from '../small-plan.ts';

type Fields = Readonly<Record<string, unknown>>;

function makeDesk({ synced = true } = {}) {
  const virtual = createVirtualClock({ startWallMs });
  const clock: Clock = {
    nowMs: () => virtual.nowMs(),
    wallMs: () => virtual.wallMs(),
    wallSync: () => ({ synced, source: 'test' }),
    at: (atMs, callback) => virtual.at(atMs, callback),
  };
  const audited: Event[] = [];
  const desk = createCommandDesk({
    plan: smallPlan,
    clock,
    sessionStartWallMs: startWallMs,
    audit: (event) => audited.push(event),
  });
  const take = (name: string, fields: Fields, retained = false): readonly AckPayload[] =>
    acksOf(desk.take({ topic: `cmd/${name}`, payload: JSON.stringify(fields), retained }));
  return { desk, take, audited, runUntil: (ms: number) => virtual.runUntil(ms) };
}

function command(changes: Fields = {}): Fields {
  return {
    v: 1,
    id: 'c-1',
    issued_at: startWallMs,
    expires_at: startWallMs + 30_000,
    lease_s: 900,
    issuer: 'ops:alice',
    args: { output: 'limit-a', value: 50 },
    reason: 'complaint 4711',
    ...changes,
  };
}

function acksOf(messages: readonly Message[]): readonly AckPayload[] {
  return messages.map(({ topic, payload, qos, retain }) => {
    const ack = ackSchema.parse(JSON.parse(payload));
    expect({ topic, qos, retain }).toEqual({ topic: `ack/${ack.id}`, qos: 1, retain: false });
    return ack;
  });
}

test('an accepted limit is held until its lease ends, then released', () => {
  const { desk, take, runUntil } = makeDesk();
  expect(take('limit', command())).toMatchObject([
    { id: 'c-1', stage: 'accepted', code: 'OK', effective: { output: 'limit-a', value: 50 } },
  ]);
  expect(desk.requests(0)).toEqual([
    {
      id: 'c-1',
      output: 'limit-a',
      mode: 'limit',
      value: 50,
      untilMs: 900_000,
      issuer: 'ops:alice',
      reason: 'complaint 4711',
    },
  ]);
  runUntil(899_999);
  expect(desk.released(899_999)).toEqual([]);
  runUntil(900_000);
  expect(desk.requests(900_000)).toEqual([]);
  expect(acksOf(desk.released(900_000))).toMatchObject([{ id: 'c-1', stage: 'released', code: 'OK' }]);
  expect(desk.released(900_001)).toEqual([]);
});

test.each<[string, string, Fields, string, boolean?]>([
  ['retained', 'limit', {}, 'RETAINED', true],
  ['expired', 'limit', { expires_at: startWallMs - 1 }, 'EXPIRED'],
  ['issued before this start', 'limit', { issued_at: startWallMs - 30_001 }, 'EXPIRED'],
  ['issued in the future', 'limit', { issued_at: startWallMs + 30_001 }, 'OUT_OF_RANGE'],
  ['for an unknown output', 'manual', { args: { output: 'fan-x', value: 10 } }, 'OUT_OF_RANGE'],
  ['above the range', 'manual', { args: { output: 'fan-a', value: 101 } }, 'OUT_OF_RANGE'],
  ['below the range', 'limit', { args: { output: 'limit-a', value: 49 } }, 'OUT_OF_RANGE'],
  ['manual for longer than allowed', 'manual', { lease_s: 3601 }, 'OUT_OF_RANGE'],
  ['a release of an unknown output', 'release', { args: { output: 'fan-x' } }, 'OUT_OF_RANGE'],
  ['without a lease', 'limit', { lease_s: undefined }, 'SCHEMA'],
  ['with text for a value', 'limit', { args: { output: 'limit-a', value: '50' } }, 'SCHEMA'],
  ['of another version', 'limit', { v: 2 }, 'SCHEMA'],
  ['of an unknown name', 'reboot', {}, 'SCHEMA'],
  ['named like a property of every object', 'constructor', {}, 'SCHEMA'],
])(
  'a command %s is refused with one acknowledgement and does nothing',
  (_name, name, changes, code, retained) => {
    const { desk, take } = makeDesk();
    const acks = take(name, command(changes), retained);
    expect(acks).toMatchObject([{ id: 'c-1', stage: code === 'EXPIRED' ? 'expired' : 'rejected', code }]);
    expect(acks[0]?.text).not.toBe('');
    expect(desk.requests(0)).toEqual([]);
  },
);

test.each([
  'not json',
  '[]',
  'null',
  '{"id":"a/b"}',
  '{"id":"#"}',
  `{"id":"c-1","pad":"${'x'.repeat(9000)}"}`,
])('what carries no usable id is answered under "-": %.20s', (payload) => {
  const { desk } = makeDesk();
  expect(acksOf(desk.take({ topic: 'cmd/limit', payload, retained: false }))).toMatchObject([
    { id: '-', stage: 'rejected', code: 'SCHEMA' },
  ]);
});

test('without a synchronised clock only what tightens is taken', () => {
  const { desk, take } = makeDesk({ synced: false });
  expect(take('limit', command({ id: 'a', args: { output: 'fan-a', value: 60 } }))).toMatchObject([
    { code: 'OK' },
  ]);
  expect(take('limit', command({ id: 'b', args: { output: 'fan-a', value: 70 } }))).toMatchObject([
    { code: 'CLOCK_UNSYNCED' },
  ]);
  expect(take('limit', command({ id: 'c', args: { output: 'fan-a', value: 50 } }))[0]?.code).toBe('OK');
  expect(take('manual', command({ id: 'd' }))).toMatchObject([{ code: 'CLOCK_UNSYNCED' }]);
  expect(take('release', command({ id: 'e', args: { output: 'fan-a' } }))).toMatchObject([
    { code: 'CLOCK_UNSYNCED' },
  ]);
  expect(take('rebirth', command({ id: 'f' }))).toMatchObject([{ code: 'OK' }]);
  expect(desk.requests(0)).toMatchObject([{ id: 'c', value: 50 }]);
});

test('a repeated id gets the stored answer and does nothing, whatever it now asks', () => {
  const { desk, take, audited } = makeDesk();
  const [first] = take('limit', command());
  expect(take('limit', command({ args: { output: 'fan-a', value: 10 } }))).toEqual([first]);
  expect(take('limit', { id: 'c-1' })).toEqual([first]);
  expect(desk.requests(0)).toHaveLength(1);
  expect(audited).toHaveLength(1);
});

test('a newer command of the same kind supersedes the older one on its output', () => {
  const { desk, take } = makeDesk();
  take('limit', command({ id: 'old' }));
  expect(take('limit', command({ id: 'new', args: { output: 'limit-a', value: 75 } }))).toMatchObject([
    { id: 'new', stage: 'accepted' },
    { id: 'old', stage: 'superseded' },
  ]);
  expect(desk.requests(0)).toMatchObject([{ id: 'new', value: 75 }]);
});

test('a release ends everything held on the output', () => {
  const { desk, take } = makeDesk();
  take('limit', command({ id: 'l' }));
  take('manual', command({ id: 'm' }));
  expect(take('release', command({ id: 'r', args: { output: 'limit-a' } }))).toMatchObject([
    { id: 'r', stage: 'done' },
    { id: 'l', stage: 'released' },
    { id: 'm', stage: 'released' },
  ]);
  expect(desk.requests(0)).toEqual([]);
});

test('a rebirth is asked for once', () => {
  const { desk, take } = makeDesk();
  expect(desk.rebirthAsked()).toBe(false);
  take('rebirth', command());
  expect([desk.rebirthAsked(), desk.rebirthAsked()]).toEqual([true, false]);
});

test('the memory of answered ids is bounded and forgets the oldest', () => {
  const { take } = makeDesk();
  const refused = { args: { output: 'fan-x', value: 1 } };
  const [first] = take('limit', command({ id: 'c-0', ...refused }));
  for (let n = 1; n < storedAcksMax; n += 1) take('limit', command({ id: `c-${n}`, ...refused }));
  expect(take('limit', command({ id: 'c-0' }))).toEqual([first]);
  take('limit', command({ id: 'one-more', ...refused }));
  expect(take('limit', command({ id: 'c-0' }))).toMatchObject([{ stage: 'accepted' }]);
});
