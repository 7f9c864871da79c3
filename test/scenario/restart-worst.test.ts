/**
 * Restarts at the worst moments, in virtual time: in the middle of a move of the relays, before control has begun, with a
 * clock that was set while nobody ran, with another site file, after a run in safe mode.
 */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSite } from '../../src/config/load/load-site.ts';
import { trippedCabinets } from '../../src/control/rules/over-temperature.ts';
import { safeModeRules } from '../../src/control/rules/safe-mode.ts';
import type { HoldCommand } from '../../src/model/command.ts';
import { ok } from '../../src/model/result.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { RequestSource, TakeCommand } from '../../src/ports/request-source.ts';
import { isLongRun } from '../sample-size.ts';
import { createMortalStation, type MortalStation } from './mortal-station.ts';
import { projectRoot, shippedPlan } from './rig.ts';

const HOUR_MS = 3_600_000;

describe('in the middle of a move from 75 to 25 %', () => {
  // Relay 1 opens, half a second later relay 2 closes: both closed would be full power.
  const momentsMs = isLongRun ? Array.from({ length: 30 }, (_, index) => index * 20) : [0, 60, 240, 480];

  test.each(momentsMs)(
    'death %i ms after the first relay: the move is finished, and nothing beside it',
    (ms) => {
      const { field, trace } = halfWay(ms);
      field.kill();
      trace.follow(2);
      field.start();
      trace.follow(8);
      expect(trace.limits).toEqual([75, 50, 25]);
    },
  );

  test.each(momentsMs)(
    'SIGTERM %i ms after the first relay: fail-safe, without more power on the way',
    (ms) => {
      const { field, trace, failSafe } = halfWay(ms);
      field.stop();
      trace.follow(2);
      expect(trace.limits[0]).toBe(75);
      expect(Math.max(...trace.limits.slice(1))).toBe(failSafe);
      expect(trace.limits.at(-1)).toBe(failSafe);
    },
  );
});

test('one death after the other, before control has begun each time: no relay moves', () => {
  const field = createMortalStation({ plan: planOf('sites/one-cover.yaml'), hour: 23 });
  field.start();
  field.run(120);
  const stood = field.limits();
  for (const [awayS, runsS] of [0.3, 0.8, 0.5, 1.2].flatMap((away) =>
    [0.05, 0.2, 0.4].map((s) => [away, s]),
  )) {
    field.kill();
    field.run(awayS ?? 0);
    field.start();
    field.run(runsS ?? 0);
    expect(field.limits()).toEqual(stood);
  }
  field.run(8);
  expect(field.last().state.waitingFor).toEqual([]);
  expect(field.limits()).toEqual(stood);
});

describe('the clock was set while nobody ran, and is right again a minute later', () => {
  const years = 365 * 24 * HOUR_MS;
  const steps = isLongRun ? [-56 * years, -24 * HOUR_MS, -HOUR_MS, HOUR_MS, 24 * HOUR_MS] : [-HOUR_MS];
  test.each([...steps, 10 * years])(
    'by %i ms: trips and limits hold, no relay moves, ledgers go on',
    (stepMs) => {
      const desk = createDesk();
      const plan = shippedPlan();
      const field = createMortalStation({ plan: withTrip(plan, 20), hour: 22.7, source: desk.source });
      field.start();
      field.run(100);
      desk.ask(field, 'limit-a', 25);
      field.run(5);
      const hour = (): unknown => field.last().state.equipmentLevels['north']?.open?.hour.startWallMs;
      const before = hour();
      field.kill();
      field.clock.stepWall(stepMs);
      field.run(2);
      const stood = field.limits();
      // Far below the trip now, far above the reset: only the latch limits.
      field.start({ plan: withTrip(plan, 66) });
      field.run(20);
      expect(field.limits()).toEqual(stood);
      field.run(40);
      field.clock.stepWall(-stepMs);
      field.run(30);
      expect(trippedCabinets(field.last().state.rules['over-temperature'])).toEqual(['a', 'b']);
      expect(field.limits()).toEqual(stood);
      expect(hour()).toBe(before);
    },
  );
});

test('a run in safe mode between two others hands on what its own rules do not have', () => {
  const field = createMortalStation({ plan: shippedPlan(), hour: 22.5 });
  field.start();
  field.run(400);
  field.stop();
  const before = field.last().state.rules;
  field.run(2);
  for (let count = 0; count < 2; count += 1) {
    field.start({ rules: safeModeRules });
    field.run(30);
    field.kill();
    field.run(2);
  }
  field.start();
  field.run(2);
  const { rules } = field.last().state;
  const lit = (of: typeof rules): unknown => (of['quiet-lamp'] as { changesMs: unknown }).changesMs;
  expect(lit(before)).not.toEqual([]);
  expect(lit(rules)).toEqual(lit(before));
  const allowed = (of: typeof rules): unknown => (of['night-noise'] as { isStrict: unknown }).isStrict;
  expect(allowed(rules)).toEqual(allowed(before));
  expect(field.events.findLast((event) => event.startsWith('started again'))).toContain(
    'tries of the quiet window',
  );
});

/** One cover with a limit of 75 %, then 25 %, `ms` after its first relay has moved. */
function halfWay(ms: number) {
  const plan = shippedPlan();
  const desk = createDesk();
  const field = createMortalStation({ plan, hour: 14, source: desk.source });
  field.start();
  field.run(20);
  desk.ask(field, 'limit-a', 75);
  field.run(8);
  desk.ask(field, 'limit-a', 25);
  const limits: number[] = [];
  const trace = {
    limits,
    follow(seconds: number, isEnough = () => false) {
      const endMs = field.clock.nowMs() + seconds * 1000;
      while (field.clock.nowMs() < endMs && !isEnough()) {
        field.clock.runUntil(field.clock.nowMs() + 5);
        const [limit = 0] = field.limits();
        if (limits.at(-1) !== limit) limits.push(limit);
      }
    },
  };
  trace.follow(3, () => limits.length > 1);
  trace.follow(ms / 1000);
  const failSafe = plan.control.outputs.find(({ id }) => id === 'limit-a')?.failSafe ?? 0;
  return { field, trace, failSafe };
}

/** Who asks for limits. */
function createDesk() {
  let take: TakeCommand | undefined;
  const source: RequestSource = {
    listen: (takes) => {
      take = takes;
    },
  };
  return {
    source,
    ask(field: MortalStation, output: string, value: number): void {
      const wallMs = field.clock.wallMs();
      const command: HoldCommand = {
        ...{
          id: `cap-${value}`,
          issuer: 'grid',
          reason: 'grid',
          issuedMs: wallMs,
          expiresMs: wallMs + 60_000,
        },
        ...{ kind: 'limit', output, value, leaseMs: 1_800_000 },
      };
      take?.(ok(command), () => {});
    },
  };
}

function withTrip(plan: SitePlan, tripC: number): SitePlan {
  const { rules } = plan.control;
  const trip = { ...rules['over-temperature'], tripC, resetC: 10 };
  return { ...plan, control: { ...plan.control, rules: { ...rules, 'over-temperature': trip } } };
}

function planOf(site: string): SitePlan {
  const loaded = loadSite(join(projectRoot, 'config', site));
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.plan;
}
