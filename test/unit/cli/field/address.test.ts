/** `quietpost read` and `write` of a device that no site file names, and of bare registers. */

import { describe, expect, test } from 'vitest';
import type { SecondReader } from '../../../../src/adapters/modbus-serial.ts';
import { type AtOptions, deviceAt } from '../../../../src/cli/field/place/device-at.ts';
import { parseTarget } from '../../../../src/cli/field/place/field-target.ts';
import { readDevice } from '../../../../src/cli/field/read.ts';
import { bareWishOf } from '../../../../src/cli/field/registers/bare-read.ts';
import { writeDevice } from '../../../../src/cli/field/write/write.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import { type RealDevice, run, serialBench } from '../../commissioning/bench.ts';
import { airValues, allModels, meterValues, model } from '../../commissioning/parts.ts';

const meter: RealDevice = { unitId: 2, definition: model('eastron-sdm630'), values: meterValues };
const air: RealDevice = { unitId: 11, definition: model('xy-md02'), values: airValues };

function at(target: string, options: AtOptions) {
  const found = deviceAt(target, options, allModels);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

describe('an address', () => {
  test.each([
    [
      'rtu:/dev/ttyUSB0',
      { model: 'eastron-sdm630' },
      { kind: 'modbus-rtu', path: '/dev/ttyUSB0', baud: 9600, format: '8N1' },
    ],
    ['rtu:///dev/ttyUSB0?baud=19200&format=8E1', {}, { kind: 'modbus-rtu', baud: 19_200, format: '8E1' }],
    ['rtu:/dev/ttyUSB0', { baud: '4800', format: '8E1' }, { baud: 4800, format: '8E1' }],
    ['tcp://192.0.2.7', {}, { kind: 'modbus-tcp', host: '192.0.2.7', port: 502 }],
    ['tcp://[::1]:1502', {}, { kind: 'modbus-tcp', host: '::1', port: 1502 }],
    ['rtutcp://192.0.2.7:4001', {}, { kind: 'rtu-over-tcp', port: 4001 }],
  ])('%s is a bus with one device', (target, options, bus) => {
    expect(at(target, options).plan.buses).toMatchObject([bus]);
  });

  test.each([
    ['rtu:/dev/ttyUSB0', { unit: '300' }, /--unit takes/],
    [
      'rtu:/dev/ttyUSB0',
      { model: 'eastron-sdm63' },
      /there is no model "eastron-sdm63"; did you mean "eastron-sdm630"/,
    ],
    ['rtu:/dev/ttyUSB0', { baud: 'fast' }, /--baud takes/],
    ['rtu:/dev/ttyUSB0', { format: '7E1' }, /--format takes/],
    ['tcp://192.0.2.7:70000', {}, /70000 is not a port/],
    ['rtu:ttyUSB0', {}, /is no address/],
  ])('%s %j is refused in words', (target, options, says) => {
    expect(deviceAt(target, options, allModels)).toMatch(says);
  });

  test('stays an address of a scan', () => {
    expect(parseTarget('rtu:/dev/ttyUSB0')).toEqual(parseTarget('rtu:///dev/ttyUSB0'));
  });

  test('with a model is read like a device of the site, without the name of one', async () => {
    const { plan, device } = at('rtu:/dev/ttyUSB0', { baud: '9600', unit: '2', model: 'eastron-sdm630' });
    const { text, code } = await run(serialBench([meter]), (field, person) =>
      readDevice(plan, device, false, field, person),
    );
    expect(text).toMatch(/^frequency +50\.02 +Hz +good/m);
    expect(text).not.toContain('If the gateway runs');
    expect(code).toBe(0);
  });

  test('without a model a register is written and read back', async () => {
    const { plan, device } = at('rtu:/dev/ttyUSB0', { unit: '5' });
    const fan: RealDevice = { unitId: 5, definition: model('ebm-papst-ec'), values: { 'fan.setpoint': 40 } };
    const wish = { device, target: '0xD001', value: '32000', yes: true };
    const { text } = await run(serialBench([fan]), (field, person) => writeDevice(plan, wish, field, person));
    expect(text).toContain('register 0xD001 = 32000');
    expect(text).toContain('Written; read back 0x7D00 (32000).');
  });
});

describe('bare registers', () => {
  const bare = { table: 'input', address: 70, count: 2 } as const;

  test('are shown in each meaning they may have', async () => {
    const { plan, device } = at('rtu:/dev/ttyUSB0', { unit: '2' });
    const { text, code } = await run(serialBench([meter]), (field, person) =>
      readDevice(plan, device, false, field, person, { bare }),
    );
    expect(text).toContain('input 0x0046 (70), 2 registers');
    expect(text).toMatch(/0x0046 \(70\) +4248 +16968 +16968 +50\.02 +1\.27e-26 +1112020091/);
    expect(code).toBe(0);
  });

  test('that nobody gives are said with the reason', async () => {
    const { plan, device } = at('rtu:/dev/ttyUSB0', { unit: '3' });
    const { text, code } = await run(serialBench([meter]), (field, person) =>
      readDevice(plan, device, false, field, person, { bare }),
    );
    expect(text).toMatch(/input 0x0046 \(70\), 2 registers: no answer within/);
    expect(code).toBe(69);
  });

  test.each([
    [{}, undefined],
    [
      { address: '0x10', count: '4' },
      { table: 'holding', address: 16, count: 4 },
    ],
    [{ count: '4' }, /--address/],
    [{ address: '70000' }, /--address takes/],
    [{ address: '65535', count: '2' }, /--count takes/],
    [{ address: '1', table: 'inputs' }, /--table takes/],
  ])('%j', (options, wish) => {
    const given = bareWishOf(options);
    if (wish instanceof RegExp) expect(given).toMatch(wish);
    else expect(given).toEqual(wish);
  });
});

describe('a second opinion', () => {
  const one = at('rtu:/dev/ttyUSB0', { unit: '11', model: 'xy-md02' });
  const asking = (read: SecondReader['read']) => {
    const closed: string[] = [];
    const reader: SecondReader = { read, close: async () => void closed.push('closed') };
    return { closed, second: async () => reader };
  };

  test('stands beside ours, value by value', async () => {
    const { closed, second } = asking(async () => ok([240, 552]));
    const { text, code } = await run(serialBench([air]), (field, person) =>
      readDevice(one.plan, one.device, false, field, person, { second }),
    );
    expect(text).toMatch(/^temperature +23\.4 +24 +degC +moved$/m);
    expect(text).toMatch(/^humidity +55\.2 +55\.2 +% +the same registers$/m);
    expect([closed, code]).toEqual([['closed'], 0]);
  });

  test('that is answered where we are not, or the other way, is said', async () => {
    const { second } = asking(async () => failed('Timed out'));
    const { text, code } = await run(serialBench([air]), (field, person) =>
      readDevice(one.plan, one.device, false, field, person, { second }),
    );
    expect(text).toMatch(/answered +Timed out +differs/);
    expect(text).toContain('The two differ');
    expect(code).toBe(65);
  });

  test('is not asked where the line is not ours', async () => {
    const { complaints } = await run(serialBench([air]), (field, person) =>
      readDevice(one.plan, one.device, false, field, person, { second: async () => 'the gateway has it' }),
    );
    expect(complaints).toContain('No second opinion: the gateway has it');
  });
});
