/** Settings that change while the station runs: whole or not at all, told always. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import {
  createSettingsReload,
  eventOf,
  type Reading,
} from '../../../src/assembly/settings/settings-reload.ts';
import { inEnglish, say } from '../../../src/language/say.ts';
import { zh } from '../../../src/language/zh.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import { sampleSize } from '../../sample-size.ts';
import { shippedPlan } from '../../scenario/rig.ts';

const startWallMs = Date.UTC(2026, 6, 15, 12);

/** A site file of one line: `nightDb=40 end`. Without its end it is half written, and would be read as another number. */
function planOf(text: string): SitePlan | undefined {
  const found = /^nightDb=(\d+)/.exec(text)?.[1];
  if (found === undefined) return undefined;
  const plan = shippedPlan();
  const receptors = plan.control.receptors.map((one) => ({ ...one, nightDb: Number(found) }));
  return { ...plan, hash: text, control: { ...plan.control, receptors } };
}

function opened(loadMs = 400) {
  const clock = createVirtualClock({ startWallMs });
  let text = 'nightDb=45 end';
  const applied: string[] = [];
  const lines: string[] = [];
  const told: string[] = [];
  const reload = createSettingsReload({
    source: {
      fingerprint: () => text,
      load: (done) => {
        const read = text;
        clock.at(clock.nowMs() + loadMs, () => {
          const plan = planOf(read);
          const report = { en: 'site.yaml:1:1: no nightDb', zh: 'site.yaml:1:1：没有 nightDb' };
          done(plan === undefined ? { ok: false, report } : { ok: true, plan });
        });
      },
    },
    plan: shippedPlan(),
    clock,
    apply: (plan, relinked) => {
      applied.push(plan.hash);
      lines.push(...relinked);
    },
    tell: (event) => told.push(`${event.severity} ${inEnglish(event.message)}`),
  });
  const write = (next: string): void => {
    text = next;
    reload.look();
  };
  return {
    clock,
    applied,
    lines,
    told,
    reload,
    write,
    run: (ms: number) => clock.runUntil(clock.nowMs() + ms),
  };
}

test('a saved limit comes into force, and is told with what stood before', () => {
  const { write, run, applied, told, lines, reload } = opened();
  write('nightDb=40 end');
  run(2000);
  expect(applied).toEqual(['nightDb=40 end']);
  expect(lines).toEqual([]);
  expect(told).toEqual([
    'info new settings in force: receptors.north.limits.nightDb 45 -> 40. Timers, learned values and leases go on.',
  ]);
  expect(reload.inForce.control.receptors[0]?.nightDb).toBe(40);
});

test('within two seconds a mistake is told, and the last good settings stay in force', () => {
  const { write, run, applied, told, reload } = opened();
  write('nightDb: forty');
  run(2000);
  expect(applied).toEqual([]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('site.yaml:1:1: no nightDb');
  expect(reload.last?.result).toBe('refused');
  const inChinese = say(zh, eventOf(reload.last as Reading).message);
  expect(inChinese).toContain('没有 nightDb');
  expect(inChinese).not.toContain('no nightDb');
  expect(reload.inForce).toBe(shippedPlan());
  write('nightDb=45 end');
  run(2000);
  expect(reload.last?.result).toBe('good');
});

test('a file that is the same as before is not read at all', () => {
  const { reload, run, told } = opened();
  reload.look();
  run(5000);
  expect(told).toEqual([]);
});

test('what changes while it is being read is read again', () => {
  const { write, run, applied } = opened(1000);
  write('nightDb=41 end');
  run(600);
  write('nightDb=42 end');
  run(5000);
  expect(applied).toEqual(['nightDb=42 end']);
});

test('however a save is cut into pieces, only whole files come into force', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 0, maxLength: 6 });
  const save = fc.record({
    level: fc.integer({ min: 30, max: 60 }),
    pieces,
    loadMs: fc.integer({ min: 1, max: 600 }),
  });
  fc.assert(
    fc.property(fc.array(save, { minLength: 1, maxLength: 4 }), (saves) => {
      const { write, run, applied } = opened(saves[0]?.loadMs);
      const whole = new Set(saves.map(({ level }) => `nightDb=${level} end`));
      for (const { level, pieces: pauses } of saves) {
        const text = `nightDb=${level} end`;
        // An editor truncates, then writes piece after piece; scp the same with longer pauses, below the rest it is given.
        pauses.forEach((pauseMs, index) => {
          write(text.slice(0, Math.floor((text.length * index) / pauses.length)));
          run(pauseMs);
        });
        write(text);
        run(3000);
      }
      expect(applied.filter((text) => !whole.has(text))).toEqual([]);
      expect(applied.at(-1) ?? 'nightDb=45 end').toBe(`nightDb=${saves.at(-1)?.level} end`);
    }),
    { numRuns: sampleSize({ sample: 40, full: 500 }) },
  );
});
