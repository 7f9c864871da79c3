import { expect, test } from 'vitest';
import { readCommand } from '../../../../src/backoffice/commands/read-command.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import { startWallMs } from '../small-plan.ts';

const root = 'quietpost/v1/lane-7/st-1/';
const head = {
  v: 1,
  id: 'c-1',
  issued_at: startWallMs,
  expires_at: startWallMs + 30_000,
  issuer: 'ops:alice',
  reason: 'complaint 4711',
};
const held = { ...head, lease_s: 900, args: { output: 'limit-a', value: 50 } };
const typedHead = {
  id: 'c-1',
  issuer: 'ops:alice',
  reason: 'complaint 4711',
  issuedMs: startWallMs,
  expiresMs: startWallMs + 30_000,
};

function read(name: string, fields: object, retained = false) {
  return readCommand({ topic: `${root}cmd/${name}`, payload: JSON.stringify(fields), retained }, root);
}

test('each command becomes one of the core, its durations in milliseconds', () => {
  const hold = { ...typedHead, output: 'limit-a', value: 50, leaseMs: 900_000 };
  expect(read('limit', held)).toEqual({ ok: true, value: { kind: 'limit', ...hold } });
  expect(read('manual', held)).toEqual({ ok: true, value: { kind: 'manual', ...hold } });
  expect(read('release', { ...head, args: { output: 'fan-a' } })).toEqual({
    ok: true,
    value: { kind: 'release', ...typedHead, output: 'fan-a' },
  });
  expect(read('rebirth', head)).toEqual({ ok: true, value: { kind: 'announce', ...typedHead } });
});

test('a lamp, a question, a release of all and the settings are commands of the core, too', () => {
  expect(read('lamp', { ...held, args: { output: 'lamp-1', on: true } })).toMatchObject({
    value: { kind: 'lamp', output: 'lamp-1', value: 100, leaseMs: 900_000 },
  });
  expect(read('limit', { ...held, dry: true })).toMatchObject({ value: { kind: 'limit', isDry: true } });
  expect(read('release', { ...head, args: { output: 'fan-a', all: true } })).toMatchObject({
    value: { kind: 'release', ofAll: true },
  });
  expect(read('config-get', head)).toMatchObject({ value: { kind: 'config' } });
});

test('all wrong fields are named in one answer', () => {
  const wrong = { ...held, issued_at: 'now', lease_s: 0, args: { output: 7, value: '50', more: 1 } };
  const refused = read('limit', wrong);
  const said = refused.ok ? '' : inEnglish(refused.fault.message);
  for (const path of ['issued_at: ', 'lease_s: ', 'args.output: ', 'args.value: ', 'more'])
    expect(said).toContain(path);
});

test('text from outside cannot forge a line of the log or turn it round', () => {
  const forged = 'x\n12:00:00 info    all is well\u202e\r\u0000\u2028';
  const command = read('release', { ...head, issuer: forged, reason: forged, args: { output: 'fan-a' } });
  const text = 'x 12:00:00 info    all is well    ';
  expect(command).toMatchObject({ ok: true, value: { issuer: text, reason: text } });
  const unknown = readCommand(
    { topic: `${root}cmd/${forged}`, payload: JSON.stringify(head), retained: false },
    root,
  );
  const wrongKey = read('release', { ...head, args: { output: 'fan-a', [forged]: 1 } });
  for (const refusal of [unknown, wrongKey])
    expect(JSON.stringify(refusal)).not.toMatch(/\\n|\\u0000|\u2028|\u202e/);
  expect([unknown.ok, wrongKey.ok]).toEqual([false, false]);
});

test.each<[string, string, object]>([
  ['without a lease', 'limit', { ...held, lease_s: undefined }],
  ['with text for a value', 'limit', { ...held, args: { output: 'limit-a', value: '50' } }],
  ['with an argument too many', 'limit', { ...held, args: { output: 'limit-a', value: 50, more: 1 } }],
  ['of another version', 'limit', { ...held, v: 2 }],
  ['of an unknown name', 'reboot', held],
  ['named like a property of every object', 'constructor', held],
])('a command %s is refused under its id', (_name, name, fields) => {
  expect(read(name, fields)).toMatchObject({ ok: false, fault: { id: 'c-1', code: 'SCHEMA' } });
});

test('a retained command is refused, but what is wrong with it comes first', () => {
  expect(read('limit', held, true)).toMatchObject({ ok: false, fault: { id: 'c-1', code: 'RETAINED' } });
  expect(read('limit', head, true)).toMatchObject({ ok: false, fault: { code: 'SCHEMA' } });
});

test.each([
  'not json',
  '[]',
  'null',
  '{"id":"a/b"}',
  '{"id":"#"}',
  `{"id":"c-1","pad":"${'x'.repeat(9000)}"}`,
])('what carries no usable id is refused under "-": %.20s', (payload) => {
  const refused = readCommand({ topic: `${root}cmd/limit`, payload, retained: false }, root);
  expect(refused).toMatchObject({ ok: false, fault: { id: '-', code: 'SCHEMA' } });
});

test('a payload of 8192 characters is read, one more is not', () => {
  const shortest = JSON.stringify({ ...held, pad: '' }).length;
  const padded = (length: number) => ({ ...held, pad: 'x'.repeat(length - shortest) });
  expect(read('limit', padded(8192)).ok).toBe(true);
  expect(read('limit', padded(8193)).ok).toBe(false);
});

test('a payload too deep to be signed is refused: it ended the process', () => {
  const deep = `${'['.repeat(3900)}${']'.repeat(3900)}`;
  const payload = JSON.stringify({ ...held, sig: 'AAAA', more: 0 }).replace('"more":0', `"more":${deep}`);
  const command = { topic: `${root}cmd/limit`, payload, retained: false };
  expect(readCommand(command, root, { 'ops:alice': 'a key' })).toMatchObject({
    fault: { code: 'SCHEMA', id: '-' },
  });
});
