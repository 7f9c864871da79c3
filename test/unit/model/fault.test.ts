import { expect, test } from 'vitest';
import { inEnglish } from '../../../src/language/say.ts';
import { type Fault, faultMessage } from '../../../src/model/fault.ts';

test.each<[Fault, string]>([
  [{ kind: 'timeout', afterMs: 154.16666666666666 }, 'no answer within 154 ms'],
  [{ kind: 'expired', afterMs: 99.9999 }, 'not sent within 100 ms, dropped'],
  [{ kind: 'implausible', value: 1234.567891234 }, 'value 1234.568 is outside what is physically possible'],
])('a fault is told in round numbers', (fault, text) => {
  expect(inEnglish(faultMessage(fault))).toBe(text);
});
