import { expect, test } from 'vitest';
import { renderReport } from '../../../../src/config/problems/render.ts';
import { englishLeft } from '../chinese.ts';
import { type Edit, edited, errorsOf, placeOf, readText, said, siteText } from '../variants.ts';

const rows: readonly (readonly [name: string, edits: readonly Edit[], says: RegExp])[] = [
  ['a site that only advises', [['mode: auto', 'mode: @advise']], /mode advise moves nothing/],
  [
    'unit id 1 among others',
    [['unitId: 2, poll: 1s } # at', 'unitId: @1, poll: 1s } # at']],
    /factory setting/,
  ],
  [
    'a serial port that may move',
    [
      [
        'noise: { kind: modbus-tcp, host: 127.0.0.1, port: 15020 }',
        'noise: { kind: modbus-rtu, path: @/dev/ttyUSB0, baud: 9600, format: 8N1 }',
      ],
    ],
    /by-id/,
  ],
  [
    'a line with another baud rate than the devices are delivered with',
    [
      [
        'noise: { kind: modbus-tcp, host: 127.0.0.1, port: 15020 }',
        'noise: { kind: modbus-rtu, path: /dev/ttyS0, baud: @19200, format: 8N1 }',
      ],
    ],
    /leaves the factory with 9600 8N1, bus "noise" has 19200 8N1/,
  ],
  [
    'a line with another format than the devices are delivered with',
    [
      [
        'noise: { kind: modbus-tcp, host: 127.0.0.1, port: 15020 }',
        'noise: { kind: modbus-rtu, path: /dev/ttyS0, baud: 9600, format: @8E1 }',
      ],
    ],
    /bus "noise" has 9600 8E1/,
  ],
  [
    'a line that is nearly full',
    [
      [
        'guns-a: { kind: modbus-tcp, host: 127.0.0.1, port: 15022 }',
        '@guns-a: { kind: modbus-rtu, path: /dev/ttyS0, baud: 9600, format: 8N1 }',
      ],
    ],
    /needs 8\d % of guns-a at 9600 baud, little is left/,
  ],
  [
    'a device nobody uses',
    [['  meter-a: {', '  @spare: { bus: power, model: eastron-sdm630, unitId: 9, poll: 1s }\n  meter-a: {']],
    /nothing uses the device "spare"/,
  ],
  [
    'a bus nobody uses',
    [['  power: {', '  @spare: { kind: modbus-tcp, host: 10.0.0.1, port: 502 }\n  power: {']],
    /nothing uses the bus "spare"/,
  ],
  [
    'an unchecked definition',
    [['model: class1-laeq', 'model: @class1-laeq']],
    /class1-laeq has not been checked/,
  ],
  [
    'a password on an open line',
    [
      [
        '  kind: embedded # a broker inside this process, for a desktop\n  port: 1883',
        '  kind: mqtt\n  url: @mqtt://10.0.0.1:1883\n  username: me\n  passwordFile: /etc/pw',
      ],
    ],
    /unencrypted/,
  ],
  ['a limit that lost a digit', [['nightDb: 45', 'nightDb: @4']], /4 dB is quieter than any place/],
  ['a limit with a digit too many', [['dayDb: 55', 'dayDb: @105']], /105 dB is louder than any standard/],
  [
    'a number with a leading zero',
    [['unitId: 3, poll: 1s } # where', 'unitId: @010, poll: 1s } # where']],
    /010 is read as 10write 10, or 8 if octal was meant/,
  ],
  ['one that cannot be octal', [['nightDb: 45', 'nightDb: @045.0']], /045\.0 is read as 45/],
];

test.each(rows)('%s is a warning at its place, and the site still runs', (_, edits, says) => {
  const { text, marks } = edited(siteText, edits);
  const reading = readText(text);
  expect(reading.ok, renderReport(errorsOf(reading))).toBe(true);
  expect(englishLeft(reading.warnings)).toEqual([]);
  const warnings = reading.warnings.map(said);
  const found = warnings.find((problem) => says.test(problem.message + problem.fix));
  expect(found, warnings.map((problem) => problem.message).join('\n')).toBeDefined();
  if (found) expect(placeOf(found)).toBe(marks[0]);
});

test('the shipped station has no other warning than definitions nobody has checked and levels nobody has measured', () => {
  const others = readText(siteText)
    .warnings.map(said)
    .filter((problem) => !problem.message.includes('not been checked'));
  expect(others.map(({ path, message }) => [path, message])).toEqual([
    ['cabinets.a.fans.0.atDb.north', 'the fans of all cabinets have the same level, 45 dB, at "north"'],
  ]);
});

test('levels that differ in one fan are taken for measured', () => {
  const { text } = edited(siteText, [
    ['fan-b2, fullRpm: 1480, atDb: { north: 45 }', 'fan-b2, fullRpm: 1480, atDb: { north: 44.5 }'],
  ]);
  expect(
    readText(text)
      .warnings.map(said)
      .filter(({ message }) => message.includes('same level')),
  ).toEqual([]);
});

test('electronics that are louder at rest than at full power are two keys swapped', () => {
  const at = (standbyDb: number) =>
    edited(siteText, [
      ['    limit: limit-a\n', `    limit: limit-a\n    standbyAtDb: { north: ${standbyDb} }\n`],
    ]).text;
  const found = readText(at(36)).warnings.filter(({ path }) => path === 'cabinets.a.standbyAtDb.north');
  expect(found.map(({ message }) => message)).toEqual([
    { key: 'standby-not-quieter', values: { standbyDb: 36, fullDb: 36, receptor: 'north' } },
  ]);
  const good = readText(at(26));
  expect(good.warnings.filter(({ path }) => path.includes('standbyAtDb'))).toEqual([]);
  expect(good.ok && good.plan.control.cabinets[0]?.standbyAtDb).toEqual({ north: 26 });
  expect(good.ok && good.plan.control.cabinets[1]?.standbyAtDb).toBeUndefined();
});

test('8E1 is a serial format, not the number 80', () => {
  const { text } = edited(siteText, [
    [
      'fans: { kind: modbus-tcp, host: 127.0.0.1, port: 15024 }',
      'fans: { kind: modbus-rtu, path: /dev/ttyS0, baud: 19200, format: 8E1 }',
    ],
  ]);
  const reading = readText(text);
  expect(reading.ok && reading.plan.buses.find((bus) => bus.id === 'fans')).toMatchObject({ format: '8E1' });
});

test.each([
  [
    'a password in the address of the broker',
    '  kind: mqtt\n  url: mqtts://me:secret@10.0.0.1:8883',
    /the password of the broker stands in its address.*passwordFile/,
  ],
  [
    'a certificate without its key',
    '  kind: mqtt\n  url: mqtts://10.0.0.1:8883\n  certFile: /etc/quietpost/station.pem',
    /certFile without keyFile/,
  ],
])('%s is an error', (_, broker, says) => {
  const embedded = '  kind: embedded # a broker inside this process, for a desktop\n  port: 1883';
  const errors = errorsOf(readText(siteText.replace(embedded, broker)));
  expect(renderReport(errors).replaceAll(/\s+/g, ' ')).toMatch(says);
});
