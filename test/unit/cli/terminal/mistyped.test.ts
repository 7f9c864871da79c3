/** What the parser of options says of a mistyped command line, as a person on a Chinese and an English terminal reads it. */

import type { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { createProgram } from '../../../../src/cli/program.ts';

afterEach(() => vi.unstubAllEnvs());

/** The first line of what is said; nothing is run. */
async function said(language: string, ...args: readonly string[]): Promise<string> {
  vi.stubEnv('QUIETPOST_LANG', language);
  const program = createProgram();
  let text = '';
  const hush = (command: Command): void => {
    command.configureOutput({ writeErr: (part) => (text += part), writeOut: () => {} });
    command.exitOverride((error) => {
      throw error;
    });
    for (const one of command.commands) hush(one);
  };
  hush(program);
  await expect(program.parseAsync(args, { from: 'user' })).rejects.toThrow();
  return text.split(/\n\n|\n(?=[（(]quietpost)/)[0]?.trim() ?? '';
}

test.each([
  [['read'], '错误：缺少参数“device”', "error: missing required argument 'device'"],
  [['simulate', '--days'], '错误：选项“--days <n>”缺少取值', "error: option '--days <n>' argument missing"],
  [
    ['assess'],
    /^错误：必须给出选项“--levels <file>”/,
    /^error: required option '--levels <file>' not specified/,
  ],
  [
    ['simulate', '--dayz', '2'],
    '错误：没有选项“--dayz”\n（是否为 --days？）',
    "error: unknown option '--dayz'\n(Did you mean --days?)",
  ],
  [
    ['simulat'],
    '错误：没有命令“simulat”\n（是否为 simulate？）',
    "error: unknown command 'simulat'\n(Did you mean simulate?)",
  ],
  [
    ['diff', 'a', 'b', 'c'],
    '错误：参数过多：应为 2 个，给出 3 个',
    'error: too many arguments: expected 2, got 3',
  ],
  [
    ['simulate', '--days', 'two'],
    '错误：选项“--days <n>”不能为“two”。必须是整数。',
    "error: option '--days <n>' does not take 'two'. It must be a whole number.",
  ],
])('%j', async (args, chinese, english) => {
  for (const [language, expected] of [
    ['zh', chinese],
    ['en', english],
  ] as const)
    if (typeof expected === 'string') expect(await said(language, ...args)).toBe(expected);
    else expect(await said(language, ...args)).toMatch(expected);
});
