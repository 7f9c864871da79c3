/** What is wrong with a line is said in every language: no driver makes a sentence of its own. */

import { expect, test } from 'vitest';
import { createOnoffBank, type OnoffGpio } from '../../../../src/adapters/gpio/gpio-onoff.ts';
import { chipAbsent, gpioProblem, lineFault } from '../../../../src/adapters/gpio/gpio-problem.ts';
import { message, plain } from '../../../../src/model/message.ts';

const spec = { chip: 'raspberry-pi', lines: [17], isActiveLow: true, failSafe: [false], leaseMs: 30_000 };

test.each([
  [gpioProblem(message('gpio-line-held', { line: 17, owner: 'gpioset' })), { key: 'gpio-line-held' }],
  [Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }), { key: 'gpio-forbidden' }],
  [Object.assign(new Error('EBUSY: busy'), { code: 'EBUSY' }), { key: 'gpio-busy' }],
  [Object.assign(new Error('EINVAL: invalid'), { code: 'EINVAL' }), { key: 'gpio-no-sysfs' }],
  [chipAbsent(['pinctrl-rp1'], []), message('gpio-no-chips', { labels: ['pinctrl-rp1'] })],
  [chipAbsent(['a'], ['b', 'c']), message('gpio-chip-absent', { labels: ['a'], present: ['b', 'c'] })],
  [new Error('said by another program'), plain('said by another program')],
])('%s becomes a fault of the link with its message', (error, detail) => {
  expect(lineFault(error)).toMatchObject({ ok: false, fault: { kind: 'link-down', detail } });
});

test('a kernel without any GPIO in sysfs is said by a key, to who reads and to who sets', () => {
  const tree = { root: '/nowhere/gpio', write: () => {} };
  const bank = createOnoffBank(spec, undefined as unknown as OnoffGpio, tree);
  const results: unknown[] = [];
  bank.read((result) => results.push(result));
  bank.set(0, true, (result) => results.push(result));
  for (const result of results)
    expect(result).toMatchObject({ ok: false, fault: { detail: { key: 'gpio-no-chips' } } });
  expect(results.length).toBe(2);
});
