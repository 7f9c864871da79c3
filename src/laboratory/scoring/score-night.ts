/**
 * One simulated night under one policy, judged by what the simulated station knows of itself: was the equipment too
 * loud, did anything get too hot, and how much of the energy was served that could have been (src/laboratory/bound/upper-bound.ts).
 */

import type { PresentCar } from '../../../hw-mocks/charging/cars.ts';
import type { Scenario } from '../../../hw-mocks/scenario/scenario.ts';
import type { PlantDescription } from '../../../hw-mocks/station/plant.ts';
import type { Station } from '../../../hw-mocks/station/station.ts';
import type { StationTruth } from '../../../hw-mocks/station/truth.ts';
import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { TickResult } from '../../control/tick.ts';
import type { Decision } from '../../model/decision.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { carDemands } from '../bound/car-demand.ts';
import { type UpperBound, upperBound } from '../bound/upper-bound.ts';
import { type PolicyName, policies } from '../policies/policies.ts';
import { scenarioSimulation } from '../scenario-simulation.ts';
import { type AttributionScore, createAttributionScore } from './attribution-score.ts';
import { createTurnCounter } from './limit-cycles.ts';

/** Levels are of the equipment alone, true by the simulator, at the worst receptor. */
export interface ScoredNight {
  readonly scenario: string;
  readonly policy: PolicyName;
  /** Minutes with LAeq above the limit, after the first 15 and in them. */
  readonly minutesAbove: number;
  readonly minutesAboveFirst: number;
  /** Loudest minute, and the whole night, above the limit, dB. */
  readonly loudestOverDb: number;
  readonly meanOverDb: number;
  readonly hottestC: number;
  readonly tripC: number;
  readonly servedKwh: number;
  readonly wantedKwh: number;
  /** The most that any policy could serve under the ladder's cap of a minute, and at the bare limit. */
  readonly boundKwh: number;
  readonly bareBoundKwh: number;
  readonly share: number;
  /** Most changes of a single power limit. */
  readonly switches: number;
  /** Most turns of a fan in 15 min of steady load. */
  readonly turns: number;
  readonly attribution: AttributionScore;
}

const GRACE_MIN = 15;
const MINUTE_S = 60;

/** Runs the scenario. `events: false`: without everything that is not the equipment's. */
export function scoreNight(
  scenario: Scenario,
  policy: PolicyName,
  { events = true }: { readonly events?: boolean } = {},
): ScoredNight {
  const night = events ? scenario : { ...scenario, events: [] };
  const { control } = night.plan;
  const book = createNightScore(control);
  const simulation = scenarioSimulation(night, {
    rules: policies[policy],
    onCycle: (image, result) => book.cycle(simulation.station, image, result),
  });
  simulation.runUntil(night.lengthMs);
  simulation.stop();
  return { scenario: night.name, policy, ...book.judge(night) };
}

interface Minute {
  readonly outdoorC: number;
  /** By receptor: mean energy, and the least gain of the paths against their usual one. */
  readonly receptors: Readonly<Record<string, { own: number; gain: number }>>;
}

interface Begin {
  readonly truth: StationTruth;
  readonly cars: readonly PresentCar[];
  readonly plant: PlantDescription;
  readonly switches: ReadonlyMap<string, number>;
}

function createNightScore(plan: ControlPlan) {
  const minutes: Minute[] = [];
  const turns = createTurnCounter(plan);
  const attribution = createAttributionScore();
  const switches = createSwitchCount(plan);
  let begin: Begin | undefined;
  let last: StationTruth | undefined;
  let hottestC = Number.NEGATIVE_INFINITY;
  let seconds = 0;
  let open = emptyMinute(plan);
  let outdoorC = Number.POSITIVE_INFINITY;

  function cycle(station: Station, image: ProcessImage, result: TickResult): void {
    turns.cycle(image, result.decisions);
    switches.cycle(result.decisions);
    if (!result.isNight) return;
    const truth = station.truth();
    begin ??= { truth, cars: station.presentCars(), plant: station.plant(), switches: switches.now() };
    last = truth;
    for (const cabinet of Object.values(truth.cabinets)) {
      hottestC = Math.max(hottestC, cabinet.hottestC);
      outdoorC = Math.min(outdoorC, cabinet.outdoorC);
    }
    for (const [id, minute] of Object.entries(open)) {
      const own = energyOf(truth.receptors[id]?.equipmentDb ?? 0);
      minute.own += own / MINUTE_S;
      minute.gain = Math.min(minute.gain, own / Math.max(1, emitted(begin.plant, truth, id)));
    }
    attribution.second(truth, result.attribution);
    seconds += 1;
    if (seconds % MINUTE_S !== 0) return;
    minutes.push({ receptors: open, outdoorC });
    open = emptyMinute(plan);
    outdoorC = Number.POSITIVE_INFINITY;
  }

  function judge(scenario: Scenario): Omit<ScoredNight, 'scenario' | 'policy'> {
    if (begin === undefined || last === undefined || minutes.length === 0) {
      throw new Error(`assertion: the night of scenario ${scenario.name} lasts at least a minute`);
    }
    const started = begin;
    const servedKwh = (last.servedWh - started.truth.servedWh) / 1000;
    const capped = boundOf(scenario, started, minutes, plan.rules['night-noise'].marginDb);
    const over = minutes.map(({ receptors }) => overDb(plan, (id) => receptors[id]?.own ?? 0));
    const mean = (id: string) =>
      minutes.reduce((sum, { receptors }) => sum + (receptors[id]?.own ?? 0), 0) / minutes.length;
    return {
      minutesAbove: over.filter((db, index) => index >= GRACE_MIN && db > 0).length,
      minutesAboveFirst: over.filter((db, index) => index < GRACE_MIN && db > 0).length,
      loudestOverDb: Math.max(...over),
      meanOverDb: overDb(plan, mean),
      hottestC,
      tripC: plan.rules['over-temperature'].tripC,
      servedKwh,
      wantedKwh: capped.wantedWh / 1000,
      boundKwh: capped.energyWh / 1000,
      bareBoundKwh: boundOf(scenario, started, minutes, 0).energyWh / 1000,
      share: (1000 * servedKwh) / capped.energyWh,
      switches: switches.mostSince(started.switches),
      turns: turns.most(),
      attribution: attribution.judge(),
    };
  }

  return { cycle, judge };
}

function emptyMinute(plan: ControlPlan): Record<string, { own: number; gain: number }> {
  return Object.fromEntries(plan.receptors.map(({ id }) => [id, { own: 0, gain: Number.POSITIVE_INFINITY }]));
}

function overDb(plan: ControlPlan, energyAt: (receptor: string) => number): number {
  return Math.max(...plan.receptors.map(({ id, nightDb }) => (levelOf(energyAt(id)) ?? 0) - nightDb));
}

/** What speeds and load give at the receptor by the plant's own laws, without reflections that wander. */
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
    minutes: minutes.map(({ receptors, outdoorC }, index) => ({
      outdoorC,
      capEnergyAt: Object.fromEntries(
        plan.control.receptors.map(({ id, nightDb }) => {
          const { own = 0, gain = 1 } = receptors[id] ?? {};
          const cap = energyOf(nightDb - cutDb);
          // Who was louder in the first minutes is held to what he was. A path that reflects less lets more be emitted.
          return [id, (index < GRACE_MIN ? Math.max(cap, own) : cap) / roundedDown(Math.min(1, gain))];
        }),
      ),
    })),
  });
}

/** To a hundredth, 0.04 dB: minutes that are alike are worked out once, and the bound stays one. */
function roundedDown(gain: number): number {
  return Math.max(0.01, Math.floor(100 * gain) / 100);
}

/** Changes of each power limit. */
function createSwitchCount(plan: ControlPlan) {
  const limits = new Set(plan.outputs.filter(({ kind }) => kind === 'power-limit').map(({ id }) => id));
  const counts = new Map<string, number>();
  const values = new Map<string, number>();
  return {
    cycle(decisions: readonly Decision[]): void {
      for (const { output, value } of decisions) {
        if (!limits.has(output)) continue;
        const before = values.get(output);
        values.set(output, value);
        if (before !== undefined && before !== value) counts.set(output, (counts.get(output) ?? 0) + 1);
      }
    },
    now: (): ReadonlyMap<string, number> => new Map(counts),
    mostSince: (begin: ReadonlyMap<string, number>): number =>
      Math.max(0, ...[...counts].map(([output, count]) => count - (begin.get(output) ?? 0))),
  };
}
