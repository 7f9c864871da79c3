/** What a technician reads of the service. */

import { expect, test } from 'vitest';
import { statusText } from '../../../src/service/status-text.ts';

const since = 'Mon 2026-11-30 08:00:00 CST';
const off = { ActiveState: 'inactive', ActiveEnterTimestamp: '' };

test('a running service says since when, and how often it came again by itself', () => {
  const running = { ActiveState: 'active', ActiveEnterTimestamp: since, NRestarts: '0' };
  expect(statusText(running, off)).toEqual([`runs since ${since}.`]);
  expect(statusText({ ...running, NRestarts: '3' }, off)[0]).toContain('by itself 3 times');
});

test('safe mode goes before everything else', () => {
  const failed = { ActiveState: 'failed', Result: 'start-limit-hit', ExecMainStatus: '70' };
  const lines = statusText(failed, { ActiveState: 'active', ActiveEnterTimestamp: since });
  expect(lines[0]).toContain('SAFE MODE');
  expect(lines[1]).toContain('systemctl start quietpost');
});

test('a failure names its cause and where to look', () => {
  const failed = { ActiveState: 'failed', NRestarts: '0', Result: 'exit-code', ExecMainStatus: '78' };
  expect(statusText(failed, off)[0]).toContain('quietpost check');
  expect(statusText({ ...failed, ExecMainStatus: '0', Result: 'watchdog' }, off)[0]).toContain('watchdog');
  expect(statusText(off, off)[0]).toContain('does not run');
});
