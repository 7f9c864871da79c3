/** `quietpost scan` on benches that behave like copper, in virtual time. */

import { describe, expect, test } from 'vitest';
import { scan } from '../../../../src/cli/field/scan.ts';
import type { ScanJob } from '../../../../src/cli/field/scan-job.ts';
import type { ScanWish } from '../../../../src/commissioning/diagnosis/scan-plan.ts';
import type { DeviceDefinition } from '../../../../src/devices/modbus/definition.ts';
import type { Field, FieldEnd } from '../../../../src/fieldbus/field.ts';
import type { LineSetting } from '../../../../src/fieldbus/modbus/line-setting.ts';
import { plain } from '../../../../src/model/message.ts';
import type { Person } from '../../../../src/ports/person.ts';
import { type Bench, type RealDevice, run, serialBench, socketBench } from '../../commissioning/bench.ts';
import { airValues, allModels, meterValues, model, rtu, siteWith } from '../../commissioning/parts.ts';

const port: FieldEnd = { kind: 'serial', path: '/dev/ttyUSB0' };
const socket: FieldEnd = { kind: 'socket', host: '192.0.2.7', port: 502 };
const own: LineSetting = { kind: 'serial', baud: 9600, format: '8N1' };
const meter: RealDevice = { unitId: 2, definition: model('eastron-sdm630'), values: meterValues };
const air: RealDevice = { unitId: 11, definition: model('xy-md02'), values: airValues };
const fewModels = ['eastron-sdm630', 'xy-md02', 'waveshare-relay-8', 'acrel-adl400'].map(model);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** What such a device shows in use, within what it can show. */
function valuesFor({ points }: DeviceDefinition): Record<string, number> {
  return Object.fromEntries(
    points.map(({ id, quantity, max }) => {
      const value = inUse[id] ?? inUseByQuantity[quantity] ?? 1;
      return [id, value <= max ? value : max / 2];
    }),
  );
}

const inUse: Readonly<Record<string, number>> = {
  ...{ 'voltage.l1': 231.4, 'voltage.l2': 229.8, 'voltage.l3': 230.6 },
  ...{ 'current.l1': 21.2, 'current.l2': 20.9, 'current.l3': 21.5, 'power.active': 14_460 },
  // A charger of 320 kW.
  ...{ 'power.limit': 180_000, 'power.limit.highest': 320_000, 'power.limit.lowest': 20_000 },
  ...{ 'power.active.l1': 4820, 'power.active.l2': 4710, 'power.active.l3': 4930 },
};
const inUseByQuantity: Readonly<Record<string, number>> = {
  ...{ voltage: 230, current: 12, 'power.active': 7400, 'power.reactive': 300, 'power.apparent': 7500 },
  ...{ 'power.factor': 0.98, frequency: 50, 'energy.import': 123_456_000, 'energy.export': 12_000 },
  ...{
    'sound.laeq': 51.2,
    'sound.lafmax': 58.1,
    'sound.laf': 48.2,
    'sound.lceq': 57.3,
    'sound.lzeq': 59.4,
    'wind.speed': 2.1,
    'rain.amount': 12.2,
  },
  ...{ temperature: 23.4, humidity: 55.2, 'fan.speed': 890, 'fan.setpoint': 40, 'output.voltage': 4.5 },
};

function job(end: FieldEnd, line: LineSetting | undefined, wish: Partial<ScanWish> = {}): ScanJob {
  const isSocket = end.kind === 'socket';
  const usual = { own: line, isSocket, unitIds: upTo(247), bauds: [], formats: [], knownIds: [] };
  return {
    ...{ end, line, models: fewModels, expected: [] },
    wish: { ...usual, timeoutMs: isSocket ? 500 : 200, ...wish },
  };
}

async function scanned(bench: Bench, what: ScanJob) {
  return run(bench, (field, person) => scan(what, field, person));
}

describe('scan', () => {
  test('recognises every shipped model and says how sure it is', async () => {
    const devices = allModels.map((definition, i) => ({
      // More than 32 in a row would be one device that ignores the unit id.
      unitId: 20 + i + Math.floor(i / 16),
      definition,
      values: valuesFor(definition),
    }));
    const { text, code } = await scanned(socketBench('tcp', devices), {
      ...job(socket, { kind: 'tcp' }, { unitIds: upTo(100) }),
      models: allModels,
    });
    expect(code).toBe(0);
    for (const { unitId, definition } of devices) {
      const [line = ''] = text.split('\n').filter((one) => one.startsWith(`unit ${unitId} `));
      expect(line).toContain(definition.model);
      expect(line).toMatch(/\((certain|likely|possible)\)/);
    }
  });

  test('a meter with thirds comes before the smaller one whose registers it has too', async () => {
    const thirds = model('class1-thirds');
    const laeq = model('class1-laeq');
    const devices = [thirds, laeq].map((definition, at) => {
      return { unitId: 5 + at, definition, values: valuesFor(definition) };
    });
    const { text } = await scanned(socketBench('tcp', devices), {
      ...job(socket, { kind: 'tcp' }, { unitIds: upTo(8) }),
      models: [laeq, thirds],
    });
    expect(text).toMatch(/unit 5 [^\n]*: class1-thirds \(likely\)/);
    expect(text).toMatch(/unit 6 [^\n]*: class1-laeq \(likely\)/);
  });

  test('finds baud rate and parity without being told, within the time it says before', async () => {
    const stranger: RealDevice = { ...meter, unitId: 77, uart: { baud: 19_200, format: '8E1' } };
    const bench = serialBench([stranger, { ...air, unitId: 1, uart: { baud: 19_200, format: '8E1' } }]);
    const { text, tookMs } = await scanned(bench, job(port, undefined));
    expect(text).toContain('unit 77 at 19200 8E1: eastron-sdm630 (likely)');
    expect(text).toContain('unit 1 at 19200 8E1: xy-md02 (likely)');
    const [, min = '0', s = '0', each = '0'] =
      /at most (\d+) min (\d+) s, and (\d+) s for each device found/.exec(text) ?? [];
    expect(tookMs).toBeLessThan((60 * Number(min) + Number(s) + 2 * Number(each)) * 1000);
  });

  test('keeps its promise of time where nobody answers', async () => {
    const { text, tookMs, code } = await scanned(serialBench([]), job(port, own));
    const [, min = '0', s = '0'] = /at most (\d+) min (\d+) s/.exec(text) ?? [];
    const promisedMs = (60 * Number(min) + Number(s)) * 1000;
    expect(tookMs).toBeLessThanOrEqual(promisedMs);
    expect(tookMs).toBeGreaterThan(0.4 * promisedMs);
    expect(text).toContain('Nobody answered.');
    expect(code).toBe(69);
  });

  test('says that devices of one line have different settings, and which the bus has', async () => {
    const bench = serialBench([meter, { ...air, unitId: 1, uart: { baud: 4800, format: '8N1' } }]);
    const { text } = await scanned(bench, job(port, own, { unitIds: upTo(5) }));
    expect(text).toContain('Unit 1 is set to 4800 8N1, the bus to 9600 8N1: the gateway will get no answer');
    expect(text).toContain('Devices of one line need one setting; here are 9600 8N1 and 4800 8N1');
  });

  test('compares with the site: what is elsewhere, what is missing', async () => {
    const plan = siteWith(rtu, [
      { id: 'meter', unitId: 2, definition: air.definition, pollMs: 1000 },
      { id: 'air', unitId: 11, definition: air.definition, pollMs: 1000 },
      { id: 'lost', unitId: 12, definition: air.definition, pollMs: 1000 },
    ]);
    const what = { ...job(port, own, { unitIds: upTo(12), knownIds: [2, 11, 12] }), expected: plan.devices };
    const { text } = await scanned(serialBench([meter, air]), what);
    expect(text).toContain(
      'eastron-sdm630 (likely); but the site has meter there, which should be a xy-md02',
    );
    expect(text).toContain('unit 11 at 9600 8N1: xy-md02 (likely); the site has air there');
    expect(text).toContain('Not found: lost (unit 12).');
  });

  test('names two devices with one unit id', async () => {
    const bench = serialBench([meter, { ...meter, turnaroundMs: 23 }, air]);
    const { text } = await scanned(bench, job(port, own, { unitIds: upTo(12) }));
    expect(text).toMatch(/two devices have unit id 2/);
    expect(text).not.toMatch(/two devices have unit id 11/);
  });

  test.each([
    ['rtu', 'tcp', 'this is RTU over TCP: unit 2 answers to RTU frames'],
    ['tcp', 'rtu-over-tcp', 'this is Modbus TCP: unit 2 answers to frames with a header'],
  ] as const)('a socket that speaks %s, asked in %s', async (speaks, asked, says) => {
    const { text } = await scanned(
      socketBench(speaks, [meter]),
      job(socket, { kind: asked }, { unitIds: upTo(4) }),
    );
    expect(text).toContain(says);
    expect(text).toContain('eastron-sdm630 (likely)');
  });

  test('leaves out the rest where a device answers to every unit id', async () => {
    const deaf = upTo(247).map((unitId) => ({ ...air, unitId }));
    const { text, tookMs } = await scanned(socketBench('tcp', deaf), job(socket, { kind: 'tcp' }));
    expect(text).toContain('this device ignores the unit id');
    expect(tookMs).toBeLessThan(120_000);
  });

  test('prints what it has when it is interrupted', async () => {
    const bench = serialBench([meter]);
    const stop = new AbortController();
    const { text, code } = await run(bench, (field, person) => {
      const hasty: Person = {
        ...person,
        signal: stop.signal,
        write(line) {
          person.write(line);
          if (line.startsWith('unit 2 ')) stop.abort();
        },
      };
      return scan(job(port, own), field, hasty);
    });
    expect(code).toBe(130);
    expect(text).toMatch(/unit 2 at 9600 8N1: eastron-sdm630 \(likely\)\n1 found\./);
  });

  test('ends at once, naming why, where the port cannot be opened', async () => {
    const bench = serialBench([]);
    const detail = '/dev/ttyUSB0: in use by process 812 (quietpost run)';
    const locked: Field['linkTo'] = () => ({
      open: ({ closed }) =>
        void bench.clock.at(bench.clock.nowMs(), () => closed({ kind: 'link-down', detail: plain(detail) })),
      write() {},
      close() {},
    });
    const { complaints, code, text } = await scanned(
      { ...bench, field: { ...bench.field, linkTo: locked } },
      job(port, own),
    );
    expect(complaints).toContain('in use by process 812 (quietpost run)');
    expect(text).not.toContain('Nobody answered');
    expect(code).toBe(69);
  });
});
