/**
 * Many deaths at random moments beside a twin that runs on: no power limit moves because of one while its lease holds,
 * no minute is above the limit that the twin does not have, and next to no energy is lost. In virtual time.
 */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../hw-mocks/inputs/random.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { HOUR_S } from '../../src/model/duration.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { sampleSize } from '../sample-size.ts';
import { createMortalStation, type MortalStation } from './mortal-station.ts';
import { projectRoot } from './rig.ts';

const MINUTE_S = 60;
const AWAY_TWIN_S = 2;
/** Cabinets by site: two, one, nine. */
const sites = ['site.yaml', 'sites/one-cover.yaml', 'sites/before-upgrade.yaml'];
const hours = sampleSize({ sample: [22.4], full: [13, 22] });
const seeds = sampleSize({ sample: [1], full: [1, 2, 3, 4] });
const deaths = sampleSize({ sample: 3, full: 21 });

/** Between two deaths: long enough to warm up again, short enough to be nasty. */
const APART_S = [20, sampleSize({ sample: 240, full: 300 })] as const;
/** Shorter than the shortest lease, with what a start takes. */
const AWAY_S = [0.5, 6] as const;

const cases = sites.flatMap((site) => hours.flatMap((hour) => seeds.map((seed) => ({ site, hour, seed }))));

describe(`${cases.length * deaths} deaths at random moments`, () => {
  test.each(cases)(
    '$site from $hour o’clock, seed $seed: no power limit moves because of one',
    ({ site, hour, seed }) => {
      const plan = planOf(site);
      const { next } = createRandom(seed, `deaths ${site} ${hour}`);
      const between = ([from, to]: readonly [number, number]) => from + (to - from) * next();
      const field = createMortalStation({ plan, hour, seed });
      field.start();
      field.run(10 * MINUTE_S);
      const moves: string[] = [];
      for (let death = 0; death < deaths; death += 1) {
        field.run(between(APART_S));
        const relays = relaysOf(field);
        field.kill();
        const killedS = field.clock.nowMs() / 1000;
        field.run(between(AWAY_S));
        field.start();
        // Until control has begun and has decided a few times by what it knows.
        while (!isArmed(field) || field.clock.nowMs() / 1000 - killedS < 12) {
          field.run(0.1);
          if (relaysOf(field) === relays) continue;
          moves.push(`${killedS.toFixed(1)} s: ${relays} -> ${relaysOf(field)} ${whyOf(field)}`);
          break;
        }
      }
      expect(moves).toEqual([]);
    },
  );
});

const twins = sampleSize({ sample: [1], full: [1, 2] });
/** A whole evening and night; of the sample the hour around its begin. */
const night = sampleSize({
  sample: { fromH: 21.7, hours: 0.75, everyS: 900 },
  full: { fromH: 20, hours: 11, everyS: 5400 },
});

describe('beside its twin that runs on', () => {
  test.each(twins)('seed %i: no minute more above the limit, and within 0.5 % of its energy', (seed) => {
    const twin = nightOf(seed, 'runs on');
    const restarted = nightOf(seed, 'dies');
    expect(restarted.above).toBeLessThanOrEqual(twin.above);
    expect(restarted.servedWh / twin.servedWh).toBeGreaterThan(0.995);
    expect(restarted.servedWh / twin.servedWh).toBeLessThan(1.005);
  });
});

/** True energy served and true minutes above the limit by the equipment. */
function nightOf(
  seed: number,
  how: 'dies' | 'runs on',
): { readonly servedWh: number; readonly above: number } {
  const field = createMortalStation({ plan: planOf('site.yaml'), hour: night.fromH, seed });
  field.start();
  for (let s = 0; s < night.hours * HOUR_S; s += night.everyS) {
    field.run(night.everyS - AWAY_TWIN_S);
    if (how === 'dies') field.kill();
    field.run(AWAY_TWIN_S);
    if (how === 'dies') field.start();
  }
  const above = field.nights().reduce((sum, { minutesAbove }) => sum + minutesAbove.equipment, 0);
  return { servedWh: field.station.truth().servedWh, above };
}

/** The lamp is left out: it goes dark by its own rule at any moment. */
function relaysOf(field: MortalStation): string {
  return field.limits().join('/');
}

function isArmed(field: MortalStation): boolean {
  return field.last().state.waitingFor.length === 0;
}

function whyOf(field: MortalStation): string {
  return field
    .last()
    .decisions.map(({ output, value, by }) => `${output} ${value} by ${by}`)
    .join(', ');
}

function planOf(site: string): SitePlan {
  const loaded = loadSite(join(projectRoot, 'config', site));
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.plan;
}
