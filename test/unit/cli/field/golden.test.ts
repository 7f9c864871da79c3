import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { goldenFile, goldenReads } from '../../../../src/cli/field/golden.ts';
import { shippedDefinitions } from '../../../golden/shipped-definitions.ts';

const definition = shippedDefinitions().find(({ name }) => name === 'xy-md02')?.definition;
if (definition === undefined) throw new Error('xy-md02 is not among the shipped definitions');
const shipped = readFileSync(new URL('../../../golden/xy-md02.json', import.meta.url), 'utf8');

const frost = { address: 1, words: [0xff99, 0x0390], values: { temperature: -10.3, humidity: 91.2 } };

test('words and what they mean become the frames that the golden file of the model has', () => {
  const known = JSON.parse(shipped).reads.find(({ title }: { title: string }) => title === 'frost');
  const made = goldenReads(definition, JSON.stringify({ ...frost, title: 'frost', source: known.source }));
  expect(made).toEqual({ ok: true, value: [known] });
});

test('a golden file keeps what it has and gets the new reads behind it; a new one begins with them', () => {
  const made = goldenReads(definition, JSON.stringify([frost, frost]));
  if (!made.ok) throw new Error(made.fault);
  const before = JSON.parse(shipped);
  const after = JSON.parse(goldenFile('xy-md02', shipped, made.value));
  expect(after).toEqual({ ...before, reads: [...before.reads, ...made.value] });
  expect(JSON.parse(goldenFile('new-one', undefined, made.value))).toEqual({
    model: 'new-one',
    reads: made.value,
    commands: [],
  });
  expect(made.value[0]?.title).toBe('temperature -10.3, humidity 91.2');
});

test.each([
  ['a point the definition lacks', { ...frost, values: { pressure: 1 } }, /no point pressure/],
  ['a point beyond the words', { ...frost, words: [1] }, /humidity lies outside 1 to 1/],
  ['words without a point', { ...frost, values: {} }, /write the "table"/],
  ['a word of more than 16 bits', { ...frost, words: [65_536, 0] }, /read 1: words\.0/],
])('refuses %s and says which read it is', (_, read, text) => {
  expect(goldenReads(definition, JSON.stringify(read))).toEqual({
    ok: false,
    fault: expect.stringMatching(text),
  });
});
