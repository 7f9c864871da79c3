/**
 * The sources at a receptor and how active each is now: a fan group by the fifth power of its speed (50 lg n), the
 * electronics by their power, the cars' own fans by what they charge.
 *
 * The fans of one cabinet take the same command, so only their sum can be told from outside: they are one source. Cars
 * are not our equipment, but they come with its power; without them the model would take them for converter noise.
 */

import type { Prior } from '../../acoustics/estimation/source-fit.ts';
import { energyOf } from '../../acoustics/levels/level.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { CabinetPlan, ControlPlan, FanPlan } from '../../plan/control-plan.ts';
import type { LostFans } from '../inputs/lost-fans.ts';
import {
  type CabinetActivity,
  type CoverLoudnessState,
  converterFactor,
  receptorFanFactor,
} from './cover-loudness.ts';

type Read = (channel: ChannelId) => number | null;

const FAN_LAW_EXPONENT = 5;
/** Nothing turns or draws more than this share of its full value; a reading beyond it is not used. */
const ACTIVITY_MAX = 1.2;
/** From this power on a car cools as much as it can, W; below it the sound of its fans follows about the square of the current. */
const CAR_FULL_W = 150_000;
/** 53 dB(A) at 1 m, 20 m away: a guess, so its deviation is twice its energy. */
const CAR_DB = 27;
const CAR_DEVIATION = 2;
/** Nominal levels are wrong by 3 dB and more: half of the energy. Half of that uncertainty is in the common path. */
const NOMINAL_DEVIATION = 0.5;
const NOMINAL_CORRELATION = 0.5;

/** Activities of 0 to 1 in the order of `prior`; the last one is the cars'. */
export interface SourceActivity {
  readonly all: readonly number[];
  /** With the cars at rest. */
  readonly equipment: readonly number[];
  /** Half of the range in which each can be, as far as fans are not heard. */
  readonly range: readonly number[];
  /** The first input without a good value; a power counts as full, a fan as the middle of what it can be. */
  readonly missing: ChannelId | null;
}

/** What the site file says of the sources at a receptor; empty where it names none. */
export function nominalSources(plan: ControlPlan, receptor: string): Prior {
  const equipment = plan.cabinets.flatMap((cabinet) => {
    const fans = nominalFans(cabinet.fans, receptor);
    const converterDb = cabinet.humAtDb[receptor];
    return [
      ...(hasFans(cabinet, receptor) ? [fans] : []),
      ...(converterDb === undefined ? [] : [energyOf(converterDb)]),
    ];
  });
  const car = energyOf(CAR_DB);
  return {
    energies: [...equipment, car],
    deviations: [...equipment.map((energy) => NOMINAL_DEVIATION * energy), CAR_DEVIATION * car],
    correlation: NOMINAL_CORRELATION,
  };
}

/** How active each of them is now. */
export function sourceActivityAt(
  plan: ControlPlan,
  receptor: string,
  read: Read,
  decided: Readonly<Record<string, number>>,
  fanLoudness: CoverLoudnessState = {},
  lost: LostFans = {},
): SourceActivity {
  const equipment: number[] = [];
  const range: number[] = [];
  let missing: ChannelId | null = null;
  let cars = 0;
  for (const cabinet of plan.cabinets) {
    const fans = nominalFans(cabinet.fans, receptor);
    let turning = 0;
    let either = 0;
    for (const fan of cabinet.fans) {
      const speedRpm = read(fan.speed);
      if (speedRpm === null) missing ??= fan.speed;
      const { least, most } = turningOf(fan, speedRpm, decided, lost);
      turning += (nominalFan(fan, receptor) * (least + most)) / 2;
      either += (nominalFan(fan, receptor) * (most - least)) / 2;
    }
    const factor = receptorFanFactor(fanLoudness, cabinet.id);
    if (fans > 0) equipment.push((factor * turning) / fans);
    if (fans > 0) range.push((factor * either) / fans);
    if (hasConverterNoise(cabinet, receptor)) {
      equipment.push(converterFactor(fanLoudness, cabinet.id) * powerShare(cabinet, read));
    }
    if (hasConverterNoise(cabinet, receptor)) range.push(0);
    if (read(cabinet.powerIn) === null) missing ??= cabinet.powerIn;
    for (const gun of cabinet.guns) cars += Math.min(1, Math.max(0, read(gun) ?? 0) / CAR_FULL_W) ** 2;
  }
  return { all: [...equipment, cars], equipment: [...equipment, 0], range: [...range, 0], missing };
}

/** Activity of one fan: where its speed is not known, the least and the most that it can be. */
function turningOf(
  fan: FanPlan,
  speedRpm: number | null,
  decided: Readonly<Record<string, number>>,
  lost: LostFans,
): { readonly least: number; readonly most: number } {
  if (speedRpm !== null) {
    const turning = bounded(speedRpm / fan.fullRpm) ** FAN_LAW_EXPONENT;
    return { least: turning, most: turning };
  }
  const commandPct = decided[fan.output] ?? 100;
  const { lowPct, highPct } = lost[fan.output] ?? { lowPct: commandPct, highPct: commandPct };
  return {
    least: bounded(lowPct / 100) ** FAN_LAW_EXPONENT,
    most: bounded(highPct / 100) ** FAN_LAW_EXPONENT,
  };
}

/** The cabinet that a source belongs to, and which part of it. */
export interface SourceOwner {
  readonly cabinet: string;
  readonly kind: 'fans' | 'converters';
}

/** Whose each source is, in the order of `nominalSources`, without the cars. */
export function sourceOwners(plan: ControlPlan, receptor: string): readonly SourceOwner[] {
  return plan.cabinets.flatMap((cabinet): SourceOwner[] => [
    ...(hasFans(cabinet, receptor) ? [{ cabinet: cabinet.id, kind: 'fans' } as const] : []),
    ...(hasConverterNoise(cabinet, receptor) ? [{ cabinet: cabinet.id, kind: 'converters' } as const] : []),
  ]);
}

/** What the site file says of the fans of a cabinet at a receptor, energy. */
export function nominalLoudness(cabinet: CabinetPlan, receptor: string): number {
  return nominalFans(cabinet.fans, receptor);
}

/** How strongly the fans of a cabinet and its electronics are driven, all fans alike; null while that is a guess. */
export function cabinetActivity(cabinet: CabinetPlan, read: Read): CabinetActivity | null {
  let turning = 0;
  for (const fan of cabinet.fans) {
    const speedRpm = read(fan.speed);
    if (speedRpm === null) return null;
    turning += bounded(speedRpm / fan.fullRpm) ** FAN_LAW_EXPONENT;
  }
  if (read(cabinet.powerIn) === null) return null;
  return { fans: turning / cabinet.fans.length, converters: powerShare(cabinet, read) };
}

/** Whether the site file has a fan level of this cabinet at the receptor. */
export function hasFans(cabinet: CabinetPlan, receptor: string): boolean {
  return nominalFans(cabinet.fans, receptor) > 0;
}

/** Whether it has a level of this cabinet's electronics there. */
export function hasConverterNoise(cabinet: CabinetPlan, receptor: string): boolean {
  return cabinet.humAtDb[receptor] !== undefined;
}

function nominalFans(fans: readonly FanPlan[], receptor: string): number {
  return fans.reduce((sum, fan) => sum + nominalFan(fan, receptor), 0);
}

function nominalFan(fan: FanPlan, receptor: string): number {
  const fullDb = fan.atDb[receptor];
  return fullDb === undefined ? 0 : energyOf(fullDb);
}

function powerShare(cabinet: CabinetPlan, read: Read): number {
  return bounded((read(cabinet.powerIn) ?? cabinet.ratedW) / cabinet.ratedW);
}

function bounded(share: number): number {
  return Math.min(ACTIVITY_MAX, Math.max(0, share));
}
