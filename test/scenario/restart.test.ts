/**
 * The gateway dies without a word and starts again within the leases of its outputs, in virtual time, against the
 * simulated far ends of the shipped sites: no relay of a power limit moves because of it. (The lamp may: what its rule
 * knew of the voices is not kept.)
 */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFaultSwitches, type FaultSwitch } from '../../hw-mocks/faults/faults.ts';
import { createRandom } from '../../hw-mocks/inputs/random.ts';
import { noInputs } from '../../hw-mocks/station/inputs.ts';
import { createStation } from '../../hw-mocks/station/station.ts';
import { createVirtualClock } from '../../hw-mocks/virtual-clock.ts';
import { createWire } from '../../hw-mocks/wire.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import type { TickResult } from '../../src/control/tick.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { inEnglish } from '../../src/language/say.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/model/duration.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { ByteLink } from '../../src/ports/byte-link.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { utcOffsetMin } from '../../src/time/local-time.ts';
import { projectRoot } from './rig.ts';

const sites = ['site.yaml', 'sites/one-cover.yaml', 'sites/before-upgrade.yaml'];
const hours = [3, 9, 14, 23];

for (const site of sites) {
  test.each(hours)(`${site} at %i o'clock: killed and started after 2 s, no power limit moves`, (hour) => {
    const field = createField(site, hour);
    field.start();
    field.run(20 * 60);
    const stood = field.limits();
    field.kill();
    field.run(2);
    field.start();
    const moves = field.movesWhile(30);
    expect(moves).toEqual([]);
    expect(field.limits()).toEqual(stood);
    expect(field.isArmed()).toBe(true);
  });
}

test('away for longer than its leases: the relays stand in fail-safe, and come back only by a rule', () => {
  const field = createField('site.yaml', 14);
  field.start();
  field.run(10 * 60);
  expect(field.limits()).toEqual([100, 100]);
  field.kill();
  field.run(60);
  expect(field.limits()).toEqual([50, 50]);
  field.start();
  field.run(1);
  expect(field.limits()).toEqual([50, 50]);
  field.run(60);
  expect(field.limits()).toEqual([100, 100]);
});

test('what protects the plant stays away: after one lease the outputs go to fail-safe', () => {
  const field = createField('site.yaml', 14, (nowMs) => [
    { bus: 'io', device: 'temp-a1', kind: 'silent', fromMs: nowMs, untilMs: 1e9, seed: 1 },
  ]);
  field.start();
  field.run(10 * 60);
  field.kill();
  field.breakField();
  field.run(2);
  field.start();
  field.run(20);
  expect(field.isArmed()).toBe(false);
  expect(field.limits()).toEqual([100, 100]);
  field.run(60);
  expect(field.limits()).toEqual([50, 50]);
});

/** Station and wire that outlive any gateway, and one gateway at a time. */
function createField(
  site: string,
  hour: number,
  breaks: (nowMs: number) => readonly FaultSwitch[] = () => [],
) {
  const plan = planOf(site);
  const startWallMs = wallOf(plan, hour);
  const clock = createVirtualClock({ startWallMs });
  const station = createStation(plan, noInputs, { seed: 1, startWallMs, equipment: 'on' });
  const faults = createFaultSwitches();
  const wire = createWire(plan, station, clock, { faults });
  keepTime(clock, (second) => station.advance(second * 1000));
  const limits = plan.control.outputs.filter(({ kind }) => kind === 'power-limit').map(({ id }) => id);
  /** Lines of GPIO keep their levels when the process dies, as through sysfs. */
  const banks = wire.banks();
  let last: TickResult | undefined;
  let generation = 0;
  let kill = (): void => {};
  const limitsNow = () => Object.values(station.truth().cabinets).map(({ limitPct }) => limitPct);
  return {
    start() {
      generation += 1;
      const mortal = createMortal(clock);
      const links = Object.fromEntries(
        Object.entries(wire.memoryLinks()).map(([id, link]): [string, ByteLink] => [id, mortal.link(link)]),
      );
      kill = mortal.kill;
      const gateway = createGateway({
        plan,
        clock: mortal.clock,
        links,
        instruments: wire.memoryInstruments(),
        banks,
        jitter: createRandom(generation, 'bus-jitter').next,
        log: { info: () => {}, warn: () => {}, error: () => {} },
        observers: [
          {
            name: 'test',
            cycle: ({ result }) => {
              last = result;
            },
          },
        ],
      });
      gateway.start();
    },
    kill: () => kill(),
    breakField() {
      for (const fault of breaks(clock.nowMs())) faults.setFault(fault);
    },
    run: (seconds: number) => clock.runUntil(clock.nowMs() + seconds * 1000),
    /** Whatever a power limit shows when it is not what it showed at first; a pulse of 50 ms is seen. */
    movesWhile(seconds: number) {
      const stood = JSON.stringify(limitsNow());
      const endMs = clock.nowMs() + seconds * 1000;
      while (clock.nowMs() < endMs) {
        clock.runUntil(clock.nowMs() + 50);
        const now = JSON.stringify(limitsNow());
        if (now === stood) continue;
        const cut = last?.decisions.filter(({ output, value }) => limits.includes(output) && value < 100);
        return cut?.map(
          ({ output, value, by, reason }) => `${now} ${output} ${value} % by ${by}: ${inEnglish(reason)}`,
        );
      }
      return [];
    },
    limits: limitsNow,
    isArmed: () => last !== undefined && last.state.waitingFor.length === 0,
  };
}

/** A process that can die: its timers never fire again, and its connections are torn down. */
function createMortal(clock: Clock) {
  let isAlive = true;
  const open: ByteLink[] = [];
  return {
    clock: {
      ...clock,
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
      wallSync: () => clock.wallSync(),
      at: (atMs: number, run: () => void) => clock.at(atMs, () => (isAlive ? run() : undefined)),
    } satisfies Clock,
    link(link: ByteLink): ByteLink {
      open.push(link);
      return link;
    },
    kill() {
      isAlive = false;
      for (const link of open) link.close();
    },
  };
}

function keepTime(clock: ReturnType<typeof createVirtualClock>, second: (count: number) => void): void {
  let count = 0;
  const step = (): void => {
    second(count);
    count += 1;
    clock.at(count * 1000, step);
  };
  step();
}

function planOf(site: string): SitePlan {
  const loaded = loadSite(join(projectRoot, 'config', site));
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.plan;
}

function wallOf(plan: SitePlan, hour: number): number {
  const utcMs = Date.parse('2026-07-15T00:00:00Z') + hour * HOUR_MS;
  return utcMs - utcOffsetMin(plan.zone, utcMs) * MINUTE_MS;
}
