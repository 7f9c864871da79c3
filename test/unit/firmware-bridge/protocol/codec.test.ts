import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode, frame, refusalReasons } from '../../../../firmware-bridge/protocol/codec.ts';
import {
  getTopics,
  LEASE_MAX_MS,
  LEASE_MIN_MS,
  type Message,
  nakReasons,
  resetCauses,
  whys,
} from '../../../../firmware-bridge/protocol/messages.ts';

const whole = (min: number, max: number) => fc.integer({ min, max });
const fansPct = fc.array(whole(0, 100), { maxLength: 4 });
const relays = fc.array(fc.boolean(), { maxLength: 8 });
const seq = whole(0, 0xffff);
const upMs = whole(0, 0xffffffff);
const version = whole(1, 99);
const nameOf = (maxLength: number) => fc.stringMatching(new RegExp(`^[a-z0-9._-]{1,${maxLength}}$`));
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ kind: fc.constant('who' as const), seq, versionMin: version, versionMax: version }),
  fc.record({
    kind: fc.constant('set' as const),
    seq,
    leaseMs: whole(LEASE_MIN_MS, LEASE_MAX_MS),
    fansPct,
    relays,
  }),
  fc.record({ kind: fc.constant('get' as const), seq, what: fc.constantFrom(...getTopics) }),
  fc.record({ kind: fc.constantFrom('ping' as const, 'ack' as const), seq }),
  fc.record({ kind: fc.constantFrom('keep' as const, 'failsafe' as const), seq, fansPct, relays }),
  fc.record({
    kind: fc.constant('hello' as const),
    seq,
    version,
    firmware: nameOf(12),
    board: nameOf(16),
    fans: whole(0, 4),
    relays: whole(0, 8),
    temperatures: whole(0, 4),
    inputs: whole(0, 8),
    doors: whole(0, 1),
    reset: fc.constantFrom(...resetCauses),
  }),
  fc.record({
    kind: fc.constant('state' as const),
    seq,
    upMs,
    why: fc.constantFrom(...whys),
    leaseMs: whole(0, LEASE_MAX_MS),
    set: whole(0, 0xffff),
    fansPct,
    relays,
    badLines: whole(0, 0xffff),
  }),
  fc.record({
    kind: fc.constant('sense' as const),
    seq,
    upMs,
    fansRpm: fc.array(orNull(whole(0, 20_000)), { maxLength: 4 }),
    tempsC: fc.array(orNull(whole(-400, 1250).map((tenths) => tenths / 10)), { maxLength: 4 }),
    door: fc.constantFrom('open' as const, 'closed' as const, 'none' as const),
    inputs: relays,
  }),
  fc.record({ kind: fc.constant('nak' as const), seq, reason: fc.constantFrom(...nakReasons) }),
);

test('reads what it writes', () => {
  fc.assert(
    fc.property(message, (given) => {
      expect(decode(encode(given))).toEqual({ ok: true, value: given });
    }),
    { numRuns: 2000 },
  );
});

test('one wrong bit anywhere, in the line end too, is found', () => {
  fc.assert(
    fc.property(message, fc.nat(), (given, at) => {
      const wire = Buffer.from(`${encode(given)}\n`, 'latin1');
      const bit = at % (wire.length * 8);
      wire.writeUInt8(wire.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      // The next line follows, as on a real wire: a lost line end must not make one of two.
      const lines = `${wire.toString('latin1')}${encode(given)}\n`.split('\n');
      const whole = lines.filter((line) => decode(line).ok);
      expect(whole.length).toBe(bit >> 3 === wire.length - 1 ? 0 : 1);
    }),
    { numRuns: 3000 },
  );
});

test('two wrong bits inside a line are found', () => {
  fc.assert(
    fc.property(message, fc.nat(), fc.nat(), (given, one, other) => {
      const bytes = Buffer.from(encode(given), 'latin1');
      const bits = new Set([one % (bytes.length * 8), other % (bytes.length * 8)]);
      for (const bit of bits) bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(decode(bytes.toString('latin1')).ok).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test('a line cut short anywhere is refused', () => {
  fc.assert(
    fc.property(message, (given) => {
      const line = encode(given);
      for (let length = 0; length < line.length; length++)
        expect(decode(line.slice(0, length)).ok).toBe(false);
    }),
  );
});

test('never throws, whatever comes, and refuses for one of its reasons', () => {
  const text = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.stringMatching(/^[a-z0-9 =,._-]{0,130}$/).map(frame),
    fc.stringMatching(/^(set|who|state|sense) [0-9]{1,6}( [a-z]{1,6}=[a-z0-9,.x-]{1,12}){0,6}$/).map(frame),
  );
  fc.assert(
    fc.property(text, (line) => {
      const decoded = decode(line);
      if (!decoded.ok) expect(refusalReasons).toContain(decoded.fault.reason);
    }),
    { numRuns: 3000 },
  );
});

test('refuses to write what no line can carry', () => {
  const set = { kind: 'set', seq: 1, leaseMs: 5000, fansPct: [60], relays: [true] } as const;
  expect(() => encode({ ...set, leaseMs: 0 })).toThrow('lease=0');
  expect(() => encode({ ...set, fansPct: [60.5] })).toThrow('fans=60.5');
  expect(() => encode({ ...set, fansPct: [Number.NaN] })).toThrow('fans=NaN');
});
