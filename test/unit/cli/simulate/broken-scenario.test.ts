/** Mistakes of a scenario file, as `quietpost simulate --scenario` tells them in the language of the terminal. */

import { afterEach, expect, test, vi } from 'vitest';
import { simulateScenarios } from '../../../../src/cli/simulate/simulate-scenarios.ts';
import { writtenFile } from '../assess/written-file.ts';

afterEach(() => vi.unstubAllEnvs());

const scenario = ['name: night', 'about: A night.', "date: '2026-07-15'", 'seed: 7', 'lenght: 10h'].join(
  '\n',
);

async function told(language: string): Promise<string> {
  vi.stubEnv('QUIETPOST_LANG', language);
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  expect(
    await simulateScenarios([writtenFile(scenario, 'night.yaml')], {}, { write: say, report: say }),
  ).toBe(78);
  return lines.join('\n');
}

test.each([
  ['en', /^error: .*error: unknown key "lenght"\n {2}at .*\n.*did you mean "length"\?/s],
  ['zh', /^错误：.*错误：未知的键“lenght”\n {2}位置 .*\n.*是否为“length”？/s],
])('in %s', async (language, report) => {
  expect(await told(language)).toMatch(report);
});
