/** The cabinets as the noise rule steers them: what they want, what they may be limited to, how warm they are. */

import type { CabinetPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import { leaveOf, type RelayLeave } from '../relay-wear.ts';
import type { RuleInput } from '../rule.ts';
import { type GunWants, gunWants } from './gun-demand.ts';
import type { Steered } from './power-steps.ts';

/** Plain JSON. */
export interface SteeredState {
  readonly capPct: number;
  readonly guns: GunWants;
}

type Input = Pick<
  RuleInput<RuleParams['night-noise'], unknown>,
  'plan' | 'params' | 'heat' | 'decided' | 'read' | 'image' | 'wear' | 'sound'
>;

/** A cabinet this near to its limit is held by it. */
const HELD_SHARE = 0.93;
const CHARGING_W = 1000;
/** While nobody can say for sure that the sound is the equipment's, power is not cut below this for its sake. */
const UNPROVED_LEAST_PCT = 50;

/** Cabinets with a temperature, in the order of the plan, and their ids. */
export function steeredCabinets(
  input: Input,
  before: Readonly<Record<string, SteeredState>>,
): {
  readonly steered: readonly Steered[];
  readonly ids: readonly string[];
  readonly guns: readonly GunWants[];
} {
  const steered: Steered[] = [];
  const ids: string[] = [];
  const guns: GunWants[] = [];
  for (const cabinet of input.plan.cabinets) {
    const own = steeredCabinet(cabinet, input, before[cabinet.id]);
    if (own === undefined) continue;
    steered.push(own.steered);
    guns.push(own.guns);
    ids.push(cabinet.id);
  }
  return { steered, ids, guns };
}

function steeredCabinet(
  cabinet: CabinetPlan,
  input: Input,
  before: SteeredState | undefined,
): { steered: Steered; guns: GunWants } | undefined {
  const { plan, heat, decided, read } = input;
  const own = heat[cabinet.id];
  const limit = plan.outputs.find(({ id }) => id === cabinet.limit);
  if (own === undefined || own.tempC === null || limit === undefined) return undefined;
  const limitPct = decided[cabinet.limit] ?? limit.max;
  const isHeld = limitPct < limit.max && own.power >= (HELD_SHARE * INPUT_PER_OUTPUT * limitPct) / 100;
  const { guns, totalW } = gunWants(before?.guns ?? {}, cabinet.guns, read, isHeld, plan.periodMs / 1000);
  const wanted = Math.min(1, totalW / cabinet.ratedW) * INPUT_PER_OUTPUT;
  const steered = {
    load: {
      model: own.model,
      outdoorC: own.outdoorC,
      modules: cabinet.heat,
      leastSpeed: leastSpeed(cabinet, plan.outputs),
    },
    want: Math.max(own.power, own.meanPower, isHeld ? wanted : 0),
    power: own.power,
    tempC: own.tempC,
    steps: stepsAbove(limit, floorPct(cabinet, input)),
    limitPct,
    leave: leaveNow(limit, input),
  };
  return { steered, guns };
}

function leaveNow(limit: OutputSpec, { plan, wear, image }: Input): RelayLeave {
  const own = wear[limit.id];
  return own === undefined ? 'up and down' : leaveOf(limit, own, plan.rules['relay-hold'], image.nowMs);
}

/** Below this some of the cars that charge now would end their session, or power would be cut on a suspicion. */
function floorPct(cabinet: CabinetPlan, { read, params, sound }: Input): number {
  const charging = cabinet.guns.filter((gun) => (read(gun) ?? 0) > CHARGING_W).length;
  const forCarsPct = (100 * charging * params.gunFloorKw * 1000) / cabinet.ratedW;
  return sound.every(({ isTrusted }) => isTrusted) ? forCarsPct : Math.max(forCarsPct, UNPROVED_LEAST_PCT);
}

/** At least the highest one is left. */
function stepsAbove({ steps = [], max }: OutputSpec, leastPct: number): readonly number[] {
  const allowed = steps.filter((step) => step >= leastPct);
  return allowed.length > 0 ? allowed : [steps.at(-1) ?? max];
}

function leastSpeed(cabinet: CabinetPlan, outputs: readonly OutputSpec[]): number {
  return (
    Math.max(0, ...cabinet.fans.map((fan) => outputs.find(({ id }) => id === fan.output)?.min ?? 0)) / 100
  );
}
