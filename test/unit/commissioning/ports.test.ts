/** One port has one owner: what a site file says about it. Who holds a port of this machine is in test/system. */

import { describe, expect, test } from 'vitest';
import { readSite } from '../../../src/config/load/read-site.ts';
import { definitions, edited, placeOf, said, siteText } from '../config/variants.ts';

const links: Readonly<Record<string, string>> = {
  '/dev/serial/by-id/usb-A-port0': '/dev/ttyUSB0',
  '/dev/serial/by-path/pci-0-port0': '/dev/ttyUSB0',
};
const realPath = (path: string) => links[path] ?? path;
const rtuBus = (path: string) => `{ kind: modbus-rtu, path: ${path}, baud: 9600, format: '8N1' }`;
const noise = 'noise: { kind: modbus-tcp, host: 127.0.0.1, port: 15020 }';
const power = 'power: { kind: modbus-tcp, host: 127.0.0.1, port: 15021 }';

function problemsOf(first: string, second: string) {
  const { text, marks } = edited(siteText, [
    [noise, `noise: ${first}`],
    [power, `power: ${second}`],
  ]);
  const reading = readSite({ site: { file: 'site.yaml', text }, definitions, realPath });
  const clashes = (reading.ok ? [] : reading.problems.map(said)).filter(({ message }) =>
    message.includes('already has'),
  );
  return { clashes, marks };
}

describe('check refuses a second bus on one port', () => {
  test.each([
    ['by another link', '/dev/serial/by-path/pci-0-port0'],
    ['by its plain name', '/dev/ttyUSB0'],
    ['by the same link', '/dev/serial/by-id/usb-A-port0'],
  ])('%s', (_, path) => {
    const { clashes, marks } = problemsOf(rtuBus('/dev/serial/by-id/usb-A-port0'), rtuBus(`@${path}`));
    expect(clashes.map(placeOf)).toEqual(marks);
    expect(clashes[0]?.message).toContain('bus "noise" already has /dev/serial/by-id/usb-A-port0');
    expect(clashes[0]?.fix).toContain('one port has one owner');
  });

  test('by another name of this machine', () => {
    const bus = (host: string) => `{ kind: modbus-tcp, host: ${host}, port: @15030 }`;
    const { clashes } = problemsOf(bus('127.0.0.1').replace('@', ''), bus('localhost'));
    expect(clashes[0]?.message).toContain('127.0.0.1:15030, the same port as localhost:15030');
  });

  test('and nothing else', () => {
    expect(problemsOf(rtuBus('/dev/ttyS0'), rtuBus('/dev/ttyS1')).clashes).toEqual([]);
  });
});
