/** The cabinets as the noise rule controls them: their demand, the limits they may get, their temperature. */

import type { ProcessImage } from '../../model/image.ts';
import type { CabinetPlan, ControlPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import type { CabinetHeat } from '../heat/cabinet-heat.ts';
import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import type { Read } from '../inputs/fresh-reader.ts';
import { type PermittedMoves, permittedMoves, type WearState } from '../outputs/relay-wear.ts';
import { type DemandSpread, spreadStep } from './demand-spread.ts';
import { type GunDemand, gunDemand } from './gun-demand.ts';
import { type ControlledCabinet, limitShare } from './limit-outlook.ts';

/** Plain JSON. */
export interface ControlledState {
  readonly capPct: number;
  readonly guns: GunDemand;
  /** What was asked of it lately. */
  readonly asked?: DemandSpread | undefined;
  /** Its limit by the noise alone, percent. */
  readonly limitPct?: number | undefined;
  /** What its cars needed at least lately, percent. */
  readonly leastPct?: number | undefined;
  /** Time since the noise moved its limit, s; absent: it has not. */
  readonly stillS?: number | undefined;
}

type Params = RuleParams['night-noise'];

/** What this file reads of a cycle. */
interface DemandInput {
  readonly plan: ControlPlan;
  readonly image: Pick<ProcessImage, 'nowMs'>;
  readonly read: Read;
  readonly decided: Readonly<Record<string, number>>;
  readonly heat: Readonly<Record<string, CabinetHeat>>;
  readonly wear: WearState;
}

/** A cabinet whose power is this share of its limit is held by it. */
const HELD_SHARE = 0.93;
const CHARGING_W = 1000;
/** Cars come and go: what they needed at least is expected again for a quarter of an hour a step. */
const LEAST_FADES_PCT_PER_S = 25 / 900;
/** A limit in a register moves by this: finer is within what a forecast of heat and sound is worth. */
const GRID_PCT = 5;
/** While attribution cannot prove that the sound is the equipment's, noise never cuts power below this. */
const UNPROVED_LEAST_PCT = 50;

/**
 * Cabinets with a temperature, in the order of the plan, with their ids and the demand of their guns. `isProved`: what is
 * heard is the equipment's, as far as attribution can tell.
 */
export function controlledCabinets(
  input: DemandInput,
  params: Params,
  before: Readonly<Record<string, ControlledState>>,
  isProved: boolean,
): {
  readonly cabinets: readonly ControlledCabinet[];
  readonly ids: readonly string[];
  readonly guns: readonly GunDemand[];
} {
  const cabinets: ControlledCabinet[] = [];
  const ids: string[] = [];
  const guns: GunDemand[] = [];
  for (const cabinet of input.plan.cabinets) {
    const controlled = controlledCabinet(cabinet, input, params, before[cabinet.id], isProved);
    if (controlled === undefined) continue;
    cabinets.push(controlled.cabinet);
    guns.push(controlled.guns);
    ids.push(cabinet.id);
  }
  return { cabinets, ids, guns };
}

function controlledCabinet(
  cabinet: CabinetPlan,
  input: DemandInput,
  params: Params,
  before: ControlledState | undefined,
  isProved: boolean,
): { cabinet: ControlledCabinet; guns: GunDemand } | undefined {
  const { plan, heat, decided, read } = input;
  const seconds = plan.periodMs / 1000;
  const thermal = heat[cabinet.id];
  const limit = plan.outputs.find(({ id }) => id === cabinet.limit);
  if (thermal === undefined || thermal.tempC === null || limit === undefined) return undefined;
  // The first cycle after a restart knows no decision, and fail-safe before the first of all is no limit of the noise.
  const decidedPct =
    before === undefined ? limit.max : (decided[cabinet.limit] ?? before.limitPct ?? limit.max);
  const isHeld = decidedPct < limit.max && thermal.power >= HELD_SHARE * limitShare(decidedPct);
  const { guns, totalW } = gunDemand(before?.guns ?? {}, cabinet.guns, read, isHeld, seconds);
  const demand = Math.min(1, totalW / cabinet.ratedW) * INPUT_PER_OUTPUT;
  const asked = Math.max(thermal.power, thermal.meanPower, isHeld ? demand : 0);
  const forCarsPct = carsFloorPct(cabinet, guns, input, params);
  const leastPct = isProved ? forCarsPct : Math.max(forCarsPct, UNPROVED_LEAST_PCT);
  // What another rule takes it gives back itself, and until then it cannot flow.
  const limitPct = Math.max(before?.limitPct ?? 0, decidedPct);
  const controlled = {
    load: {
      model: thermal.model,
      outdoorC: thermal.outdoorC,
      modules: cabinet.heat,
      leastSpeed: leastSpeed(cabinet, plan.outputs),
    },
    demand: decidedPct < limitPct ? Math.min(asked, limitShare(decidedPct)) : asked,
    asked: spreadStep(before?.asked, asked, seconds),
    power: thermal.power,
    tempC: thermal.tempC,
    steps: stepsAbove(limit, leastPct),
    likelyLeastPct: Math.max(leastPct, (before?.leastPct ?? 0) - LEAST_FADES_PCT_PER_S * seconds),
    limitPct,
    ...relaysOf(limit, input),
    stillS: stillS(limit, input, before),
    moves: permittedMovesNow(limit, input),
  };
  return { cabinet: controlled, guns };
}

function relaysOf({ id }: OutputSpec, { wear }: DemandInput): Pick<ControlledCabinet, 'relayMoves'> {
  const relay = wear[id];
  return relay === undefined ? {} : { relayMoves: relay.changesMs.length };
}

/** Relays tell it themselves, whoever moved them. */
function stillS({ id }: OutputSpec, { plan, wear, image }: DemandInput, before?: ControlledState): number {
  const relay = wear[id];
  if (relay === undefined) return (before?.stillS ?? Number.POSITIVE_INFINITY) + plan.periodMs / 1000;
  return (image.nowMs - (relay.changesMs.at(-1) ?? Number.NEGATIVE_INFINITY)) / 1000;
}

function permittedMovesNow(limit: OutputSpec, { plan, wear, image }: DemandInput): PermittedMoves {
  const outputWear = wear[limit.id];
  return outputWear === undefined
    ? 'up and down'
    : permittedMoves(limit, outputWear, plan.rules['relay-hold'], image.nowMs);
}

/** The lowest limit for noise, percent: below it cars that charge now would end their session. */
function carsFloorPct(cabinet: CabinetPlan, guns: GunDemand, { read }: DemandInput, params: Params): number {
  // A meter that is silent says nothing of its car.
  const charging = cabinet.guns.filter((gun) => (read(gun) ?? guns[gun] ?? 0) > CHARGING_W).length;
  return (100 * charging * params.gunFloorKw * 1000) / cabinet.ratedW;
}

/** The steps from `leastPct` up; at least the highest one is left. */
function stepsAbove({ steps, min, max }: OutputSpec, leastPct: number): readonly number[] {
  const all = steps ?? grid(min, max);
  const allowed = all.filter((step) => step >= leastPct);
  return allowed.length > 0 ? allowed : [all.at(-1) ?? max];
}

/** The values that are tried where any may be set: the lowest, and multiples of `GRID_PCT` up to the highest. */
function grid(min: number, max: number): readonly number[] {
  const first = Math.ceil(min / GRID_PCT) * GRID_PCT;
  const inside = Array.from(
    { length: Math.floor((max - first) / GRID_PCT) + 1 },
    (_, n) => first + n * GRID_PCT,
  );
  return [...new Set([min, ...inside, max])];
}

function leastSpeed(cabinet: CabinetPlan, outputs: readonly OutputSpec[]): number {
  return (
    Math.max(0, ...cabinet.fans.map((fan) => outputs.find(({ id }) => id === fan.output)?.min ?? 0)) / 100
  );
}
