/** `quietpost check --probe`: each device is asked once, nothing is written, and who is silent is named. */

import { expect, test } from 'vitest';
import { probe } from '../../../../src/cli/station/probe.ts';
import type { Field } from '../../../../src/fieldbus/field.ts';
import { type Bench, run, serialBench } from '../../commissioning/bench.ts';
import { airValues, meterValues, model, rtu, siteWith } from '../../commissioning/parts.ts';

const meter = model('eastron-sdm630');
const air = model('xy-md02');
const realMeter = { unitId: 2, definition: meter, values: meterValues };
const realAir = { unitId: 11, definition: air, values: airValues };
const plan = siteWith(rtu, [
  { id: 'meter', unitId: 2, definition: meter, pollMs: 1000 },
  { id: 'air', unitId: 11, definition: air, pollMs: 2000 },
]);

function probed(bench: Bench, changes: Partial<Field> = {}) {
  return run(bench, (field, person) => probe(plan, { ...field, ...changes }, person));
}

test('names who answers, and after which time', async () => {
  const { text, code } = await probed(serialBench([realMeter, realAir]));
  expect(text).toMatch(/^ {2}meter +line unit 2 +eastron-sdm630 +answers +\d+ ms$/m);
  expect(text).toMatch(/^ {2}air +line unit 11 +xy-md02 +answers +\d+ ms$/m);
  expect(text).toContain('2 of 2 devices answer.');
  expect(code).toBe(0);
});

test('names who is silent, and what finds the reason', async () => {
  const { text, code } = await probed(serialBench([realMeter]));
  expect(text).toMatch(/^ {2}air .* SILENT +no answer within \d+ ms$/m);
  expect(text).toContain('1 of 2 devices answer. The reason: quietpost read air');
  expect(code).toBe(69);
});

test('asks each device once and writes nothing', async () => {
  const sent: string[] = [];
  const bench = serialBench([realMeter, realAir]);
  const { linkTo } = bench.field;
  await probed(bench, {
    linkTo: (end, line) => {
      const link = linkTo(end, line);
      return {
        ...link,
        write: (bytes, ...rest) => {
          sent.push(Buffer.from(bytes).toString('hex'));
          return link.write(bytes, ...rest);
        },
      };
    },
  });
  expect(sent).toHaveLength(2);
  // Function codes 1 to 4 read.
  for (const frame of sent) expect(frame.slice(2, 4)).toMatch(/^0[1-4]$/);
});

test('leaves a line alone that the gateway has', async () => {
  const bench = serialBench([realMeter, realAir]);
  const { text, code } = await probed(bench, {
    usersOf: async () => ['process 812 (quietpost run)'],
    linkTo: () => {
      throw new Error('the line was opened');
    },
  });
  expect(text).toContain('the line is in use by process 812 (quietpost run)');
  expect(text).toContain('0 of 2 devices answer, 2 were not asked.');
  expect(code).toBe(69);
});
