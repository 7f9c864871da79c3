import { expect, test } from 'vitest';
import { type FanSpeeds, fanSpeeds } from '../../../../src/control/heat/fan-speeds.ts';
import { initialState } from '../../../../src/control/tick.ts';
import type { ControlMode, ControlPlan } from '../../../../src/plan/control-plan.ts';
import { calm, imageOf, nightMs, smallPlan } from '../small-plan.ts';

const status = 'fan-a1.fan.status';
const speed = 'fan-a1.fan.speed';

/** The small site, whose first fan says of itself whether it is well. */
const plan: ControlPlan = {
  ...smallPlan,
  cabinets: smallPlan.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) => (fan.output === 'fan-a1' ? { ...fan, status } : fan)),
  })),
};

interface Shown {
  readonly speedRpm: number | null;
  readonly status: number | null;
  readonly commandPct?: number;
  readonly mode?: ControlMode;
}

function after(
  seconds: number,
  { speedRpm, status: word, commandPct = 80, mode = 'auto' }: Shown,
): FanSpeeds {
  let speeds: FanSpeeds | undefined;
  for (let second = 0; second <= seconds; second++) {
    const image = imageOf(calm, initialState(plan), plan, second * 1000, nightMs);
    const read = (channel: string) => (channel === speed ? speedRpm : channel === status ? word : null);
    speeds = fanSpeeds(speeds?.state, image, { ...plan, mode }, read, { 'fan-a1': commandPct });
  }
  if (speeds === undefined) throw new Error('assertion: at least one cycle');
  return speeds;
}

test('a fan turns as fast as its tacho says, and as commanded where it has none', () => {
  expect(after(20, { speedRpm: 900, status: 0 })).toMatchObject({
    shares: { 'fan-a1': 0.6 },
    deadTachos: [],
  });
  expect(after(20, { speedRpm: null, status: 0 })).toMatchObject({
    shares: { 'fan-a1': 0.8 },
    deadTachos: [],
  });
});

test('a tacho that stands still while the fan reports itself well is dead after the run-up: the command counts', () => {
  const running = after(7, { speedRpm: 0, status: 0 });
  expect(running).toMatchObject({ shares: { 'fan-a1': 0 }, deadTachos: [] });
  const dead = after(8, { speedRpm: 0, status: 0 });
  expect(dead).toMatchObject({ shares: { 'fan-a1': 0.8 }, deadTachos: ['fan-a1'] });
  expect(dead.read(speed)).toBe(1200);
  expect(dead.read(status)).toBe(0);
});

test.each<[string, Shown]>([
  ['reports a fault', { speedRpm: 0, status: 4 }],
  ['says nothing of itself', { speedRpm: 0, status: null }],
  ['is told to stand nearly still', { speedRpm: 0, status: 0, commandPct: 14 }],
  ['turns at a fifth of its command', { speedRpm: 240, status: 0 }],
  ['is not ours to command, in advise mode', { speedRpm: 0, status: 0, mode: 'advise' }],
])('a fan that %s is believed as its tacho shows it', (_what, shown) => {
  const { deadTachos, shares } = after(30, shown);
  expect(deadTachos).toEqual([]);
  expect(shares['fan-a1']).toBeCloseTo((shown.speedRpm ?? 0) / 1500, 6);
});

test('a tacho that shows a turn in between begins its run-up anew', () => {
  const { state } = after(6, { speedRpm: 0, status: 0 });
  expect(state).toEqual({ 'fan-a1': 0 });
  expect(after(6, { speedRpm: 1200, status: 0 }).state).toEqual({});
});
