import { expect, test } from 'vitest';
import { definitionSchema } from '../../../../src/devices/modbus/definition.ts';
import { lastAddress, relocate } from '../../../../src/devices/modbus/relocate.ts';
import { phraseInEnglish } from '../../language/said.ts';
import { limits, pointsAt, resolved, type Written } from './make-definition.ts';

const voltage = { quantity: 'voltage', address: 0, unit: 'V' };

test('fills the defaults, the width and the range of the quantity', () => {
  const { definition, problems } = resolved(
    [
      { quantity: 'power.active', part: 'l1', address: 6, type: 'float32', unit: 'kW', every: '60s' },
      { quantity: 'temperature', address: 2, type: 'int16', unit: 'degC', range: { min: -20, max: 60 } },
      { quantity: 'relay.coils', address: 0, table: 'coil', type: 'bits', count: 8, unit: '1' },
    ],
    { defaults: { table: 'input', wordOrder: 'lsw-first' }, limits: limits({ minGap: '60ms' }) },
  );
  expect(problems).toEqual([]);
  expect(definition).toMatchObject({ minGapMs: 60, responseTimeoutMs: 500, maxRegistersPerRead: 20 });
  expect(definition.points).toMatchObject([
    { id: 'power.active.l1', table: 'input', width: 2, wordOrder: 'lsw-first', scale: 1, everyMs: 60_000 },
    { id: 'temperature', min: -20, max: 60, everyMs: undefined },
    { id: 'relay.coils', table: 'coil', width: 8, min: 0, max: 65535 },
  ]);
});

const refused: [
  why: string,
  points: Written[],
  more: Written,
  problems: [path: string, message: string][],
][] = [
  ['a unit of another quantity', [{ ...voltage, unit: 'kW' }], {}, [['points.0.unit', 'kW cannot become V']]],
  [
    'two points of one id',
    [voltage, { ...voltage, address: 1 }],
    {},
    [['points.1.part', 'second point is named voltage']],
  ],
  [
    'points that share a register',
    [
      { ...voltage, type: 'uint32' },
      { quantity: 'current', address: 1, unit: 'A' },
    ],
    {},
    [['points.1.address', 'current (point 2) overlaps voltage (point 1) at holding 1']],
  ],
  [
    'a decimal point inside a value',
    [{ ...voltage, scale: { register: 1 } }, ...pointsAt([1])],
    {},
    [['points.0.scale', 'overlaps current.p1']],
  ],
  [
    'a decimal point read in two ways',
    [
      { ...voltage, scale: { register: 2 } },
      { quantity: 'current', address: 1, unit: 'A', scale: { register: 2, type: 'int16' } },
    ],
    {},
    [['points.1.scale', 'a decimal point (int16) overlaps a decimal point (uint16)']],
  ],
  [
    'a point wider than a read',
    [{ quantity: 'energy.import', address: 0, unit: 'Wh', type: 'uint64' }],
    { limits: limits({ maxRegistersPerRead: 2 }) },
    [['points.0.type', '4 wide, one read carries 2']],
  ],
  [
    'a count on a word, and a mask without one',
    [
      { ...voltage, count: 2 },
      { quantity: 'relay.coils', table: 'coil', type: 'bits', address: 0, unit: '1' },
    ],
    {},
    [
      ['points.0.count', 'count means nothing for a uint16'],
      ['points.1.count', 'unknown width'],
    ],
  ],
  [
    'a value beyond the last address',
    [{ ...voltage, type: 'float32', address: 0xffff }],
    {},
    [['points.0.address', 'runs past address 65535']],
  ],
  [
    'a decimal point too far away',
    [{ ...voltage, scale: { register: 20 } }],
    {},
    [['points.0.scale', 'needs holding 0 to 20 in one read']],
  ],
  [
    'a decimal point behind a forbidden hole',
    [{ ...voltage, scale: { register: 2 } }],
    { limits: limits({ holes: 'forbidden' }) },
    [['points.0.scale', 'needs holding 0 to 2 in one read']],
  ],
  [
    'a decimal point for a float',
    [{ ...voltage, type: 'float32', scale: { register: 2 } }],
    {},
    [['points.0.scale', 'float32 has no decimal point register']],
  ],
  [
    'a scale for a mask',
    [{ quantity: 'relay.coils', table: 'coil', type: 'bits', count: 8, address: 0, unit: '1', scale: 0.1 }],
    {},
    [['points.0.scale', 'bits has no scale']],
  ],
  ['a scale of zero', [{ ...voltage, scale: 0 }], {}, [['points.0.scale', 'makes every value 0']]],
  [
    'a counter that is not there',
    [{ quantity: 'sound.laeq', address: 0, unit: 'dB', countedBy: 'sound.count' }],
    {},
    [['points.0.countedBy', 'sound.count, which is not defined']],
  ],
  [
    'a counter with another period',
    [
      { quantity: 'sound.laeq', address: 0, unit: 'dB', countedBy: 'sound.count' },
      { quantity: 'sound.count', address: 1, unit: '1', every: '5s' },
    ],
    {},
    [['points.0.countedBy', 'never in one read']],
  ],
  [
    'a counter out of reach',
    [
      { quantity: 'sound.laeq', address: 0, unit: 'dB', countedBy: 'sound.count' },
      { quantity: 'sound.count', address: 20, unit: '1' },
    ],
    {},
    [['points.0.countedBy', 'needs holding 0 to 20 in one read']],
  ],
  [
    'a word in a coil table, a bit in a register',
    [
      { ...voltage, table: 'coil' },
      { quantity: 'relay.coils', address: 1, type: 'bit', unit: '1' },
    ],
    {},
    [
      ['points.0.type', 'uint16 does not fit table coil'],
      ['points.1.type', 'bit does not fit table holding'],
    ],
  ],
  [
    'a point of which table and type are unknown',
    [voltage],
    { defaults: {} },
    [
      ['points.0.table', 'has no table'],
      ['points.0.type', 'has no type'],
    ],
  ],
  [
    'an odd block where reads must be even',
    [
      { ...voltage, type: 'float32' },
      { quantity: 'current', address: 3, unit: 'A', type: 'float32' },
      { quantity: 'frequency', address: 6, unit: 'Hz' },
    ],
    { limits: limits({ even: true }) },
    [
      ['points.1.address', 'current needs a read of 2 from 3: an odd block'],
      ['points.2.address', 'frequency needs a read of 1 from 6: an odd block'],
    ],
  ],
  [
    'a forbidden range with a point inside, one that ends before it begins, one in another table',
    [{ ...voltage, type: 'uint32' }],
    {
      limits: limits({
        forbidden: [
          { from: 1, to: 4 },
          { from: 9, to: 8 },
          { table: 'input', from: 0, to: 9 },
        ],
      }),
    },
    [
      ['limits.forbidden.0', 'no read may touch holding 1 to 4, where voltage stands'],
      ['limits.forbidden.1', '9 to 8 is no range'],
    ],
  ],
  [
    'a decimal point behind a forbidden range',
    [{ ...voltage, scale: { register: 3 } }],
    { limits: limits({ forbidden: [{ from: 1, to: 2 }] }) },
    [['points.0.scale', 'needs holding 0 to 3 in one read']],
  ],
  [
    'a ratio that is not there, and a ratio of a ratio',
    [
      { ...voltage, times: ['ratio.voltage'] },
      { quantity: 'ratio', part: 'current', address: 1, unit: '1', times: ['ratio.current'] },
    ],
    {},
    [
      ['points.0.times.0', 'there is no point ratio.voltage'],
      ['points.1.times.0', 'ratio.current is a ratio itself'],
    ],
  ],
  [
    'a range wider than the quantity',
    [{ ...voltage, range: { min: 0, max: 1501 } }],
    {},
    [['points.0.range', 'not inside what voltage can be']],
  ],
  [
    'a sentinel the type cannot hold',
    [{ ...voltage, type: 'int16', sentinels: [0xffff] }],
    {},
    [['points.0.sentinels', 'a int16 can never be 65535']],
  ],
];

test.each(refused)('refuses %s', (_, points, more, expected) => {
  const { problems } = resolved(points, more);
  expect(problems.map((problem) => problem.path.join('.'))).toEqual(expected.map(([path]) => path));
  problems.forEach((problem, index) => {
    expect(phraseInEnglish(problem.message)).toContain(expected[index]?.[1]);
    expect(phraseInEnglish(problem.fix)).not.toBe('');
  });
});

const setpoint = { kind: 'register', name: 'setpoint', quantity: 'fan.setpoint', address: 1, unit: '%' };
const relays = { kind: 'coil', name: 'relays', address: 0, count: 8 };
const flash = { kind: 'flash', offset: 0x200, unit: '100ms', maxUnits: 0x7fff };

const registerRelays = {
  kind: 'register-relay',
  name: 'relays',
  address: 1,
  count: 8,
  on: 0x100,
  off: 0x200,
  lease: { kind: 'delay', base: 0x600, unit: '1s', maxUnits: 255 },
};

const refusedCommands: [why: string, commands: Written[], paths: string[]][] = [
  ['two commands of one name', [relays, { ...relays, address: 8 }], ['commands.1.name']],
  ['a unit of another quantity', [{ ...setpoint, unit: 'V' }], ['commands.0.unit']],
  ['steps too fine for one register', [{ ...setpoint, scale: 0.001 }], ['commands.0.scale']],
  ['steps of nothing', [{ ...setpoint, scale: 0 }], ['commands.0.scale']],
  ['values below zero', [{ ...setpoint, quantity: 'temperature', unit: 'degC' }], ['commands.0.scale']],
  ['coils beyond the last address', [{ ...relays, address: 0xfff9 }], ['commands.0.address']],
  [
    'flash addresses beyond the last address, or on the coils, or of no time',
    [
      { ...relays, name: 'a', lease: { ...flash, offset: 0xfff9 } },
      { ...relays, name: 'b', lease: { ...flash, offset: 7 } },
      { ...relays, name: 'c', lease: { ...flash, unit: '0s' } },
    ],
    ['commands.0.lease.offset', 'commands.1.lease.offset', 'commands.2.lease.unit'],
  ],
  [
    'relays in registers beyond the last address, whose words mean two things, whose delay is too long or of no time',
    [
      { ...registerRelays, name: 'a', address: 0xfff9 },
      { ...registerRelays, name: 'b', off: 0x100 },
      { ...registerRelays, name: 'c', on: 0x6ff },
      { ...registerRelays, name: 'd', lease: { ...registerRelays.lease, base: 0xff01 } },
      { ...registerRelays, name: 'e', lease: { ...registerRelays.lease, unit: '0s' } },
    ],
    [
      'commands.0.address',
      'commands.1.off',
      'commands.2.on',
      'commands.3.lease.base',
      'commands.4.lease.unit',
    ],
  ],
];

test.each(refusedCommands)('refuses %s', (_, commands, paths) => {
  const { problems } = resolved([voltage], { commands });
  expect(problems.map((problem) => problem.path.join('.'))).toEqual(paths);
});

test('what a device asks of reads, its ratios and its mask of registers are kept', () => {
  const { definition, problems } = resolved(
    [
      { ...voltage, type: 'float32', times: ['ratio'] },
      { quantity: 'ratio', address: 2, unit: '1', type: 'uint32' },
      { quantity: 'relay.coils', address: 4, unit: '1', type: 'bits', count: 8 },
    ],
    {
      limits: limits({ even: true, turnaround: '40ms', forbidden: [{ from: 20, to: 29 }] }),
      base: 'somewhere',
      commands: [registerRelays],
    },
  );
  expect(problems).toEqual([]);
  expect(definition).toMatchObject({
    even: true,
    turnaroundMs: 40,
    forbidden: [{ table: 'holding', from: 20, to: 29 }],
    base: 'somewhere',
    points: [{ times: ['ratio'] }, { times: [] }, { width: 8 }],
    commands: [{ lease: { unit: 1000 } }],
  });
});

test('a definition with a base moves as a whole', () => {
  const { definition } = resolved([{ ...voltage, scale: { register: 2 } }, ...pointsAt([1])], {
    base: 'somewhere',
    limits: limits({ forbidden: [{ from: 5, to: 6 }] }),
    commands: [setpoint],
  });
  const moved = relocate(definition, 40_069);
  expect(moved.points).toMatchObject([
    { address: 40_069, scale: { register: 40_071 } },
    { address: 40_070, scale: 1 },
  ]);
  expect(moved).toMatchObject({
    commands: [{ address: 40_070 }],
    forbidden: [{ from: 40_074, to: 40_075 }],
  });
  expect([lastAddress(definition), lastAddress(moved)]).toEqual([2, 40_071]);
  expect(relocate(definition, 0)).toBe(definition);
});

test('a sentinel of a float is kept as the float on the wire', () => {
  const { definition, problems } = resolved([{ ...voltage, type: 'float32', sentinels: [9.96921e36] }]);
  expect(problems).toEqual([]);
  expect(definition.points[0]?.sentinels).toEqual([Math.fround(9.96921e36)]);
});

test('points may share one decimal point register', () => {
  const shared = { scale: { register: 9, exponent: -3 } };
  const { problems } = resolved([...pointsAt([6, 7, 8], shared)], { limits: limits({ holes: 'forbidden' }) });
  expect(problems).toEqual([]);
});

test('lists all problems, not the first', () => {
  const { problems } = resolved([
    { ...voltage, unit: 'kW', scale: 0, count: 3 },
    { ...voltage, address: 0 },
  ]);
  expect(problems.map((problem) => problem.path.join('.'))).toEqual([
    'points.0.count',
    'points.0.unit',
    'points.0.scale',
    'points.1.part',
    'points.1.address',
  ]);
});

test('a serial format that YAML has read as a number is explained', () => {
  const { error } = definitionSchema.shape.serial.safeParse({ baud: 19200, format: 8e1 });
  expect(error?.issues[0]?.message).toBe('form-serial');
});
