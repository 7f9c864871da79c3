import { expect, test } from 'vitest';
import { overrideLinks } from '../../../../src/config/load/link-override.ts';
import type { SitePlan } from '../../../../src/plan/site-plan.ts';
import { readText, siteText } from '../variants.ts';

const reading = readText(siteText);
if (!reading.ok) throw new Error('the shipped site is good');
const plan: SitePlan = { hash: '000000000000', ...reading.plan };

const busAfter = (links: Record<string, string>, id: string) => {
  const result = overrideLinks(plan, links);
  return result.ok ? result.plan.buses.find((bus) => bus.id === id) : result.message;
};

test('a TCP link replaces host and port and leaves the other buses alone', () => {
  const result = overrideLinks(plan, { noise: 'tcp://10.0.0.7:5020' });
  if (!result.ok) throw new Error(result.message);
  expect(result.plan.buses[0]).toEqual({ id: 'noise', kind: 'modbus-tcp', host: '10.0.0.7', port: 5020 });
  expect(result.plan.buses.slice(1)).toEqual(plan.buses.slice(1));
  expect(plan.buses[0]).toMatchObject({ host: '127.0.0.1', port: 15020 });
  expect(busAfter({ noise: 'tcp://[::1]:5020' }, 'noise')).toMatchObject({ host: '::1', port: 5020 });
});

test('an RTU link takes baud and format from its query, otherwise 9600 8N1', () => {
  expect(busAfter({ io: 'rtu:///dev/pts/3?baud=19200&format=8E1' }, 'io')).toEqual({
    id: 'io',
    kind: 'modbus-rtu',
    path: '/dev/pts/3',
    baud: 19200,
    format: '8E1',
  });
  expect(busAfter({ io: 'rtu:///dev/pts/3' }, 'io')).toMatchObject({ baud: 9600, format: '8N1' });
});

test('RTU over TCP takes host and port, and from its query the line behind the converter', () => {
  const link = 'rtutcp://10.0.0.8:4001?baud=19200&format=8E1';
  expect(busAfter({ io: link }, 'io')).toEqual({
    id: 'io',
    kind: 'rtu-over-tcp',
    host: '10.0.0.8',
    port: 4001,
    baud: 19200,
    format: '8E1',
  });
  expect(busAfter({ io: 'rtutcp://10.0.0.8:4001?parity=even' }, 'io')).toMatch(/"parity=even" is not/);
});

test.each([
  [{ nois: 'tcp://127.0.0.1:1' }, /no bus "nois".*did you mean "noise"\?/],
  [{ noise: '127.0.0.1:5020' }, /is no link; write tcp:/],
  [{ noise: 'tcp://127.0.0.1' }, /is no link/],
  [{ noise: 'tcp://127.0.0.1:99999' }, /99999 is not a port/],
  [{ noise: 'rtu:///dev/pts/3?baud=fast' }, /"baud=fast" is not understood/],
  [{ noise: 'rtu:///dev/pts/3?format=7N1' }, /format=8N1 \| 8E1/],
  [{ noise: 'rtu:///dev/pts/3?speed=9600' }, /"speed=9600" is not understood/],
])('%j is refused with what to write', (links, says) => {
  expect(busAfter(links as unknown as Record<string, string>, 'noise')).toMatch(says);
});

test('on a Chinese terminal it is refused in Chinese, with what to write', () => {
  const said = (links: Record<string, string>) => {
    const result = overrideLinks(plan, links, 'zh');
    return result.ok ? '' : result.message;
  };
  expect(said({ nois: 'tcp://127.0.0.1:1' })).toBe('没有总线“nois”；是否为“noise”？');
  expect(said({ noise: 'tcp://127.0.0.1:99999' })).toBe(
    '总线“noise”的链路：99999 不是端口号；请写 1 至 65535',
  );
});
