import { expect, test } from 'vitest';
import { englishLeft } from '../chinese.ts';
import { type Edit, edited, errorsOf, placeOf, readText, said, siteText } from '../variants.ts';

interface Row {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** In the message or the fix of the problem at the first mark. */
  readonly says: RegExp;
}

const row = (name: string, from: string, to: string, says: RegExp): Row => ({
  name,
  edits: [[from, to]],
  says,
});

const north = 'slm-north: { bus: noise, model: class1-laeq, unitId: 2, poll: 1s }';
const gunA = 'gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24, poll: 2s }';
const fanA1 =
  'fan-a1: { kind: fan, device: fan-a1, command: setpoint, failSafe: 60, lease: 30s, rest: 20, min: 20 }';
const rtu = '{ kind: modbus-rtu, path: /dev/ttyS1, baud: 9600, format: 8N1 }';
const noiseTcp = '{ kind: modbus-tcp, host: 127.0.0.1, port: 15020 }';

const rows: readonly Row[] = [
  // YAML
  row('a tab as indent', '  port: 1883', '@\tport: 1883', /spaces/),
  row(
    'a bracket left open',
    'temperatures: [temp-a1, temp-a2]\n    ',
    'temperatures: [temp-a1, temp-a2\n    @',
    /close/,
  ),
  row('a line with another indent', '  port: 1883', '@ port: 1883', /same indent|one level/),
  row('a key written twice', 'cycle: 1s', 'cycle: 1s\n@cycle: 2s', /keep one/),
  row('an alias', 'cycle: 1s', 'cycle: @*fast', /write the value out/),
  row('a second document', 'cycle: 1s', 'cycle: 1s\n@---\na: 1', /keep one document/),
  row('two pairs on a line', 'station: charging-north', 'station: @charging: north', /quotes|new line/),

  // form
  row(
    'an unknown key near a known one',
    'unitId: 2, poll: 1s } # at',
    'unitId: 2, @pol: 1s } # at',
    /did you mean "poll"\?/,
  ),
  row('an unknown key near none', 'cycle: 1s', 'cycle: 1s\n@colour: red', /known keys here: site, station/),
  row('an unknown section near a known one', 'outputs:\n', '@output:\n', /did you mean "outputs"\?/),
  row('a duration without unit', 'cycle: 1s', 'cycle: @5', /5 has no unit; write "5s"/),
  row('a quoted duration without unit', 'cycle: 1s', 'cycle: @"5"', /"5" has no unit; write "5s"/),
  row('a duration in words', 'manualMax: 4h', 'manualMax: @4 hours', /write "4h"/),
  row('a duration in capitals', 'hold: 2m,', 'hold: @2M,', /write "2m"/),
  row(
    'a duration in a foreign unit',
    'manualMax: 4h',
    'manualMax: @4parsec',
    /"parsec" is not a unit of time/,
  ),
  row('a duration that is a word', 'cycle: 1s', 'cycle: @fast', /not a duration.*500ms/),
  row('a key without value', 'cycle: 1s', '@cycle:', /no value after the colon/),
  row('a number where text belongs', 'zone: Asia/Shanghai', 'zone: @8', /in quotes: "8"/),
  row('text where a number belongs', 'dayDb: 55', 'dayDb: @loud', /number without quotes/),
  row('a number with its unit', 'nightDb: 45', 'nightDb: @45dB', /write 45, a bare number/),
  row('a number with a letter in it', 'nightDb: 45', 'nightDb: @4x5', /without quotes/),
  row('a number with percent sign', 'rest: 100\n', 'rest: @100%\n', /write 100, a bare number/),
  row('a broken number of a unit id', north, north.replace('unitId: 2', 'unitId: @2.5'), /whole number/),
  row('a unit id above 247', north, north.replace('unitId: 2', 'unitId: @300'), /247 or less/),
  row('a negative level', 'dayDb: 55', 'dayDb: @-55', /too low.*0 or more/),
  row('a margin out of range', 'marginDb: 1,', 'marginDb: @20,', /10 or less/),
  row('a slew rate of zero', 'slewPctPerS: 5', 'slewPctPerS: @0', /more than 0/),
  row(
    'an unknown kind of bus',
    'noise: { kind: modbus-tcp',
    'noise: { kind: @modbus-tpc',
    /did you mean "modbus-tcp"\?/,
  ),
  row(
    'a missing kind',
    'lamp: { kind: lamp, ',
    '@lamp: { ',
    /"kind" is missing.*known: fan, power-limit, lamp/,
  ),
  row('an unknown word of a list', 'clock: assumed', 'clock: @gps', /assumed, systemd-timesyncd/),
  row('an impossible baud rate', noiseTcp, rtu.replace('9600', '@9601'), /9600/),
  row(
    'a missing port, with an example',
    `noise: ${noiseTcp}`,
    '@noise: { kind: modbus-tcp, host: 127.0.0.1 }',
    /add "port: 502"/,
  ),
  row('a name with capitals', 'site: riverside', 'site: @River Side', /write river-side/),
  row('a key with capitals', '  temp-a1: {', '  @Temp-A1: {', /small letters/),
  row('a time of day as number', "start: '22:00'", 'start: @22', /"22:00"/),
  row('a time of day that is none', "start: '22:00'", "start: @'25:00'", /hh:mm/),
  row(
    'a single value where a list belongs',
    'temperatures: [temp-a1, temp-a2]',
    'temperatures: @temp-a1',
    /write a list: \[temp-a1\]/,
  ),
  row('an empty list', 'temperatures: [temp-a1, temp-a2]', 'temperatures: @[]', /at least one/),
  row(
    'a value where keys belong',
    "night: { start: '22:00', end: '06:00' }",
    "night: @'22:00'",
    /known keys: start, end/,
  ),
  row('guns that are a number', 'guns: gun-a #', 'guns: @14 #', /Group of gun meters/),
  row('a broken range of unit ids', gunA, gunA.replace('11-24', '@11..24'), /lowest-highest/),
  row('a step that is no percentage', 'steps: { 100: [1, 2]', 'steps: { @full: [1, 2]', /whole percentage/),
  row(
    'no failSafe, with no default to fall back to',
    fanA1,
    `@${fanA1.replace('failSafe: 60, ', '')}`,
    /"failSafe" is missing.*add/,
  ),
  row(
    'no lease, with no default to fall back to',
    fanA1,
    `@${fanA1.replace('lease: 30s, ', '')}`,
    /add "lease: 5s"/,
  ),
  row(
    'no over-temperature rule',
    '  over-temperature: {',
    '  @over-temperatur: {',
    /did you mean "over-temperature"\?/,
  ),
  row(
    'a parameter of a rule missing',
    '  lost-input: { fanPct: 60, powerPct: 50 }',
    '  @lost-input: { fanPct: 60 }',
    /add "powerPct: <number>"/,
  ),
  row(
    'a broker address without scheme',
    '  kind: embedded # a broker inside this process, for a desktop\n  port: 1883',
    '  kind: mqtt\n  url: @broker.example.org',
    /mqtts:\/\/host:port/,
  ),

  // names that lead nowhere
  row('an unknown bus', north, north.replace('noise', '@nois'), /no bus "nois".*did you mean "noise"\?/),
  row('an unknown model', north, north.replace('class1-laeq', '@class1-leq'), /did you mean "class1-laeq"\?/),
  row('an unknown meter', 'meter: meter-a', 'meter: @metr-a', /did you mean "meter-a"\?/),
  row('an unknown gun group', 'guns: gun-a #', 'guns: @gun-c #', /did you mean "gun-a"\?/),
  row('an unknown temperature', '[temp-a1, temp-a2]', '[temp-a1, @temp-x9]', /no device "temp-x9"/),
  row('an unknown receptor in atDb', 'atDb: { north: 45 }', 'atDb: { @nort: 39 }', /did you mean "north"\?/),
  row('an unknown output', 'limit: limit-a', 'limit: @limit-c', /did you mean "limit-a"\?/),
  row(
    'an unknown cabinet of a cover',
    'place: cover, cabinet: a }',
    'place: cover, cabinet: @z }',
    /no cabinet "z"/,
  ),
  row('a group where one device belongs', 'meter: meter-a', 'meter: @gun-a', /gun-a-01/),
  row(
    'a meter that does not hear',
    'meter: slm-north',
    'meter: @weather',
    /no point sound\.laeq or sound\.laf/,
  ),
  row('a fan where a limit belongs', 'limit: limit-a', 'limit: @lamp', /of kind lamp, not power-limit/),
  row('a fan of two cabinets', '{ output: fan-b1', '{ output: @fan-a1', /already used by cabinets\.a\.fans/),
  row('an unknown command', fanA1, fanA1.replace('setpoint', '@setpont'), /did you mean "setpoint"\?/),

  // buses and addresses
  row(
    'one unit id twice on a bus',
    'unitId: 3, poll: 1s } # where',
    'unitId: @2, poll: 1s } # where',
    /slm-north.*free is 3/,
  ),
  {
    name: 'a group over the unit id of another',
    edits: [
      [
        'meter-b: { bus: power, model: eastron-sdm630, unitId: 3',
        'meter-b: { bus: guns-a, model: eastron-sdm630, unitId: 12',
      ],
      ['unitIds: 11-24', 'unitIds: @11-24'],
    ],
    says: /"gun-a-02" has unit id 12.*"meter-b".*free is 2/,
  },
  row('two buses on one port', 'port: 15021', 'port: @15020', /one port has one owner/),
  row('neither unitId nor unitIds', north, `@${north.replace('unitId: 2, ', '')}`, /has no unit id/),
  row(
    'both unitId and unitIds',
    gunA,
    gunA.replace('unitIds', 'unitId: 11, @unitIds'),
    /keep unitId for one device/,
  ),
  row('a range that runs backwards', gunA, gunA.replace('11-24', '@24-11'), /lowest-highest/),
  row('valid shorter than poll', 'poll: 10s }', 'poll: 10s, valid: @5s }', /30s/),
  row('a poll shorter than the time to answer', gunA, gunA.replace('poll: 2s', 'poll: @100ms'), /500ms/),
  row(
    'more reads than the line can carry',
    '  guns-a: { kind: modbus-tcp, host: 127.0.0.1, port: 15022 }',
    '  @guns-a: { kind: modbus-rtu, path: /dev/ttyS1, baud: 4800, format: 8N1 }',
    /this plan needs 1\d\d % of guns-a at 4800 baud/,
  ),

  // outputs
  row('a fail-safe the board cannot reach alone', 'failSafe: 50', 'failSafe: @75', /releases all.*write 50/s),
  row('a fail-safe that is no step', 'failSafe: 50', 'failSafe: @40', /25, 50, 75, 100/),
  row(
    'steps without an empty one',
    'steps: { 100: [1, 2], 75: [1], 50: []',
    '@steps: { 100: [1, 2], 75: [1], 50: [3]',
    /empty coil list/,
  ),
  row('a lamp that burns without us', 'coils: [8], failSafe: 0', 'coils: [8], failSafe: @100', /write 0/),
  row('a lease below three cycles', 'lease: 30s, rest: 20', 'lease: @2s, rest: 20', /three cycles.*3s/),
  row(
    'a lease beyond what the board counts',
    'coils: [8], failSafe: 0, lease: 30s',
    'coils: [8], failSafe: 0, lease: @2h',
    /54m/,
  ),
  row('a coil the board does not have', 'coils: [8]', 'coils: @[9]', /coils 1 to 8/),
  row(
    'a coil of two outputs',
    'device: relays-a, command: relays, coils: [8]',
    'device: @relays-a, command: relays, coils: [1]',
    /already has coil 1/,
  ),
  row('a rest below min', 'rest: 20, min: 20', 'rest: @10, min: 20', /outside 20 to 100/),

  // numbers
  row('a start above full', 'startC: 30', 'startC: @53', /must be below fullC 52/),
  row('full above the warning', 'fullC: 52', 'fullC: @65', /over-temperature\.warnC 64/),
  row('a warning above the trip', 'warnC: 64', 'warnC: @67', /below tripC 66/),
  row('a reset above the trip', 'resetC: 52', 'resetC: @66', /below tripC 66/),
  row('a night temperature above the limit', 'nightC: 48', 'nightC: @63', /night-noise\.limitC 62\.5/),
  row('a limit above the warning', 'limitC: 62.5', 'limitC: @65', /over-temperature\.warnC 64/),
  row('a lamp that never goes out', 'offDb: 58', 'offDb: @62', /below onDb 62/),
  row('a night louder than the day', 'nightDb: 45', 'nightDb: @65', /swapped/),
  row(
    'an unknown time zone',
    'zone: Asia/Shanghai',
    'zone: @Asia/Shangai',
    /did you mean "Asia\/Shanghai"\?/,
  ),
  row('a night without length', "end: '06:00'", "end: @'22:00'", /ends when it begins/),
  row('a cycle too long', 'cycle: 1s', 'cycle: @1m', /between 200ms and 10s/),
  row(
    'a cover meter without cabinet',
    'cover-b: { meter: slm-cover-b, place: cover, cabinet: b }',
    '@cover-b: { meter: slm-cover-b, place: cover }',
    /add "cabinet/,
  ),
];

test.each(rows)('$name is reported at its place, with what to write', ({ edits, says }) => {
  const { text, marks } = edited(siteText, edits);
  const errors = errorsOf(readText(text));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  const found = problems.find((problem) => says.test(`${problem.message}; ${problem.fix}`));
  const all = problems.map((problem) => `${placeOf(problem)} ${problem.message}; ${problem.fix}`).join('\n');
  expect(found, all || 'no problem reported').toBeDefined();
  if (found) expect(placeOf(found), all).toBe(marks[0]);
  expect(problems.length, all).toBeLessThanOrEqual(3);
});

test('there are at least 40 kinds of mistakes in this table', () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBeGreaterThanOrEqual(40);
});

test('several mistakes in several layers are all reported at once, in the order of the file', () => {
  const { text, marks } = edited(siteText, [
    ['cycle: 1s', 'cycle: @1\n@cylce: 1s'],
    ['unitId: 3, poll: 1s } # where', 'unitId: @2, poll: 1s } # where'],
    ['meter: meter-a', 'meter: @metr-a'],
    ['nightDb: 45', 'nightDb: @65'],
    ['failSafe: 50', 'failSafe: @75'],
    ['warnC: 64', 'warnC: @67'],
  ]);
  expect(errorsOf(readText(text)).map(placeOf)).toEqual(marks);
});

test('a broken entry does not make what refers to it wrong as well', () => {
  const { text, marks } = edited(siteText, [
    [
      'gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24, poll: 2s }',
      'gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24, poll: @2 }',
    ],
    ['port: 15022', 'port: @0'],
  ]);
  expect(errorsOf(readText(text)).map(placeOf)).toEqual(marks);
});

test('an empty file, a list and a text are refused without a crash', () => {
  for (const text of ['', '# nothing\n', '- a\n- b\n', 'hello\n', '{}', '\u0000', ':\n']) {
    expect(errorsOf(readText(text)).length, JSON.stringify(text)).toBeGreaterThan(0);
  }
});
