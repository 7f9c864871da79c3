/**
 * The gateway dies without a word, or stops, and starts again, in virtual time, against the simulated far ends of the
 * shipped sites: no relay moves because of it, and nothing that was learnt, latched or promised is forgotten.
 */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSite } from '../../src/config/load/load-site.ts';
import { inEnglish } from '../../src/language/say.ts';
import type { Acknowledgement, HoldCommand } from '../../src/model/command.ts';
import { ok } from '../../src/model/result.ts';
import type { ControlPlan } from '../../src/plan/control-plan.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { LineSink } from '../../src/ports/line-sink.ts';
import type { RequestSource, TakeCommand } from '../../src/ports/request-source.ts';
import { replay } from '../../src/recording/replay.ts';
import { createMortalStation, type MortalStation } from './mortal-station.ts';
import { projectRoot, shippedPlan } from './rig.ts';

const sites = ['site.yaml', 'sites/one-cover.yaml', 'sites/before-upgrade.yaml'];

describe('no relay moves', () => {
  for (const site of sites) {
    test.each([3, 9, 14, 23])(`${site} at %i o'clock: killed and started after 2 s`, (hour) => {
      const field = createMortalStation({ plan: planOf(site), hour });
      field.start();
      field.run(20 * 60);
      const isLit = field.station.truth().lampOn;
      field.kill();
      field.run(2);
      field.start();
      expect(movesWhile(field, 5)).toEqual([]);
      // Later it goes dark by its own rule, at the very second in which it would have without a restart.
      expect(field.station.truth().lampOn).toBe(isLit);
      expect(movesWhile(field, 25)).toEqual([]);
      expect(isArmed(field)).toBe(true);
    });
  }

  test('a stop is final: fail-safe; a handover leaves the outputs to their leases', () => {
    const field = createMortalStation({ plan: shippedPlan(), hour: 14 });
    field.start();
    field.run(10 * 60);
    field.stop('handover');
    field.run(2);
    expect(field.limits()).toEqual([100, 100]);
    field.start();
    expect(movesWhile(field, 20)).toEqual([]);
    field.stop();
    expect(field.limits()).toEqual([50, 50]);
  });

  test('away for longer than its leases: the relays stand in fail-safe, and come back only by a rule', () => {
    const field = createMortalStation({ plan: shippedPlan(), hour: 14, history: 'off' });
    field.start();
    field.run(10 * 60);
    expect(field.limits()).toEqual([100, 100]);
    field.kill();
    field.run(60);
    expect(field.limits()).toEqual([50, 50]);
    field.start();
    field.run(0.3);
    expect(field.limits()).toEqual([50, 50]);
    field.run(60);
    expect(field.limits()).toEqual([100, 100]);
  });

  test('what protects the plant stays away: after one lease the outputs go to fail-safe', () => {
    const field = createMortalStation({ plan: shippedPlan(), hour: 14 });
    field.start();
    field.run(10 * 60);
    field.kill();
    silence(field, 'io', 'temp-a1', 'temp-a2');
    field.run(2);
    field.start();
    field.run(12);
    expect(isArmed(field)).toBe(false);
    expect(field.limits()).toEqual([100, 100]);
    field.run(60);
    expect(field.limits()).toEqual([50, 50]);
  });
});

test.each([
  ['site.yaml', 0.6],
  ['sites/one-cover.yaml', 0.6],
  ['sites/before-upgrade.yaml', 1.5],
])(
  '%s: control begins when the inputs are in, within %f s, and the last output is written within three',
  (site, withinS) => {
    const field = createMortalStation({ plan: planOf(site), hour: 23 });
    field.start();
    field.run(withinS);
    expect(field.last().state.waitingFor).toEqual([]);
    field.run(2.9 - withinS);
    const { cabinets } = planOf(site).control;
    const stands = Object.values(field.station.truth().cabinets);
    cabinets.forEach(({ limit }, index) => {
      expect(stands[index]?.limitPct).toBe(decided(field, limit));
    });
  },
);

describe('what is silent from the start is borne as it would be later', () => {
  const guns = shippedPlan().control.cabinets.flatMap((cabinet) =>
    cabinet.guns.map((gun) => gun.split('.')[0] ?? ''),
  );
  test.each([
    ['one of two temperatures of a cabinet', [['io', 'temp-a1']]],
    ['every sound meter', [['noise', 'slm-north', 'slm-rest', 'slm-cover-a', 'slm-cover-b']]],
    [
      'every gun meter',
      [
        ['guns-a', ...guns],
        ['guns-b', ...guns],
      ],
    ],
  ] as const)('%s: control begins, and no power limit moves', (_what, silent) => {
    for (const hour of [14, 23]) {
      const field = createMortalStation({ plan: shippedPlan(), hour });
      field.start();
      field.run(10 * 60);
      field.kill();
      for (const [bus, ...devices] of silent) silence(field, bus, ...devices);
      field.run(2);
      field.start();
      expect(movesWhile(field, 90)).toEqual([]);
      expect(isArmed(field)).toBe(true);
    }
  });
});

describe('nothing is forgotten', () => {
  test('a trip stays latched until the cabinet is cool', () => {
    const plan = shippedPlan();
    const field = createMortalStation({ plan: withTrip(plan, { tripC: 20, resetC: 10 }), hour: 14 });
    field.start();
    field.run(30);
    expect(limitedBy(field)).toEqual(['over-temperature', 'over-temperature']);
    field.kill();
    field.run(2);
    // Warmer than the reset, far below the trip: only the latch still limits.
    field.start({ plan: withTrip(plan, { tripC: 66, resetC: 10 }) });
    field.run(30);
    expect(limitedBy(field)).toEqual(['over-temperature', 'over-temperature']);
    field.kill();
    field.run(2);
    // What was raised stays for the hold of a turn.
    field.start({ plan: withTrip(plan, { tripC: 66, resetC: 52 }) });
    field.run(120);
    expect(limitedBy(field)).not.toContain('over-temperature');
  });

  test('a limit and manual mode hold to the end that was promised, and their issuers hear of it', () => {
    const acks: string[] = [];
    let take: TakeCommand | undefined;
    const source: RequestSource = {
      listen: (takes) => {
        take = takes;
      },
      acknowledge: ({ id, stage }) => acks.push(`${id} ${stage}`),
    };
    const field = createMortalStation({ plan: shippedPlan(), hour: 14, source });
    const ask = (id: string, command: Pick<HoldCommand, 'kind' | 'output' | 'value'>): string[] => {
      const wallMs = field.clock.wallMs();
      const head = { id, issuer: 'grid', reason: 'grid', issuedMs: wallMs, expiresMs: wallMs + 60_000 };
      const heard: Acknowledgement[] = [];
      take?.(ok({ ...head, ...command, leaseMs: 600_000 }), (ack) => heard.push(ack));
      return heard.map(({ stage }) => stage);
    };
    field.start();
    field.run(60);
    expect(ask('cap-1', { kind: 'limit', output: 'limit-a', value: 25 })).toEqual(['accepted']);
    expect(ask('hand-1', { kind: 'manual', output: 'fan-b1', value: 88 })).toEqual(['accepted']);
    field.run(5);
    const askedMs = field.clock.nowMs() - 5000;
    field.kill();
    field.run(10);
    field.start();
    field.run(15);
    expect(field.limits()[0]).toBe(25);
    expect(decided(field, 'fan-b1')).toBe(88);
    expect(ask('cap-1', { kind: 'limit', output: 'limit-a', value: 25 }), 'it comes again').toEqual([
      'reached',
    ]);
    field.clock.runUntil(askedMs + 598_000);
    expect([decided(field, 'limit-a'), acks]).toEqual([25, ['cap-1 reached', 'hand-1 reached']]);
    field.run(4);
    expect(decided(field, 'limit-a')).not.toBe(25);
    expect(acks.slice(2)).toEqual(['cap-1 ended', 'hand-1 ended']);
  });

  test('one event says what was taken over, after a kill and after a stop; a first start says nothing', () => {
    const field = createMortalStation({ plan: shippedPlan(), hour: 23 });
    const told = () => field.events.splice(0).filter((text) => text.startsWith('started again'));
    field.start();
    field.run(120);
    expect(told()).toEqual([]);
    field.kill();
    field.run(2);
    field.start();
    field.run(10);
    const [afterKill = '', ...others] = told();
    expect(others).toEqual([]);
    expect(afterKill).toMatch(
      /^started again with what was known \d+ s before: the sound ledgers, whose sound it is, /,
    );
    expect(afterKill).not.toContain('Not taken over');
    field.stop();
    field.run(2);
    field.start();
    field.run(10);
    expect(told()).toEqual([expect.stringMatching(/ known [2-5] s before: /)]);
  });

  test('a kill loses no more than the last seconds of what was learnt, however long ago it was last written to the medium', () => {
    const field = createMortalStation({ plan: shippedPlan(), hour: 23 });
    field.start();
    field.run(180);
    for (let count = 0; count < 3; count += 1) {
      field.run(37);
      field.kill();
      field.run(2);
      field.start();
      field.run(2);
    }
    const ages = field.events.flatMap((text) => /what was known (\d+) s before/.exec(text)?.[1] ?? []);
    expect(ages).toHaveLength(3);
    for (const age of ages) expect(Number(age)).toBeLessThanOrEqual(13);
  });

  test('after a stop the models are those of before, to the last digit that time leaves', () => {
    const field = createMortalStation({ plan: shippedPlan(), hour: 22.5 });
    field.start();
    // In the middle of a minute of heat.
    field.run(930);
    const before = field.last().state;
    field.stop();
    field.run(2);
    field.start();
    field.run(3);
    const { state } = field.last();
    const air = (of: typeof state) => of.heat.cabinets['a']?.model.coefficients;
    expect(air(state)).toEqual(air(before));
    expect(state.wear['limit-a']?.changes).toBeGreaterThanOrEqual(before.wear['limit-a']?.changes ?? 0);
    const track = (of: typeof state) => of.equipmentLevels['north']?.open?.hour.startWallMs;
    expect(track(state)).toBe(track(before));
    // The ten seconds of sound that were begun are brought to their end.
    const excitedS = (of: typeof state) =>
      of.attribution.receptors['north']?.estimate?.excitedS ?? Number.NaN;
    expect([0, 10]).toContain(excitedS(state) - excitedS(before));
  });

  test('a recording replays over a restart, and what begins with the restart by itself', async () => {
    const field = createMortalStation({ plan: shippedPlan(), hour: 22.5 });
    const lines: string[] = [];
    const sink: LineSink = { write: (line) => lines.push(line), close: (done) => done() };
    field.start({ sink });
    field.run(700);
    const before = lines.length;
    field.kill();
    field.run(2);
    field.start({ sink });
    field.run(120);
    const replayed = await replay(asLines(lines));
    expect(replayed).toMatchObject({ ok: true, report: { cycles: lines.length - 2, differing: 0 } });
    const after = await replay(asLines(lines.slice(before)));
    expect(after).toMatchObject({ ok: true, report: { cycles: lines.length - before - 1, differing: 0 } });
  });
});

/** Whatever a relay of a power limit shows when it is not what it showed at first; a pulse of 50 ms is seen. */
function movesWhile(field: MortalStation, seconds: number): readonly string[] {
  const stood = JSON.stringify(field.limits());
  const endMs = field.clock.nowMs() + seconds * 1000;
  while (field.clock.nowMs() < endMs) {
    field.clock.runUntil(field.clock.nowMs() + 50);
    const now = JSON.stringify(field.limits());
    if (now === stood) continue;
    const cut = field
      .last()
      .decisions.filter(({ output, value }) => output.startsWith('limit') && value < 100);
    return cut.map(
      ({ output, value, by, reason }) => `${now} ${output} ${value} % by ${by}: ${inEnglish(reason)}`,
    );
  }
  return [];
}

function silence(field: MortalStation, bus: string, ...devices: readonly string[]): void {
  for (const device of devices)
    field.setFault({ bus, device, kind: 'silent', fromMs: 0, untilMs: 1e9, seed: 1 });
}

function isArmed(field: MortalStation): boolean {
  return field.last().state.waitingFor.length === 0;
}

function limitedBy(field: MortalStation): readonly string[] {
  return field.last().decisions.flatMap(({ output, by }) => (output.startsWith('limit') ? [by] : []));
}

function decided(field: MortalStation, id: string): number | undefined {
  return field.last().decisions.find(({ output }) => output === id)?.value;
}

function withTrip(plan: SitePlan, trip: Partial<ControlPlan['rules']['over-temperature']>): SitePlan {
  const { rules } = plan.control;
  const changed = { ...rules, 'over-temperature': { ...rules['over-temperature'], ...trip } };
  return { ...plan, control: { ...plan.control, rules: changed } };
}

function planOf(site: string): SitePlan {
  const loaded = loadSite(join(projectRoot, 'config', site));
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.plan;
}

async function* asLines(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
