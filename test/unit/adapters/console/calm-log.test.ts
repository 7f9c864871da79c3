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

test('what comes and goes is told each time, until that is the fourth time in ten minutes', () => {
  const { log, lines, wait } = calm();
  for (let count = 0; count < 6; count += 1) {
    log.warn('slm-north on noise is silent.');
    log.info('slm-north on noise answers again.');
    wait(10_000);
  }
  expect(lines).toHaveLength(8);
});

test('lines that differ by their numbers are told four times in ten minutes, those of another device apart', () => {
  const { log, lines, wait } = calm();
  for (let count = 0; count < 300; count += 1) {
    log.info(`fan-a1 ${count} % -> ${count + 1} %: cabinet a at 4${count % 10}.5 C.`);
    log.info(`fan-a2 ${count} % -> ${count + 1} %: cabinet a at 4${count % 10}.5 C.`);
    wait(1000);
  }
  expect(lines.filter((line) => line.includes('fan-a1'))).toHaveLength(4);
  expect(lines.filter((line) => line.includes('fan-a2'))).toHaveLength(4);
  wait(600_000);
  log.info('fan-a1 1 % -> 2 %: cabinet a at 40.5 C.');
  expect(lines.at(-1)).toContain('(296 times more since it was told)');
});

test('lines that all differ come at most ten a minute, and the rest is counted', () => {
  const { log, lines, wait } = calm();
  for (let second = 0; second < 1800; second += 1) {
    log.warn(`attempt n${second} failed`);
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
  for (let count = 0; count < 60; count += 1) log.info(`device d${count} answers`);
  expect(lines).toHaveLength(60);
  log.info('one more');
  log.error('cabinet a is too hot');
  expect(lines.slice(60)).toEqual(['error cabinet a is too hot']);
});
