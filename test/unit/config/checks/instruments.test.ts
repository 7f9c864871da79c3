/** Sites with instruments: what is refused, where, and what the plan is made of. */

import { expect, test } from 'vitest';
import { busLoad, workOf } from '../../../../src/config/checks/bus-load.ts';
import { overrideLinks } from '../../../../src/config/load/link-override.ts';
import { readersOf } from '../../../../src/plan/site-plan.ts';
import { englishLeft } from '../chinese.ts';
import { instrumentPlan, instrumentSite } from '../instrument-site.ts';
import { definitions, type Edit, edited, errorsOf, placeOf, readText, said } from '../variants.ts';

const xl2 = 'slm-north: { bus: slm-a, model: nti-xl2, poll: 1s }';
const rion = 'slm-rest: { bus: slm-b, model: rion-nl43-stream, poll: 1s }';
const sensor = 'temp-a1: { bus: w1, model: ds18b20, sensor: 28-00000a1b2c3d, poll: 5s }';

const rows: readonly (readonly [name: string, edit: Edit, says: RegExp])[] = [
  ['a unit id', [xl2, xl2.replace('poll', '@unitId: 2, poll')], /no Modbus device.*leave it out/],
  [
    'a second device on its port',
    [rion, rion.replace('bus: slm-b', 'bus: @slm-a')],
    /"slm-north" already has the port/,
  ],
  [
    'an instrument on a Modbus line',
    [xl2, xl2.replace('slm-a,', '@io, unitId: 99,')],
    /meter-serial or meter-tcp/,
  ],
  [
    'a Modbus device on its port',
    [xl2, xl2.replace('slm-a, model: nti-xl2', '@slm-a, model: class1-laeq')],
    /modbus-rtu, modbus-tcp or rtu-over-tcp/,
  ],
  [
    'a sensor without number',
    [sensor, sensor.replace('temp-a1', '@temp-a1').replace('sensor: 28-00000a1b2c3d, ', '')],
    /has no sensor number.*28-00000a1b2c3d/,
  ],
  ['a number that is none', [sensor, sensor.replace('28-00000a1b2c3d', '@28-123')], /name of its folder/],
  [
    'the number of another',
    [sensor, sensor.replace('28-00000a1b2c3d', '28-00000a1b2c3e')],
    /is sensor 28-00000a1b2c3e already/,
  ],
  ['the number of another family', [sensor, sensor.replace('28-', '@10-')], /begins with 28-/],
  [
    'a field of a quantity it does not list',
    [rion, rion.replace('poll', 'fields: { @humidity: 3 }, poll')],
    /reads no humidity from a list.*sound.laf/,
  ],
  ['a port of another bus', ['port: 15040', 'port: 15021'], /one port has one owner/],
  ['an unknown key on a port', ['kind: one-wire }', 'kind: one-wire, @pin: 4 }'], /unknown key "pin"/],
  ['an unknown kind of port', ['kind: one-wire', 'kind: @onewire'], /did you mean "one-wire"\?/],
];

test.each(rows)('a site with %s is refused, there, with what to write', (_, edit, says) => {
  const { text, marks } = edited(instrumentSite, [edit]);
  const errors = errorsOf(readText(text));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  const all = problems.map((one) => `${placeOf(one)} ${one.message}; ${one.fix}`).join('\n');
  expect(
    problems.some((one) => says.test(`${one.message}; ${one.fix}`)),
    all,
  ).toBe(true);
  const found = problems.find((one) => says.test(`${one.message}; ${one.fix}`));
  if (marks.length > 0 && found !== undefined) expect(placeOf(found), all).toBe(marks[0]);
});

const broken: readonly (readonly [name: string, model: string, edit: Edit, says: RegExp])[] = [
  ['a key that is not known', 'nti-xl2', ['lineEnd: cr-lf', '@lineEnds: cr-lf'], /did you mean "lineEnd"\?/],
  ['a kind that is not known', 'nti-xl2', ['kind: ascii', 'kind: @asci'], /did you mean "ascii"\?/],
  [
    'a name that no answer has',
    'nti-xl2',
    ['field: laeq,', 'field: @laeqq,'],
    /no answer has \{laeqq\}.*\{laeq\}/,
  ],
  ['an unfinished name', 'nti-xl2', ["'{state:RUNNING}'", "@'{state'"], /a brace without a name/],
  [
    'questions without one to fall back on',
    'nti-xl2',
    ["sync: { send: '*IDN?', answer: 'NTiAudio,{unit:XL2},{serial:A2A-00000-E0},{firmware:FW4.71}' }\n", ''],
    /without sync/,
  ],
  ['bytes that are no hex', 'nsrt-mk3', ['send: 11 00', 'send: @1G 00'], /hex/],
  [
    'a value past the last byte',
    'nsrt-mk3',
    ['at: 0, type: float32', 'at: @2, type: float32'],
    /past the last byte.*5 bytes/,
  ],
  ['a frame that is none', 'pce-322a', ['frame: 7F ..', 'frame: @7 ..'], /a frame is bytes in hex/],
  ['bits outside the mask', 'pce-322a', ['mask: 0x01, is: 0', 'mask: 0x01, is: @2'], /outside the mask/],
  ['a unit of another quantity', 'ds18b20', ['unit: mdegC', 'unit: @dB'], /dB cannot become degC/],
];

test.each(broken)('a definition with %s is refused in its own file', (_, model, edit, says) => {
  const { text, marks } = edited(definitions.get(model)?.text ?? '', [edit]);
  const file = `devices/${model}.yaml`;
  const errors = errorsOf(readText(instrumentSite, new Map([[model, { file, text }]])));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  const all = problems.map((one) => `${one.file}:${placeOf(one)} ${one.message}; ${one.fix}`).join('\n');
  expect(new Set(problems.map((one) => one.file)), all).toEqual(new Set([file]));
  const found = problems.find((one) => says.test(`${one.message}; ${one.fix}`));
  expect(found, all).toBeDefined();
  if (marks.length > 0 && found !== undefined) expect(placeOf(found), all).toBe(marks[0]);
});

test('the plan knows each port, with the factory line where the site writes none', () => {
  const plan = instrumentPlan();
  expect(plan.ports.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    'slm-a meter-serial',
    'slm-b meter-tcp',
    'slm-c meter-serial',
    'slm-d meter-serial',
    'w1 one-wire',
  ]);
  expect(plan.ports[3]).toMatchObject({ baud: 115_200, format: '8N1' });
  expect(plan.ports[4]).toMatchObject({
    path: '/sys/bus/w1/devices',
    sensors: [{ id: 'temp-a1' }, { id: 'temp-b1' }],
  });
  const ids = readersOf(plan).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const channel of ['slm-north.sound.lafmax', 'temp-a1.temperature'])
    expect(plan.control.channels).toHaveProperty([channel]);
});

test('the load of the Modbus lines is that of the Modbus devices', () => {
  const plan = instrumentPlan();
  for (const bus of plan.buses) {
    const { devices } = workOf(plan, bus.id);
    expect(devices.every(({ id }) => !id.startsWith('slm-'))).toBe(true);
    expect(busLoad(bus, workOf(plan, bus.id)).share).toBeGreaterThan(0);
  }
});

test('the place of a level in the list of an instrument may differ at a site', () => {
  const plan = instrumentPlan([[rion, rion.replace('poll', 'fields: { sound.laf: 0 }, poll')]]);
  expect(plan.ports[1]).toMatchObject({ meter: { definition: { points: [{ id: 'sound.laf', field: 0 }] } } });
  expect(instrumentPlan().ports[1]).toMatchObject({ meter: { definition: { points: [{ field: 1 }] } } });
});

test('ports may be looked for elsewhere', () => {
  const links = {
    'slm-a': 'tcp://[::1]:5020',
    'slm-b': 'serial:///dev/pts/7?baud=19200',
    w1: 'files:///tmp/w1',
  };
  const result = overrideLinks(instrumentPlan(), links);
  if (!result.ok) throw new Error(result.message);
  const [a, b, , , w1] = result.plan.ports;
  expect(a).toMatchObject({ kind: 'meter-tcp', host: '::1', port: 5020, meter: { id: 'slm-north' } });
  expect(b).toMatchObject({ kind: 'meter-serial', path: '/dev/pts/7', baud: 19_200, format: '8N1' });
  expect(w1).toMatchObject({ path: '/tmp/w1' });
  const wrong = overrideLinks(instrumentPlan(), { w1: 'tcp://127.0.0.1:1' });
  expect(wrong).toMatchObject({ ok: false, message: expect.stringContaining('files:///sys/bus/w1/devices') });
});
