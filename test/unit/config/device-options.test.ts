import { expect, test } from 'vitest';
import { englishLeft } from './chinese.ts';
import { type Edit, edited, errorsOf, placeOf, readText, said, siteText } from './variants.ts';

const fan = '  fan-a1: { bus: fans, model: ebm-papst-ec, unitId: 11';
const meter = '  meter-b: { bus: power, model: eastron-sdm630, unitId: 3';
const guns = '  gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24';

const rows: readonly (readonly [name: string, from: string, to: string, says: RegExp])[] = [
  [
    'a ratio that the model does not have',
    fan,
    '  fan-a1: { bus: fans, model: ebm-papst-ec, ratios: { @ful-speed: 2500 }, unitId: 11',
    /no value of ebm-papst-ec is multiplied by "ful-speed".*did you mean "full-speed"\?/,
  ],
  [
    'a ratio of a model without any',
    meter,
    '  meter-b: { bus: power, model: eastron-sdm630, ratios: { @current: 40 }, unitId: 3',
    /no value of eastron-sdm630 .*leave ratios out/,
  ],
  [
    'a ratio that is none of those that are known',
    guns,
    '  gun-a: { bus: guns-a, model: acrel-djsf1352, ratios: { energy-count: @10 }, unitIds: 11-24',
    /10 is no energy-count of acrel-djsf1352.*write 1 or 0.1.*display/,
  ],
  [
    'two channels of a meter that has one',
    meter,
    '  meter-b: { bus: power, model: eastron-sdm630, channels: @2, unitId: 3',
    /eastron-sdm630 has one unit id.*leave channels out/,
  ],
  [
    'more channels than the meter has',
    meter,
    '  meter-b: { bus: power, model: acrel-djsf1352, channels: @3, unitId: 3',
    /2 unit ids at most/,
  ],
  [
    'channels of a group, whose unit ids are all written',
    guns,
    '  gun-a: { bus: guns-a, model: acrel-djsf1352, channels: @2, unitIds: 11-24',
    /names every channel already/,
  ],
  [
    'a second channel past the last unit id',
    meter,
    '  meter-b: { bus: power, model: acrel-djsf1352, channels: @2, unitId: 247',
    /run past 247.*give the meter unit id 246/,
  ],
  [
    'a device under the unit id of a second channel',
    guns,
    '  dual: { bus: guns-a, model: acrel-djsf1352, channels: 2, unitId: 10, poll: 2s }\n  gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: @11-24',
    /"gun-a-01" has unit id 11 on bus "guns-a", and so has "dual"/,
  ],
  [
    'a second channel over the unit id of another',
    guns,
    `${guns}, poll: 2s }\n  dual: { bus: guns-a, model: acrel-djsf1352, channels: 2, unitId: @24`,
    /"dual" has unit id 24 on bus "guns-a", and so has "gun-a-14".*free is 2/,
  ],
];

test.each(rows)('%s is an error at its place', (_, from, to, says) => {
  const { text, marks } = edited(siteText, [[from, to] satisfies Edit]);
  const errors = errorsOf(readText(text));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  const all = problems.map((one) => `${placeOf(one)} ${one.message}; ${one.fix}`).join('\n');
  expect(
    problems.some((one) => placeOf(one) === marks[0] && says.test(`${one.message}; ${one.fix}`)),
    all,
  ).toBe(true);
});

test('two channels with room for both are no error', () => {
  const dual =
    '  dual: { bus: guns-a, model: acrel-djsf1352, channels: 2, unitId: 9, poll: 2s }\n  gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24';
  expect(errorsOf(readText(edited(siteText, [[guns, dual]]).text))).toEqual([]);
});

test('what the site states is taken in the place of the register, which is neither read nor a channel', () => {
  const { text } = edited(siteText, [
    [fan, '  fan-a1: { bus: fans, model: ebm-papst-ec, ratios: { full-speed: 2500 }, unitId: 11'],
    [guns, '  gun-a: { bus: guns-a, model: acrel-djsf1352, ratios: { energy-count: 0.1 }, unitIds: 11-24'],
  ]);
  const reading = readText(text);
  if (!reading.ok) throw new Error('not a site');
  const point = (device: string, id: string) =>
    reading.plan.devices
      .find((one) => one.id === device)
      ?.definition.points.find((candidate) => candidate.id === id);
  expect(point('fan-a1', 'fan.speed')).toMatchObject({ times: [], factor: 2500 });
  expect(point('fan-a1', 'ratio.full-speed')).toBeUndefined();
  expect(Object.keys(reading.plan.control.channels)).not.toContain('fan-a1.ratio.full-speed');
  expect(point('fan-a2', 'fan.speed')).toMatchObject({ times: ['ratio.full-speed'] });
  expect(Object.keys(reading.plan.control.channels)).toContain('fan-a2.ratio.full-speed');
  expect(point('gun-a-14', 'energy.import')).toMatchObject({ factor: 0.1 });
  expect(point('gun-b-01', 'energy.import')).toMatchObject({ factor: 1 });
});
