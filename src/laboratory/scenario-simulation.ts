/** A scenario as a simulation: its site, its night and its true levels. */

import type { Scenario } from '../../hw-mocks/scenario/scenario.ts';
import { createSimulation, type Simulation, type SimulationParts } from './simulation.ts';

/** What a caller may add: observers, a northbound, a history, a site plan that replaces the scenario's. */
type ScenarioExtras = Partial<
  Pick<
    SimulationParts,
    | 'plan'
    | 'rules'
    | 'sink'
    | 'log'
    | 'northbound'
    | 'history'
    | 'takenOver'
    | 'onCycle'
    | 'equipment'
    | 'wire'
  >
>;

/** Starts at the scenario's start; run it to `scenario.lengthMs`. */
export function scenarioSimulation(scenario: Scenario, extras: ScenarioExtras = {}): Simulation {
  const { plan, inputs, seed, date, startHour, physics, cabinets, events, faults } = scenario;
  const parts = { plan, inputs, seed, from: date, startHour, physics, cabinets, events, faults };
  return createSimulation({ ...parts, ...extras });
}
