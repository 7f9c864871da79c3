/**
 * One simulated night under one policy, scored by the true state of the simulated station: was the equipment too loud,
 * did anything get too hot, and how much of the possible energy (src/laboratory/bound/upper-bound.ts) was served.
 */

import type { PresentCar } from '../../../hw-mocks/charging/cars.ts';
import type { Scenario } from '../../../hw-mocks/scenario/scenario.ts';
import type { PlantDescription } from '../../../hw-mocks/station/plant.ts';
import type { Station } from '../../../hw-mocks/station/station.ts';
import type { StationTruth } from '../../../hw-mocks/station/truth.ts';
import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { TickResult } from '../../control/tick.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { carDemands } from '../bound/car-demand.ts';
import { type UpperBound, upperBound } from '../bound/upper-bound.ts';
import type { Insight } from '../policies/known-sound.ts';
import { type PolicyName, policyRules } from '../policies/policies.ts';
import { scenarioSimulation } from '../scenario-simulation.ts';
import {
  type AttributionScore,
  type AttributionScorer,
  createAttributionScorer,
} from './attribution-score.ts';
import { createInspection, type Inspected, type Inspection, inspected, inspectSecond } from './inspection.ts';
import { createTurnCounter, type TurnCounter } from './limit-cycles.ts';
import { createSwitchCounter, type SwitchCounter } from './limit-switches.ts';
import { createToneScorer, type Penalties, type ToneScorer } from './tone-penalty.ts';
import { createTrueLimits, type NightLimits, type TrueLimits } from './true-limits.ts';

/** Levels are the true ones of the equipment alone, at the worst receptor. */
export interface ScoredNight extends Inspected {
  readonly scenario: string;
  readonly policy: PolicyName;
  readonly seed: number;
  /** Minutes with LAeq above the limit of then, which may follow the true background, after the first 15 and in them. */
  readonly minutesAbove: number;
  readonly minutesAboveFirst: number;
  /** Minutes of the whole night with a tonal penalty at a receptor whose limit counts tones, and those above it with that. */
  readonly penaltyMinutes: number;
  readonly ratedMinutesAbove: number;
  /** Loudest minute above the limit of then, and the whole night above that of the site file, dB. */
  readonly loudestOverDb: number;
  readonly meanOverDb: number;
  readonly hottestC: number;
  readonly tripC: number;
  readonly servedKwh: number;
  readonly wantedKwh: number;
  /** The most that any policy could serve under the cap of a minute, and under the bare limit. */
  readonly boundKwh: number;
  readonly bareBoundKwh: number;
  readonly share: number;
  /** Most changes of a single power limit. */
  readonly switches: number;
  /** Most reversals of a fan in 15 min of steady load. */
  readonly turns: number;
  readonly attribution: AttributionScore;
}

const GRACE_MIN = 15;
const MINUTE_S = 60;

/** Runs the scenario. `events: false`: only the equipment's sound. */
export function scoreNight(
  scenario: Scenario,
  policy: PolicyName,
  { events = true, seed = scenario.seed }: { readonly events?: boolean; readonly seed?: number } = {},
): ScoredNight {
  const night = { ...scenario, seed, ...(events ? {} : { events: [] }) };
  const state = createState(night.plan.control);
  const insight: Insight = {};
  const simulation = scenarioSimulation(night, {
    rules: policyRules(policy, insight),
    wire: 'lean',
    onCycle: (image, result) => addCycle(state, simulation.station, image, result),
  });
  insight.station = simulation.station;
  simulation.runUntil(night.lengthMs);
  simulation.stop();
  return { scenario: night.name, policy, seed, ...resultOf(state, night) };
}

interface State {
  readonly plan: ControlPlan;
  readonly turns: TurnCounter;
  readonly attribution: AttributionScorer;
  readonly switches: SwitchCounter;
  readonly inspection: Inspection;
  readonly limits: TrueLimits;
  readonly tones: ToneScorer;
  /** At the first second of the night. */
  begin: Begin | undefined;
  last: StationTruth | undefined;
  hottestC: number;
  seconds: number;
  readonly minutes: Minute[];
  /** The running minute. */
  receptors: Record<string, ReceptorMinute>;
  outdoorC: number;
}

interface Begin {
  readonly truth: StationTruth;
  readonly cars: readonly PresentCar[];
  readonly plant: PlantDescription;
  readonly switches: ReadonlyMap<string, number>;
}

interface Minute {
  readonly outdoorC: number;
  readonly limits: NightLimits;
  readonly penalties: Penalties;
  readonly receptors: Readonly<Record<string, Readonly<ReceptorMinute>>>;
}

interface ReceptorMinute {
  /** Mean energy of the equipment. */
  energy: number;
  /** Lowest gain of the paths relative to their usual one. */
  gain: number;
}

function createState(plan: ControlPlan): State {
  return {
    plan,
    turns: createTurnCounter(plan),
    attribution: createAttributionScorer(),
    switches: createSwitchCounter(plan),
    inspection: createInspection(plan),
    limits: createTrueLimits(plan),
    tones: createToneScorer(plan),
    begin: undefined,
    last: undefined,
    hottestC: Number.NEGATIVE_INFINITY,
    seconds: 0,
    minutes: [],
    receptors: emptyMinute(plan),
    outdoorC: Number.POSITIVE_INFINITY,
  };
}

function addCycle(state: State, station: Station, image: ProcessImage, result: TickResult): void {
  const { turns, switches, attribution, plan } = state;
  turns.cycle(image, result.decisions);
  switches.cycle(result.decisions);
  if (!result.isNight) return;
  const truth = station.truth();
  state.begin ??= {
    truth,
    cars: station.presentCars(),
    plant: station.plant(),
    switches: switches.now(),
  };
  state.last = truth;
  addSecond(state, truth, state.begin.plant);
  attribution.second(truth, result.attribution);
  inspectSecond(state.inspection, truth, result);
  state.limits.second(truth);
  state.tones.second(station);
  state.seconds += 1;
  if (state.seconds % MINUTE_S !== 0) return;
  const { receptors, outdoorC } = state;
  state.minutes.push({ receptors, outdoorC, limits: state.limits.now(), penalties: state.tones.minute() });
  state.receptors = emptyMinute(plan);
  state.outdoorC = Number.POSITIVE_INFINITY;
}

function addSecond(state: State, truth: StationTruth, plant: PlantDescription): void {
  for (const cabinet of Object.values(truth.cabinets)) {
    state.hottestC = Math.max(state.hottestC, cabinet.hottestC);
    state.outdoorC = Math.min(state.outdoorC, cabinet.outdoorC);
  }
  for (const [id, minute] of Object.entries(state.receptors)) {
    const energy = energyOf(truth.receptors[id]?.equipmentDb ?? 0);
    minute.energy += energy / MINUTE_S;
    minute.gain = Math.min(minute.gain, energy / Math.max(1, emitted(plant, truth, id)));
  }
}

function resultOf(state: State, scenario: Scenario): Omit<ScoredNight, 'scenario' | 'policy' | 'seed'> {
  const { plan, begin, last, minutes } = state;
  if (begin === undefined || last === undefined || minutes.length === 0) {
    throw new Error(`assertion: the night of scenario ${scenario.name} lasts at least a minute`);
  }
  const servedKwh = (last.servedWh - begin.truth.servedWh) / 1000;
  const capped = boundOf(scenario, begin, minutes, plan.rules['night-noise'].marginDb);
  const over = minutes.map(({ receptors, limits }) =>
    overDb(plan, (id) => receptors[id]?.energy ?? 0, limits),
  );
  const rated = minutes.map(({ receptors, limits, penalties }) =>
    overDb(plan, (id) => receptors[id]?.energy ?? 0, limits, penalties),
  );
  const mean = (id: string) =>
    minutes.reduce((sum, { receptors }) => sum + (receptors[id]?.energy ?? 0), 0) / minutes.length;
  return {
    minutesAbove: over.filter((db, index) => index >= GRACE_MIN && db > 0).length,
    minutesAboveFirst: over.filter((db, index) => index < GRACE_MIN && db > 0).length,
    penaltyMinutes: minutes.filter(({ penalties }) => Object.keys(penalties).length > 0).length,
    ratedMinutesAbove: rated.filter((db, index) => index >= GRACE_MIN && db > 0).length,
    loudestOverDb: Math.max(...over),
    meanOverDb: overDb(plan, mean),
    ...inspected(state.inspection),
    hottestC: state.hottestC,
    tripC: plan.rules['over-temperature'].tripC,
    servedKwh,
    wantedKwh: capped.wantedWh / 1000,
    boundKwh: capped.energyWh / 1000,
    bareBoundKwh: boundOf(scenario, begin, minutes, 0).energyWh / 1000,
    share: (1000 * servedKwh) / capped.energyWh,
    switches: state.switches.mostSince(begin.switches),
    turns: state.turns.most(),
    attribution: state.attribution.result(),
  };
}

function emptyMinute(plan: ControlPlan): Record<string, ReceptorMinute> {
  return Object.fromEntries(
    plan.receptors.map(({ id }) => [id, { energy: 0, gain: Number.POSITIVE_INFINITY }]),
  );
}

function overDb(
  plan: ControlPlan,
  energyAt: (receptor: string) => number,
  limits: NightLimits = {},
  penalties: Penalties = {},
): number {
  return Math.max(
    ...plan.receptors.map(({ id, nightDb }) => {
      return (levelOf(energyAt(id)) ?? 0) + (penalties[id] ?? 0) - (limits[id] ?? nightDb);
    }),
  );
}

/** What speeds and load give at the receptor by the plant's laws, without varying reflections. */
function emitted(plant: PlantDescription, truth: StationTruth, receptor: string): number {
  let energy = 0;
  for (const cabinet of plant.cabinets) {
    const now = truth.cabinets[cabinet.id];
    if (now === undefined) continue;
    cabinet.fans.forEach((fan, index) => {
      energy += (fan.energyAt[receptor] ?? 0) * (now.fanLoudness[index] ?? 0);
    });
    energy += (cabinet.humEnergyAt[receptor] ?? 0) * now.humShare;
  }
  return energy;
}

function boundOf(
  { plan }: Scenario,
  { truth, cars, plant }: Begin,
  minutes: readonly Minute[],
  cutDb: number,
): UpperBound {
  const fromS = truth.simMs / 1000;
  const untilS = fromS + minutes.length * MINUTE_S;
  const guns = plan.layout.cabinets.reduce((sum, cabinet) => sum + cabinet.guns.length, 0);
  return upperBound({
    plant,
    cars: carDemands(cars, plant.arrivals(untilS), guns, plant.physics, fromS, untilS),
    hardC: plan.control.rules['over-temperature'].tripC,
    start: Object.values(truth.cabinets).map(({ hottestC }) => ({ moduleC: hottestC })),
    minutes: minutes.map(({ receptors, outdoorC, limits }, index) => ({
      outdoorC,
      capEnergyAt: Object.fromEntries(
        plan.control.receptors.map(({ id, nightDb }) => {
          const { energy = 0, gain = 1 } = receptors[id] ?? {};
          const cap = energyOf((limits[id] ?? nightDb) - cutDb);
          // In the first minutes a louder station is held to its own level. A path that reflects less allows more.
          return [id, (index < GRACE_MIN ? Math.max(cap, energy) : cap) / roundedDown(Math.min(1, gain))];
        }),
      ),
    })),
  });
}

/** Rounded down to a hundredth, 0.04 dB: equal minutes are computed once, and the result stays a bound. */
function roundedDown(gain: number): number {
  return Math.max(0.01, Math.floor(100 * gain) / 100);
}
