/** The shipped station on virtual time: gateway, wire, physics and a broker in memory. */

import { join } from 'node:path';
import { createMemoryBroker, type MemoryBroker } from '../../hw-mocks/memory-broker.ts';
import { noInputs, type StationInputs } from '../../hw-mocks/station/inputs.ts';
import { createNorthbound } from '../../src/assembly/northbound.ts';
import { lastWillOf } from '../../src/backoffice/telemetry/birth.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import type { TickResult } from '../../src/control/tick.ts';
import { createSimulation, type Simulation, type SimulationParts } from '../../src/laboratory/simulation.ts';
import { inEnglish } from '../../src/language/say.ts';
import type { ProcessImage } from '../../src/model/image.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';

export const projectRoot = join(import.meta.dirname, '..', '..');

let shipped: SitePlan | undefined;

/** The plan of config/site.yaml, read once for all tests: a plan is never changed. */
export function shippedPlan(): SitePlan {
  if (shipped !== undefined) return shipped;
  const loaded = loadSite(join(projectRoot, 'config', 'site.yaml'));
  if (!loaded.ok) throw new Error(loaded.report);
  shipped = loaded.plan;
  return shipped;
}

export interface Rig extends Simulation {
  readonly plan: SitePlan;
  readonly broker: MemoryBroker;
  /** Runs so many seconds on. */
  run(seconds: number): void;
  readonly reading: (channel: string) => Reading;
  readonly decided: (output: string) => { value: number; by: string; reason: string };
  /** Every event since the start: "raised fault slm-north: text". */
  readonly events: string[];
  readonly image: () => ProcessImage;
}

export function createRig(parts: Partial<SimulationParts> = {}): Rig {
  const plan = parts.plan ?? shippedPlan();
  let image: ProcessImage | undefined;
  let result: TickResult | undefined;
  let broker: MemoryBroker | undefined;
  const events: string[] = [];
  const log = (text: string): void => {
    events.push(text);
  };
  const simulation = createSimulation({
    plan,
    inputs: parts.inputs ?? (noInputs satisfies StationInputs),
    seed: parts.seed ?? 1,
    from: parts.from ?? '2026-07-15',
    log: { info: log, warn: log, error: log },
    northbound: (clock) => {
      const identity = { session: 'session', firmware: 'test' };
      broker = createMemoryBroker(clock, lastWillOf(plan, identity, clock.wallMs(), 1));
      return createNorthbound({ plan, identity, publisher: broker.publisher, clock, rssMb: () => 0 });
    },
    ...parts,
    onCycle: (imageNow, resultNow) => {
      image = imageNow;
      result = resultNow;
      parts.onCycle?.(imageNow, resultNow);
    },
  });
  if (broker === undefined) throw new Error('the simulation made no broker');
  const reading = (channel: string): Reading => {
    const found = image?.channels[channel];
    if (found === undefined) throw new Error(`no channel ${channel}`);
    return found;
  };
  return {
    ...simulation,
    plan,
    broker,
    events,
    reading,
    run: (seconds) => simulation.runUntil(simulation.clock.nowMs() + seconds * 1000),
    decided: (output) => {
      const found = result?.decisions.find((decision) => decision.output === output);
      if (found === undefined) throw new Error(`no decision on ${output}`);
      return { ...found, reason: inEnglish(found.reason) };
    },
    image: () => {
      if (image === undefined) throw new Error('no cycle yet');
      return image;
    },
  };
}
