/**
 * What is known of each cabinet's heat, once a cycle: its temperature, also while a sensor is silent, and the model
 * that looks ahead. The last value of a silent sensor is never held: beside another sensor the model stands in for the
 * hotter one, without any the temperature rises as fast as it could.
 */

import { HOUR_MS } from '../../model/duration.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { CabinetPlan, ControlPlan } from '../../plan/control-plan.ts';
import {
  fastestRise,
  type HeatModel,
  heatStep,
  type NominalHeat,
  nominalHeat,
  temperatureAfter,
} from './heat-model.ts';
import { powerShare } from './power-share.ts';

/** Plain JSON. */
export interface HeatState {
  /** Time of the last cycle; null before the first. */
  readonly nowMs: number | null;
  /** Latest good outdoor temperature; null before the first. */
  readonly outdoorC: number | null;
  /** By id of the cabinet. */
  readonly cabinets: Readonly<Record<string, CabinetHeat>>;
}

/** The thermal state of one cabinet. */
export interface CabinetHeat {
  readonly model: HeatModel;
  /** The temperature that counts, C; null before the first good one. */
  readonly tempC: number | null;
  /** No sensor of the cabinet is good: `tempC` is the worst it can have become. */
  readonly isBlind: boolean;
  /** Latest good value of each sensor. */
  readonly sensors: Readonly<Record<ChannelId, SensorReading>>;
  readonly outdoorC: number;
  /** Input power over rated power, now and as mean over a minute. */
  readonly power: number;
  readonly meanPower: number;
  /** What the model expects the hottest sensor to show, C; corrected to it within half an hour. */
  readonly expectedC: number | null;
  /** Time the model has been fitted, s. */
  readonly identifiedS: number;
}

/** The latest good value of a sensor and its monotonic time. */
export interface SensorReading {
  readonly tempC: number;
  readonly atMs: number;
}

const MEAN_S = 60;
/** A silent sensor counts as the hotter one for this long. */
const MISSED_MS = 12 * HOUR_MS;
/** Added to the model when it stands in for a sensor, because it may be this much too low, K. */
const STAND_IN_K = 2;
const EXPECTED_FOLLOWS_S = 1800;
/** A temperature further off the model is not used to fit it: the sensor or the cabinet has changed. */
export const STRANGE_K = 10;
/** Without any outdoor temperature: a hot night. */
const OUTDOOR_ASSUMED_C = 30;
const CYCLE_MAX_S = 10;

/** The state before the first cycle. */
export function initialHeat(): HeatState {
  return { nowMs: null, outdoorC: null, cabinets: {} };
}

/** One cycle. `speeds`: share of full speed by fan output. */
export function watchHeat(
  before: HeatState = initialHeat(),
  image: ProcessImage,
  plan: ControlPlan,
  read: (channel: ChannelId) => number | null,
  speeds: Readonly<Record<string, number>>,
  decided: Readonly<Record<string, number>>,
): HeatState {
  const { temperature } = plan.weather;
  const outdoorC = (temperature === undefined ? null : read(temperature)) ?? before.outdoorC;
  const elapsedS =
    before.nowMs === null ? 0 : Math.min(CYCLE_MAX_S, Math.max(0, (image.nowMs - before.nowMs) / 1000));
  const cabinets: Record<string, CabinetHeat> = {};
  for (const cabinet of plan.cabinets) {
    const beforeCabinet = sized(before.cabinets[cabinet.id], cabinet) ?? unknownHeat(cabinet);
    cabinets[cabinet.id] = step(beforeCabinet, cabinet, {
      nowMs: image.nowMs,
      elapsedS,
      outdoorC: outdoorC ?? OUTDOOR_ASSUMED_C,
      power: powerShare(cabinet, read, decided),
      speeds: cabinet.fans.map((fan) => speeds[fan.output] ?? 0),
      read,
    });
  }
  return { nowMs: image.nowMs, outdoorC, cabinets };
}

interface Moment {
  readonly nowMs: number;
  readonly elapsedS: number;
  readonly outdoorC: number;
  readonly power: number;
  readonly speeds: readonly number[];
  readonly read: (channel: ChannelId) => number | null;
}

function step(before: CabinetHeat, cabinet: CabinetPlan, moment: Moment): CabinetHeat {
  const { nowMs, elapsedS, outdoorC, power, speeds, read } = moment;
  const input = { seconds: elapsedS, power, speeds, outdoorC };
  const sensors: Record<ChannelId, SensorReading> = {};
  let hottestC: number | null = null;
  let missedC: number | null = null;
  for (const channel of cabinet.temperatures) {
    const tempC = read(channel);
    const reading = tempC === null ? before.sensors[channel] : { tempC, atMs: nowMs };
    if (reading === undefined) continue;
    sensors[channel] = reading;
    if (tempC !== null) hottestC = Math.max(hottestC ?? tempC, tempC);
    else if (nowMs - reading.atMs < MISSED_MS) missedC = Math.max(missedC ?? reading.tempC, reading.tempC);
  }
  const expectedC =
    before.expectedC === null ? hottestC : temperatureAfter(before.model, before.expectedC, input);
  const seenC = seen(hottestC, missedC, expectedC);
  const isStrange = seenC !== null && expectedC !== null && Math.abs(seenC - expectedC) > STRANGE_K;
  const mayUpdate =
    seenC !== null && missedC === null && !(isStrange && before.identifiedS > EXPECTED_FOLLOWS_S);
  const blindC = before.tempC === null ? null : before.tempC + elapsedS * fastestRise(before.model, power);
  return {
    model: heatStep(before.model, nominalOf(cabinet), mayUpdate ? seenC : null, input),
    tempC: seenC ?? blindC,
    isBlind: seenC === null,
    sensors,
    outdoorC,
    power,
    meanPower: before.meanPower + (power - before.meanPower) * (1 - Math.exp(-elapsedS / MEAN_S)),
    expectedC: followed(expectedC, seenC, elapsedS),
    identifiedS: before.identifiedS + (mayUpdate ? elapsedS : 0),
  };
}

/** The hottest good sensor, or the model where a hotter one has fallen silent; null when no sensor is good. */
function seen(hottestC: number | null, missedC: number | null, expectedC: number | null): number | null {
  if (hottestC === null || missedC === null || missedC <= hottestC || expectedC === null) return hottestC;
  return Math.max(hottestC, expectedC + STAND_IN_K);
}

function followed(expectedC: number | null, seenC: number | null, elapsedS: number): number | null {
  if (expectedC === null || seenC === null) return expectedC;
  return expectedC + (seenC - expectedC) * (1 - Math.exp(-elapsedS / EXPECTED_FOLLOWS_S));
}

/** The state of a cabinet, unless its number of fans has changed: the model has a coefficient for each. */
function sized(heat: CabinetHeat | undefined, cabinet: CabinetPlan): CabinetHeat | undefined {
  return heat?.model.coefficients.length === cabinet.fans.length + 2 ? heat : undefined;
}

function unknownHeat(cabinet: CabinetPlan): CabinetHeat {
  return {
    model: nominalHeat(nominalOf(cabinet)),
    tempC: null,
    isBlind: true,
    sensors: {},
    outdoorC: OUTDOOR_ASSUMED_C,
    power: 0,
    meanPower: 0,
    expectedC: null,
    identifiedS: 0,
  };
}

/** The site file's numbers for a cabinet. */
export function nominalOf(cabinet: CabinetPlan): NominalHeat {
  return { riseK: cabinet.heat.riseK, settleS: cabinet.heat.settleS, fans: cabinet.fans.length };
}
