/** In a fault that lasts nobody reads the same line a hundred times, and no line is lost without being counted. */

import { expect, test } from 'vitest';
import { createCalmLog } from '../../../../src/adapters/console/calm-log.ts';

function calm() {
  const lines: string[] = [];
  let nowMs = 0;
  const log = createCalmLog(
    {
      info: (text) => lines.push(`info ${text}`),
      warn: (text) => lines.push(`warn ${text}`),
      error: (text) => lines.push(`error ${text}`),
    },
    () => nowMs,
  );
  return {
    log,
    lines,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('the same line is told once, and after ten minutes with how often it came since', () => {
  const { log, lines, wait } = calm();
  for (let second = 0; second < 601; second += 1) {
    log.warn('bus noise is down.');
    wait(1000);
  }
  expect(lines).toEqual([
    'warn bus noise is down.',
    'warn bus noise is down. (599 times more since it was told)',
  ]);
});

test('lines that differ by a number come at most ten a minute, and the rest is counted', () => {
  const { log, lines, wait } = calm();
  for (let second = 0; second < 1800; second += 1) {
    log.warn(`attempt ${second} failed`);
    wait(1000);
    if (second === 600) lines.length = 0;
  }
  expect(lines.length).toBeLessThanOrEqual(20 * 10);
  const told = lines.filter((line) => line.includes('attempt')).length;
  const counted = lines
    .flatMap((line) => /^warn (\d+) lines in/.exec(line)?.[1] ?? [])
    .reduce((sum, count) => sum + Number(count), 0);
  expect(told + counted).toBeGreaterThan(1100);
});

test('what a start says passes whole, and an alarm passes when everything else is held back', () => {
  const { log, lines } = calm();
  for (let count = 0; count < 60; count += 1) log.info(`device ${count} answers`);
  expect(lines).toHaveLength(60);
  log.info('one more');
  log.error('cabinet a is too hot');
  expect(lines.slice(60)).toEqual(['error cabinet a is too hot']);
});
