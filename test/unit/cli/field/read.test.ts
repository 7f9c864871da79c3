/** `quietpost read`: the table, the registers, the hints; what is wrong with a device is in mistakes.test.ts. */

import { describe, expect, test } from 'vitest';
import { readDevice } from '../../../../src/cli/field/read.ts';
import type { Field } from '../../../../src/fieldbus/field.ts';
import { plain } from '../../../../src/model/message.ts';
import type { SitePlan } from '../../../../src/plan/site-plan.ts';
import { type Bench, type RealDevice, run, serialBench } from '../../commissioning/bench.ts';
import { airValues, meterValues, model, rtu, siteWith } from '../../commissioning/parts.ts';

const meter = model('eastron-sdm630');
const air = model('xy-md02');
const realMeter: RealDevice = { unitId: 2, definition: meter, values: meterValues };
const realAir: RealDevice = { unitId: 11, definition: air, values: airValues };
const plan = siteWith(rtu, [
  { id: 'meter', unitId: 2, definition: meter, pollMs: 1000 },
  { id: 'air', unitId: 11, definition: air, pollMs: 2000 },
]);

function read(bench: Bench, id: string, raw = false, site: SitePlan = plan) {
  return run(bench, (field, person) => readDevice(site, id, raw, field, person));
}

describe('read', () => {
  test('prints value, unit, quality and the time it took', async () => {
    const { text, code } = await read(serialBench([realAir]), 'air');
    expect(text).toMatch(/^air: XY-MD02 .*, unit 11 on line \(\/dev\/ttyUSB0 9600 8N1\)$/m);
    expect(text).toMatch(/^temperature +23\.4 +degC +good +\d+ ms$/m);
    expect(text).toMatch(/^humidity +55\.2 +% +good +\d+ ms$/m);
    expect(text).toContain('1 of 1 requests');
    expect(code).toBe(0);
  });

  test('shows registers and all orders, marks the plausible ones and the defined one', async () => {
    const { text } = await read(serialBench([realMeter]), 'meter', true);
    expect(text).toMatch(/^input 0x0046 \(70\), 6 registers$/m);
    expect(text).toContain('frequency: registers 0x0046 = 4248 147B; the definition says float32 ABCD, Hz');
    const block = text.slice(text.indexOf('frequency: registers'));
    expect(block).toMatch(/float32 +50\.02 \* < +1\.27e-26 +199148\.3 +7\.70e\+35/);
    expect(text).toContain('* looks plausible for this quantity   < as the definition reads it');
  });

  test('says in a table what is missing, and asks no more when nobody answers', async () => {
    const { text, code } = await read(serialBench([]), 'air');
    expect(text).toMatch(/^temperature and 1 more +-- +no value +\d+ ms +no answer within \d+ ms$/m);
    expect(text).toContain('Looking for the reason, at most ');
    expect(text).toContain('Possible: nobody answers on this line');
    expect(code).toBe(69);
  });

  test('keeps the time it says for the search', async () => {
    const { text, tookMs } = await read(serialBench([realAir]), 'meter');
    const promisedS = Number(/at most (\d+) s;/.exec(text)?.[1]);
    expect(tookMs).toBeLessThan(promisedS * 1000 + 2000);
    expect(text).toContain('while 1 other device on the line answers');
  });

  test('tells a slow device from a silent one', async () => {
    const { text } = await read(serialBench([{ ...realMeter, turnaroundMs: 800 }, realAir]), 'meter');
    expect(text).toMatch(/Likely: it answers after 8\d\d ms, but is given 500 ms/);
    expect(text).not.toContain('two devices');
  });

  test.each([1, 3, 8, 25, 60, 200])(
    'finds a second device that answers %i ms after the first',
    async (ms) => {
      const second = { ...realMeter, values: { ...meterValues, frequency: 49.9 }, turnaroundMs: 20 + ms };
      const { text } = await read(serialBench([realMeter, second, realAir]), 'meter');
      expect(text).toMatch(/(Found|Likely): two devices have unit id 2/);
    },
  );

  test('names what holds the port, and where the values can be seen', async () => {
    const bench = serialBench([]);
    const detail = '/dev/ttyUSB0: in use by process 812 (quietpost run); only one may own a port';
    const linkTo: Field['linkTo'] = () => ({
      open: ({ closed }) =>
        void bench.clock.at(bench.clock.nowMs(), () => closed({ kind: 'link-down', detail: plain(detail) })),
      write() {},
      close() {},
    });
    const { text, code } = await read({ ...bench, field: { ...bench.field, linkTo } }, 'air');
    expect(text).toContain('in use by process 812 (quietpost run)');
    expect(text).toContain("quietpost watch --topic 'quietpost/v1/riverside/charging-north/live/air'");
    expect(code).toBe(69);
  });

  test('suggests the device that is meant', async () => {
    const { complaints, code } = await read(serialBench([]), 'metre');
    expect(complaints).toContain('did you mean "meter"');
    expect(code).toBe(64);
  });
});
