/** Commissioning through an adapter that hears itself: devices are found and read as they are, and the echo is said. */

import { expect, test } from 'vitest';
import { readDevice } from '../../../src/cli/field/read.ts';
import { scan } from '../../../src/cli/field/scan.ts';
import { writeDevice } from '../../../src/cli/field/write/write.ts';
import type { ByteLink } from '../../../src/ports/field/byte-link.ts';
import { type Bench, type RealDevice, run, serialBench } from './bench.ts';
import { airValues, meterValues, model, rtu, siteWith } from './parts.ts';

const meter: RealDevice = { unitId: 2, definition: model('eastron-sdm630'), values: meterValues };
const air: RealDevice = { unitId: 11, definition: model('xy-md02'), values: airValues };
const fan: RealDevice = { unitId: 5, definition: model('ebm-papst-ec'), values: { 'fan.setpoint': 40 } };
const wish = { device: 'device', target: 'setpoint', value: '55', yes: true };

function echoing(bench: Bench): Bench {
  const linkTo: Bench['field']['linkTo'] = (end, line) => withEcho(bench.field.linkTo(end, line));
  return { ...bench, field: { ...bench.field, linkTo } };
}

function withEcho(link: ByteLink): ByteLink {
  let hear: (bytes: Uint8Array) => void = () => {};
  return {
    ...link,
    open(handlers) {
      hear = (bytes) => handlers.data(bytes);
      link.open(handlers);
    },
    write(bytes) {
      link.write(bytes);
      hear(bytes.slice());
    },
  };
}

const siteOf = ({ unitId, definition }: RealDevice) =>
  siteWith(rtu, [{ id: 'device', unitId, definition, pollMs: 1000 }]);

test('read gives the values and says that the adapter hears itself', async () => {
  for (const device of [meter, air]) {
    const { text, code } = await run(echoing(serialBench([meter, air])), (field, person) =>
      readDevice(siteOf(device), 'device', false, field, person),
    );
    expect(text).toContain('This adapter echoes');
    expect(text).not.toMatch(/two devices|Looking for the reason|no value/);
    expect(code).toBe(0);
  }
});

test('read of a device that is not there says that only our own question comes back', async () => {
  const { text, code } = await run(echoing(serialBench([meter])), (field, person) =>
    readDevice(siteOf(air), 'device', false, field, person),
  );
  expect(text).toMatch(/Found: only our own question comes back/);
  expect(code).not.toBe(0);
});

test('scan finds the devices that are there, no ghosts, and says it', async () => {
  const line = { kind: 'serial', baud: 9600, format: '8N1' } as const;
  const unitIds = Array.from({ length: 20 }, (_, index) => index + 1);
  const { text } = await run(echoing(serialBench([meter, air])), (field, person) =>
    scan(
      {
        end: { kind: 'serial', path: '/dev/ttyUSB0' },
        line,
        models: [meter.definition, air.definition],
        expected: [],
        wish: { own: line, isSocket: false, unitIds, bauds: [], formats: [], knownIds: [], timeoutMs: 200 },
      },
      field,
      person,
    ),
  );
  expect(text).toMatch(/unit 2 at .*eastron-sdm630/);
  expect(text).toMatch(/unit 11 at .*xy-md02/);
  expect(text).toContain('2 found.');
  expect(text).not.toContain('two devices');
  expect(text).toContain('This adapter echoes');
});

test('write to a device that is not there is not confirmed', async () => {
  const { complaints, code, text } = await run(echoing(serialBench([meter])), (field, person) =>
    writeDevice(siteOf(fan), wish, field, person),
  );
  expect(text).not.toContain('Written');
  expect(complaints).toMatch(/Not confirmed/);
  expect(code).not.toBe(0);
});

test('write to a device that is there is confirmed, and says that the adapter hears itself', async () => {
  const { text, code } = await run(echoing(serialBench([fan])), (field, person) =>
    writeDevice(siteOf(fan), wish, field, person),
  );
  expect(text).toContain('This adapter echoes');
  expect(text).toContain('Written; read back');
  expect(code).toBe(0);
});
