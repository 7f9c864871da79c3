/**
 * Many deaths at random moments: no relay moves because of one while its lease holds, and no trip is forgotten. A night
 * of deaths beside its twin: no minute more above the limit, and next to no energy lost. In virtual time.
 */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../hw-mocks/inputs/random.ts';
import { loadScenario } from '../../hw-mocks/scenario/scenario.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { trippedCabinets } from '../../src/control/rules/over-temperature.ts';
import { type ControlState, tick } from '../../src/control/tick.ts';
import type { Decision } from '../../src/model/decision.ts';
import { HOUR_S } from '../../src/model/duration.ts';
import type { ProcessImage } from '../../src/model/image.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { ControlPlan } from '../../src/plan/control-plan.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { isLongRun, sampleSize } from '../sample-size.ts';
import { createMortalStation, type MortalStation, type MortalStationOptions } from './mortal-station.ts';
import { projectRoot } from './rig.ts';

const WARM_UP_S = sampleSize({ sample: 240, full: 600 });
const AWAY_TWIN_S = 2;
/** Cabinets by site: two, one, nine. */
const sites = ['site.yaml', 'sites/one-cover.yaml', 'sites/before-upgrade.yaml'];
const hours = sampleSize({ sample: [22.4], full: [13, 22] });
const seeds = sampleSize({ sample: [1, 2], full: [1, 2, 3, 4] });
const deaths = sampleSize({ sample: 2, full: 21 });

/** Between two deaths: long enough to warm up again, short enough to be nasty. */
const APART_S = [20, sampleSize({ sample: 240, full: 300 })] as const;
/** Shorter than the shortest lease, with what a start takes. */
const AWAY_S = [0.5, 6] as const;
/** A note every ten seconds goes with the next batch, which events may bring before the next note. */
const NOTE_AGE_S = 18;
/** Until control has begun and has decided a few times by what it knows. */
const WATCHED_S = 12;

const cases = sites.flatMap((site) => hours.flatMap((hour) => seeds.map((seed) => ({ site, hour, seed }))));

describe(`${cases.length * deaths} deaths at random moments`, () => {
  test.each(cases)(
    '$site from $hour o’clock, seed $seed: no relay moves because of one, and no trip is forgotten',
    ({ site, hour, seed }) => {
      const isHot = seed % 2 === 0;
      const plan = isHot ? oftenTripped(planOf(site)) : planOf(site);
      const { next } = createRandom(seed, `deaths ${site} ${hour}`);
      const between = ([from, to]: readonly [number, number]) => from + (to - from) * next();
      const survivor = createSurvivor(plan);
      const field = createMortalStation({ plan, hour, seed, onCycle: survivor.cycle });
      field.start();
      field.run(WARM_UP_S);
      const moves: string[] = [];
      let whileTripped = 0;
      for (let death = 0; death < deaths; death += 1) {
        field.run(between(APART_S));
        const relays = relaysOf(field);
        field.kill();
        survivor.leave(field.last().state, relays);
        if (survivor.trips().length > 0) whileTripped += 1;
        const killedS = field.clock.nowMs() / 1000;
        const awayS = between(AWAY_S);
        field.run(awayS);
        field.start();
        while (!isArmed(field) || field.clock.nowMs() / 1000 - killedS < WATCHED_S) {
          field.run(0.1);
          if (relaysOf(field) === relays || survivor.hasMoved()) continue;
          moves.push(`${killedS.toFixed(1)} s: ${relays} -> ${relaysOf(field)} ${whyOf(field)}`);
          break;
        }
        expect(tripsOf(field.last().state)).toEqual(survivor.trips());
        expect(knownBeforeS(field)).toBeLessThan(awayS + NOTE_AGE_S);
        survivor.end();
      }
      expect(moves).toEqual([]);
      if (isLongRun && isHot) expect(whileTripped, 'trips came and went').toBeGreaterThan(0);
    },
  );
});

/**
 * The mind that did not die: the state of before the death, fed with what the next gateway sees, and with what it had
 * read before where that one has not read yet. What it would have moved by then moves because of the world and not
 * because of the restart; so does what it had asked for just before, and the relays had not done yet.
 */
function createSurvivor({ control }: SitePlan) {
  let state: ControlState | null = null;
  let readings: ProcessImage['channels'] = {};
  let relays = '';
  let isMoved = false;
  return {
    leave(before: ControlState, standing: string): void {
      state = before;
      relays = relaysAsked(before.decisions, control);
      isMoved = relays !== standing;
    },
    cycle({ standing: _standing, ...image }: ProcessImage): void {
      readings = knownOf(readings, image.channels);
      if (state === null) return;
      ({ state } = tick(state, { ...image, channels: readings }, control));
      isMoved ||= relaysAsked(state.decisions, control) !== relays;
    },
    hasMoved: () => isMoved,
    trips: () => (state === null ? [] : tripsOf(state)),
    end(): void {
      state = null;
    },
  };
}

/** The readings of now; of a channel that nobody has read yet the one of before. */
function knownOf(before: ProcessImage['channels'], now: ProcessImage['channels']): ProcessImage['channels'] {
  const known = Object.entries(now).map(([channel, reading]): [string, Reading] => [
    channel,
    reading.fault?.kind === 'never-read' ? (before[channel] ?? reading) : reading,
  ]);
  return Object.fromEntries(known);
}

/** As `relaysOf` writes them. */
function relaysAsked(decisions: readonly Decision[], { outputs, cabinets }: ControlPlan): string {
  const askedOf = (output: string) => decisions.find((decision) => decision.output === output)?.value;
  const lamp = outputs.find(({ kind }) => kind === 'lamp');
  const isLit = lamp !== undefined && (askedOf(lamp.id) ?? 0) > 0;
  return [...cabinets.map(({ limit }) => askedOf(limit)), isLit ? 'lit' : 'dark'].join('/');
}

function tripsOf({ rules }: ControlState): readonly string[] {
  return trippedCabinets(rules['over-temperature']);
}

/** Limits that a cabinet at work crosses up and down. */
function oftenTripped(plan: SitePlan): SitePlan {
  const { rules } = plan.control;
  const trip = { ...rules['over-temperature'], tripC: 36, resetC: 33 };
  return { ...plan, control: { ...plan.control, rules: { ...rules, 'over-temperature': trip } } };
}

/** The shipped site seldom has to limit power; where the hum alone is too loud, what was forgotten costs minutes or energy. */
type Twin = 'the shipped site' | 'hum-binds';
const twinSites = sampleSize<readonly Twin[]>({
  sample: ['hum-binds'],
  full: ['the shipped site', 'hum-binds'],
});
const twinSeeds = sampleSize({ sample: [1], full: [1, 2, 3] });
const twins = twinSites.flatMap((site) => twinSeeds.map((seed) => ({ site, seed })));
/** Two nights on a busy machine. */
const NIGHTS_MAX_MS = 1_800_000;
/** A whole evening and night; of the sample the hour around its begin. */
const night = sampleSize({
  sample: { fromH: 21.7, hours: 0.75, everyS: 900 },
  full: { fromH: 20, hours: 11, everyS: 5400 },
});

describe('beside its twin that runs on', () => {
  test.each(twins)(
    '$site, seed $seed: no minute more above the limit, and within 0.5 % of its energy',
    {
      timeout: NIGHTS_MAX_MS,
    },
    ({ site, seed }) => {
      const twin = nightOf(site, seed, 'runs on');
      const restarted = nightOf(site, seed, 'dies');
      expect(restarted.above).toBeLessThanOrEqual(twin.above);
      expect(restarted.servedWh / twin.servedWh).toBeGreaterThan(0.995);
      expect(restarted.servedWh / twin.servedWh).toBeLessThan(1.005);
    },
  );
});

/** True energy served and true minutes above the limit by the equipment. */
function nightOf(
  site: Twin,
  seed: number,
  how: 'dies' | 'runs on',
): { readonly servedWh: number; readonly above: number } {
  const field = createMortalStation({ ...stationOf(site), hour: night.fromH, seed, wire: 'lean' });
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

function stationOf(site: Twin): Pick<MortalStationOptions, 'plan' | 'physics' | 'cabinets'> {
  if (site === 'the shipped site') return { plan: planOf('site.yaml') };
  const loaded = loadScenario(join(projectRoot, 'hw-mocks', 'scenarios', `${site}.yaml`));
  if (!loaded.ok) throw new Error(loaded.report);
  const { plan, physics, cabinets } = loaded.scenario;
  return { plan, physics, cabinets };
}

/** The power limits and the lamp, as they stand. */
function relaysOf(field: MortalStation): string {
  return [...field.limits(), field.station.truth().lampOn ? 'lit' : 'dark'].join('/');
}

/** How old was what the latest gateway has taken over, s. */
function knownBeforeS({ events }: MortalStation): number {
  const ages = events.flatMap((text) => /with what was known (\d+) s before/.exec(text)?.[1] ?? []);
  return Number(ages.at(-1));
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
