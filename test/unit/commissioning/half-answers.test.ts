/** `quietpost read` of devices that are there and do not answer as they should: each is named as what it is. */

import { expect, test } from 'vitest';
import { readDevice } from '../../../src/cli/field/read.ts';
import { type Answers, answeringBench } from './answering-bench.ts';
import { run } from './bench.ts';
import { model, rtu, siteWith, tcp } from './parts.ts';

const definition = model('eastron-sdm630');
const float50 = (count: number) => Array.from({ length: count }, (_, index) => (index % 2 ? 0 : 0x4248));

/** A device whose every value is 50; `but` says where it does otherwise: nothing, or what to say in its place. */
function read(kind: 'rtu' | 'tcp', but: (...asked: Parameters<Answers>) => ReturnType<Answers> | 'as usual') {
  const usual: Answers = (request) => ({ reply: request.kind === 'read' ? float50(request.count) : [] });
  const bench = answeringBench(kind, (request, unitId) => {
    const said = but(request, unitId);
    return said === 'as usual' ? usual(request, unitId) : said;
  });
  const site = siteWith(kind === 'rtu' ? rtu : tcp, [{ id: 'meter', unitId: 2, definition, pollMs: 1000 }]);
  return run(bench, (field, person) => readDevice(site, 'meter', false, field, person));
}

test('busy now and then: asked again, all values come, and nothing is said of addresses', async () => {
  let asked = 0;
  const { text, code } = await read('tcp', () =>
    ++asked % 2 === 1 ? { reply: { exception: 6 } } : 'as usual',
  );
  expect(text).toMatch(/^voltage\.l1 +50 +V +good/m);
  expect(text).not.toMatch(/device busy|addresses/);
  expect(code).toBe(0);
});

test('busy all the time is said as that', async () => {
  const { text, code } = await read('tcp', () => ({ reply: { exception: 6 } }));
  expect(text).toMatch(/Likely: it says that it is busy/);
  expect(text).not.toMatch(/addresses|word/);
  expect(code).not.toBe(0);
});

test('an answer shorter than asked for, and silence to a long question', async () => {
  const long = (request: Parameters<Answers>[0]) => request.kind === 'read' && request.count > 6;
  const silent = await read('tcp', (request) => (long(request) ? undefined : 'as usual'));
  expect(silent.text).toMatch(
    /Likely: the device gives no whole answer to 18 registers at once from 0, but gives/,
  );
  expect(silent.text).not.toContain('No reason found');
});

test('function 04 silent, 03 answered', async () => {
  for (const kind of ['rtu', 'tcp'] as const) {
    const { text } = await read(kind, (request) =>
      request.kind === 'read' && request.table === 'input' ? undefined : 'as usual',
    );
    expect(text).toContain('Found: it answers function 03 (holding registers) and is silent to function 04');
  }
});

test('transaction numbers of its own', async () => {
  const { text, code } = await read('tcp', (request) => ({
    reply: request.kind === 'read' ? float50(request.count) : [],
    transaction: 0,
  }));
  expect(text).toContain('Found: it answers with transaction number 0, whatever number the question has');
  expect(code).not.toBe(0);
});

test('answers under another unit id', async () => {
  for (const kind of ['rtu', 'tcp'] as const) {
    const { text } = await read(kind, (request) => ({
      reply: request.kind === 'read' ? float50(request.count) : [],
      unitId: 9,
    }));
    expect(text).toContain('Found: asked as unit 2, something answers as unit 9');
  }
});

test('a search that finds no reason says so, and what was seen', async () => {
  let asked = 0;
  const { text } = await read('tcp', () => (++asked % 3 === 1 ? { reply: { exception: 4 } } : 'as usual'));
  expect(text).toContain('Looking for the reason');
  expect(text).toMatch(/No reason found\..*seen: .*\(4\)|Found|Likely|Possible/);
  expect(text.trim().split('\n').at(-1)).not.toContain('Looking for the reason');
});
