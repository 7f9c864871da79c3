/** One mistake is one error: what follows from it is not said, and what may follow from it waits. */

import { expect, test } from 'vitest';
import { renderReport } from '../../../../src/config/problems/render.ts';
import { englishLeft } from '../chinese.ts';
import { type Edit, edited, errorsOf, readText, said, siteText } from '../variants.ts';

const rows: readonly (readonly [name: string, edit: Edit, message: RegExp])[] = [
  ['a section that is a list', ['receptors:\n  north:', 'receptors:\n  - north:'], /list stands where keys/],
  [
    'a receptor with a name that cannot be',
    ['  north:\n', '  North Side:\n'],
    /"North Side" is not possible/,
  ],
  [
    'a bus of an unknown kind',
    ['noise: { kind: modbus-tcp', 'noise: { kind: meter-tpc'],
    /"meter-tpc" is not known/,
  ],
  [
    'a model that is not there',
    ['model: waveshare-relay-8', 'model: waveshare-relay-9'],
    /no device definition "waveshare-relay-9"/,
  ],
  [
    'an unknown name in two places',
    ['  north:\n    meter', '  nord:\n    meter'],
    /no receptor "north" \(also named by cabinets\.a\./,
  ],
  [
    'a key written twice',
    ['    meter: slm-north\n', '    meter: slm-north\n    meter: slm-rest\n'],
    /written twice/,
  ],
  ['a misspelt section', ['receptors:\n', 'receptor:\n'], /unknown key "receptor"/],
];

test.each(rows)('%s is one error', (_, edit, message) => {
  const errors = errorsOf(readText(edited(siteText, [edit]).text));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  expect(problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)]);
});

test('with an error, warnings are one counted line', () => {
  const reading = readText(edited(siteText, [['meter: slm-north', 'meter: slm-nort']]).text);
  const report = renderReport([...errorsOf(reading), ...reading.warnings]);
  expect(report).toMatch(/\n\n1 error\n\d+ warnings, shown when there are no errors$/);
  expect(report).not.toContain('nothing uses');
  expect(report.split('\n').length).toBeLessThan(10);
});

test('twenty errors are drawn at most, and all are counted', () => {
  const many = Array.from(
    { length: 300 },
    (_, index) => `  spare-${index}: { bus: nowhere-${index}, model: xy-md02, poll: 5s }`,
  );
  const reading = readText(siteText.replace('devices:\n', `devices:\n${many.join('\n')}\n`));
  const report = renderReport([...errorsOf(reading), ...reading.warnings]);
  expect(report.match(/^error: /gm)).toHaveLength(20);
  expect(report).toContain('\n300 errors; the first 20 are shown\n');
});

test('a file of thousands of devices costs what its size does, not the square of it', () => {
  const devices = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `  spare-${index}: { bus: nowhere-${index}, model: xy-md02, poll: 5s }`,
    ).join('\n');
  const timeMs = (count: number): number => {
    const text = siteText.replace('devices:\n', `devices:\n${devices(count)}\n`);
    const before = process.cpuUsage();
    const reading = readText(text);
    renderReport([...errorsOf(reading), ...reading.warnings]);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  timeMs(500);
  const [small, large] = [timeMs(500), timeMs(4000)];
  // Eight times the devices: eight times the work if it is linear, sixty-four times if it is not.
  expect(large / small).toBeLessThan(24);
});

test('a password does not go into a report', () => {
  const broker = 'kind: embedded # a broker inside this process, for a desktop\n  port: 1883';
  for (const written of [
    'kind: mqtt\n  url: mqtts://u:geheim@h:8883/x',
    'kind: mqtt\n  url: mqtts://h\n  password: geheim',
  ]) {
    const report = renderReport(errorsOf(readText(siteText.replace(broker, written))));
    expect(report).toMatch(/^error: /);
    expect(report).not.toContain('geheim');
  }
});
