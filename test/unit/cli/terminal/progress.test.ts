import { expect, test } from 'vitest';
import { createProgress } from '../../../../src/cli/terminal/progress.ts';

function screen(isTerminal: boolean) {
  const written: string[] = [];
  const time = { nowMs: 0 };
  const progress = createProgress('simulating', {
    isTerminal,
    nowMs: () => time.nowMs,
    write: (text) => void written.push(text),
  });
  return { written, time, progress };
}

test('a command that ends within two seconds says nothing of its progress', () => {
  const { written, time, progress } = screen(true);
  time.nowMs = 1999;
  progress.at(0.9);
  progress.end();
  expect(written).toEqual([]);
});

test('after two seconds a terminal sees how far it is and what is left, twice a second at most, and a clean line at the end', () => {
  const { written, time, progress } = screen(true);
  time.nowMs = 2000;
  progress.at(0.25);
  time.nowMs = 2400;
  progress.at(0.3);
  time.nowMs = 2500;
  progress.at(0.5);
  progress.end();
  expect(written).toEqual([
    '\r\u001b[Ksimulating: 25 %, 6 s left',
    '\r\u001b[Ksimulating: 50 %, 3 s left',
    '\r\u001b[K',
  ]);
});

test('a pipe sees nothing', () => {
  const { written, time, progress } = screen(false);
  time.nowMs = 60_000;
  progress.at(0.5);
  progress.end();
  expect(written).toEqual([]);
});
