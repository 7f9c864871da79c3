import { expect, test } from 'vitest';
import { englishLeft } from '../chinese.ts';
import { type Edit, edited, readText, said, siteText } from '../variants.ts';

/** What is said of the load of a bus, and what helps, with the shipped station edited like this. */
function saidOf(bus: string, edits: readonly Edit[]): string[] {
  const reading = readText(edited(siteText, edits).text);
  const problems = [...(reading.ok ? [] : reading.problems), ...reading.warnings];
  expect(englishLeft(problems)).toEqual([]);
  return problems
    .map(said)
    .filter((problem) => problem.path === `buses.${bus}` && problem.message.includes('this plan needs'))
    .map(({ severity, message, fix }) => `${severity}: ${message}; ${fix}`);
}

const gunsOn = (baud: number): Edit => [
  'guns-a: { kind: modbus-tcp, host: 127.0.0.1, port: 15022 }',
  `guns-a: { kind: modbus-rtu, path: /dev/ttyS0, baud: ${baud}, format: 8N1 }`,
];
const gunsEvery = (poll: string): Edit => [
  'gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24, poll: 2s }',
  `gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24, poll: ${poll} }`,
];

test('a plan that cannot be kept is an error that says how much, by what, and which baud rate is enough', () => {
  const [said] = saidOf('guns-a', [gunsOn(2400)]);
  expect(said).toMatch(
    /^error: this plan needs 16\d % of guns-a at 2400 baud; most of it: gun-a 16\d % \(14 devices\); at 19200 baud it is 7\d %: set bus and devices to it, poll about 2\.\d times less often, or use a second bus$/,
  );
});

test('a plan that leaves less than a fifth is a warning', () => {
  const [said] = saidOf('guns-a', [gunsOn(9600)]);
  expect(said).toMatch(
    /^warning: this plan needs 8\d % of guns-a at 9600 baud, little is left for retries; /,
  );
  expect(saidOf('guns-a', [gunsOn(19_200)])).toEqual([]);
});

test('where gaps and turnaround fill the line, no baud rate is proposed', () => {
  const [said] = saidOf('guns-a', [gunsOn(38_400), gunsEvery('1s')]);
  expect(said).toMatch(
    /^error: .* poll about 1\.\d times less often, or use a second bus; at 115200 baud it would still be 1\d\d %: gaps/,
  );
});

test('the three entries that cost most are named, dearest first', () => {
  const [said] = saidOf('io', [
    [
      'io: { kind: modbus-tcp, host: 127.0.0.1, port: 15025 }',
      'io: { kind: modbus-rtu, path: /dev/ttyS0, baud: 1200, format: 8N1 }',
    ],
    [
      'relays-b: { bus: io, model: waveshare-relay-8, unitId: 3, poll: 2s',
      'relays-b: { bus: io, model: waveshare-relay-8, unitId: 3, poll: 1s',
    ],
  ]);
  expect(said).toMatch(/most of it: relays-b \d+ %, relays-a \d+ %, temp-[ab]\d \d+ %;/);
});
