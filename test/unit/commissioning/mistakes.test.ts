/**
 * The twelve mistakes that are typically made when a device is put into service, each on a bench that behaves like
 * copper: `quietpost read` must name the cause. Requirement: at least ten of twelve.
 */

import { describe, expect, test } from 'vitest';
import { readDevice } from '../../../src/cli/field/read.ts';
import type { DeviceDefinition } from '../../../src/devices/modbus/definition.ts';
import { relocate } from '../../../src/devices/modbus/relocate.ts';
import type { BusPlan } from '../../../src/plan/site-plan.ts';
import { type Bench, type RealDevice, run, serialBench, socketBench } from './bench.ts';
import {
  airValues,
  allModels,
  changed,
  meterValues,
  model,
  rtu,
  shifted,
  siteWith,
  swapBytes,
  tcp,
} from './parts.ts';

const meter = model('eastron-sdm630');
const air = model('xy-md02');
const lswFirst = (definition: DeviceDefinition) => changed(definition, () => ({ wordOrder: 'lsw-first' }));

const realMeter: RealDevice = { unitId: 2, definition: meter, values: meterValues };
const realAir: RealDevice = { unitId: 11, definition: air, values: airValues };

interface Mistake {
  readonly name: string;
  readonly bench: Bench;
  readonly bus?: BusPlan;
  /** What the site file says hangs there as unit 2; others as unit 11. */
  readonly written: DeviceDefinition;
  readonly says: RegExp;
}

const mistakes: readonly Mistake[] = [
  {
    name: 'addresses one too high',
    bench: serialBench([realMeter]),
    written: shifted(meter, 1),
    says: /Found: the addresses of eastron-sdm630 are one too high.*voltage\.l1 is 231\.4 V/,
  },
  {
    name: 'addresses one too low',
    bench: serialBench([{ ...realAir, unitId: 2 }]),
    written: shifted(air, -1),
    says: /(Found|Likely): the addresses of xy-md02 are one too low.*temperature is 23\.4 degC/,
  },
  {
    name: 'device ABCD, written CDAB',
    bench: serialBench([realMeter]),
    written: lswFirst(meter),
    says: /Found: the device sends the most significant word first \(ABCD\)/,
  },
  {
    name: 'device CDAB, written ABCD',
    bench: serialBench([{ ...realMeter, definition: lswFirst(meter) }]),
    written: meter,
    says: /Found: the device sends the least significant word first \(CDAB\)/,
  },
  {
    name: 'device BADC, written ABCD',
    bench: serialBench([{ ...realMeter, spoil: swapBytes }]),
    written: meter,
    says: /Found: the device sends the bytes inside each word swapped \(BADC\)/,
  },
  {
    name: 'device DCBA, written ABCD',
    bench: serialBench([{ ...realMeter, definition: lswFirst(meter), spoil: swapBytes }]),
    written: meter,
    says: /Found: the device sends the least significant byte first \(DCBA\)/,
  },
  {
    name: 'wrong parity',
    bench: serialBench([{ ...realMeter, uart: { baud: 9600, format: '8E1' } }]),
    written: meter,
    says: /Found: wrong parity or stop bits: it answers at 9600 8E1; the bus is set to 9600 8N1/,
  },
  {
    name: 'wrong baud rate',
    bench: serialBench([{ ...realMeter, uart: { baud: 19_200, format: '8N1' } }]),
    written: meter,
    says: /Found: wrong baud rate: it answers at 19200 8N1; the bus is set to 9600 8N1/,
  },
  {
    name: 'wrong unit id',
    bench: serialBench([{ ...realMeter, unitId: 1 }, realAir]),
    written: meter,
    says: /Found: wrong unit id: nobody answers as 2, but unit 1 does, and it reads like eastron-sdm630/,
  },
  {
    name: 'RTU over TCP, spoken to as Modbus TCP',
    bench: socketBench('rtu', [realMeter]),
    bus: tcp,
    written: meter,
    says: /Found: this is RTU over TCP: unit 2 answers to RTU frames/,
  },
  {
    name: 'response timeout longer than the poll period',
    bench: serialBench([{ ...realMeter, turnaroundMs: 900 }]),
    written: { ...meter, responseTimeoutMs: 1500 },
    says: /Found: the response timeout \(1s500ms\) is longer than the poll period \(1s\)/,
  },
  {
    name: 'two devices with one unit id',
    bench: serialBench([
      realMeter,
      { ...realMeter, values: { ...meterValues, frequency: 49.98 }, turnaroundMs: 23 },
      realAir,
    ]),
    written: meter,
    says: /(Found|Likely): two devices have unit id 2/,
  },
];

describe('read names the cause', () => {
  test.each(mistakes)('$name', async ({ bench, bus = rtu, written, says }) => {
    const { text, code } = await run(bench, (field, person) =>
      readDevice(siteOf(bus, written), 'meter', false, field, person),
    );
    expect(text).toMatch(says);
    // The cause is the first thing that is said.
    expect(text.split('\n').find((line) => /^(Found|Likely|Possible): /.test(line))).toMatch(says);
    if (!says.source.includes('timeout')) expect(code).not.toBe(0);
  });
});

describe('and of other models', () => {
  const rows: readonly Omit<Mistake, 'bus'>[] = [
    {
      name: 'integers with the words swapped',
      bench: serialBench([{ unitId: 2, definition: model('acrel-adl400'), values: meterValues }]),
      written: lswFirst(model('acrel-adl400')),
      says: /(Found|Likely): the device sends the most significant word first \(ABCD\)/,
    },
    {
      name: 'a meter that is least significant word first, written the other way',
      bench: serialBench([{ unitId: 2, definition: model('carlo-gavazzi-em340'), values: meterValues }]),
      written: changed(model('carlo-gavazzi-em340'), () => ({ wordOrder: 'msw-first' })),
      says: /(Found|Likely): the device sends the least significant word first \(CDAB\)/,
    },
    {
      name: 'a SunSpec model whose base is one too high',
      bench: serialBench([
        { unitId: 2, definition: relocate(model('sunspec-203'), 40_000), values: meterValues },
      ]),
      written: relocate(model('sunspec-203'), 40_001),
      says: /Found: the addresses of sunspec-203 are one too high/,
    },
    {
      name: 'floats one register off, which look like floats with swapped words',
      bench: serialBench([{ unitId: 2, definition: model('sunspec-213'), values: meterValues }]),
      written: shifted(model('sunspec-213'), 1),
      says: /the addresses of sunspec-213 are one too high/,
    },
  ];
  test.each(rows)('$name', async ({ bench, written, says }) => {
    const { text } = await run(bench, (field, person) =>
      readDevice(siteOf(rtu, written), 'meter', false, field, person),
    );
    expect(text).toMatch(says);
  });
});

test('nothing is found wrong with devices that are read as they are', async () => {
  for (const definition of allModels) {
    const values = { ...meterValues, ...airValues, 'sound.laeq': 51.2, 'sound.laf': 48, 'fan.speed': 890 };
    const bench = socketBench('tcp', [{ unitId: 2, definition, values }]);
    const site = siteWith(tcp, [{ id: 'device', unitId: 2, definition, pollMs: 2000 }]);
    const { text } = await run(bench, (field, person) => readDevice(site, 'device', false, field, person));
    expect(text).not.toMatch(/^(Found|Likely|Possible): /m);
  }
});

function siteOf(bus: BusPlan, written: DeviceDefinition) {
  return siteWith(bus, [
    { id: 'meter', unitId: 2, definition: written, pollMs: 1000 },
    { id: 'air', unitId: 11, definition: air, pollMs: 2000 },
  ]);
}
