import { expect, test } from 'vitest';
import { sourceActivityAt } from '../../../../src/control/attribution/sources.ts';
import { type LostFans, lostFans } from '../../../../src/control/inputs/lost-fans.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan } from '../small-plan.ts';

const SILENT = 'fan-a1.fan.speed';
const LEASE_MS = 30_000;

/** The small site, whose first fan falls to 60 % when it is not reached; with or without its own tacho. */
function planOf(leaseMs: number | undefined): ControlPlan {
  return {
    ...smallPlan,
    outputs: smallPlan.outputs.map((output) =>
      output.id === 'fan-a1' ? { ...output, failSafe: 60 } : output,
    ),
    cabinets: smallPlan.cabinets.map((cabinet) => ({
      ...cabinet,
      fans: cabinet.fans.map((fan) =>
        fan.output === 'fan-a1' && leaseMs !== undefined ? { ...fan, leaseMs } : fan,
      ),
    })),
  };
}

/** The fan falls silent at 1 s, commanded 21 %; what is believed of it at each later moment, commanded as said. */
function silentFor(leaseMs: number | undefined, atMs: number, commandPct: number): LostFans {
  const plan = planOf(leaseMs);
  const read = (channel: string) => (channel === SILENT ? null : 600);
  const before = lostFans({}, { nowMs: 1000 }, plan, read, { 'fan-a1': 21 });
  return lostFans(before.state, { nowMs: 1000 + atMs }, plan, read, { 'fan-a1': commandPct }).fans;
}

test('a fan that is heard is not in it', () => {
  expect(lostFans({}, { nowMs: 0 }, planOf(LEASE_MS), () => 600, {}).fans).toEqual({});
});

test('within its lease a fan that nobody reaches is between its last command and its fail-safe', () => {
  expect(silentFor(LEASE_MS, LEASE_MS - 1, 100)).toEqual({ 'fan-a1': { lowPct: 21, highPct: 60 } });
});

test('after its lease it stands in its fail-safe, whatever is commanded', () => {
  for (const commandPct of [0, 21, 100])
    expect(silentFor(LEASE_MS, LEASE_MS, commandPct)).toEqual({ 'fan-a1': { lowPct: 60, highPct: 60 } });
});

test('where only a tacho is lost, the fan may follow its command or not', () => {
  expect(silentFor(undefined, 9 * LEASE_MS, 90)).toEqual({ 'fan-a1': { lowPct: 60, highPct: 90 } });
});

test('its sound is that of its fail-safe, and of a range half of the range is doubt', () => {
  const plan = planOf(LEASE_MS);
  const read = (channel: string) => (channel === SILENT ? null : 0);
  const activity = (fans: LostFans) => sourceActivityAt(plan, 'flat', read, { 'fan-a1': 21 }, {}, fans);
  const [receptor] = plan.receptors;
  const at = (lowPct: number, highPct: number) =>
    sourceActivityAt(plan, receptor?.id ?? '', read, { 'fan-a1': 21 }, {}, { 'fan-a1': { lowPct, highPct } });
  const known = at(60, 60);
  const commanded = at(21, 21);
  const open = at(21, 60);
  expect(known.missing).toBe(SILENT);
  expect(known.range.every((half) => half === 0)).toBe(true);
  const source = known.equipment.findIndex((value) => value > 0);
  expect((known.equipment[source] ?? 0) / (commanded.equipment[source] ?? 1)).toBeCloseTo((60 / 21) ** 5, 6);
  expect((open.equipment[source] ?? 0) + (open.range[source] ?? 0)).toBeCloseTo(
    known.equipment[source] ?? 0,
    9,
  );
  expect(activity({}).missing).toBe(SILENT);
});
