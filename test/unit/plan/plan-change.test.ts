/** What differs between two plans, in the keys of the site file, and what it takes to bring it into force. */

import { expect, test } from 'vitest';
import { planChanges } from '../../../src/plan/plan-change.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import { shippedPlan } from '../../scenario/rig.ts';

function changed(change: (plan: SitePlan) => SitePlan): readonly string[] {
  return planChanges(shippedPlan(), change(structuredClone(shippedPlan()))).map(
    ({ key, from, to, effect, bus }) =>
      `${key} ${JSON.stringify(from)} -> ${JSON.stringify(to)}: ${effect}${bus === undefined ? '' : ` ${bus}`}`,
  );
}

function withControl(plan: SitePlan, control: Partial<SitePlan['control']>): SitePlan {
  return { ...plan, control: { ...plan.control, ...control } };
}

test('only comments: nothing differs', () => {
  expect(changed((plan) => ({ ...plan, hash: 'another' }))).toEqual([]);
});

test('a limit, a parameter of a rule and the hours of the night act at once', () => {
  const changes = changed((plan) =>
    withControl(plan, {
      receptors: plan.control.receptors.map((one) => ({ ...one, nightDb: 40 })),
      night: { ...plan.control.night, startMin: 1380 },
      rules: { ...plan.control.rules, 'quiet-lamp': { ...plan.control.rules['quiet-lamp'], onDb: 60 } },
    }),
  );
  expect(changes).toEqual([
    'receptors.north.limits.nightDb 45 -> 40: at-once',
    'night.start 1320 -> 1380: at-once',
    'rules.quiet-lamp.onDb 62 -> 60: at-once',
  ]);
});

test('an age stands in many places of the plan and is one key of the file', () => {
  const changes = changed((plan) => ({
    ...plan,
    devices: plan.devices.map((one) => (one.id === 'meter-a' ? { ...one, validMs: 9000 } : one)),
    control: {
      ...plan.control,
      channels: Object.fromEntries(
        Object.entries(plan.control.channels).map(([id, channel]) => [
          id,
          id.startsWith('meter-a.') ? { ...channel, validMs: 9000 } : channel,
        ]),
      ),
    },
  }));
  expect(changes).toEqual(['devices.meter-a.valid 5000 -> 9000: at-once']);
});

test('where a bus is, a unit id and a poll concern that bus alone', () => {
  const changes = changed((plan) => ({
    ...plan,
    buses: plan.buses.map((one) => (one.id === 'fans' ? { ...one, port: 15_999 } : one)) as SitePlan['buses'],
    devices: plan.devices.map((one) => (one.id === 'temp-a1' ? { ...one, unitId: 99 } : one)),
  }));
  expect(changes).toEqual([
    'buses.fans.port 15024 -> 15999: line fans',
    'devices.temp-a1.unitId 11 -> 99: line io',
  ]);
});

test.each([
  ['a device less', (plan: SitePlan) => ({ ...plan, devices: plan.devices.slice(1) })],
  ['another broker', (plan: SitePlan) => ({ ...plan, broker: { kind: 'mqtt' as const, url: 'mqtt://a:1' } })],
  ['advise in the place of auto', (plan: SitePlan) => withControl(plan, { mode: 'advise' })],
  [
    'another fail-safe',
    (plan: SitePlan) =>
      withControl(plan, { outputs: plan.control.outputs.map((one) => ({ ...one, failSafe: 1 })) }),
  ],
  ['another kind of line', (plan: SitePlan) => ({ ...plan, buses: plan.buses.slice(1) })],
])('%s takes a restart', (_, change) => {
  const effects = planChanges(shippedPlan(), change(structuredClone(shippedPlan()))).map(
    ({ effect }) => effect,
  );
  expect(effects).toContain('restart');
});
