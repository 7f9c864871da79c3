/** Boards and GPIO in a site file: what cannot be is said at its place, with what to write. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { englishLeft } from '../chinese.ts';
import { type Edit, edited, errorsOf, placeOf, readText, said } from '../variants.ts';

const text = readFileSync(new URL('../../../../config/sites/one-cover.yaml', import.meta.url), 'utf8');
const header = 'header: { kind: gpio, chip: raspberry-pi, driver: auto }';
const relays = 'relays: { bus: header, model: gpio-relays, lines: [26, 20, 21], poll: 1s }';
const fan = 'fan: { bus: fans, model: ebm-papst-ec, unitId: 11, poll: 1s }';
const board = 'cover: { kind: board, path: /dev/ttyACM0, fans: 1, relays: 8 }';

const rows: readonly (readonly [name: string, edits: readonly Edit[], says: RegExp])[] = [
  ['a driver that is none', [[header, header.replace('auto', '@wiringpi')]], /auto.*sysfs.*libgpiod/],
  [
    'GPIO relays on a Modbus bus',
    [[relays, relays.replace('header, model: ', 'field, model: @')]],
    /kind modbus-rtu/,
  ],
  [
    'a meter on GPIO',
    [['meter: { bus: field, model: ', 'meter: { bus: header, model: @']],
    /write gpio-relays/,
  ],
  [
    'GPIO relays without lines',
    [[relays, '@relays: { bus: header, model: gpio-relays, poll: 1s }']],
    /lines: \[17, 27\]/,
  ],
  ['a line twice', [[relays, relays.replace('20', '@26')]], /line 26 already drives/],
  ['a line that cannot be', [[relays, relays.replace('[26', '[@900')]], /511/],
  [
    'active-low on a Modbus device',
    [[fan, fan.replace(', poll', ', @activeLow: true, poll')]],
    /only gpio-relays has activeLow/,
  ],
  ['a unit id on GPIO', [[relays, relays.replace(', poll', ', @unitId: 3, poll')]], /has no number/],
  ['a relay beyond the lines', [['coils: [3]', 'coils: @[4]']], /coils 1 to 3/],
  [
    'one chip, two buses',
    [[header, `${header}\n  other: { kind: gpio, chip: @raspberry-pi }`]],
    /already has this chip/,
  ],
  [
    'a board fan without its number',
    [
      [header, `${header}\n  ${board}`],
      [fan, '@fan: { bus: cover, model: board-fan, poll: 1s }'],
    ],
    /unitId: 1/,
  ],
  [
    'a board fan that the board does not have',
    [
      [header, `${header}\n  ${board}`],
      [fan, 'fan: { bus: cover, model: board-fan, unitId: @2, poll: 1s }'],
    ],
    /there is no fan 2/,
  ],
  [
    'a lease that a board cannot hold',
    [
      [header, board],
      [relays, 'relays: { bus: cover, model: board-relays, poll: 1s }'],
      [fan, 'fan: { bus: cover, model: board-fan, unitId: 1, poll: 1s }'],
      [
        'device: fan, command: setpoint, failSafe: 60, lease: 30s',
        'device: fan, command: setpoint, failSafe: 60, lease: @90s',
      ],
    ],
    /1500ms to 60s/,
  ],
  [
    'two leases on one board',
    [
      [header, board],
      [relays, 'relays: { bus: cover, model: board-relays, poll: 1s }'],
      [fan, 'fan: { bus: cover, model: board-fan, unitId: 1, poll: 1s }'],
      ['coils: [3], failSafe: 0, lease: 30s', 'coils: [3], failSafe: 0, lease: @10s'],
    ],
    /one lease/,
  ],
  [
    'steps that pass through more power',
    [
      [
        'steps: { 100: [1, 2], 75: [1], 50: [], 25: [2] }',
        '@steps: { 100: [], 75: [1], 50: [1, 2], 25: [2] }',
      ],
    ],
    /from 25 to 75 percent.*"order: make-before-break"/,
  ],
  [
    'the other order for a wiring that needs this one',
    [
      ['order: break-before-make', 'order: make-before-break'],
      ['    steps: { 100: [1, 2]', '    @steps: { 100: [1, 2]'],
    ],
    /"order: break-before-make"/,
  ],
  ['a long delay', [['delay: 100ms', 'delay: @5s']], /at most 2s/],
];

test.each(rows)('%s', (_name, edits, says) => {
  const { text: broken, marks } = edited(text, edits);
  const errors = errorsOf(readText(broken));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  const at = problems.filter((problem) => placeOf(problem) === marks[0]);
  expect(
    at.map(({ message, fix }) => `${message}; ${fix}`).join('\n'),
    JSON.stringify(problems, null, 1),
  ).toMatch(says);
});
