import { expect, test } from 'vitest';
import { explainKey } from '../../../../src/config/site/explain-key.ts';

const linesOf = (key: string): readonly string[] => {
  const found = explainKey(key);
  if (!found.ok) throw new Error(found.fix);
  return found.lines;
};

test('a key is explained with its form, unit, range, example and what moving it by five does', () => {
  expect(linesOf('nightDb')).toEqual([
    'receptors.<name>.limits.nightDb: a number, dB, 0 to 120',
    '  LAeq limit at night, dB',
    '  must be written',
    '  for example: 45',
    '  5 more: fans and power are limited later and less; the limit of the law does not move with it',
    '  5 less: fans and power are limited earlier and further; on warm nights cars get less',
  ]);
});

test('a whole path of a site leads to the same', () => {
  expect(linesOf('receptors.north.limits.nightDb')).toEqual(linesOf('nightDb'));
});

test('a default, a duration and a choice are said', () => {
  expect(linesOf('mode')).toContain('  not written: auto');
  expect(linesOf('lost-input.powerPct').join('\n')).toContain('a number, %, 0 to 100');
  expect(linesOf('devices.poll').join('\n')).toContain('a duration with its unit');
});

test('a key of several sections is explained in each', () => {
  const places = linesOf('failSafe').filter((line) => line.startsWith('outputs.'));
  expect(places).toEqual(['outputs.<name>.failSafe: a number, 0 to 100']);
  expect(linesOf('meter').filter((line) => !line.startsWith(' ') && line !== '').length).toBeGreaterThan(2);
});

test('a misspelt key is suggested', () => {
  expect(explainKey('nigthDb')).toEqual({ ok: false, fix: 'did you mean "nightDb"?' });
});
