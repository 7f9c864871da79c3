/** Saves while a station works: what was saved acts in the next cycle, and nothing else is touched. */

import { expect, test } from 'vitest';
import { createSettingsReload } from '../../src/assembly/settings/settings-reload.ts';
import { allowancesOf } from '../../src/control/noise/allowance.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { sampleSize } from '../sample-size.ts';
import { createRig, type Rig, shippedPlan } from './rig.ts';

/** The shipped plan with another limit of the night. */
function planWith(nightDb: number): SitePlan {
  const plan = shippedPlan();
  const receptors = plan.control.receptors.map((one) => ({ ...one, nightDb }));
  return { ...plan, hash: `night ${nightDb}`, control: { ...plan.control, receptors } };
}

/** Settings that are read in no time, brought into force as a gateway does it. */
function savesOf(rig: Rig) {
  let saved = shippedPlan();
  const applied: string[] = [];
  const lines: string[] = [];
  const reload = createSettingsReload({
    source: { fingerprint: () => saved.hash, load: (done) => done({ ok: true, plan: saved }) },
    plan: saved,
    clock: rig.clock,
    apply: (plan, relinked) => {
      applied.push(plan.hash);
      lines.push(...relinked);
      rig.gateway.reload(plan, []);
    },
    tell: () => {},
  });
  return {
    applied,
    lines,
    save(plan: SitePlan) {
      saved = plan;
      reload.look();
    },
  };
}

test('many saves of a limit move no relay, open no line again and lose none of the ledgers', () => {
  const limits = new Set<string>();
  const rig = createRig({
    onCycle: () => limits.add(JSON.stringify(truthOf(rig))),
  });
  rig.run(120);
  const settled = truthOf(rig);
  limits.clear();
  const eventsBefore = rig.events.length;
  const saves = savesOf(rig);
  const count = sampleSize({ sample: 20, full: 500 });
  for (let number = 0; number < count; number += 1) {
    saves.save(planWith(number % 2 === 0 ? 40 : 45));
    rig.run(2);
  }
  expect(saves.applied).toHaveLength(count);
  expect(saves.lines).toEqual([]);
  expect([...limits]).toEqual([JSON.stringify(settled)]);
  const since = rig.events.slice(eventsBefore);
  expect(since.filter((text) => /^bus |answers again|is silent|fail-safe/.test(text))).toEqual([]);
});

test('a limit of the night that goes from 45 to 40 dB acts in the cycle after it was read', () => {
  const seen: { readonly atMs: number; readonly limitDb: number }[] = [];
  const rig = createRig({
    startHour: 23,
    // What the noise rule itself went by, not what a plan says.
    onCycle: ({ nowMs }, { state }) =>
      seen.push({ atMs: nowMs, limitDb: allowancesOf(state.rules)['north']?.limitDb ?? Number.NaN }),
  });
  rig.run(30);
  expect(seen.at(-1)?.limitDb).toBe(45);
  const saves = savesOf(rig);
  saves.save(planWith(40));
  const savedMs = rig.clock.nowMs();
  seen.length = 0;
  rig.run(3);
  expect(saves.applied).toEqual(['night 40']);
  const first = seen.find(({ limitDb }) => limitDb === 40);
  // It rests, is read twice, and then the next cycle has it.
  expect((first?.atMs ?? Number.POSITIVE_INFINITY) - savedMs).toBeLessThanOrEqual(2000);
});

function truthOf(rig: Rig) {
  return Object.entries(rig.station.truth().cabinets).map(([id, { limitPct }]) => [id, limitPct]);
}
