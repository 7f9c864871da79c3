import { expect, test } from 'vitest';
import { planReads } from '../../../../src/devices/modbus/read-plan.ts';
import { createPolls, earliest, takeSlot } from '../../../../src/fieldbus/schedule/poll-schedule.ts';
import { resolved } from '../../devices/modbus/make-definition.ts';

const { definition } = resolved([
  { quantity: 'fan.speed', address: 0, unit: 'rpm', times: ['ratio.full-speed'] },
  { quantity: 'ratio', part: 'full-speed', address: 100, unit: '1', every: '5m' },
]);

/** Nine fans on one line, asked as a bus asks: whatever is due first, a question every 50 ms. */
function asked(untilMs: number) {
  const blocks = Array.from({ length: 9 }, (_, fan) =>
    planReads(definition, 3000).map((block) => ({ owner: fan, block })),
  ).flat();
  const polls = createPolls(blocks, 0);
  const log: { readonly fan: number; readonly isRatio: boolean; readonly atMs: number; missed: number }[] =
    [];
  for (let atMs = 0; atMs < untilMs; atMs += 50) {
    const poll = earliest(polls);
    if (poll === undefined || poll.dueMs > atMs) continue;
    const missed = takeSlot({ polls }, poll, atMs);
    log.push({ fan: poll.owner, isRatio: poll.block.address === 100, atMs, missed });
  }
  return log;
}

test('what values are multiplied by is read before them, of all devices of the line', () => {
  const first = asked(1000);
  expect(first.slice(0, 9).every(({ isRatio }) => isRatio)).toBe(true);
  expect(new Set(first.slice(0, 9).map(({ fan }) => fan)).size).toBe(9);
  expect(first.slice(9).some(({ isRatio }) => isRatio)).toBe(false);
});

test('after that it stays on a grid of its own, spread as any other', () => {
  const ratios = asked(320_000).filter(({ isRatio }) => isRatio);
  expect(ratios.map(({ missed }) => missed)).toEqual(new Array(27).fill(0));
  const second = ratios.slice(9, 18).map(({ atMs }) => atMs);
  expect(Math.max(...second)).toBeLessThanOrEqual(10_050);
  const apart = second.slice(1).map((atMs, i) => atMs - (second[i] ?? 0));
  expect(Math.min(...apart)).toBeGreaterThan(1000);
  expect(ratios.slice(18, 27).map(({ atMs }) => atMs)).toEqual(second.map((atMs) => atMs + 300_000));
});
