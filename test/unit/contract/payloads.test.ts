import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import { birthOf, lastWillOf, stateOf } from '../../../src/backoffice/telemetry/birth.ts';
import { inWords, plain } from '../../../src/contract/format-message.ts';
import { birthSchema, payloadSchemas, rowSchema, stateSchema } from '../../../src/contract/payloads.ts';
import { streamsOf } from '../../../src/contract/streams.ts';
import { commandFilterOf, messageOf, parseTopic, rootOf, topics } from '../../../src/contract/topics.ts';
import type { DeviceDefinition } from '../../../src/devices/modbus/definition.ts';
import { smallPlan, startWallMs } from '../backoffice/small-plan.ts';

const root = rootOf(smallPlan);
const clock = createVirtualClock({ startWallMs });
const birth = birthOf(smallPlan, { session: 's1', boot: 'b1', firmware: '1.2.3' }, clock);

const samples = {
  state: { v: 1, online: true, session: 's1', ts: startWallMs, reason: 'start' },
  birth,
  health: {
    v: 1,
    ts: startWallMs,
    session: 's1',
    uptime_s: 60,
    rss_mb: 80.5,
    cycle: { count: 60, overruns: 0, p99_ms: 3.5 },
    outbox: { depth: 2, bytes: 900, dropped: 0 },
    buses: {
      'tcp-a': {
        link: 'open',
        utilisation: 0.4,
        ok: 10,
        timeouts: 1,
        crc_errors: 0,
        late_bytes: 0,
        missed: 0,
        parked: ['gun-2'],
      },
    },
    clock: { sync: true, src: 'virtual' },
  },
  models: {
    v: 1,
    ts: startWallMs,
    session: 's1',
    mode: 'auto',
    cabinets: {
      a: {
        temp_c: 44.1,
        expected_c: null,
        blind: false,
        rise_k: 21.5,
        settle_s: 180,
        learnt_min: 12,
        fans_louder_db: 0.4,
      },
    },
    limits: { 'limit-a': { value: 100, changes_8h: 2, budget: 12, changes: 5, may_go: 'down' } },
    receptors: {
      flat: {
        limit_db: 50,
        equipment_db: 41.2,
        may_db: 47.9,
        rung: 'hour',
        doubt_db: 1.1,
        gate: 'trusted',
        why: 'heard at many speeds',
      },
    },
  },
  live: { v: 1, ts: startWallMs, session: 's1', valid_s: 15, ch: { 'power.active': { v: null, q: 5 } } },
  data: {
    v: 1,
    station: 'st-1',
    stream: 'spl',
    boot: 'b1',
    seq: [7, 8],
    hist: false,
    clock: { sync: true, src: 'virtual' },
    cfg: 'abc',
    ch: ['slm-north.sound.laeq', 'slm-north.sound.lafmax'],
    unit: ['dB', 'dB'],
    rows: [
      [7, startWallMs, [51.2, 55], 0],
      [8, startWallMs + 1000, [null, null], 5],
    ],
  },
  event: {
    v: 1,
    ts: startWallMs,
    session: 's1',
    seq: 3,
    class: 'gap',
    severity: 'warning',
    state: 'noted',
    subject: 'spl',
    text: 'records 1 to 4 of spl will never arrive',
    gap: { stream: 'spl', first_seq: 1, last_seq: 4 },
  },
  ack: { v: 1, id: 'c-1', stage: 'rejected', code: 'EXPIRED', ts: startWallMs, text: 'expired 3 s ago' },
} as const;

test.each(Object.entries(payloadSchemas))(
  'a payload of %s survives JSON and its schema unchanged',
  (name, schema) => {
    const sample = samples[name as keyof typeof samples];
    expect(schema.parse(JSON.parse(JSON.stringify(sample)))).toEqual(sample);
    expect(schema.safeParse({ ...sample, v: 2 }).success).toBe(false);
    const { v: _version, ...incomplete } = sample;
    expect(schema.safeParse(incomplete).success).toBe(false);
  },
);

test.each([
  ['a quality that does not exist', [1, startWallMs, [1], 9]],
  ['a number without an end', [1, startWallMs, [Number.POSITIVE_INFINITY], 0]],
  ['no quality', [1, startWallMs, [1]]],
  ['a sequence number below zero', [-1, startWallMs, [1], 0]],
])('a row with %s is none', (_name, row) => {
  expect(rowSchema.safeParse(row).success).toBe(false);
});

test('the birth names each channel, stream and output with what a consumer needs', () => {
  expect(birthSchema.parse(birth)).toEqual(birth);
  expect(birth.channels['gun-1.power.active']).toEqual({
    quantity: 'power.active',
    unit: 'W',
    device: 'gun-1',
    valid_s: 5,
    min: -5e6,
    max: 5e6,
  });
  expect(birth.outputs['limit-a']).toEqual({
    kind: 'power-limit',
    min: 50,
    max: 100,
    rest: 100,
    fail_safe: 50,
    steps: [50, 100],
    lease_s: 5,
  });
  expect(birth.streams['power']).toEqual({
    period_s: 5,
    channels: ['cab-a.power.active', 'gun-1.power.active', 'gun-2.power.active'],
    unit: ['W', 'W', 'W'],
  });
  expect(birth.commands).toEqual(['limit', 'manual', 'release', 'rebirth']);
});

test("the birth tells the device's own range where its definition has one", () => {
  const points = [{ id: 'temperature', min: -20, max: 90 }];
  const definition = { points } as unknown as DeviceDefinition;
  const device = { id: 'temp-a', bus: 'tcp-a', unitId: 1, definition, pollMs: 1000, validMs: 5000 };
  const own = birthOf(
    { ...smallPlan, devices: [device] },
    { session: 's1', boot: 'b1', firmware: '1.2.3' },
    clock,
  );
  expect(own.channels['temp-a.temperature']).toMatchObject({ min: -20, max: 90 });
});

test('the streams leave counters out and end with what was made of the sound', () => {
  const columns = streamsOf(smallPlan).map(
    ({ name, columns }) => `${name}: ${columns.map(({ id }) => id).join(' ')}`,
  );
  expect(columns).toEqual([
    'spl: slm-north.sound.laeq slm-north.sound.lafmax',
    'power: cab-a.power.active gun-1.power.active gun-2.power.active',
    'thermal: temp-a.temperature fan-a.fan.speed',
    'output: fan-a limit-a',
    'minute: level laeq lafmax valid night_laeq',
    'attribution: level total equipment background uncertainty gate',
    'heard: level kind confidence seconds max above',
  ]);
});

test('every topic is read back into its name and part', () => {
  for (const [name, { pattern }] of Object.entries(topics)) {
    const part = pattern.includes('{') ? 'x-1' : '';
    const topic = root + pattern.replace(/\{.*\}/, part);
    expect(parseTopic(topic)).toEqual({ site: 'lane-7', station: 'st-1', name, part });
  }
  for (const foreign of [
    '',
    'x',
    `${root}state/more`,
    `${root}data`,
    `${root}toString`,
    'zigbee/bridge/state',
  ]) {
    expect(parseTopic(foreign)).toBeUndefined();
  }
  expect(commandFilterOf(smallPlan)).toBe('quietpost/v1/lane-7/st-1/cmd/+');
});

test('the last will is the retained state with its full topic', () => {
  const will = lastWillOf(smallPlan, 's1', startWallMs);
  expect(will).toMatchObject({ topic: `${root}state`, qos: 1, retain: true });
  expect(stateSchema.parse(JSON.parse(will.payload))).toMatchObject({ online: false, reason: 'lost' });
  expect(stateOf('s1', true, startWallMs, 'start').topic).toBe('state');
});

test('each message is told in words, without live values and without stumbling over foreign ones', () => {
  const told = Object.entries(samples).map(([name, sample]) => {
    const message = messageOf(name as keyof typeof samples, 'spl', JSON.stringify(sample));
    return inWords(root + message.topic, message.payload, plain).map((line) =>
      line.replace(/^\d\d:\d\d:\d\d /, ''),
    );
  });
  expect(told).toEqual([
    ['st-1 is online (start, session s1)'],
    [
      'st-1 at lane-7: firmware 1.2.3, configuration 0123456789ab',
      '         8 channels of 6 devices; streams spl, power, thermal, output, minute, attribution, heard',
      '         outputs: fan-a (fan), limit-a (power-limit)',
    ],
    ['health: up 1 min, 81 MB | cycle p99 3.5 ms, 0 overruns | outbox 2 | tcp-a open 40 %, silent: gun-2'],
    [
      'models: a warms by 21.5 K in 180 s at full power and fans (12 min learnt) | limit-a moved 2 of 12 times in 8 h | flat equipment 41.2 dB, may 47.9 dB, doubt 1.1 dB, trusted',
    ],
    [],
    [
      'slm-north            LAeq  51.2 dB  LAFmax  55.0 dB',
      'slm-north            LAeq     - dB  LAFmax     - dB  stale',
    ],
    ['gap spl: records 1 to 4 of spl will never arrive'],
    ['command c-1 rejected (EXPIRED): expired 3 s ago'],
  ]);
  expect(inWords('zigbee/bridge/state', '{}', plain)).toEqual([]);
  expect(inWords(`${root}state`, 'not json', plain)).toEqual([
    `${root}state: a payload that does not fit its schema`,
  ]);
});

test('output and minute rows are told by name', () => {
  const told = (
    stream: string,
    ch: readonly string[],
    unit: readonly string[],
    values: readonly unknown[],
  ) => {
    const payload = { ...samples.data, stream, ch, unit, rows: [[7, startWallMs, values, 0]] };
    return inWords(`${root}data/${stream}`, JSON.stringify(payload), plain).map((line) => line.slice(9));
  };
  expect(told('output', ['fan-a', 'limit-a'], ['%', '%'], [60, null])).toEqual([
    'outputs fan-a 60 %, limit-a - %',
  ]);
  const minute = ['level', 'laeq', 'lafmax', 'valid', 'night_laeq'];
  expect(told('minute', minute, ['id', 'dB', 'dB', 's', 'dB'], ['flat', 48.1234, 61, 60, 47.05])).toEqual([
    'flat                 LAeq  48.1 dB  LAFmax  61.0 dB  minute, 60 s valid, night so far  47.0 dB',
  ]);
  expect(told('power', ['a', 'b', 'c'], ['W', 'W', 'W'], [200_000, 0, null])).toEqual([
    'power: 1 of 3 meters above 1 kW, 1 without a value',
  ]);
});
