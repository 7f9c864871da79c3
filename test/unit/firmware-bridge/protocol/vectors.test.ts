import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decode, encode } from '../../../../firmware-bridge/protocol/codec.ts';
import { crc16 } from '../../../../firmware-bridge/protocol/crc16.ts';
import { LINE_MAX, layouts } from '../../../../firmware-bridge/protocol/messages.ts';
import { createVectorBoard, vectors } from './vectors.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'firmware-bridge');
const protocol = readFileSync(join(folder, 'PROTOCOL.md'), 'utf8');

test('the checksum is CRC-16/CCITT-FALSE by its check value', () => {
  expect(crc16('123456789', 9)).toBe(0x29b1);
});

test.each(vectors.valid)('means what the vectors say: $line', ({ line, message }) => {
  expect(decode(line)).toEqual({ ok: true, value: message });
});

test.each(vectors.valid)('is written as it was read, unknown fields aside: $line', ({ line }) => {
  const decoded = decode(line);
  if (!decoded.ok) throw new Error(decoded.fault.detail);
  const known = encode(decoded.value);
  expect(decode(known)).toEqual(decoded);
  if (!/colour|more/.test(line)) expect(known).toBe(line);
});

test.each(vectors.invalid)('is refused for its $reason: $says', ({ line, reason }) => {
  expect(decode(line)).toMatchObject({ ok: false, fault: { reason } });
});

test.each([...vectors.valid, ...vectors.invalid])(
  'gets from the simulated board the answer of the vectors: $line',
  ({ line, answer }) => {
    const { clock, transcript, say } = createVectorBoard();
    say(`${vectors.greeting}\n`);
    clock.runUntil(500);
    transcript.length = 0;
    say(`${line}\n`);
    expect(transcript.filter((entry) => entry.startsWith('<'))).toEqual(answer.map((text) => `< ${text}`));
  },
);

test('every line of the document is a good one', () => {
  const lines = [...protocol.matchAll(/[a-z]+ \d+[^`\n*]*\*[0-9A-F]{4}/g)].map(([line]) => line);
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(decode(line), line).toMatchObject({ ok: true });
});

test('the tables of the document have the fields of the code with unit and range', () => {
  const rows = protocol
    .split('\n')
    .flatMap((line) => /^\|(.*)\|$/.exec(line.replaceAll('\\|', '/'))?.[1] ?? []);
  let kind = '';
  const found = new Map<string, string>();
  for (const cells of rows.map((row) => row.split('|').map((cell) => cell.trim()))) {
    const [word = '', key = '', value = ''] = cells;
    if (word !== '') kind = word.replaceAll('`', '');
    found.set(`${kind} ${key.replaceAll('`', '')}`, value.replaceAll('/', '|'));
  }
  for (const [word, fields] of Object.entries(layouts)) {
    expect(
      [...found.keys()].some((entry) => entry.startsWith(`${word} `)),
      word,
    ).toBe(true);
    for (const field of Object.values(fields)) expect(found.get(`${word} ${field.key}`)).toBe(field.says);
  }
});

test('no message can be longer than a line', () => {
  for (const [kind, fields] of Object.entries(layouts)) {
    const lengths = Object.values(fields).map(({ key, longest }) => ` ${key}=`.length + longest);
    const length = `${kind} 65535*FFFF`.length + lengths.reduce((sum, one) => sum + one, 0);
    expect(length, kind).toBeLessThanOrEqual(LINE_MAX);
  }
});
