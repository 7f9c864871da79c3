import { expect, test } from 'vitest';
import { strictJson } from '../../../../src/backoffice/commands/strict-json.ts';

test.each([
  '{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}',
  ' {"at":"23:40:00, say \\"a\\":","a:b":"\\\\"}\n',
  '{"__proto__":1,"constructor":2}',
  '{}',
  '[]',
  '-1.5e+3',
  'null',
])('%s is taken as it is', (text) => {
  expect(strictJson(text)).toEqual(JSON.parse(text));
});

test.each([
  '{"a":1,"a":1}',
  '{"a":{"b":[{"c":1,"c":2}]}}',
  '{"a":1,"\\u0061":2}',
  '{"__proto__":1,"__proto__":2}',
  '{":":1,":":2}',
  '{"v":',
  '{"v":1}}',
  '{"v":NaN}',
  '["a"',
  '"a',
  '1e',
  '',
  'quiet please',
])('%s is taken for nothing', (text) => {
  expect(strictJson(text)).toBeUndefined();
});

test('what is too deep to be walked through is taken for nothing', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(strictJson(nested(32))).toBeDefined();
  expect(strictJson(nested(33))).toBeUndefined();
  expect(strictJson(nested(4000))).toBeUndefined();
  expect(strictJson(`{"text":"${'['.repeat(100)}"}`)).toBeDefined();
});
