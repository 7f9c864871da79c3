import { expect, test } from 'vitest';
import { englishLeft } from '../chinese.ts';
import { type Edit, edited, errorsOf, placeOf, readText, said, siteText } from '../variants.ts';

const meter = '  meter-b: { bus: power, model: eastron-sdm630, unitId: 3';

const rows: readonly (readonly [name: string, to: string, says: RegExp])[] = [
  [
    'a model that counts from a base, without it',
    '  @meter-b: { bus: power, model: sunspec-203, unitId: 3',
    /device "meter-b" has no base.*add "base: 40069"\. It is the register that holds the model's number 203/,
  ],
  [
    'a base for a model that counts from 0',
    '  meter-b: { bus: power, @base: 40069, model: eastron-sdm630, unitId: 3',
    /count from 0, not from a base.*leave base out/,
  ],
  [
    'a base from which the addresses run out',
    '  meter-b: { bus: power, base: @65500, model: sunspec-203, unitId: 3',
    /addresses from 65500 run past 65535.*write at most 65481/,
  ],
  [
    'a base that is no address',
    '  meter-b: { bus: power, base: @70000, model: sunspec-203, unitId: 3',
    /65535/,
  ],
];

test.each(rows)('%s is an error at its place', (_, to, says) => {
  const { text, marks } = edited(siteText, [[meter, to] satisfies Edit]);
  const errors = errorsOf(readText(text));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  const all = problems.map((one) => `${placeOf(one)} ${one.message}; ${one.fix}`).join('\n');
  expect(
    problems.some((one) => placeOf(one) === marks[0] && says.test(`${one.message}; ${one.fix}`)),
    all,
  ).toBe(true);
});

test('every member of a group stands at the base of its entry', () => {
  const group: Edit = [
    'gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24',
    'gun-a: { bus: guns-a, model: sunspec-213, base: 50000, unitIds: 11-24',
  ];
  const reading = readText(edited(siteText, [group]).text);
  if (!reading.ok)
    throw new Error(
      errorsOf(reading)
        .map((one) => one.message)
        .join('\n'),
    );
  const guns = reading.plan.devices.filter(({ id }) => id.startsWith('gun-a'));
  const addressOf = (id: string) => (gun: (typeof guns)[number]) =>
    gun.definition.points.find((point) => point.id === id)?.address;
  expect(guns.map(addressOf('power.active'))).toEqual(new Array(14).fill(50_028));
});
