/** What a technician reads of the service. */

import { expect, test } from 'vitest';
import { dictionaries } from '../../../src/language/languages.ts';
import { sayConsole } from '../../../src/language/say-console.ts';
import { statusText } from '../../../src/service/status-text.ts';

const lines = (...units: Parameters<typeof statusText>): readonly string[] =>
  statusText(...units).map((line) => sayConsole(dictionaries.en, line));

const since = 'Mon 2026-11-30 08:00:00 CST';
const off = { ActiveState: 'inactive', ActiveEnterTimestamp: '' };

test('a running service says since when, and how often it came again by itself', () => {
  const running = { ActiveState: 'active', ActiveEnterTimestamp: since, NRestarts: '0' };
  expect(lines(running, off)).toEqual([`runs since ${since}.`]);
  expect(lines({ ...running, NRestarts: '3' }, off)[0]).toContain('by itself 3 times');
});

test('safe mode goes before everything else', () => {
  const failed = { ActiveState: 'failed', Result: 'start-limit-hit', ExecMainStatus: '70' };
  const said = lines(failed, { ActiveState: 'active', ActiveEnterTimestamp: since });
  expect(said[0]).toContain('SAFE MODE');
  expect(said[1]).toContain('systemctl start quietpost');
});

test('a failure names its cause and where to look', () => {
  const failed = { ActiveState: 'failed', NRestarts: '0', Result: 'exit-code', ExecMainStatus: '78' };
  expect(lines(failed, off)[0]).toContain('quietpost check');
  expect(lines({ ...failed, ExecMainStatus: '0', Result: 'watchdog' }, off)[0]).toContain('watchdog');
  expect(lines(off, off)[0]).toContain('does not run');
});
