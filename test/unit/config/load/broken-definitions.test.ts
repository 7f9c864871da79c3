import { expect, test } from 'vitest';
import { englishLeft } from '../chinese.ts';
import { definitions, type Edit, edited, errorsOf, placeOf, readText, said, siteText } from '../variants.ts';

const rows: readonly (readonly [name: string, model: string, edit: Edit, says: RegExp])[] = [
  ['overlapping registers', 'xy-md02', ['humidity, address: 2', 'humidity, address: @1'], /overlaps/],
  [
    'an unknown register type',
    'xy-md02',
    ['address: 1, type: int16', 'address: 1, type: @in16'],
    /did you mean "int16"\?/,
  ],
  ['an unknown key', 'xy-md02', ['verified: false', '@verifed: false'], /did you mean "verified"\?/],
  [
    'an unknown quantity',
    'xy-md02',
    ['quantity: humidity', 'quantity: @humidty'],
    /did you mean "humidity"\?/,
  ],
  ['a unit of another quantity', 'xy-md02', ['unit: degC', 'unit: @rpm'], /rpm/],
  ['a gap without unit', 'xy-md02', ['minGap: 60ms', 'minGap: @60'], /60 has no unit/],
  ['another model than the file name', 'xy-md02', ['model: xy-md02', 'model: @xy-md01'], /rename the file/],
  [
    'an odd block where reads are even',
    'eastron-sdm630',
    ['power.active, address: 52,', 'power.active, address: @53,'],
    /an odd block/,
  ],
  [
    'a forbidden range on a point',
    'eastron-sdm630',
    ['  even: true', '  forbidden: [@{ from: 40, to: 53 }]\n  even: true'],
    /where power.active stands/,
  ],
  [
    'a ratio that nobody defines',
    'eastron-sdm630',
    ['address: 52, unit: W', 'address: 52, unit: W, times: [@ratio.current]'],
    /no point ratio.current/,
  ],
  ['a tab', 'xy-md02', ['  minGap', '@\tminGap'], /spaces/],
];

test.each(rows)(
  'a definition with %s is reported in its own file, and only there',
  (_, model, edit, says) => {
    const original = definitions.get(model);
    const { text, marks } = edited(original?.text ?? '', [edit]);
    const broken = new Map([[model, { file: `devices/${model}.yaml`, text }]]);
    const errors = errorsOf(readText(siteText, broken));
    expect(englishLeft(errors)).toEqual([]);
    const problems = errors.map(said);
    const all = problems.map((one) => `${one.file}:${placeOf(one)} ${one.message}; ${one.fix}`).join('\n');
    expect(new Set(problems.map((one) => one.file)), all).toEqual(new Set([`devices/${model}.yaml`]));
    expect(
      problems.some((one) => placeOf(one) === marks[0] && says.test(one.message + one.fix)),
      all,
    ).toBe(true);
  },
);

test('a broken definition that the site does not use stops nothing', () => {
  const unused = new Map([['spare', { file: 'devices/spare.yaml', text: 'kind: [' }]]);
  expect(readText(siteText, unused).ok).toBe(true);
});
