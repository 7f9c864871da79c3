import { expect, test } from 'vitest';
import { createLinkKeeper } from '../../../../src/fieldbus/link/link-keeper.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import { message, plain } from '../../../../src/model/message.ts';
import { createFakeClock } from '../fake-clock.ts';

const refused: Fault = { kind: 'link-down', detail: plain('refused') };

function setUp(jitter = 0) {
  const clock = createFakeClock();
  const opensMs: number[] = [];
  const states: string[] = [];
  let closes = 0;
  const keeper = createLinkKeeper({
    clock,
    jitter: () => jitter,
    open: () => opensMs.push(clock.nowMs()),
    close: () => closes++,
    onState: (state) => states.push(state),
  });
  return { clock, keeper, opensMs, states, closes: () => closes };
}

/** The pauses before as many openings, each of which is lost at once. */
function pausesOf({ clock, keeper, opensMs }: ReturnType<typeof setUp>, count: number): number[] {
  const pauses: number[] = [];
  while (pauses.length < count) {
    const lostMs = clock.nowMs();
    keeper.lost(refused);
    clock.runFor(20_000);
    pauses.push((opensMs.at(-1) ?? 0) - lostMs);
  }
  return pauses;
}

test('a link that cannot be opened is tried again after 0.25 s, then ever later, and every 8 s at the latest', () => {
  expect(pausesOf(setUp(), 8)).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
});

test('pauses are up to a fifth longer at random', () => {
  expect(pausesOf(setUp(1), 2)).toEqual([300, 600]);
});

test('an answer makes the pauses short again; an open link alone does not', () => {
  const rig = setUp();
  pausesOf(rig, 4);
  rig.keeper.opened();
  expect(pausesOf(rig, 1)).toEqual([4000]);
  rig.keeper.opened();
  rig.keeper.answered();
  expect(pausesOf(rig, 1)).toEqual([250]);
});

test('a link on which nothing has answered for 5 s since the first request is given up, not before', () => {
  const { keeper, closes } = setUp();
  keeper.opened();
  keeper.requested(1000);
  keeper.requested(4000);
  keeper.unanswered(5999);
  expect(closes()).toBe(0);
  keeper.unanswered(6000);
  expect(closes()).toBe(1);
});

test('after a silence the link is up only with an answer, and is given up 5 s after its first request', () => {
  const { clock, keeper, states, closes } = setUp();
  keeper.opened();
  keeper.requested(0);
  keeper.unanswered(5000);
  keeper.lost(refused);
  expect(keeper.fault).toEqual({ kind: 'link-down', detail: message('link-silent', { seconds: 5 }) });
  keeper.opened();
  expect(states).toEqual(['up', 'down']);
  keeper.requested(clock.nowMs());
  clock.runFor(4999);
  expect(closes()).toBe(1);
  clock.runFor(1);
  expect(closes()).toBe(2);
  keeper.answered();
  expect(states).toEqual(['up', 'down', 'up']);
});

test('a silence lengthens no pause beyond 4 s', () => {
  const rig = setUp();
  pausesOf(rig, 7);
  rig.keeper.opened();
  rig.keeper.requested(0);
  rig.keeper.unanswered(60_000);
  expect(pausesOf(rig, 1)).toEqual([4000]);
});
