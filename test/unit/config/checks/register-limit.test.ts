/** A power limit in a register of a charger: what cannot be is said at its place, with what to write. */

import { expect, test } from 'vitest';
import { englishLeft } from '../chinese.ts';
import { type Edit, edited, errorsOf, placeOf, readText, said, siteText } from '../variants.ts';

const relays = siteText.slice(siteText.indexOf('  limit-a:\n'), siteText.indexOf('  limit-b:\n'));
const limit = `  limit-a: { kind: power-limit, device: charger-a, command: limit, failSafe: 50, lease: 30s, rest: 100, min: 20 }

`;
const charger = 'charger-a: { bus: chargers, model: enercharge-ecc-320, unitId: 1, poll: 1s }';
const text = edited(siteText, [
  ['  power: { kind', '  chargers: { kind: modbus-tcp, host: 127.0.0.1, port: 15099 }\n  power: { kind'],
  ['\ndevices:\n', `\ndevices:\n  ${charger}\n`],
  [relays, limit],
]).text;

test('a register of a charger takes the place of relays, in watts of its cabinet', () => {
  const reading = readText(text);
  expect(errorsOf(reading)).toEqual([]);
  if (!reading.ok) throw new Error('the site was read');
  const { outputs, control } = reading.plan;
  expect(outputs.find(({ id }) => id === 'limit-a')).toEqual({
    id: 'limit-a',
    device: 'charger-a',
    command: 'limit',
    leaseMs: 30_000,
    kind: 'register',
    fullW: control.cabinets[0]?.ratedW,
  });
  const spec = control.outputs.find(({ id }) => id === 'limit-a');
  expect(spec).toEqual({ id: 'limit-a', kind: 'power-limit', min: 20, max: 100, rest: 100, failSafe: 50 });
});

const rows: readonly (readonly [name: string, edits: readonly Edit[], says: RegExp])[] = [
  [
    'no lowest value',
    [
      ['  limit-a: {', '  @limit-a: {'],
      ['rest: 100, min: 20 }', 'rest: 100 }'],
    ],
    /end their sessions.*write "min: 20"/,
  ],
  [
    'a lowest value of 0',
    [
      ['  limit-a: {', '  @limit-a: {'],
      ['rest: 100, min: 20 }', 'rest: 100, min: 0 }'],
    ],
    /limit of 0/,
  ],
  [
    'a fail-safe below it',
    [['failSafe: 50, lease: 30s, rest: 100, min: 20', 'failSafe: @10, lease: 30s, rest: 100, min: 20']],
    /outside 20 to 100/,
  ],
  [
    'steps of relays',
    [['rest: 100, min: 20 }', 'rest: 100, min: 20, @steps: { 100: [1], 50: [] } }']],
    /leave "steps" out/,
  ],
  [
    'a fan at the charger',
    [['device: fan-a1, command: setpoint', 'device: charger-a, command: @limit']],
    /sets power.limit, which is no speed/,
  ],
  [
    'the speed of a fan',
    [['device: charger-a, command: limit', 'device: fan-a1, command: @setpoint']],
    /sets fan.setpoint, which is no power limit/,
  ],
  [
    'relays without steps',
    [
      [
        '  limit-a: { kind: power-limit, device: charger-a, command: limit',
        '  @limit-a: { kind: power-limit, device: relays-a, command: relays',
      ],
    ],
    /no step says which.*steps: \{ 100/,
  ],
  [
    'two cabinets at one register',
    [
      ['limit: limit-b', 'limit: limit-a'],
      ['device: charger-a, command: limit', 'device: @charger-a, command: limit'],
    ],
    /several cabinets/,
  ],
];

test.each(rows)('%s', (_name, edits, says) => {
  const { text: broken, marks } = edited(text, edits);
  const errors = errorsOf(readText(broken));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  const at = problems.filter((problem) => placeOf(problem) === marks[0]);
  const told = at.map(({ message, fix }) => `${message}; ${fix}`).join('\n');
  expect(told, JSON.stringify(problems, null, 1)).toMatch(says);
});
